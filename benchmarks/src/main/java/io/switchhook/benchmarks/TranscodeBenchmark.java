package io.switchhook.benchmarks;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.codec.G711;
import io.switchhook.media.codec.G722;
import io.switchhook.media.session.AudioPlan;
import io.switchhook.media.session.LatchSettings;
import io.switchhook.media.session.RelayLeg;
import io.switchhook.media.session.RelaySide;
import io.switchhook.media.session.RtpRelay;
import io.switchhook.media.session.RtpStreamSettings;
import io.switchhook.media.session.RtpTranslation;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What do 20 ms of a call cost whose sides have G.722 and G.711: a packet from each, decoded, resampled and encoded for the other, without a network? */
@State(Scope.Thread)
public class TranscodeBenchmark {
    private static final long FRAME_NANOS = 20_000_000L;
    private static final int HEADER_BYTES = 12;
    private static final int G722_TYPE = 9;
    private static final int PCMA_TYPE = 8;

    private final InetSocketAddress caller = address(40_000);
    private final InetSocketAddress callee = address(50_000);
    private final ByteBuffer wide = ByteBuffer.allocate(HEADER_BYTES + G711Benchmark.SAMPLES);
    private final ByteBuffer narrow = ByteBuffer.allocate(HEADER_BYTES + G711Benchmark.SAMPLES);
    private final RtpRelay relay;
    private final RtpTranslation translation;
    private long nowNanos = 1_000_000_000L;
    private int sequence;
    private long sentBytes;
    private long sentSum;

    public TranscodeBenchmark() {
        wide.put(0, (byte) 0x80).put(1, (byte) G722_TYPE).putInt(8, 0x5EED);
        narrow.put(0, (byte) 0x80).put(1, (byte) PCMA_TYPE).putInt(8, 0xFEED);
        var tone = G711Benchmark.tone();
        G711.A_LAW.create().encode(tone, 0, tone.length, narrow.position(HEADER_BYTES));
        var slow = new short[2 * tone.length];
        for (int i = 0; i < slow.length; i++) {
            slow[i] = tone[i / 2];
        }
        G722.WIDEBAND.create().encode(slow, 0, slow.length, wide.position(HEADER_BYTES));
        relay = new RtpRelay(LatchSettings.standard(), (side, datagram, to, rtcp) -> {
            sentBytes += datagram.remaining();
            sentSum += datagram.get(datagram.limit() - 1);
        });
        relay.update(RelaySide.A, RelayLeg.of(caller, Set.of(G722_TYPE)), 0);
        relay.update(RelaySide.B, RelayLeg.of(callee, Set.of(PCMA_TYPE)), 0);
        translation = new RtpTranslation(
                relay,
                RtpStreamSettings.standard("benchmark"),
                AudioPlan.builder(G722_TYPE, G722.WIDEBAND).build(),
                AudioPlan.builder(PCMA_TYPE, G711.A_LAW).build(),
                new Xorshift(),
                nowNanos);
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(IpLiteral.parse("192.0.2.7").orElseThrow(), port);
    }

    @Benchmark
    public long frame() {
        take(RelaySide.A, wide, caller);
        take(RelaySide.B, narrow, callee);
        sequence++;
        translation.onTime(nowNanos);
        nowNanos += FRAME_NANOS;
        return sentBytes + sentSum;
    }

    private void take(RelaySide side, ByteBuffer packet, InetSocketAddress from) {
        packet.putShort(2, (short) sequence)
                .putInt(4, sequence * G711Benchmark.SAMPLES)
                .clear();
        relay.onPacket(side, packet, from, nowNanos);
    }

    long sentBytes() {
        return sentBytes;
    }
}
