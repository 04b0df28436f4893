package io.switchhook.sip.core.transaction;

import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import java.time.Duration;
import java.util.Optional;

/** INVITE server transaction: RFC 3261 §17.2.1 as corrected by RFC 6026 §8.5 to §8.8, figure 7. */
final class InviteServerTransaction implements ServerMachine {

    private static final int UNAUTHORIZED = 401;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    enum State {
        /** No final response yet. */
        PROCEEDING,
        /** The user has answered 2xx and repeats it by itself; repeated INVITEs are absorbed, ACKs passed on, until Timer L. */
        ACCEPTED,
        /** The user has answered 300-699, which is repeated until the ACK comes. */
        COMPLETED,
        /** The ACK has come; repeated ones are absorbed until Timer I. */
        CONFIRMED,
        TERMINATED
    }

    enum Timer {
        /** The user has not answered in 200 ms: send 100 for it. */
        TRYING,
        /** Retransmission of the final response. */
        G,
        /** No ACK. */
        H,
        /** End of CONFIRMED. */
        I,
        /** End of ACCEPTED. */
        L
    }

    private final TimerValues values;
    private final boolean reliable;
    private final Output out;
    private final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private State state = State.PROCEEDING;
    private Optional<SipResponse> last = Optional.empty();
    private Duration interval;
    private boolean released;

    InviteServerTransaction(TimerValues values, boolean reliable, Output out) {
        this.values = values;
        this.reliable = reliable;
        this.out = out;
        this.interval = values.t1();
    }

    @Override
    public void start(long nowNanos) {
        timers.set(Timer.TRYING, nowNanos, values.inviteTrying());
    }

    @Override
    public void onRepeat(long nowNanos) {
        switch (state) {
            case PROCEEDING, COMPLETED -> last.ifPresent(out::send);
            case ACCEPTED, CONFIRMED, TERMINATED -> {}
        }
    }

    @Override
    public void onAck(SipRequest ack, long nowNanos) {
        switch (state) {
            case COMPLETED -> confirm(nowNanos);
            case ACCEPTED -> out.passAck(ack, nowNanos);
            case PROCEEDING, CONFIRMED, TERMINATED -> {}
        }
    }

    private void confirm(long nowNanos) {
        timers.cancelAll();
        last = Optional.empty();
        var wait = values.i(reliable);
        if (wait.isZero()) {
            end(ServerEnd.TERMINATED, nowNanos);
        } else {
            state = State.CONFIRMED;
            timers.set(Timer.I, nowNanos, wait);
        }
    }

    @Override
    public void onAnswer(SipResponse response, long nowNanos) {
        switch (state) {
            case PROCEEDING -> onFirstAnswers(response, nowNanos);
            case ACCEPTED -> {
                if (response.isSuccess()) {
                    out.sendAgain(response, nowNanos);
                }
            }
            case COMPLETED, CONFIRMED, TERMINATED -> {}
        }
    }

    private static boolean isChallenge(SipResponse response) {
        return response.status() == UNAUTHORIZED || response.status() == PROXY_AUTHENTICATION_REQUIRED;
    }

    private void onFirstAnswers(SipResponse response, long nowNanos) {
        timers.cancel(Timer.TRYING);
        if (response.isProvisional()) {
            last = Optional.of(response);
        } else if (response.isSuccess()) {
            state = State.ACCEPTED;
            last = Optional.empty();
            timers.set(Timer.L, nowNanos, values.giveUp());
            out.forgetRequest();
        } else {
            state = State.COMPLETED;
            last = Optional.of(response.undecoded());
            timers.set(Timer.H, nowNanos, values.giveUp());
            // RFC 3261 §26.3.2.4: who is challenged has shown nothing yet, so there is one answer to each packet
            if (!reliable && !isChallenge(response)) {
                timers.set(Timer.G, nowNanos, interval);
            }
            out.forgetRequest();
        }
        out.send(response);
    }

    @Override
    public boolean leave(long nowNanos) {
        boolean may = state == State.PROCEEDING && (reliable || last.isEmpty());
        if (may) {
            end(ServerEnd.TERMINATED, nowNanos);
        }
        return may;
    }

    @Override
    public void onTransportError(long nowNanos) {
        switch (state) {
            case PROCEEDING, ACCEPTED, COMPLETED -> out.transportFailed(nowNanos);
            case CONFIRMED, TERMINATED -> {}
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
                if (state == State.PROCEEDING && last.isEmpty()) {
                    last = Optional.of(out.sendTrying());
                }
            }
            case G -> {
                if (state == State.COMPLETED) {
                    interval = values.doubled(interval);
                    timers.set(Timer.G, nowNanos, interval);
                    last.ifPresent(response -> out.sendAgain(response, nowNanos));
                }
            }
            case H -> endIf(State.COMPLETED, ServerEnd.NO_ACK, nowNanos);
            case I -> endIf(State.CONFIRMED, ServerEnd.TERMINATED, nowNanos);
            case L -> endIf(State.ACCEPTED, ServerEnd.TERMINATED, nowNanos);
        }
    }

    private void endIf(State expected, ServerEnd end, long nowNanos) {
        if (state == expected) {
            end(end, nowNanos);
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
        return state != State.PROCEEDING;
    }

    @Override
    public boolean ended() {
        return state == State.TERMINATED;
    }

    /** Only its user knows whether a 2xx may have to be repeated. */
    @Override
    public boolean onlyRepeats() {
        return state == State.ACCEPTED && released;
    }

    void release() {
        released = state == State.ACCEPTED;
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
