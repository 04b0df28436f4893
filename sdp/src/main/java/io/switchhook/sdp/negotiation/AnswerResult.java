package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.SessionDescription;
import java.util.List;

/** What to say to a peer's offer. */
public sealed interface AnswerResult {

    /** For switching. */
    enum Kind {
        ANSWERED,
        REFUSED
    }

    Kind kind();

    /** Send {@link #answer} and run the media. Single lines can have been refused. */
    record Answered(Agreement agreement) implements AnswerResult {

        public SessionDescription answer() {
            return agreement.local();
        }

        @Override
        public Kind kind() {
            return Kind.ANSWERED;
        }
    }

    /**
     * Nothing in the offer can be used: 488 with a Warning (RFC 3264 §6, RFC 3261 §20.43). An earlier agreement stays
     * in force.
     *
     * @param warningCode 3xx
     * @param reason the text of the warning
     * @param media the verdict on each line
     * @param allRefused the answer for an offer that cannot be refused with a status because it came in a response:
     *     every line has port zero (RFC 6337 §5.2.4)
     */
    record Refused(int warningCode, String reason, List<AgreedMedia> media, SessionDescription allRefused)
            implements AnswerResult {

        public Refused {
            media = List.copyOf(media);
        }

        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }
}
