package io.switchhook.systemtests.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** tshark as the judge of a capture: what it cannot take apart, complains about, or does not recognise at all. */
final class TsharkPeer {
    private static final Duration READ_WITHIN = Duration.ofSeconds(60);
    private static final String OURS = "(sip || sdp || rtp || rtcp || sipfrag)";
    /** Wireshark's PI_NOTE (an unrecognised header, a line of SDP without "=") and PI_WARN. RTCP's notes tell round-trip times. */
    private static final String COMPLAINTS = "((sip || sdp || sipfrag || rtp) && _ws.expert.severity >= 0x400000)"
            + " || (rtcp && _ws.expert.severity >= 0x600000)";

    private TsharkPeer() {}

    /** Frames by protocol, and the lines about frames that are not as they should be. */
    record Verdict(
            long sip, long sdp, long rtp, List<String> malformed, List<String> complaints, List<String> unknown) {
        boolean flawless() {
            return malformed.isEmpty() && complaints.isEmpty() && unknown.isEmpty();
        }
    }

    static Verdict judge(Path folder, Path capture) {
        List<String> protocols = run(folder, capture, "frame", "frame.protocols");
        return new Verdict(
                frames(protocols, "sip"),
                frames(protocols, "sdp"),
                frames(protocols, "rtp"),
                run(folder, capture, "_ws.malformed", "_ws.col.Info"),
                run(folder, capture, COMPLAINTS, "_ws.expert.message"),
                run(folder, capture, "udp.length > 8 && !" + OURS, "_ws.col.Protocol"));
    }

    private static long frames(List<String> lines, String protocol) {
        return lines.stream()
                .filter(line -> Arrays.asList(
                                line.substring(line.indexOf('\t') + 1).split(":"))
                        .contains(protocol))
                .count();
    }

    private static List<String> run(Path folder, Path capture, String filter, String field) {
        List<String> command = List.of(
                "tshark",
                "-n",
                "-r",
                capture.toString(),
                "-Y",
                filter,
                "-T",
                "fields",
                "-e",
                "frame.number",
                "-e",
                field);
        // No configuration of whoever runs the tests may change the verdict.
        Map<String, String> environment = Map.of("HOME", folder.toString(), "XDG_CONFIG_HOME", folder.toString());
        try (PeerProcess process = PeerProcess.start("tshark", folder, environment, command)) {
            if (process.awaitExit(READ_WITHIN) != 0) {
                throw new AssertionError("tshark cannot read " + capture + "\n" + process.report());
            }
            return process.stdoutLines();
        }
    }
}
