package io.switchhook.media.srtp;

/** How the packets of a stream are protected. */
public sealed interface Protection {

    /** For switching. */
    enum Kind {
        NONE,
        KEYS,
        CLOSED
    }

    Kind kind();

    /** Plain RTP, or packets that two others protect among themselves. */
    Protection NONE = new None();

    /** Nothing passes: keys are to be agreed on, or could not be. What cannot be opened is not taken for sound, and nothing leaves in plain. */
    Protection CLOSED = new Closed();

    /** SRTP with these keys. */
    static Protection keys(SrtpKeys keys) {
        return new Keys(keys);
    }

    /** See {@link #NONE}. */
    record None() implements Protection {
        @Override
        public Kind kind() {
            return Kind.NONE;
        }
    }

    /** See {@link #keys}. */
    record Keys(SrtpKeys keys) implements Protection {
        @Override
        public Kind kind() {
            return Kind.KEYS;
        }
    }

    /** See {@link #CLOSED}. */
    record Closed() implements Protection {
        @Override
        public Kind kind() {
            return Kind.CLOSED;
        }
    }
}
