package io.switchhook.sip.core.transaction;

import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.message.SipResponse;
import java.time.Duration;

/** Client transaction of every request but INVITE and ACK: RFC 3261 §17.1.2, figure 6. */
final class NonInviteClientTransaction implements ClientMachine {

    enum State {
        /** Sent; nothing heard. */
        TRYING,
        /** A provisional response has come. Over UDP the request is still repeated, as this is what makes the server repeat its answer. */
        PROCEEDING,
        /** The final response has come; repeated ones are absorbed until Timer K. */
        COMPLETED,
        TERMINATED
    }

    enum Timer {
        /** Retransmission. */
        E,
        /** Nobody answers. */
        F,
        /** End of COMPLETED. */
        K
    }

    private final TimerValues values;
    private final boolean reliable;
    private final Output out;
    private final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private State state = State.TRYING;
    private Duration interval;
    private boolean begunAnew;

    NonInviteClientTransaction(TimerValues values, boolean reliable, Output out) {
        this.values = values;
        this.reliable = reliable;
        this.out = out;
        this.interval = values.t1();
    }

    @Override
    public void start(long nowNanos) {
        if (!reliable) {
            timers.set(Timer.E, nowNanos, interval);
        }
        timers.set(Timer.F, nowNanos, values.giveUp());
        out.sendRequest();
    }

    /** While the host slept nothing could be sent nor come: the time for it begins anew, once. */
    private void beginAnew(long nowNanos) {
        begunAnew = true;
        interval = values.t1();
        timers.set(Timer.F, nowNanos, values.giveUp());
        if (!reliable) {
            timers.setAt(Timer.E, nowNanos);
        }
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        switch (state) {
            case TRYING, PROCEEDING -> {
                if (response.isProvisional()) {
                    state = State.PROCEEDING;
                } else {
                    complete(nowNanos);
                }
                out.deliver(response, nowNanos);
            }
            case COMPLETED, TERMINATED -> {}
        }
    }

    private void complete(long nowNanos) {
        timers.cancelAll();
        var wait = values.k(reliable);
        if (wait.isZero()) {
            terminate();
        } else {
            state = State.COMPLETED;
            timers.set(Timer.K, nowNanos, wait);
        }
    }

    @Override
    public void onTransportError(long nowNanos) {
        switch (state) {
            case TRYING, PROCEEDING -> fail(ClientFailure.TRANSPORT_ERROR, nowNanos);
            case COMPLETED, TERMINATED -> {}
        }
    }

    @Override
    public void onTime(long nowNanos) {
        if (isWaiting() && !begunAnew && values.hasSlept(timers.nextDeadlineNanos(), nowNanos)) {
            beginAnew(nowNanos);
        }
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            onTimer(due.get(), nowNanos);
        }
    }

    void onTimer(Timer timer, long nowNanos) {
        switch (timer) {
            case E -> onTimerE(nowNanos);
            case F -> {
                if (isWaiting()) {
                    fail(ClientFailure.TIMEOUT, nowNanos);
                }
            }
            case K -> {
                if (state == State.COMPLETED) {
                    terminate();
                }
            }
        }
    }

    private void onTimerE(long nowNanos) {
        if (isWaiting()) {
            interval = state == State.TRYING ? values.doubled(interval) : values.t2();
            timers.set(Timer.E, nowNanos, interval);
            out.sendRequest();
        }
    }

    private boolean isWaiting() {
        return switch (state) {
            case TRYING, PROCEEDING -> true;
            case COMPLETED, TERMINATED -> false;
        };
    }

    private void fail(ClientFailure failure, long nowNanos) {
        terminate();
        out.fail(failure, nowNanos);
    }

    private void terminate() {
        state = State.TERMINATED;
        timers.cancelAll();
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public boolean ended() {
        return state == State.TERMINATED;
    }

    @Override
    public boolean onlyAbsorbs() {
        return state == State.COMPLETED;
    }

    State state() {
        return state;
    }

    TimerSet<Timer> timers() {
        return timers;
    }
}
