package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingWebSocketTest {
    /** A browser sends no keep-alives, and answers our Pings below what a program sees (RFC 7118 §6). */
    @ParameterizedTest
    @CsvSource({"30, true, true", "30, false, false", "0, true, false"})
    void aWebSocketThatAnEdgeHasNamedStaysWhileItsPingsAreAnswered(int interval, boolean named, boolean kept)
            throws IOException {
        var pings = WebSocketSettings.DEFAULT.withPingInterval(Duration.ofSeconds(interval));
        var bench = new Bench(config -> StackConfig.listeningOn(List.of(ListenPoint.parse("ws:192.0.2.1", 5060)))
                .withStreams(StreamSettings.DEFAULT.withWebSocket(pings)));
        var loop = bench.there.openLoop("browser");
        var server = new InetSocketAddress(bench.here.address(), 80);
        var browser = bench.simulation.call(
                loop, () -> bench.there.network().connect(loop, StreamKind.WS, server, "192.0.2.1", bench.peer));
        bench.run(500);
        var invite = WirePeer.wire(WirePeer.request("INVITE", "web").replace("UDP", "WS"));
        bench.simulation.call(loop, () -> browser.send(ByteBuffer.wrap(invite.getBytes(StandardCharsets.UTF_8))));
        bench.run(500);
        var called = bench.invites.get(0);
        bench.onLoop(() -> {
            bench.stack.respond(called, bench.stack.answering(called.request(), 486, "Busy Here"), bench.now());
            if (named) {
                bench.stack.flows().countKeepAlives((Flow) called.hop());
            }
        });
        bench.run(1_000_000);
        assertThat(bench.here.openStreams()).hasSize(kept ? 1 : 0);
        bench.simulation.call(loop, () -> {
            browser.close();
            return true;
        });
        bench.run(1_000);
        loop.close();
        bench.close();
    }
}
