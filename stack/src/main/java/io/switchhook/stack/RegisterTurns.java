package io.switchhook.stack;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.usage.RegistrationPace;
import io.switchhook.sip.core.usage.RegistrationPacing;
import java.util.function.LongConsumer;

/** Lets the REGISTERs of all lines leave in their turn. On the loop. */
final class RegisterTurns {
    private final RegistrationPacing pacing = new RegistrationPacing(RegistrationPace.DEFAULT);
    private final Loop loop;
    private final Alarm alarm;

    RegisterTurns(Loop loop) {
        this.loop = loop;
        this.alarm = loop.alarm(this::onTime);
    }

    /** When a REGISTER to this next hop may leave: {@code begin} is called then, or at once. */
    RegistrationPacing.Turn take(NextHop registrar, LongConsumer begin, long nowNanos) {
        var turn = pacing.ask(registrar, begin, nowNanos);
        alarm.set(pacing.nextDeadlineNanos());
        return turn;
    }

    void end(RegistrationPacing.Turn turn, long nowNanos) {
        turn.end(nowNanos);
        alarm.set(pacing.nextDeadlineNanos());
    }

    private void onTime() {
        pacing.onTime(loop.nowNanos());
        alarm.set(pacing.nextDeadlineNanos());
    }

    void close() {
        alarm.cancel();
    }
}
