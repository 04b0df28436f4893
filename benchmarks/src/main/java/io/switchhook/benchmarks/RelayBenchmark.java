package io.switchhook.benchmarks;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.session.LatchSettings;
import io.switchhook.media.session.RelayLeg;
import io.switchhook.media.session.RelayOutcome;
import io.switchhook.media.session.RelaySide;
import io.switchhook.media.session.RtpRelay;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What does the relay add to a forwarded packet, without a network? It must allocate nothing. */
@State(Scope.Thread)
public class RelayBenchmark {
    private static final int PACKET_BYTES = 172;

    private final InetSocketAddress caller = address(40_000);
    private final InetSocketAddress callee = address(50_000);
    private final ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
    private final RtpRelay relay;
    private long forwardedBytes;
    private int sequence;
    private long nowNanos = 1_000_000_000L;

    public RelayBenchmark() {
        packet.put(0, (byte) 0x80).putInt(8, 0x5EED);
        relay = new RtpRelay(LatchSettings.standard(), (side, datagram, to, rtcp) -> {
            if (to.equals(callee)) {
                forwardedBytes += datagram.remaining();
            }
        });
        relay.update(RelaySide.A, RelayLeg.of(caller, Set.of(0, 8, 101)), 0);
        relay.update(RelaySide.B, RelayLeg.of(callee, Set.of(0, 8, 101)), 0);
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(IpLiteral.parse("192.0.2.7").orElseThrow(), port);
    }

    @Benchmark
    public RelayOutcome forward() {
        packet.putShort(2, (short) sequence++).clear();
        nowNanos += 20_000_000L;
        return relay.onPacket(RelaySide.A, packet, caller, nowNanos);
    }

    long forwardedBytes() {
        return forwardedBytes;
    }
}
