package io.switchhook.services;

/** What an agent of a {@link CallQueue} does. */
public enum AgentState {
    /** Takes no calls until he logs in. */
    LOGGED_OUT,
    /** Logged in, and takes no calls for a while. */
    PAUSED,
    /** Logged in, and no telephone of his is registered. */
    UNREGISTERED,
    /** Waits for a call. */
    FREE,
    /** In a call that is not the queue's. */
    BUSY,
    /** His telephone rings for a caller of the queue. */
    RINGING,
    /** Talks to a caller of the queue, or is being connected with him. */
    TALKING,
    /** Writes down what the call was about: {@link QueueSettings#wrapUp}. */
    WRAP_UP,
    /** Did not take a call, and is left alone for a moment: {@link QueueSettings#rest}. */
    RESTING
}
