package io.switchhook.cli;

import io.switchhook.stack.trace.PcapngWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What all commands have in common: how they report and when they give up. */
final class CommonOptions {
    @Option(
            names = "--ladder",
            description = "Print the messages of each call as a ladder when it is over; with --json on standard error.")
    private boolean ladder;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description =
                    "Write the SIP and RTP that we saw as pcapng, for Wireshark. Passwords and digests are masked.")
    private Optional<Path> pcap = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = Durations.class,
            description = "Give up after this time, such as 30s or 2m, with exit status 4.")
    private Optional<Duration> timeout = Optional.empty();

    @Option(
            names = "--json",
            description =
                    "Write one JSON object a line on standard output, and nothing else; see \"switchhook events\".")
    private boolean json;

    @Option(names = "--verbose", description = "Log what happens inside on standard error.")
    private boolean verbose;

    boolean ladder() {
        return ladder;
    }

    boolean json() {
        return json;
    }

    /** Sets the level of the logs; before the first of them. */
    void applyToLogs() {
        if (verbose) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
        }
    }

    Reports reports(Terminal terminal) {
        return json
                ? new JsonReports(terminal.out(), terminal.err())
                : new SpokenReports(terminal.out(), terminal.err());
    }

    Patience patience(Terminal terminal) {
        return new Patience(terminal.interruption(), timeout);
    }

    /** The capture that --pcap asks for, begun. */
    Optional<PcapngWriter> openCapture() throws CommandEnd {
        if (pcap.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PcapngWriter.open(pcap.get()));
        } catch (IOException e) {
            throw CommandEnd.usage("--pcap: " + pcap.get() + " cannot be written: " + FileTrouble.reason(e));
        }
    }

    /** Completes the capture; what went wrong is a remark, since the calls themselves are over. */
    static void close(Optional<PcapngWriter> capture, Reports reports) {
        if (capture.isEmpty()) {
            return;
        }
        try {
            capture.get().close();
        } catch (IOException e) {
            reports.remark(String.valueOf(e.getMessage()));
        }
        if (capture.get().dropped() > 0) {
            reports.remark(
                    "The disk was too slow: the capture lacks " + capture.get().dropped() + " packets.");
        }
    }
}
