package io.switchhook.benchmarks;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.codec.G711;
import io.switchhook.media.session.AudioPlan;
import io.switchhook.media.session.RtpStream;
import io.switchhook.media.session.RtpStreamSettings;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does one 20 ms frame of a G.711 stream cost, both ways and without a network: a packet in, through the jitter buffer to the sink, and a frame
 * of the source out? RTCP is part of it whenever it is due.
 */
@State(Scope.Thread)
public class RtpStreamBenchmark {
    private static final long FRAME_NANOS = 20_000_000L;
    private static final int HEADER_BYTES = 12;

    private final InetSocketAddress peer =
            new InetSocketAddress(IpLiteral.parse("192.0.2.7").orElseThrow(), 40_000);
    private final ByteBuffer packet = ByteBuffer.allocate(HEADER_BYTES + G711Benchmark.SAMPLES);
    private final short[] tone = G711Benchmark.tone();
    private final RtpStream stream;
    private long nowNanos = 1_000_000_000L;
    private int sequence;
    private long sentBytes;
    private long heardSamples;
    private long heardSum;

    public RtpStreamBenchmark() {
        packet.put(0, (byte) 0x80).putInt(8, 0x5EED);
        G711.MU_LAW.create().encode(tone, 0, tone.length, packet.position(HEADER_BYTES));
        stream = new RtpStream(
                RtpStreamSettings.standard("benchmark"),
                AudioPlan.builder(0, G711.MU_LAW).remote(peer).build(),
                (datagram, to, rtcp) -> sentBytes += datagram.remaining(),
                new Xorshift(),
                nowNanos);
        stream.attachSource((samples, offset, length) -> {
            System.arraycopy(tone, 0, samples, offset, length);
            return length;
        });
        stream.attachSink((samples, offset, length) -> {
            heardSamples += length;
            heardSum += Math.abs(samples[offset + length / 3]);
        });
    }

    @Benchmark
    public long frame() {
        packet.putShort(2, (short) sequence)
                .putInt(4, sequence * G711Benchmark.SAMPLES)
                .clear();
        sequence++;
        stream.onPacket(packet, peer, nowNanos);
        stream.onTime(nowNanos);
        nowNanos += FRAME_NANOS;
        return sentBytes + heardSamples + heardSum;
    }

    long sentBytes() {
        return sentBytes;
    }

    long heardSum() {
        return heardSum;
    }
}
