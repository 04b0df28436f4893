package io.switchhook.systemtests.interop;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.Call;
import java.util.concurrent.CompletableFuture;

/** What a call of a phone in this process says and hears: one tone each way. */
final class CallSound {
    private static final int RATE = 8_000;

    private CallSound() {}

    /** Sends a tone, in hertz, from now on. */
    static void send(Call call, int tone) {
        call.audio().send(new ToneSource(RATE, tone));
    }

    /** Completes when the other side's tone is heard. */
    static CompletableFuture<Void> hearing(Call call, int tone) {
        var heard = new CompletableFuture<Void>();
        var ear = new ToneDetector(RATE, tone);
        call.audio().receive((samples, offset, length) -> {
            ear.write(samples, offset, length);
            if (ear.present().contains(tone)) {
                heard.complete(null);
            }
        });
        return heard;
    }
}
