package io.switchhook.sip.core.event;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RetryAfterHeader;
import java.time.Duration;
import java.util.Optional;

/** Whether and when to subscribe anew after a loss: RFC 6665 §4.1.3 for what the notifier says, §4.1.2.2 for a refused refresh. */
final class Resubscription {
    private final Backoff backoff;

    Resubscription(Backoff backoff) {
        this.backoff = backoff;
    }

    Optional<Duration> after(SubscriptionLoss loss) {
        return switch (loss.kind()) {
            case DONE, DIALOG_OVER -> Optional.empty();
            case REFUSED -> afterRefusal((SubscriptionLoss.Refused) loss);
            case UNANSWERED, NOT_NOTIFIED -> Optional.of(backoff.later());
            case EXPIRED -> Optional.of(backoff.soon());
            case TERMINATED -> afterTermination((SubscriptionLoss.Terminated) loss);
        };
    }

    private Optional<Duration> afterTermination(SubscriptionLoss.Terminated terminated) {
        return switch (terminated.reason().orElse("")) {
            case "rejected", "noresource", "invariant" -> Optional.empty();
            case "deactivated", "timeout" -> Optional.of(backoff.soon());
            // probation and giveup, and what says nothing: when we are told to, else after a pause.
            default ->
                Optional.of(
                        terminated.retryAfterSeconds().isPresent()
                                ? backoff.asked(terminated.retryAfterSeconds().getAsLong())
                                : backoff.later());
        };
    }

    private Optional<Duration> afterRefusal(SubscriptionLoss.Refused refused) {
        var response = refused.response();
        if (refused.stood() && response.status() == 481) {
            return Optional.of(backoff.soon());
        }
        var asked = response.firstReadable(RetryAfterHeader.TYPE).map(RetryAfterHeader::seconds);
        if (!mayPass(response, asked.isPresent())) {
            return Optional.empty();
        }
        return Optional.of(asked.map(backoff::asked).orElseGet(backoff::later));
    }

    /** A wrong password does not become right by repetition, nor a package known, whatever Retry-After says. */
    private static boolean mayPass(SipResponse response, boolean saysWhen) {
        int status = response.status();
        boolean forGood = status == 401 || status == 403 || status == 407 || status == 489 || status == 501;
        return !forGood && (saysWhen || status == 408 || status == 480 || status / 100 == 5);
    }
}
