package io.switchhook.phone.call;

/** How a transfer ended; every transfer has exactly one. After anything but success the call goes on, if the other side is still there. */
public sealed interface TransferOutcome {

    /** For switching. */
    enum Kind {
        COMPLETED,
        ACCEPTED_UNOBSERVED,
        REFUSED,
        FAILED,
        TIMED_OUT,
        NOT_POSSIBLE,
        ENDED
    }

    Kind kind();

    /** Whether the other side reported success, or will by our own wish report nothing; we have left the call. */
    default boolean isSuccess() {
        return kind() == Kind.COMPLETED || kind() == Kind.ACCEPTED_UNOBSERVED;
    }

    /**
     * The other side reported that it reached the target. This is what the peer says: some PBXs report success when
     * the target begins to ring, and some before they have
     * called it at all.
     */
    record Completed(int status, String reason) implements TransferOutcome {
        @Override
        public Kind kind() {
            return Kind.COMPLETED;
        }
    }

    /** Accepted; nothing more is told, as {@link TransferOptions#withoutReports} asked for (RFC 4488). */
    record AcceptedUnobserved() implements TransferOutcome {
        @Override
        public Kind kind() {
            return Kind.ACCEPTED_UNOBSERVED;
        }
    }

    /** The other side does not do it: its answer to the REFER was 300 or more. */
    record Refused(int status, String reason) implements TransferOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** The other side tried and could not reach the target. */
    record Failed(int status, String reason) implements TransferOutcome {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }
    }

    /** No answer to the REFER, or no final report in time: the other side may have ended its reports before the outcome was known. */
    record TimedOut() implements TransferOutcome {
        @Override
        public Kind kind() {
            return Kind.TIMED_OUT;
        }
    }

    /** The other side was not asked: another transfer of the call is under way, or the call to be joined with is not up. Neither call is touched. */
    record NotPossible(String reason) implements TransferOutcome {
        @Override
        public Kind kind() {
            return Kind.NOT_POSSIBLE;
        }
    }

    /** The call ended before the outcome was known, or was not up at all. */
    record Ended() implements TransferOutcome {
        @Override
        public Kind kind() {
            return Kind.ENDED;
        }
    }
}
