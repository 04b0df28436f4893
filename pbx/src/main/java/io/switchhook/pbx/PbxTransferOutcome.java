package io.switchhook.pbx;

/** How a transfer by the program ended; each has exactly one. After anything but success the call goes on as it was, if both sides are still there. */
public sealed interface PbxTransferOutcome {

    /** For switching. */
    enum Kind {
        COMPLETED,
        FAILED,
        NOT_POSSIBLE
    }

    Kind kind();

    /** The target has answered and talks to who remained; who was to leave has got a BYE. */
    record Completed() implements PbxTransferOutcome {
        @Override
        public Kind kind() {
            return Kind.COMPLETED;
        }
    }

    /**
     * The target did not take the call, or who remained has hung up meanwhile.
     *
     * @param status what the target answered: 486 when it is busy, 404 when there is none, 480 when it does not answer, 487 when the call is over
     */
    record Failed(int status, String reason) implements PbxTransferOutcome {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }
    }

    /** There is no such call, it was not answered yet, that extension has no part in it, or it is being transferred already. */
    record NotPossible(String reason) implements PbxTransferOutcome {
        @Override
        public Kind kind() {
            return Kind.NOT_POSSIBLE;
        }
    }
}
