package io.switchhook.services;

import java.time.Duration;
import java.util.Optional;

/** One agent in the book of a queue. */
final class QueueAgent {
    /** A call that moves from the queue to the caller is for a moment neither here nor there; and news of the PBX come a little later than those of our phone. */
    static final long SETTLING_NANOS = Duration.ofSeconds(1).toNanos();

    private final String number;
    private final QueueSettings settings;
    private Step step = Step.IDLE;
    private boolean loggedIn;
    private boolean paused;
    /** Who is not known yet counts as there, so that nobody is turned away while the queue opens. */
    private boolean registered = true;

    private boolean busy;
    private long idleSinceNanos;
    private long stepNanos;
    private long notBusyNanos;
    private long untilNanos;
    private AgentState shown;
    private long shownNanos;
    private Optional<QueueCaller> caller = Optional.empty();
    private int taken;
    private int missed;

    private enum Step {
        IDLE,
        RINGING,
        TALKING,
        WRAPPING,
        RESTING
    }

    QueueAgent(String number, QueueSettings settings, boolean loggedIn, long nowNanos) {
        this.number = number;
        this.settings = settings;
        this.loggedIn = loggedIn;
        this.idleSinceNanos = nowNanos;
        this.shownNanos = nowNanos;
        this.shown = state();
    }

    String number() {
        return number;
    }

    AgentState state() {
        return switch (step) {
            case RINGING -> AgentState.RINGING;
            case TALKING -> AgentState.TALKING;
            case IDLE, WRAPPING, RESTING -> !loggedIn ? AgentState.LOGGED_OUT : paused ? AgentState.PAUSED : waiting();
        };
    }

    private AgentState waiting() {
        if (step == Step.WRAPPING) {
            return AgentState.WRAP_UP;
        }
        if (step == Step.RESTING) {
            return AgentState.RESTING;
        }
        if (!isReachable()) {
            return AgentState.UNREGISTERED;
        }
        return busy ? AgentState.BUSY : AgentState.FREE;
    }

    private boolean isReachable() {
        return registered || settings.unregisteredCount();
    }

    boolean isFree() {
        return state() == AgentState.FREE;
    }

    /** Whether he takes calls, now or when he has time. */
    boolean isThere() {
        return loggedIn && !paused && isReachable();
    }

    boolean isRinging() {
        return step == Step.RINGING;
    }

    boolean isLoggedIn() {
        return loggedIn;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void login(long nowNanos) {
        if (!loggedIn || paused) {
            loggedIn = true;
            paused = false;
            idleSinceNanos = nowNanos;
        }
    }

    void logout() {
        loggedIn = false;
        paused = false;
    }

    void pause(boolean wanted) {
        paused = wanted;
    }

    void onLines(boolean inCall, boolean hasTelephone, long nowNanos) {
        if (busy && !inCall) {
            notBusyNanos = nowNanos;
        }
        busy = inCall;
        registered = hasTelephone;
    }

    void onRinging(QueueCaller of, long nowNanos) {
        caller = Optional.of(of);
        enter(Step.RINGING, nowNanos);
    }

    /** He rings no longer, and it was none of his doing. */
    void onFreed(long nowNanos) {
        enter(Step.IDLE, nowNanos);
    }

    void onAnswered(long nowNanos) {
        enter(Step.TALKING, nowNanos);
    }

    void onConnected(long nowNanos) {
        taken++;
        enter(Step.TALKING, nowNanos);
    }

    void onMissed(long nowNanos) {
        missed++;
        idleSinceNanos = nowNanos;
        untilNanos = nowNanos + settings.rest().toNanos();
        enter(Step.RESTING, nowNanos);
    }

    private void enter(Step next, long nowNanos) {
        step = next;
        stepNanos = nowNanos;
    }

    /** @param joining whether he is still being connected */
    void onTime(boolean joining, long nowNanos) {
        if (step == Step.TALKING && !joining && !busy && settledNanos() <= nowNanos) {
            idleSinceNanos = overNanos();
            untilNanos = overNanos() + settings.wrapUp().toNanos();
            enter(Step.WRAPPING, nowNanos);
        }
        boolean waits = step == Step.WRAPPING || step == Step.RESTING;
        if (waits && untilNanos <= nowNanos) {
            enter(Step.IDLE, nowNanos);
        }
    }

    private long overNanos() {
        return Math.max(notBusyNanos, stepNanos);
    }

    private long settledNanos() {
        return overNanos() + SETTLING_NANOS;
    }

    /** When {@link #onTime} has something to do; {@code Long.MAX_VALUE} for never. */
    long deadlineNanos(boolean joining) {
        return switch (step) {
            case IDLE, RINGING -> Long.MAX_VALUE;
            case TALKING -> joining || busy ? Long.MAX_VALUE : settledNanos();
            case WRAPPING, RESTING -> untilNanos;
        };
    }

    /** Whether he does something else than when this was last asked. */
    boolean hasChanged(long nowNanos) {
        var now = state();
        if (now == shown) {
            return false;
        }
        shown = now;
        shownNanos = nowNanos;
        return true;
    }

    QueueState.Agent view(long nowNanos) {
        return new QueueState.Agent(number, state(), Duration.ofNanos(nowNanos - shownNanos), caller, taken, missed);
    }
}
