package io.switchhook.phone;

import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.CallStatistics;
import java.time.Duration;
import java.util.function.Consumer;

/** Measures a call, and keeps what is known of it when it is over. From any thread. */
final class CallMeter {
    private final CallAudio audio;
    private boolean answered;
    private boolean over;
    private long answeredNanos;
    private long endNanos;
    private CallStatistics last = CallStatistics.NONE;

    CallMeter(CallAudio audio) {
        this.audio = audio;
    }

    void onState(CallState state, long nowNanos) {
        if (begins(state, nowNanos)) {
            read(nowNanos, statistics -> {});
        }
    }

    /** @return whether the end has come, after which nothing new will be known */
    private synchronized boolean begins(CallState state, long nowNanos) {
        if (state.isAnswered() && !answered) {
            answered = true;
            answeredNanos = nowNanos;
        }
        boolean ends = state.isEnded() && !over;
        if (ends) {
            over = true;
            endNanos = nowNanos;
        }
        return ends;
    }

    /** Gives what is known now, perhaps on the media loop. */
    void read(long nowNanos, Consumer<CallStatistics> receiver) {
        audio.statistics(heard -> {
            CallStatistics known;
            synchronized (this) {
                known = new CallStatistics(duration(nowNanos), heard.or(last::audio));
                last = known;
            }
            receiver.accept(known);
        });
    }

    /** What was known last, when nothing can be asked any more. */
    synchronized CallStatistics last() {
        return last;
    }

    private Duration duration(long nowNanos) {
        return answered ? Duration.ofNanos((over ? endNanos : nowNanos) - answeredNanos) : Duration.ZERO;
    }
}
