package io.switchhook.systemtests.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Our program as its users start it: a process, its JSON events on standard output, its exit code. */
final class SwitchhookProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final String MAIN = "io.switchhook.cli.Switchhook";

    private final PeerProcess process;

    private SwitchhookProcess(PeerProcess process) {
        this.process = process;
    }

    /** One line of {@code --json}: what happened, and the members that say how. */
    record Event(Map<String, Object> members) {
        String kind() {
            return text("event");
        }

        /** A member as text, empty if it is absent or null. */
        String text(String member) {
            Object value = members.get(member);
            return value == null || value instanceof Optional ? "" : value.toString();
        }

        /** The state as the API names it. */
        String state() {
            return text("state").toUpperCase(Locale.ROOT).replace('-', '_');
        }

        OptionalInt status() {
            return members.get("status") instanceof Double number
                    ? OptionalInt.of(number.intValue())
                    : OptionalInt.empty();
        }

        boolean is(String kind, String state) {
            return kind().equals(kind) && state().equals(state);
        }
    }

    /** Starts {@code switchhook <arguments> --json}; {@code name} tells processes of one test apart. */
    static SwitchhookProcess start(Path folder, String name, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The options of the script by which users start it.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(arguments);
        command.add("--json");
        return new SwitchhookProcess(PeerProcess.start(name, folder, Map.of(), command));
    }

    /** All events so far. Standard output holds nothing else: a line that is no JSON object fails the test. */
    List<Event> events() {
        return process.stdoutLines().stream().map(SwitchhookProcess::event).toList();
    }

    private static Event event(String line) {
        Event event = new Event(Json.object(line));
        if (event.kind().isEmpty()) {
            throw new AssertionError("an event without its name: " + line);
        }
        return event;
    }

    List<Event> events(String kind) {
        return events().stream().filter(event -> event.kind().equals(kind)).toList();
    }

    /** The port of the address in the {@code ready} event, which comes once bound and, where asked, registered. */
    int awaitReady() {
        Event ready = Deadline.in(READY_WITHIN)
                .awaitValue("ready", () -> events("ready").stream().findFirst(), process::report);
        String address = ready.text("address");
        String port = address.replaceFirst(";.*$", "").replaceFirst("^.*:", "");
        if (!port.matches("[1-9][0-9]*")) {
            throw new AssertionError("no port in the ready event's address: " + address);
        }
        return Integer.parseInt(port);
    }

    Event await(String kind, String state, Duration within) {
        return Deadline.in(within)
                .awaitValue(
                        kind + " " + state,
                        () -> events().stream()
                                .filter(event -> event.is(kind, state))
                                .findFirst(),
                        process::report);
    }

    int awaitExit(Duration within) {
        return process.awaitExit(within);
    }

    void interrupt() {
        process.interrupt();
    }

    String report() {
        return process.report();
    }

    /** Everything the program wrote. */
    String output() {
        return String.join("\n", process.stdoutLines()) + "\n" + String.join("\n", process.stderrLines());
    }

    @Override
    public void close() {
        process.close();
    }
}
