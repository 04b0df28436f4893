package io.switchhook.cli.demo;

import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.tone.ToneDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Listens to a call for tones: each telephone of the demonstration sounds different, so that one can tell who is heard. */
final class Ear implements PcmSink {
    private static final int SAMPLE_RATE = 8000;
    /** Windows of 100 ms in a row, so that a click or the end of another call is not taken for a tone. */
    private static final int SURE_AFTER = 4;

    private final ToneDetector detector;
    private final List<Wish> wishes = new ArrayList<>();
    private List<Integer> present = List.of();
    private int unchanged;
    private int windows;
    private int windowsWithTone;

    private record Wish(List<Integer> tones, CompletableFuture<Boolean> fulfilled) {}

    Ear(int... hertz) {
        detector = new ToneDetector(SAMPLE_RATE, hertz);
    }

    @Override
    public int sampleRate() {
        return SAMPLE_RATE;
    }

    @Override
    public synchronized void write(short[] samples, int offset, int length) {
        detector.write(samples, offset, length);
        if (detector.windows() == windows) {
            return;
        }
        windows = detector.windows();
        var now = detector.present();
        unchanged = now.equals(present) ? unchanged + 1 : 1;
        present = now;
        windowsWithTone += now.isEmpty() ? 0 : 1;
        if (unchanged >= SURE_AFTER) {
            // Not here: whoever waits for it must not run on the media loop.
            wishes.stream()
                    .filter(wish -> wish.tones().equals(present))
                    .forEach(wish -> wish.fulfilled().completeAsync(() -> true));
            wishes.removeIf(wish -> wish.tones().equals(present));
        }
    }

    /** Completes with true when from now on this tone alone was heard for a while; with false when that did not happen in time. */
    synchronized CompletableFuture<Boolean> hears(int hertz, Duration longest) {
        unchanged = 0;
        var wish = new Wish(List.of(hertz), new CompletableFuture<>());
        wishes.add(wish);
        return wish.fulfilled().completeOnTimeout(false, longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes with whether no tone was heard for that time. */
    synchronized CompletableFuture<Boolean> hearsNothing(Duration time) {
        int before = windowsWithTone;
        return CompletableFuture.supplyAsync(
                () -> tonesHeard() == before,
                CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
    }

    private synchronized int tonesHeard() {
        return windowsWithTone;
    }
}
