package io.switchhook.cli;

import io.switchhook.cli.console.Interruption;
import io.switchhook.cli.console.Keyboard;
import io.switchhook.cli.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** One command in this process, with what it wrote; tests wait for its lines, never for time. */
public final class Run implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final LineStream out = new LineStream();
    private final LineStream err = new LineStream();
    private final Interruption interruption = new Interruption();
    private final CompletableFuture<Integer> exit;

    private record Waiter(Predicate<String> wanted, CompletableFuture<String> found) {}

    private Run(Map<String, String> environment, Keyboard keyboard, String... args) {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                interruption,
                keyboard);
        exit = new CompletableFuture<>();
        var thread = new Thread(
                () -> {
                    exit.complete(Switchhook.run(terminal, args));
                    interruption.finished();
                },
                "command-" + args[0]);
        thread.setDaemon(true);
        thread.start();
    }

    public static Run of(String... args) {
        return new Run(Map.of(), Keyboard.NONE, args);
    }

    public static Run with(Map<String, String> environment, String... args) {
        return new Run(environment, Keyboard.NONE, args);
    }

    /** Somebody types. */
    public static Run typing(Keyboard keyboard, String... args) {
        return new Run(Map.of(), keyboard, args);
    }

    /** The exit status, when the command is over. */
    public int exitCode() {
        return get(exit, "the end");
    }

    /** The first line of standard output, perhaps to come, that contains all of these. */
    public String line(String... parts) {
        return lineOf(out, parts);
    }

    /** The second line of standard output, perhaps to come, that contains all of these. */
    public String lineAgain(String... parts) {
        var before = new AtomicInteger(1);
        Predicate<String> second =
                line -> List.of(parts).stream().allMatch(line::contains) && before.getAndDecrement() == 0;
        return get(out.find(second), "a second line with " + String.join(" and ", parts));
    }

    /** The first line of standard error, perhaps to come, that contains all of these. */
    public String complaint(String... parts) {
        return lineOf(err, parts);
    }

    private String lineOf(LineStream stream, String... parts) {
        Predicate<String> wanted = line -> List.of(parts).stream().allMatch(line::contains);
        return get(stream.find(wanted), "a line with " + String.join(" and ", parts));
    }

    /** An event of --json in this state. */
    public String event(String kind, String state) {
        return line("{\"event\":\"" + kind + "\"", "\"state\":\"" + state + "\"");
    }

    /** The address in the ready event, without the transport. */
    public String readyAddress() {
        var line = line("{\"event\":\"ready\"");
        return line.replaceFirst(".*\"address\":\"[a-z]+:([^\"]*)\".*", "$1");
    }

    public void interrupt() {
        interruption.interrupt();
    }

    public List<String> lines() {
        return out.lines();
    }

    public long count(String part) {
        return lines().stream().filter(line -> line.contains(part)).count();
    }

    public String complaints() {
        return String.join("\n", err.lines());
    }

    private <T> T get(CompletableFuture<T> future, String what) {
        try {
            return future.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(
                    "Waited in vain for " + what + "; out:\n" + String.join("\n", lines()) + "\nerr:\n" + complaints(),
                    e);
        }
    }

    /** Ends the command if it still runs. */
    @Override
    public void close() {
        interrupt();
    }

    /** Hands on each line when it is complete. */
    private static final class LineStream extends ByteArrayOutputStream {
        private final List<String> lines = new ArrayList<>();
        private final List<Waiter> waiters = new ArrayList<>();

        @Override
        public synchronized void write(int value) {
            if (value == '\n') {
                complete(toString(StandardCharsets.UTF_8).stripTrailing());
                reset();
            } else {
                super.write(value);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                write(bytes[i]);
            }
        }

        private synchronized void complete(String line) {
            lines.add(line);
            waiters.stream()
                    .filter(waiter -> waiter.wanted().test(line))
                    .forEach(waiter -> waiter.found().completeAsync(() -> line));
        }

        synchronized List<String> lines() {
            return List.copyOf(lines);
        }

        synchronized CompletableFuture<String> find(Predicate<String> wanted) {
            var there = lines.stream().filter(wanted).findFirst();
            if (there.isPresent()) {
                return CompletableFuture.completedFuture(there.get());
            }
            var waiter = new Waiter(wanted, new CompletableFuture<>());
            waiters.add(waiter);
            return waiter.found();
        }
    }
}
