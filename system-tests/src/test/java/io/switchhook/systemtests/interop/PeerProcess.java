package io.switchhook.systemtests.interop;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A process of another program: its output goes to files of the test's folder; closing ends it and all its children. */
final class PeerProcess implements AutoCloseable {
    private static final int REPORT_CHARACTERS = 12_000;
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final String name;
    private final List<String> command;
    private final Path stdout;
    private final Path stderr;
    private final Process process;
    private final Thread atJvmEnd = new Thread(this::destroyTree);

    private PeerProcess(String name, List<String> command, Path stdout, Path stderr, Process process) {
        this.name = name;
        this.command = command;
        this.stdout = stdout;
        this.stderr = stderr;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(atJvmEnd);
    }

    /** @throws AssertionError if the program is not installed: a missing peer is a failure, never a skipped test */
    static PeerProcess start(String name, Path folder, Map<String, String> environment, List<String> command) {
        return start(
                name,
                folder,
                environment,
                command,
                Redirect.from(Path.of("/dev/null").toFile()));
    }

    /** As {@link #start}; the program is told what to do by {@link #tell}. */
    static PeerProcess startListening(String name, Path folder, Map<String, String> environment, List<String> command) {
        return start(name, folder, environment, command, Redirect.PIPE);
    }

    private static PeerProcess start(
            String name, Path folder, Map<String, String> environment, List<String> command, Redirect input) {
        Path stdout = folder.resolve(name + ".stdout");
        Path stderr = folder.resolve(name + ".stderr");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile())
                .redirectInput(input);
        builder.environment().putAll(environment);
        try {
            return new PeerProcess(name, command, stdout, stderr, builder.start());
        } catch (IOException e) {
            throw new AssertionError(
                    "cannot start " + command.get(0) + ": install the Debian packages sip-tester, baresip-core,"
                            + " kamailio, tshark, chromium, npm, linphone-cli and coturn",
                    e);
        }
    }

    /** Writes a line to its standard input. */
    void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError(name + " does not listen any more\n" + report(), e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    int awaitExit(Duration within) {
        Deadline.in(within).await(name + " ends", () -> !process.isAlive(), this::report);
        return process.exitValue();
    }

    /** Asks the process to end, as Ctrl-C does. */
    void interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new AssertionError("cannot run kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The complete lines written to standard output so far. */
    List<String> stdoutLines() {
        return completeLines(stdout);
    }

    List<String> stderrLines() {
        return completeLines(stderr);
    }

    private static List<String> completeLines(Path file) {
        String text = read(file);
        int end = text.lastIndexOf('\n');
        return end < 0 ? List.of() : text.substring(0, end).lines().toList();
    }

    /** Command, exit code and the end of both outputs. */
    String report() {
        return "--- " + name + ": " + String.join(" ", command) + "\n"
                + (exitCode().isPresent() ? "exit code " + exitCode().getAsInt() : "still running") + "\n"
                + tail(stdout) + tail(stderr);
    }

    /** The end of a text file under its name, for failure reports: without colours and other bytes that upset who prints them. */
    static String tail(Path file) {
        String text = read(file).replaceAll("\u001B\\[[0-9;]*m", "").replaceAll("[^\n\t -~]", "");
        if (text.isBlank()) {
            return "";
        }
        String end =
                text.length() <= REPORT_CHARACTERS ? text : "..." + text.substring(text.length() - REPORT_CHARACTERS);
        return "--- " + file.getFileName() + "\n" + end + "\n";
    }

    static String read(Path file) {
        try {
            return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }

    @Override
    public void close() {
        destroyTree();
        Runtime.getRuntime().removeShutdownHook(atJvmEnd);
    }

    private void destroyTree() {
        List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
        tree.add(process.toHandle());
        // The first process ends its children in its own order; what is left then is killed.
        process.destroy();
        if (!Deadline.in(END_WITHIN).becomes(() -> tree.stream().noneMatch(ProcessHandle::isAlive))) {
            tree.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
