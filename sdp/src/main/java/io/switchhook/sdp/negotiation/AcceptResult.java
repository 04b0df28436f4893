package io.switchhook.sdp.negotiation;

import java.util.List;

/** What a peer's answer to our offer comes to. */
public sealed interface AcceptResult {

    /** For switching. */
    enum Kind {
        AGREED,
        VIOLATION
    }

    Kind kind();

    /**
     * The answer can be used; the peer can have refused single lines, even all.
     *
     * @param tolerated what in the answer was against the rules and was read in the peer's favour
     */
    record Agreed(Agreement agreement, List<String> tolerated) implements AcceptResult {

        public Agreed {
            tolerated = List.copyOf(tolerated);
        }

        @Override
        public Kind kind() {
            return Kind.AGREED;
        }
    }

    /**
     * The answer does not fit the offer; no media can be run on it.
     *
     * @param reason what was expected and what came
     */
    record Violation(String reason) implements AcceptResult {

        @Override
        public Kind kind() {
            return Kind.VIOLATION;
        }
    }
}
