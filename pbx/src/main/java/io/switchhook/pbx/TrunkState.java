package io.switchhook.pbx;

/** Whether calls can go over a {@link Trunk}, as far as anybody knows. */
public enum TrunkState {
    /** It neither registers nor is asked. */
    UNWATCHED,
    /** It has just begun to register, or was asked for the first time. */
    STARTING,
    /** Its registration stands, and it answers where it is asked. */
    REGISTERED,
    /** It answers; it does not register. */
    REACHABLE,
    /** Its registrar has refused. */
    REFUSED,
    /** It does not answer, or cannot be found. */
    UNREACHABLE,
    /** The PBX is closed, and the registration given up. */
    CLOSED;

    /** Whether calls had better take another one. */
    boolean isDown() {
        return switch (this) {
            case REFUSED, UNREACHABLE, CLOSED -> true;
            case UNWATCHED, STARTING, REGISTERED, REACHABLE -> false;
        };
    }
}
