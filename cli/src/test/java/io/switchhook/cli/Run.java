package io.switchhook.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One command in this process, with what it wrote; tests wait for its lines, never for time. */
final class Run implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final List<String> lines = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final ByteArrayOutputStream out = new LineStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Interruption interruption = new Interruption();
    private final CompletableFuture<Integer> exit;

    private record Waiter(Predicate<String> wanted, CompletableFuture<String> found) {}

    private Run(Map<String, String> environment, String... args) {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                interruption);
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

    static Run of(String... args) {
        return new Run(Map.of(), args);
    }

    static Run with(Map<String, String> environment, String... args) {
        return new Run(environment, args);
    }

    /** The exit status, when the command is over. */
    int exitCode() {
        return get(exit, "the end");
    }

    /** The first line of standard output, perhaps to come, that contains all of these. */
    String line(String... parts) {
        Predicate<String> wanted = line -> List.of(parts).stream().allMatch(line::contains);
        var waiter = new Waiter(wanted, new CompletableFuture<>());
        synchronized (lines) {
            var there = lines.stream().filter(wanted).findFirst();
            if (there.isPresent()) {
                return there.get();
            }
            waiters.add(waiter);
        }
        return get(waiter.found(), "a line with " + String.join(" and ", parts));
    }

    /** An event of --json in this state. */
    String event(String kind, String state) {
        return line("{\"event\":\"" + kind + "\"", "\"state\":\"" + state + "\"");
    }

    /** The address in the ready event, without the transport. */
    String readyAddress() {
        var line = line("{\"event\":\"ready\"");
        return line.replaceFirst(".*\"address\":\"[a-z]+:([^\"]*)\".*", "$1");
    }

    void interrupt() {
        interruption.interrupt();
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    long count(String part) {
        return lines().stream().filter(line -> line.contains(part)).count();
    }

    String complaints() {
        return err.toString(StandardCharsets.UTF_8);
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
    private final class LineStream extends ByteArrayOutputStream {
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

        private void complete(String line) {
            synchronized (lines) {
                lines.add(line);
                waiters.stream()
                        .filter(waiter -> waiter.wanted().test(line))
                        .forEach(waiter -> waiter.found().completeAsync(() -> line));
            }
        }
    }
}
