package io.switchhook.sip.core.event;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.SipEtagHeader;
import java.time.Duration;

/** What became of a PUBLISH at the compositor. */
public sealed interface PublishOutcome {

    /** For switching. */
    enum Kind {
        DONE,
        TOO_BRIEF,
        REFUSED
    }

    Kind kind();

    /**
     * Carried out.
     *
     * @param granted zero when the state was removed
     * @param changed whether the state of the resource is another than before; a refresh changes nothing
     */
    record Done(String entityTag, Duration granted, boolean changed) implements PublishOutcome {
        @Override
        public Kind kind() {
            return Kind.DONE;
        }
    }

    /** The lifetime is too short: 423 with Min-Expires. Nothing was changed. */
    record TooBrief(Duration shortest) implements PublishOutcome {
        @Override
        public Kind kind() {
            return Kind.TOO_BRIEF;
        }
    }

    /** It cannot be carried out, for the reason given. Nothing was changed. */
    record Refused(int status, String reason) implements PublishOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** The answer to the PUBLISH (RFC 3903 §6); To has no tag of ours yet. */
    default SipResponse.Builder answer(SipRequest publish) {
        return switch (kind()) {
            case DONE -> {
                var done = (Done) this;
                yield SipResponse.answering(publish, 200)
                        .set(
                                ExpiresHeader.TYPE,
                                new ExpiresHeader(done.granted().toSeconds()))
                        .set(SipEtagHeader.TYPE, new SipEtagHeader(done.entityTag()));
            }
            case TOO_BRIEF ->
                SipResponse.answering(publish, 423)
                        .set(
                                MinExpiresHeader.TYPE,
                                new MinExpiresHeader(
                                        ((TooBrief) this).shortest().toSeconds()));
            case REFUSED -> SipResponse.answering(publish, ((Refused) this).status(), ((Refused) this).reason());
        };
    }
}
