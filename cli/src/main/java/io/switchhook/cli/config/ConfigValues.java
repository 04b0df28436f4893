package io.switchhook.cli.config;

import io.switchhook.cli.console.Durations;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** How values are written in a file of settings. What does not fit is an {@link IllegalArgumentException} with what was expected. */
final class ConfigValues {
    private ConfigValues() {}

    static boolean yes(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on" -> true;
            case "no", "false", "off" -> false;
            default -> throw new IllegalArgumentException("expected yes or no");
        };
    }

    static int count(String text) {
        if (!text.matches("\\d{1,7}")) {
            throw new IllegalArgumentException("expected a number of 7 digits at most");
        }
        return Integer.parseInt(text);
    }

    static Duration time(String text) {
        try {
            return new Durations().convert(text);
        } catch (TypeConversionException e) {
            throw new IllegalArgumentException("expected a time, such as 30s, 10m or 1h", e);
        }
    }

    /** Of a file or folder: beside the file of settings, unless it says from the root. */
    static Path path(ConfigFile file, String text) {
        try {
            return file.path().toAbsolutePath().resolveSibling(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("expected the name of a file", e);
        }
    }

    static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** One of an enum, as people write it: {@code great-britain} for {@code GREAT_BRITAIN}. */
    static <E extends Enum<E>> E one(Class<E> type, String text) {
        var wanted = text.toUpperCase(Locale.ROOT).replace('-', '_');
        var all = type.getEnumConstants();
        return Arrays.stream(all)
                .filter(value -> value.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of "
                        + String.join(
                                ", ",
                                Arrays.stream(all)
                                        .map(value -> value.name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', '-'))
                                        .toList())));
    }
}
