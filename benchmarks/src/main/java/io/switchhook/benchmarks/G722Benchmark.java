package io.switchhook.benchmarks;

import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.G722;
import io.switchhook.media.tone.ToneSource;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What does G.722 cost for 20 ms of audio, 320 samples? Each frame follows the one before, since the codec adapts. */
@State(Scope.Thread)
public class G722Benchmark {
    static final int SAMPLES = 320;

    /** A second of sound, so that the quantizers have something to follow. */
    private static final int FRAMES = 50;

    private final AudioCodec codec = G722.WIDEBAND.create();
    private final short[] pcm = new short[FRAMES * SAMPLES];
    private final byte[] sent = new byte[FRAMES * SAMPLES / 2];
    private final short[] heard = new short[SAMPLES];
    private final ByteBuffer encoded = ByteBuffer.allocate(SAMPLES / 2);
    private final ByteBuffer payload = ByteBuffer.wrap(sent);
    private int sentFrames;
    private int heardFrames;

    public G722Benchmark() {
        new ToneSource(G722.SAMPLE_RATE, 440, 2300, 5100).read(pcm, 0, pcm.length);
        G722.WIDEBAND.create().encode(pcm, 0, pcm.length, ByteBuffer.wrap(sent));
    }

    @Benchmark
    public ByteBuffer encode() {
        codec.encode(pcm, sentFrames++ % FRAMES * SAMPLES, SAMPLES, encoded.clear());
        return encoded.flip();
    }

    @Benchmark
    public short[] decode() {
        int frame = heardFrames++ % FRAMES;
        codec.decode(payload.limit((frame + 1) * SAMPLES / 2).position(frame * SAMPLES / 2), heard, 0);
        return heard;
    }

    /** What the encoder was to give for the first frame. */
    ByteBuffer first() {
        return ByteBuffer.wrap(sent, 0, SAMPLES / 2).slice();
    }
}
