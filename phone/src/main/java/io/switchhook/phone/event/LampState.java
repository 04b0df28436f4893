package io.switchhook.phone.event;

/** What a {@link io.switchhook.phone.BusyLamp} shows of somebody. */
public enum LampState {
    /** Nobody has told, or what was told no longer holds. */
    UNKNOWN,
    /** No call. */
    IDLE,
    /** Somebody calls there, and nobody has answered; there is no other call. */
    RINGING,
    /** In a call, or calling somebody. */
    BUSY
}
