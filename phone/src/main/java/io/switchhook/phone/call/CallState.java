package io.switchhook.phone.call;

/** What a call is doing, as a telephone's display would show it. */
public enum CallState {
    /** Made, not started. */
    CREATED,
    /** Our INVITE is out. */
    SETUP,
    /** The other telephone rings; or, of an incoming call, ours does. */
    RINGING,
    /** It rings, and the other side already sends audio; or, of an incoming call, we do. */
    RINGING_WITH_EARLY_MEDIA,
    /** We talk. */
    IN_CALL,
    /** We have put the other side on hold. */
    LOCAL_HELD,
    /** The other side has put us on hold, or wants no audio at all for the present. */
    REMOTE_HELD,
    /** Both sides hold. */
    INACTIVE_HELD,
    /** A transfer of ours is under way; the other side is on hold unless that was switched off. */
    TRANSFERRING,
    /** Over after it had been answered. */
    COMPLETED,
    /** Over: the callee, or we ourselves of an incoming call, did not want it. */
    REJECTED,
    /** Over: the callee is busy (486, 600). */
    BUSY,
    /** Over: the caller gave up before it was answered. */
    CANCELLED,
    /** Over: redirected to somebody else. */
    FORWARDED,
    /** Over: it could not be set up or was lost. */
    FAILED;

    /** Whether the call is over. */
    public boolean isEnded() {
        return compareTo(COMPLETED) >= 0;
    }

    /** Whether the call was answered and is not over. */
    public boolean isAnswered() {
        return switch (this) {
            case IN_CALL, LOCAL_HELD, REMOTE_HELD, INACTIVE_HELD, TRANSFERRING -> true;
            case CREATED, SETUP, RINGING, RINGING_WITH_EARLY_MEDIA -> false;
            case COMPLETED, REJECTED, BUSY, CANCELLED, FORWARDED, FAILED -> false;
        };
    }
}
