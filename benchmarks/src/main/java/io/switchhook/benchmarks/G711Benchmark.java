package io.switchhook.benchmarks;

import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.G711;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What does G.711 cost for 20 ms of audio, 160 samples? */
@State(Scope.Thread)
public class G711Benchmark {
    static final int SAMPLES = 160;

    private final AudioCodec codec = G711.MU_LAW.create();
    private final short[] pcm = tone();
    private final short[] heard = new short[SAMPLES];
    private final ByteBuffer encoded = ByteBuffer.allocate(SAMPLES);
    private final ByteBuffer payload = ByteBuffer.allocate(SAMPLES);

    public G711Benchmark() {
        codec.encode(pcm, 0, SAMPLES, payload);
        payload.flip();
    }

    /** 400 Hz at a quarter of full scale. */
    static short[] tone() {
        var pcm = new short[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            pcm[i] = (short) Math.round(8000 * Math.sin(2 * Math.PI * 400 * i / 8000));
        }
        return pcm;
    }

    @Benchmark
    public ByteBuffer encode() {
        codec.encode(pcm, 0, SAMPLES, encoded.clear());
        return encoded.flip();
    }

    @Benchmark
    public short[] decode() {
        codec.decode(payload.rewind(), heard, 0);
        return heard;
    }
}
