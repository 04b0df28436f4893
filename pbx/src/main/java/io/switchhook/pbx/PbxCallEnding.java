package io.switchhook.pbx;

import java.util.Optional;

/**
 * Why a call through the PBX is over.
 *
 * @param by the extension that ended it; empty when that was the PBX, the program or the network
 * @param status what the caller was answered, of a call that was not
 * @param reason in words, for people: that of the Reason header or of the answer; may be empty
 */
public record PbxCallEnding(Cause cause, Optional<String> by, Optional<Integer> status, String reason) {

    /** What happened. */
    public enum Cause {
        /** One side hung up. */
        HUNG_UP,
        /** The caller gave up before anybody answered. */
        CANCELLED,
        /** Nobody took it: busy, declined, unknown, not registered, no answer; {@link #status} says which. */
        NOT_TAKEN,
        /** Both sides went on in another call: an attended transfer. */
        TRANSFERRED,
        /** A telephone has fallen silent, or does not know the call any more. */
        LOST,
        /** The program has ended it, or has removed the extension. */
        ENDED_BY_PROGRAM,
        /** The PBX closes, or could not bring the two together. */
        ENDED_BY_PBX
    }
}
