package io.switchhook.services;

/** Why an agent of a {@link CallQueue} did not get a call that was offered to him. */
public enum AgentMiss {
    /** He did not answer in time: {@link QueueSettings#ring}. */
    NO_ANSWER,
    /** Busy (486). */
    BUSY,
    /** He, or somebody on the way, refused it otherwise. */
    REFUSED,
    /** There is no telephone that could ring. */
    UNREACHABLE,
    /** He answered, and the caller could not be connected with him. */
    NOT_CONNECTED
}
