package io.switchhook.sip.core.transaction;

import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.message.SipResponse;
import java.time.Duration;

/** INVITE client transaction: RFC 3261 §17.1.1 as corrected by RFC 6026 §8.4, figure 5. */
final class InviteClientTransaction implements ClientMachine {

    enum State {
        /** Sent; nothing heard. To PROCEEDING, ACCEPTED, COMPLETED by an answer, to TERMINATED by Timer B. */
        CALLING,
        /** A provisional response has come; the peer has the request. */
        PROCEEDING,
        /** A 2xx has come; more of them are told until Timer M. */
        ACCEPTED,
        /** 300-699 has come and is acknowledged as often as it comes, until Timer D. */
        COMPLETED,
        TERMINATED
    }

    enum Timer {
        /** Retransmission. */
        A,
        /** Nobody answers. */
        B,
        /** End of COMPLETED. */
        D,
        /** End of ACCEPTED. */
        M,
        /** A CANCEL was sent and the INVITE is still without a final response: RFC 3261 §9.1, last paragraph. */
        CANCELLED
    }

    private final TimerValues values;
    private final boolean reliable;
    private final Output out;
    private final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private State state = State.CALLING;
    private Duration interval;
    private boolean begunAnew;

    InviteClientTransaction(TimerValues values, boolean reliable, Output out) {
        this.values = values;
        this.reliable = reliable;
        this.out = out;
        this.interval = values.t1();
    }

    @Override
    public void start(long nowNanos) {
        if (!reliable) {
            timers.set(Timer.A, nowNanos, interval);
        }
        timers.set(Timer.B, nowNanos, values.giveUp());
        out.sendRequest();
    }

    /** While the host slept nothing could be sent nor come: the time for it begins anew, once. */
    private void beginAnew(long nowNanos) {
        begunAnew = true;
        interval = values.t1();
        timers.set(Timer.B, nowNanos, values.giveUp());
        if (!reliable) {
            timers.setAt(Timer.A, nowNanos);
        }
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        switch (state) {
            case CALLING, PROCEEDING -> onFirstAnswers(response, nowNanos);
            case ACCEPTED -> {
                if (response.isSuccess()) {
                    out.deliver(response, nowNanos);
                }
            }
            case COMPLETED -> {
                if (response.isFinal() && !response.isSuccess()) {
                    out.sendAck(response);
                }
            }
            case TERMINATED -> {}
        }
    }

    private void onFirstAnswers(SipResponse response, long nowNanos) {
        if (response.isProvisional()) {
            enter(State.PROCEEDING, Timer.A, Timer.B);
        } else if (response.isSuccess()) {
            enter(State.ACCEPTED, Timer.A, Timer.B, Timer.CANCELLED);
            timers.set(Timer.M, nowNanos, values.giveUp());
        } else {
            complete(nowNanos);
            out.sendAck(response);
        }
        out.deliver(response, nowNanos);
    }

    private void complete(long nowNanos) {
        var wait = values.d(reliable);
        if (wait.isZero()) {
            terminate();
        } else {
            enter(State.COMPLETED, Timer.A, Timer.B, Timer.CANCELLED);
            timers.set(Timer.D, nowNanos, wait);
        }
    }

    /** A CANCEL is on its way; from now on the wait for a final response is bounded. */
    void onCancelSent(long nowNanos) {
        if (state == State.PROCEEDING && !timers.isSet(Timer.CANCELLED)) {
            timers.set(Timer.CANCELLED, nowNanos, values.giveUp());
        }
    }

    @Override
    public void onTransportError(long nowNanos) {
        switch (state) {
            case CALLING, COMPLETED -> fail(ClientFailure.TRANSPORT_ERROR, nowNanos);
            case PROCEEDING -> {
                // Over UDP nothing of ours is under way in this state; a lost connection takes the answer with it.
                if (reliable) {
                    fail(ClientFailure.TRANSPORT_ERROR, nowNanos);
                }
            }
            case ACCEPTED, TERMINATED -> {}
        }
    }

    @Override
    public void onTime(long nowNanos) {
        if (state == State.CALLING && !begunAnew && values.hasSlept(timers.nextDeadlineNanos(), nowNanos)) {
            beginAnew(nowNanos);
        }
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            onTimer(due.get(), nowNanos);
        }
    }

    void onTimer(Timer timer, long nowNanos) {
        switch (timer) {
            case A -> {
                if (state == State.CALLING) {
                    interval = interval.multipliedBy(2);
                    timers.set(Timer.A, nowNanos, interval);
                    out.sendRequest();
                }
            }
            case B -> failIf(State.CALLING, nowNanos);
            case CANCELLED -> failIf(State.PROCEEDING, nowNanos);
            case D -> terminateIf(State.COMPLETED);
            case M -> terminateIf(State.ACCEPTED);
        }
    }

    private void failIf(State expected, long nowNanos) {
        if (state == expected) {
            fail(ClientFailure.TIMEOUT, nowNanos);
        }
    }

    private void terminateIf(State expected) {
        if (state == expected) {
            terminate();
        }
    }

    private void fail(ClientFailure failure, long nowNanos) {
        terminate();
        out.fail(failure, nowNanos);
    }

    private void terminate() {
        state = State.TERMINATED;
        timers.cancelAll();
    }

    private void enter(State next, Timer... finished) {
        state = next;
        for (var timer : finished) {
            timers.cancel(timer);
        }
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public boolean ended() {
        return state == State.TERMINATED;
    }

    /** A refusal that comes again is acknowledged again, and a 2xx is told. */
    @Override
    public boolean onlyAbsorbs() {
        return false;
    }

    State state() {
        return state;
    }

    TimerSet<Timer> timers() {
        return timers;
    }
}
