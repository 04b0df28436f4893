package io.switchhook.services;

/** Why a caller of a {@link CallQueue} has to go on elsewhere. */
public enum QueueExit {
    /** There wait as many as may. */
    FULL,
    /** Nobody is there who could take calls: all are logged out, pause, or have no telephone that is registered. */
    NOBODY_THERE,
    /** He has waited as long as anybody may. */
    TOO_LONG
}
