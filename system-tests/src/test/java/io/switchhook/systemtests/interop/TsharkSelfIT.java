package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tshark finds what is planted in a capture, and nothing in a good one. */
class TsharkSelfIT {
    private static final String INVITE = """
            INVITE sip:853@127.0.0.1 SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKa;rport
            From: <sip:858@127.0.0.1>;tag=a
            To: <sip:853@127.0.0.1>
            Call-ID: one
            CSeq: 1 INVITE
            Contact: <sip:858@127.0.0.1:5060>
            Max-Forwards: 70
            Content-Type: application/sdp
            Content-Length: 105

            """;
    private static final String SDP = """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 30000 RTP/AVP 8
            a=rtpmap:8 PCMA/8000
            """;
    private static final int RTP_PORT = 30_000;

    @TempDir
    private Path folder;

    private static byte[] rtp(int length) {
        byte[] packet = new byte[172];
        packet[0] = (byte) 0x80;
        packet[1] = 8;
        packet[3] = 1;
        return Arrays.copyOf(packet, length);
    }

    private TsharkPeer.Verdict judge(TinyCapture capture) {
        return TsharkPeer.judge(folder, capture.writeTo(folder.resolve("capture.pcap")));
    }

    @Test
    void goodCaptureIsFlawless() {
        TsharkPeer.Verdict verdict =
                judge(new TinyCapture().sip(INVITE + SDP).datagram(RTP_PORT + 2, RTP_PORT, rtp(172)));
        assertThat(verdict.flawless()).as(verdict::toString).isTrue();
        assertThat(verdict.sip()).isEqualTo(1);
        assertThat(verdict.sdp()).isEqualTo(1);
        assertThat(verdict.rtp()).isEqualTo(1);
    }

    @Test
    void truncatedRtpIsFound() {
        TsharkPeer.Verdict verdict =
                judge(new TinyCapture().sip(INVITE + SDP).datagram(RTP_PORT + 2, RTP_PORT, rtp(7)));
        assertThat(verdict.flawless()).as(verdict::toString).isFalse();
    }

    @Test
    void brokenSdpIsFound() {
        TsharkPeer.Verdict verdict = judge(new TinyCapture().sip(INVITE + SDP.replace("t=0 0", "t 0 0")));
        assertThat(verdict.flawless()).as(verdict::toString).isFalse();
    }

    @Test
    void brokenSipIsFound() {
        TsharkPeer.Verdict verdict = judge(new TinyCapture().sip(INVITE.replace("Contact: ", "Contact ") + SDP));
        assertThat(verdict.flawless()).as(verdict::toString).isFalse();
    }

    @Test
    void bytesThatAreNoProtocolOfOursAreFound() {
        TsharkPeer.Verdict verdict = judge(new TinyCapture().sip(INVITE + SDP).datagram(40_000, 40_002, rtp(30)));
        assertThat(verdict.unknown()).hasSize(1);
    }
}
