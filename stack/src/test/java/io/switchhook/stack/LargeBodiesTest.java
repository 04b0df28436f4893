package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.StreamKind;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void soIsAMessageOverWebSocketWithALengthAndWithout(boolean length) throws IOException {
        var bench = new Bench(config -> StackConfig.listeningOn(List.of(ListenPoint.parse("ws:192.0.2.1", 5060))));
        var loop = bench.there.openLoop("browser");
        var server = new InetSocketAddress(bench.here.address(), 80);
        var browser = bench.simulation.call(
                loop, () -> bench.there.network().connect(loop, StreamKind.WS, server, "192.0.2.1", bench.peer));
        bench.run(500);
        var large = announcing(300_000).replace("TCP", "WS") + "x".repeat(300_000);
        var text = length ? large : large.replace("Content-Length: 300000\n", "");
        for (var message : List.of(text, OPTIONS.replace("TCP", "WS"))) {
            var bytes = WirePeer.wire(message).getBytes(StandardCharsets.UTF_8);
            bench.simulation.call(loop, () -> browser.send(ByteBuffer.wrap(bytes)));
            bench.run(2_000);
        }
        assertThat(bench.peer.streamed).startsWith("SIP/2.0 413 Request Entity Too Large\r\n");
        assertThat(bench.peer.streamed).contains("Call-ID: clarge\r\n", "SIP/2.0 200 OK\r\n");
        assertThat(bench.others).extracting(SipRequest::method).containsExactly(SipMethod.OPTIONS);
        bench.simulation.call(loop, () -> {
            browser.close();
            return true;
        });
        bench.run(40_000);
        loop.close();
        bench.close();
    }
}
