package io.switchhook.systemtests.lives;

/** What a user may do, and how often compared with the others. */
enum Action {
    REGISTER(4),
    UNREGISTER(1),
    CALL(16),
    CALL_UNKNOWN(2),
    CALL_SELF(1),
    CALL_DIRECTLY(8),
    CALL_WITHOUT_OFFER(2),
    CALL_AND_GIVE_UP(4),
    ANSWER(8),
    REJECT(1),
    FORWARD(1),
    HOLD(6),
    RESUME(5),
    /** Both ends of a call hold in the same moment. */
    HOLD_TOGETHER(2),
    TRANSFER(9),
    TRANSFER_WITHOUT_HOLD(3),
    TRANSFER_WITHOUT_REPORTS(2),
    TRANSFER_TO_SELF(1),
    TRANSFER_TO_UNKNOWN(2),
    /** Asks for a transfer; the other end hangs up in the same moment: REFER and BYE cross. */
    TRANSFER_AGAINST_BYE(2),
    TRANSFER_AND_LEAVE(2),
    HANG_UP(7),
    /** Both ends of a call hang up in the same moment. */
    HANG_UP_TOGETHER(3),
    PULL_THE_CABLE(2),
    CLOSE_THE_PHONE(1),
    /** The host stands still for a while, then its clock has jumped. */
    SUSPEND(2),
    /** The PBX loses power in the middle of everything, and comes back after a while with nothing remembered. */
    KILL_THE_SERVER(1);

    private final int weight;

    Action(int weight) {
        this.weight = weight;
    }

    /** Whether only rough lives see it. */
    boolean isRough() {
        return this == SUSPEND || this == KILL_THE_SERVER;
    }

    /** Whether others may come to harm by it, so that the two ends of a call may rightly disagree for a while. */
    boolean isDamage() {
        return ordinal() >= PULL_THE_CABLE.ordinal();
    }

    /** The action that a uniform number from 0 to {@link #total} - 1 stands for. */
    static Action at(int number) {
        int left = number;
        for (var action : values()) {
            left -= action.weight;
            if (left < 0) {
                return action;
            }
        }
        throw new IllegalArgumentException("Expected less than " + total() + ", but was " + number);
    }

    static int total() {
        int sum = 0;
        for (var action : values()) {
            sum += action.weight;
        }
        return sum;
    }
}
