package io.switchhook.sip.core.event;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Why a subscription does not stand (any more). */
public sealed interface SubscriptionLoss {

    /** For switching. */
    enum Kind {
        DONE,
        REFUSED,
        UNANSWERED,
        NOT_NOTIFIED,
        TERMINATED,
        EXPIRED,
        DIALOG_OVER
    }

    Kind kind();

    /** It was given up by us, or the state was asked for once and has come. */
    record Done() implements SubscriptionLoss {
        @Override
        public Kind kind() {
            return Kind.DONE;
        }
    }

    /**
     * The SUBSCRIBE was answered with 300 or more.
     *
     * @param stood whether it was a refresh (RFC 6665 §4.1.2.2)
     */
    record Refused(SipResponse response, boolean stood) implements SubscriptionLoss {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** The SUBSCRIBE could not be delivered, or nobody answered it. */
    record Unanswered(ClientFailure failure) implements SubscriptionLoss {
        @Override
        public Kind kind() {
            return Kind.UNANSWERED;
        }
    }

    /** Accepted, but no NOTIFY came before Timer N fired (RFC 6665 §4.1.2.4). */
    record NotNotified() implements SubscriptionLoss {
        @Override
        public Kind kind() {
            return Kind.NOT_NOTIFIED;
        }
    }

    /**
     * The notifier ended it.
     *
     * @param reason in lower case: {@code deactivated}, {@code rejected} and so on; empty when it gave none
     * @param retryAfterSeconds when to ask again, where it said so
     */
    record Terminated(Optional<String> reason, OptionalLong retryAfterSeconds) implements SubscriptionLoss {
        static Terminated of(SubscriptionStateHeader header) {
            return new Terminated(
                    header.reason().map(word -> word.toLowerCase(Locale.ROOT)),
                    header.parameters()
                            .get("retry-after")
                            .filter(text -> text.matches("[0-9]{1,10}"))
                            .map(text -> OptionalLong.of(Long.parseLong(text)))
                            .orElse(OptionalLong.empty()));
        }

        @Override
        public Kind kind() {
            return Kind.TERMINATED;
        }
    }

    /** It was not refreshed in time: refreshing failed, and its lifetime is over. */
    record Expired() implements SubscriptionLoss {
        @Override
        public Kind kind() {
            return Kind.EXPIRED;
        }
    }

    /** The dialog that it was to live in is over. */
    record DialogOver() implements SubscriptionLoss {
        @Override
        public Kind kind() {
            return Kind.DIALOG_OVER;
        }
    }
}
