package io.switchhook.cli.option;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Declared;
import io.switchhook.cli.console.Durations;
import io.switchhook.cli.console.FileTrouble;
import io.switchhook.cli.console.Patience;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.report.JsonReports;
import io.switchhook.cli.report.Reports;
import io.switchhook.cli.report.SpokenReports;
import io.switchhook.stack.trace.PcapngWriter;
import io.switchhook.stack.trace.TraceLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What all commands have in common: how they report and when they give up. */
public final class CommonOptions {
    private static final int LADDER_BYTES = 1 << 20;

    private final Declared<Boolean> ladder = Declared.flag(
            "--ladder",
            "Print the messages as a ladder: of each call when it is over, of other commands at their end; with --json on standard error.");

    private final Declared<Path> pcap = Declared.file(
            "--pcap",
            "FILE",
            "Write the SIP and RTP that we saw as pcapng, for Wireshark. Passwords and digests are masked.");

    private final Declared<Duration> timeout = Declared.of(
            Declared.builder(
                            "--timeout",
                            "D",
                            "Give up after this time, such as 30s or 2m, with exit status 4. Default: never.")
                    .converters(new Durations()),
            Duration.class);

    private final Declared<Boolean> json = Declared.flag(
            "--json", "Write one JSON object a line on standard output, and nothing else; see \"switchhook events\".");

    private final Declared<Boolean> verbose = Declared.flag("--verbose", "Log what happens inside on standard error.");

    public void addTo(CommandSpec command) {
        Declared.addAll(command, ladder, pcap, timeout, json, verbose);
    }

    public boolean ladder() {
        return ladder.isGiven();
    }

    /** Keeps the last messages of a whole command, for a ladder. */
    public static TraceLog ladderLog() {
        return new TraceLog(LADDER_BYTES);
    }

    public boolean json() {
        return json.isGiven();
    }

    /** Sets the level of the logs; before the first of them. */
    public void applyToLogs() {
        if (verbose.isGiven()) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
        }
    }

    public Reports reports(Terminal terminal) {
        return json.isGiven()
                ? new JsonReports(terminal.out(), terminal.err())
                : new SpokenReports(terminal.out(), terminal.err());
    }

    public void check() throws CommandEnd {
        if (timeout.value().filter(Duration::isZero).isPresent()) {
            throw CommandEnd.usage("--timeout must be more than zero");
        }
    }

    public Patience patience(Terminal terminal) {
        return new Patience(terminal.interruption(), timeout.value());
    }

    /** The capture that --pcap asks for, begun. */
    public Optional<PcapngWriter> openCapture() throws CommandEnd {
        if (pcap.value().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PcapngWriter.open(pcap.value().get()));
        } catch (IOException e) {
            throw CommandEnd.usage("--pcap: " + pcap.value().get() + " cannot be written: " + FileTrouble.reason(e));
        }
    }

    /** Completes the capture; what went wrong is a remark, since the calls themselves are over. */
    public static void close(Optional<PcapngWriter> capture, Reports reports) {
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
