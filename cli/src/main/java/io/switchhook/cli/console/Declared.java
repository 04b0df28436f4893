package io.switchhook.cli.console;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option that is declared to picocli by a call and not by an annotation: to read annotations takes longer than to register, and these options belong to most commands.
 *
 * @param type of each value
 */
public record Declared<T>(OptionSpec option, Class<T> type) {

    /** An option without a value. */
    public static Declared<Boolean> flag(String name, String description) {
        return of(OptionSpec.builder(name).description(description), Boolean.class);
    }

    public static Declared<String> text(String name, String label, String description) {
        return of(builder(name, label, description), String.class);
    }

    /** May be given more than once. */
    public static Declared<String> texts(String name, String label, String description) {
        return listOf(builder(name, label, description), String.class);
    }

    public static Declared<Path> file(String name, String label, String description) {
        return of(builder(name, label, description), Path.class);
    }

    /** May be given more than once. */
    public static Declared<Path> files(String name, String label, String description) {
        return listOf(builder(name, label, description), Path.class);
    }

    public static OptionSpec.Builder builder(String name, String label, String description) {
        return OptionSpec.builder(name).paramLabel(label).description(description);
    }

    public static <T> Declared<T> of(OptionSpec.Builder option, Class<T> type) {
        return new Declared<>(option.type(type).build(), type);
    }

    public static <T> Declared<T> listOf(OptionSpec.Builder option, Class<T> type) {
        return new Declared<>(option.type(List.class).auxiliaryTypes(type).build(), type);
    }

    public static void addAll(CommandSpec command, Declared<?>... all) {
        Stream.of(all).forEach(declared -> command.addOption(declared.option));
    }

    /** What {@code mixinStandardHelpOptions} adds, by annotations. */
    public static void addHelp(CommandSpec command) {
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        command.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
    }

    public boolean isGiven() {
        return value().filter(Boolean.TRUE::equals).isPresent();
    }

    public Optional<T> value() {
        Object value = option.getValue();
        return Optional.ofNullable(value).map(type::cast);
    }

    /** The values of an option that may be given more than once; empty when it was not. */
    public List<T> values() {
        Object values = option.getValue();
        return values instanceof List<?> list ? list.stream().map(type::cast).toList() : List.of();
    }
}
