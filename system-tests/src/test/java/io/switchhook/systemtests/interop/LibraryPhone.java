package io.switchhook.systemtests.interop;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A telephone in a page by a library that people use for it. What it says is a tone of its own. */
final class LibraryPhone {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Which library. */
    enum Library {
        JSSIP,
        SIPJS
    }

    private final Chromium chromium;
    private final String name;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    /** @param name no other telephone of this browser has it */
    LibraryPhone(Chromium chromium, Library library, String name, Map<String, String> settings) {
        this.chromium = chromium;
        this.name = name;
        order("create", library.name().toLowerCase(Locale.ROOT), json(settings));
        await("there");
        await("connected");
    }

    private static String json(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    LibraryPhone order(String... words) {
        chromium.order(name + " " + String.join(" ", words));
        return this;
    }

    private List<String> events() {
        return chromium.events().stream()
                .filter(event -> event.startsWith(name + " "))
                .map(event -> event.substring(name.length() + 1))
                .toList();
    }

    /** Waits until the page has told this once more than it was waited for before. */
    LibraryPhone await(String event) {
        int times = taken.merge(event, 1, Integer::sum);
        Deadline.in(SOON)
                .await(
                        name + " tells \"" + event + "\" (" + times + ")",
                        () -> events().stream().filter(event::equals).count() >= times,
                        this::report);
        return this;
    }

    /** Waits until a tone is the loudest that it hears from now on, as exactly as its 6 Hz wide bands tell; 0 is silence. */
    LibraryPhone awaitHearing(int hertz) {
        int before = events().size();
        Deadline.in(SOON)
                .await(
                        name + " hears " + hertz + " Hz",
                        () -> events().stream().skip(before).anyMatch(event -> tells(event, hertz)),
                        this::report);
        return this;
    }

    private static boolean tells(String event, int hertz) {
        return event.startsWith("hears ") && Math.abs(Integer.parseInt(event.substring(6)) - hertz) <= 6;
    }

    String report() {
        return name + " told: " + events() + "\n" + chromium.report();
    }
}
