package io.switchhook.systemtests.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** SIPp playing one scenario; it fails its call, and so the test, at the first message that is not as the scenario says. */
final class SippPeer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(10);

    /** From here on SIPp's exit codes mean that it could not run; 0 and 1 are what became of the calls. */
    private static final int COULD_NOT_RUN = 97;

    private final String name;
    private final Path folder;
    private final PeerProcess process;

    private SippPeer(String name, Path folder, PeerProcess process) {
        this.name = name;
        this.folder = folder;
        this.process = process;
    }

    /** What one run needs to know. {@code calls} counts Call-IDs: a registration is one, its phone call another. */
    record Run(int port, OptionalInt remotePort, int mediaPort, int calls, boolean tcp) {
        static Run server(int port, int mediaPort, int calls) {
            return new Run(port, OptionalInt.empty(), mediaPort, calls, false);
        }

        static Run client(int port, int remotePort, int mediaPort) {
            return new Run(port, OptionalInt.of(remotePort), mediaPort, 1, false);
        }

        Run overTcp() {
            return new Run(port, remotePort, mediaPort, calls, true);
        }
    }

    /**
     * Starts SIPp with an RTP echo on the media port; returns when its SIP port is bound, or its calls have already ended.
     *
     * @throws AssertionError with SIPp's messages if it could not run, as with a port that is taken
     */
    static SippPeer start(Path folder, SippScenario scenario, Run run) {
        String name = scenario.name();
        List<String> command = new ArrayList<>(List.of("sipp", "-sf"));
        command.add(scenario.writeTo(folder).toString());
        command.addAll(List.of("-i", "127.0.0.1", "-p", Integer.toString(run.port())));
        command.addAll(List.of("-mi", "127.0.0.1", "-mp", Integer.toString(run.mediaPort()), "-rtp_echo"));
        command.addAll(List.of("-t", run.tcp() ? "t1" : "u1", "-m", Integer.toString(run.calls()), "-nostdin"));
        // An aborted call must not send messages of SIPp's own making: they would hide what went wrong.
        command.addAll(List.of("-default_behaviors", "abortunexp", "-timeout", "300s", "-timeout_error"));
        command.addAll(List.of("-trace_msg", "-message_file", name + ".messages"));
        command.addAll(List.of("-trace_err", "-error_file", name + ".errors"));
        run.remotePort().ifPresent(remote -> command.add("127.0.0.1:" + remote));
        SippPeer peer = new SippPeer(name, folder, PeerProcess.start(name, folder, Map.of("TERM", "dumb"), command));
        peer.awaitBound(run);
        return peer;
    }

    private void awaitBound(Run run) {
        Deadline.in(READY_WITHIN)
                .await(
                        name + " has bound port " + run.port(),
                        () -> process.exitCode().isPresent()
                                || (run.tcp() ? FreePorts.tcpInUse(run.port()) : FreePorts.udpInUse(run.port()))
                                || run.tcp() && run.remotePort().isPresent(),
                        this::report);
        if (process.exitCode().orElse(0) >= COULD_NOT_RUN) {
            throw new AssertionError(name + " could not run\n" + report());
        }
    }

    /** The exit code of SIPp: 0 = every call went as the scenario says, 1 = one did not. */
    int awaitExit(Duration within) {
        return process.awaitExit(within);
    }

    /** @throws AssertionError with SIPp's messages if a call failed or the scenario did not end in time */
    void assertSucceeded(Duration within) {
        assertSucceeded(within, () -> "");
    }

    /** As above; {@code otherSide} tells what the other side has to say about it. */
    void assertSucceeded(Duration within, Supplier<String> otherSide) {
        Deadline.in(within).await(name + " ends", () -> !process.alive(), () -> report() + otherSide.get());
        int code = process.exitCode().orElseThrow();
        if (code != 0) {
            throw new AssertionError("the scenario " + name + " failed\n" + report() + otherSide.get());
        }
    }

    /** All messages sent and received so far, as SIPp logged them. */
    String messages() {
        return PeerProcess.read(folder.resolve(name + ".messages"));
    }

    String report() {
        return PeerProcess.tail(folder.resolve(name + ".errors"))
                + PeerProcess.tail(folder.resolve(name + ".messages"))
                + process.report();
    }

    @Override
    public void close() {
        process.close();
    }
}
