package io.switchhook.services;

/** Which free agent of a {@link CallQueue} is called first. */
public enum QueueStrategy {
    /** All at once, and the first to answer has the caller. */
    RING_ALL,
    /** Who has waited longest since his last call, or since he logged in; who has missed a call is the last. */
    LONGEST_IDLE,
    /** The first of the list who is free: the best first. */
    IN_ORDER,
    /** In turn through the list, one for each call. */
    ROUND_ROBIN
}
