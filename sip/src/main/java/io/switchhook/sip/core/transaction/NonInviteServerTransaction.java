package io.switchhook.sip.core.transaction;

import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import java.util.Optional;

/** Server transaction of every request but INVITE and ACK: RFC 3261 §17.2.2, figure 8, with RFC 4320 and RFC 6026 §8.8. */
final class NonInviteServerTransaction implements ServerMachine {

    private static final int TRYING_STATUS = 100;
    private static final int TIMEOUT_STATUS = 408;

    enum State {
        /** Nothing answered. */
        TRYING,
        /** A 100 was sent. */
        PROCEEDING,
        /** The final response was sent; it is repeated when the request is, until Timer J. */
        COMPLETED,
        TERMINATED
    }

    enum Timer {
        /** No answer of the user until a client's Timer E has reached T2: send 100 for it (RFC 4320 §4.1). */
        TRYING,
        /** End of COMPLETED. */
        J,
        /** The client's Timer F has run out; an answer would find nobody (RFC 4320 §4.2). */
        UNANSWERED
    }

    private final TimerValues values;
    private final boolean reliable;
    private final Output out;
    private final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private State state = State.TRYING;
    private Optional<SipResponse> last = Optional.empty();

    NonInviteServerTransaction(TimerValues values, boolean reliable, Output out) {
        this.values = values;
        this.reliable = reliable;
        this.out = out;
    }

    @Override
    public void start(long nowNanos) {
        timers.set(Timer.TRYING, nowNanos, values.nonInviteTrying());
        timers.set(Timer.UNANSWERED, nowNanos, values.giveUp());
    }

    @Override
    public void onRepeat(long nowNanos) {
        switch (state) {
            case PROCEEDING, COMPLETED -> last.ifPresent(out::send);
            case TRYING, TERMINATED -> {}
        }
    }

    @Override
    public void onAck(SipRequest ack, long nowNanos) {
        // No ACK belongs to such a transaction; matching never finds one.
    }

    @Override
    public void onAnswer(SipResponse response, long nowNanos) {
        switch (state) {
            case TRYING, PROCEEDING -> {
                if (response.isFinal()) {
                    complete(response, nowNanos);
                } else if (mayBeSent(response)) {
                    proceed(response);
                    out.send(response);
                }
            }
            case COMPLETED, TERMINATED -> {}
        }
    }

    /** RFC 4320 §4.1: no provisional response but 100, and that over UDP only when the client has slowed down. */
    private boolean mayBeSent(SipResponse provisional) {
        return provisional.status() == TRYING_STATUS && (reliable || state == State.PROCEEDING);
    }

    private void proceed(SipResponse trying) {
        state = State.PROCEEDING;
        last = Optional.of(trying);
        timers.cancel(Timer.TRYING);
    }

    private void complete(SipResponse response, long nowNanos) {
        timers.cancelAll();
        boolean sendable = response.status() != TIMEOUT_STATUS; // RFC 4320 §4.2
        last = sendable ? Optional.of(response) : Optional.empty();
        state = State.COMPLETED;
        out.forgetRequest();
        if (sendable) {
            out.send(response);
        }
        var wait = values.j(reliable);
        if (wait.isZero()) {
            end(ServerEnd.TERMINATED, nowNanos);
        } else {
            timers.set(Timer.J, nowNanos, wait);
        }
    }

    @Override
    public boolean leave(long nowNanos) {
        boolean may = state == State.TRYING || (state == State.PROCEEDING && reliable);
        if (may) {
            end(ServerEnd.TERMINATED, nowNanos);
        }
        return may;
    }

    @Override
    public void onTransportError(long nowNanos) {
        switch (state) {
            case PROCEEDING, COMPLETED -> out.transportFailed(nowNanos);
            case TRYING, TERMINATED -> {}
        }
    }

    @Override
    public void onTime(long nowNanos) {
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            onTimer(due.get(), nowNanos);
        }
    }

    void onTimer(Timer timer, long nowNanos) {
        switch (timer) {
            case TRYING -> {
                if (state == State.TRYING) {
                    proceed(out.sendTrying());
                }
            }
            case J -> {
                if (state == State.COMPLETED) {
                    end(ServerEnd.TERMINATED, nowNanos);
                }
            }
            case UNANSWERED -> {
                if (!finalSent()) {
                    end(ServerEnd.UNANSWERED, nowNanos);
                }
            }
        }
    }

    private void end(ServerEnd end, long nowNanos) {
        state = State.TERMINATED;
        last = Optional.empty();
        timers.cancelAll();
        out.end(end, nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public boolean finalSent() {
        return switch (state) {
            case TRYING, PROCEEDING -> false;
            case COMPLETED, TERMINATED -> true;
        };
    }

    @Override
    public boolean ended() {
        return state == State.TERMINATED;
    }

    @Override
    public boolean onlyRepeats() {
        return state == State.COMPLETED;
    }

    @Override
    public Optional<SipResponse> answer() {
        return last;
    }

    State state() {
        return state;
    }

    TimerSet<Timer> timers() {
        return timers;
    }
}
