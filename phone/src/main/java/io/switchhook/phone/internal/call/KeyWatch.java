package io.switchhook.phone.internal.call;

import io.switchhook.base.loop.Alarm;
import io.switchhook.phone.internal.media.CallMedia;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.media.KeysOutcome;
import java.time.Duration;
import java.util.Optional;

/** What becomes of the keys of one call's audio. On the signalling loop. */
final class KeyWatch {
    /** Who has ended the association of its keys is about to hang up, or makes another one: a call without either has no audio any more. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final CallEngine call;
    private final CallMedia media;
    private final Alarm alarm;
    private String over = "";

    KeyWatch(CallEngine call, CallMedia media) {
        this.call = call;
        this.media = media;
        this.alarm = call.line.loop().alarm(this::onTime);
        media.atClose(alarm::cancel);
    }

    void begin() {
        var loop = call.line.loop();
        media.listenForEncryption(this::onEncryption);
        media.audio().listenForKeys(outcome -> loop.post(() -> onKeys(outcome, loop.nowNanos())));
    }

    private void onEncryption(Optional<CryptoSuite> suite) {
        call.face.onEncryption(suite);
        suite.filter(known -> !media.isUnderDtls())
                .flatMap(known -> call.host.flow())
                .map(Flow::kind)
                .filter(kind -> !kind.secure())
                .ifPresent(call.line.phone().media()::onReadableKeys);
    }

    /** RFC 5763 §5: without keys there is no media, and a call that never had any is no call. */
    private void onKeys(KeysOutcome outcome, long nowNanos) {
        if (call.state().isEnded()) {
            return;
        }
        media.onKeys(outcome);
        if (outcome instanceof KeysOutcome.Over ended) {
            over = ended.reason();
            alarm.set(nowNanos + GRACE.toNanos());
        }
        if (outcome instanceof KeysOutcome.Failed failed && (call.state().isAnswered() || !failed.mayCome())) {
            call.leaveUnusable(failed.reason(), nowNanos);
            call.host.rearm();
        }
    }

    private void onTime() {
        if (!call.state().isEnded() && media.isWithoutKeys()) {
            call.leaveUnusable(over, call.line.loop().nowNanos());
            call.host.rearm();
        }
    }
}
