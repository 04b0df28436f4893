package io.switchhook.media.jitter;

/** What became of a packet given to the buffer. */
public enum Arrival {
    /** Held until its time. */
    ACCEPTED,
    /**
     * Held; playout begins anew with it, what was held before is gone: first packet, pause, jump of sequence or
     * timestamp.
     */
    RESYNCED,
    /** Held or played before. */
    DUPLICATE,
    /** Its time is over. */
    LATE,
    /** Larger than any audio packet: not held. */
    TOO_LARGE
}
