package io.switchhook.pbx.internal.relay;

/** How many calls are translated at the moment, and how many may be: each costs more than a hundred whose packets are passed on. On the signalling loop. */
public final class TranscodingDesk {
    private final Transcoding rules;
    private final int most;
    private int taken;

    public TranscodingDesk(Transcoding rules, int most) {
        this.rules = rules;
        this.most = most;
    }

    Transcoding rules() {
        return rules;
    }

    int most() {
        return most;
    }

    boolean isFull() {
        return taken >= most;
    }

    /** A call begins to be translated. @return false when too many are */
    boolean take() {
        boolean free = !isFull();
        taken += free ? 1 : 0;
        return free;
    }

    void giveBack() {
        taken--;
    }

    /** How many calls are translated. */
    int taken() {
        return taken;
    }
}
