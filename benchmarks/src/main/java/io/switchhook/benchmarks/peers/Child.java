package io.switchhook.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process under measurement, with its children; what it prints goes to a file. It is ended with the driver. */
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Linux counts processor time in hundredths of a second for everybody (proc(5), _SC_CLK_TCK). */
    private static final double TICKS_PER_SECOND = 100;

    private final String name;
    private final Process process;
    private final Path output;

    private Child(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    static Child start(String name, Path folder, List<String> command) {
        try {
            var output = Files.createTempFile(folder, name + "-", ".out");
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            var child = new Child(name, process, output);
            Runtime.getRuntime().addShutdownHook(new Thread(child::kill));
            return child;
        } catch (IOException e) {
            throw new MeasurementException(name + " does not start: is it installed? " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has ended in that time. */
    boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new MeasurementException("interrupted while waiting for " + name, e);
        }
    }

    int exitCode() {
        return process.exitValue();
    }

    String printed() {
        try {
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has printed this. */
    Matcher awaitPrinted(Pattern pattern) {
        long byNanos = System.nanoTime() + PATIENCE.toNanos();
        var found = pattern.matcher(printed());
        while (!found.find()) {
            if (System.nanoTime() > byNanos || endsWithin(Duration.ofMillis(50))) {
                throw new MeasurementException(name + " was expected to print " + pattern + " but printed: "
                        + printed().strip());
            }
            found = pattern.matcher(printed());
        }
        return found;
    }

    /** Asks a server of ours; see {@link Orders}. */
    String order(String word) {
        int already = printed().length();
        try {
            process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new MeasurementException(name + " takes no orders any more: " + printed(), e);
        }
        return awaitPrinted(Pattern.compile("(?s).{" + already + "}" + word + " ([^\n]*)\n"))
                .group(1);
    }

    /** User and system time of the process and its children so far, in seconds. */
    double cpuSeconds() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                        .mapToLong(handle -> ticks(handle.pid()))
                        .sum()
                / TICKS_PER_SECOND;
    }

    /** Resident memory of the process alone, in bytes. */
    long residentBytes() {
        var line = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(proc(process.pid(), "status"));
        if (!line.find()) {
            throw new MeasurementException(name + " has ended: " + printed());
        }
        return Long.parseLong(line.group(1)) * 1024;
    }

    private static long ticks(long pid) {
        var stat = proc(pid, "stat");
        var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        // proc(5): fields 14 and 15, counted from the third here.
        return fields.length < 13 ? 0 : Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static String proc(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file));
        } catch (IOException e) {
            return "";
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!endsWithin(Duration.ofSeconds(3))) {
            kill();
            endsWithin(PATIENCE);
        }
    }
}
