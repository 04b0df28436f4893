package io.switchhook.benchmarks;

import io.switchhook.media.tone.ToneSource;
import io.switchhook.media.voice.VoiceProcessor;
import io.switchhook.media.voice.VoiceSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What does it cost to cancel echo and turn noise down in 10 ms of a microphone? Each frame follows the one before, since all parts adapt. */
@State(Scope.Thread)
public class VoiceBenchmark {
    private static final int FRAMES = 100;

    /** Hertz. */
    @Param({"8000", "16000", "48000"})
    int rate = 16_000;

    private VoiceProcessor voice = new VoiceProcessor(rate, VoiceSettings.DEFAULT);
    private short[] played = {};
    private short[] heard = {};
    private short[] sent = {};
    private int frames;

    /** A second of sound with many frequencies, and its echo 37 ms later; the microphone hisses. */
    @Setup
    public void prepare() {
        voice = new VoiceProcessor(rate, VoiceSettings.DEFAULT);
        played = new short[rate];
        heard = new short[rate];
        sent = new short[rate / FRAMES];
        new ToneSource(rate, 230, 410, 970, 1730, 2810).read(played, 0, rate);
        var hiss = new Xorshift();
        int delay = rate * 37 / 1000;
        for (int i = 0; i < rate; i++) {
            played[i] += (short) (hiss.nextInt(2000) - 1000);
            heard[i] = (short) (hiss.nextInt(40) - 20);
        }
        for (int i = 0; i < rate; i++) {
            heard[(i + delay) % rate] += (short) (played[i] / 2);
        }
    }

    @Benchmark
    public short[] frame() {
        int at = frames++ % FRAMES * sent.length;
        voice.onPlayed(played, at, sent.length);
        voice.process(heard, at, sent.length, sent, 0);
        return sent;
    }

    /** How much of what was heard is left in the last frame, as a share of power. */
    double left() {
        int at = (frames - 1) % FRAMES * sent.length;
        double before = 0;
        double after = 0;
        for (int i = 0; i < sent.length; i++) {
            before += heard[at + i] * heard[at + i];
            after += sent[i] * sent[i];
        }
        return after / before;
    }
}
