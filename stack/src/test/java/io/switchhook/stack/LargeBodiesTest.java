package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A connection may be the trunk of many: what one of them sends too much of is not everybody's end (RFC 3261 §18.3, §21.4.11). */
class LargeBodiesTest {
    private static final String OPTIONS = WirePeer.request("OPTIONS", "one").replace("UDP", "TCP");

    private static String announcing(int bytes) {
        return WirePeer.request("MESSAGE", "large")
                .replace("UDP", "TCP")
                .replace("Content-Length: 0", "Content-Type: text/plain\nContent-Length: " + bytes);
    }

    @Test
    void aBodyThatIsTooLongIsRefusedAndTheConnectionLivesOn() throws IOException {
        var bench = new Bench();
        var trunk = bench.peer.connect();
        bench.peer.stream(trunk, announcing(300_000) + "x".repeat(300_000) + OPTIONS);
        bench.run(2_000);
        assertThat(bench.peer.closes).isEmpty();
        assertThat(bench.peer.streamed).startsWith("SIP/2.0 413 Request Entity Too Large\r\n");
        assertThat(bench.peer.streamed).contains("Call-ID: clarge\r\n", "SIP/2.0 200 OK\r\n");
        assertThat(bench.others).extracting(SipRequest::method).containsExactly(SipMethod.OPTIONS);
        bench.peer.closeStream(trunk);
        bench.run(40_000);
        bench.close();
    }

    @Test
    void aBodyThatIsTooLongAndDribblesInIsWaitedForNoLongerThanAnyMessage() throws IOException {
        var bench = new Bench();
        var slow = bench.peer.connect();
        bench.peer.stream(slow, announcing(300_000));
        for (int i = 0; i < 14; i++) {
            bench.peer.stream(slow, "x".repeat(1_000));
            bench.run(700);
        }
        assertThat(bench.here.openStreams()).hasSize(1);
        bench.run(2_000);
        assertThat(bench.here.openStreams()).isEmpty();
        assertThat(bench.peer.streamed).isEmpty();
        bench.close();
    }

    @Test
    void aBodyBeyondAllMeasureEndsTheConnection() throws IOException {
        var bench = new Bench();
        bench.peer.stream(bench.peer.connect(), announcing(16_777_217));
        assertThat(bench.here.openStreams()).isEmpty();
        bench.close();
    }
}
