package io.switchhook.stack.media;

import io.switchhook.sdp.CryptoSuite;

/** What became of the handshake that the keys of a stream come from (RFC 5763). */
public sealed interface KeysOutcome {

    /** For switching. */
    enum Kind {
        AGREED,
        FAILED,
        OVER
    }

    Kind kind();

    /** Media flows from now on, under keys of that suite. */
    record Agreed(CryptoSuite suite) implements KeysOutcome {
        @Override
        public Kind kind() {
            return Kind.AGREED;
        }
    }

    /**
     * There are no keys, and no media.
     *
     * @param reason a sentence
     * @param mayCome whether they may come yet: nothing has come from the other side, which may wait for the call to be answered
     */
    record Failed(String reason, boolean mayCome) implements KeysOutcome {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }
    }

    /**
     * The other side has ended what the keys belong to, so that there is no media any more; mostly it is about to hang up.
     *
     * @param reason a sentence
     */
    record Over(String reason) implements KeysOutcome {
        @Override
        public Kind kind() {
            return Kind.OVER;
        }
    }
}
