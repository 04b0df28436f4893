package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.message.SipResponse;
import java.util.Optional;

/** One branch of an INVITE of ours that has answered provisionally: its dialog, its descriptions, and how far its reliable responses have come. */
final class EarlyDialog {

    private final Dialog dialog;
    private final OfferAnswerExchange exchange = new OfferAnswerExchange();
    private final ReliableArrivals arrivals = new ReliableArrivals();
    private Optional<String> answer = Optional.empty();
    private Optional<SipResponse> lastWithAnswer = Optional.empty();

    EarlyDialog(Dialog dialog, boolean offered) {
        this.dialog = dialog;
        if (offered) {
            exchange.onOffer(OfferAnswerExchange.Carrier.INVITE, true);
        }
    }

    Dialog dialog() {
        return dialog;
    }

    OfferAnswerExchange exchange() {
        return exchange;
    }

    ReliableArrivals arrivals() {
        return arrivals;
    }

    /** The description that answers our offer, once it is sure: an unreliable one may be repeated, a reliable one stands (RFC 3262 §5). */
    void onAnswer(SipResponse response, String description) {
        answer = Optional.of(description);
        lastWithAnswer = Optional.of(response);
    }

    /** An UPDATE has put other descriptions in the place of that answer (RFC 3311 §5.1). */
    void onChanged() {
        answer = Optional.empty();
    }

    Optional<String> answer() {
        return answer;
    }

    Optional<SipResponse> lastWithAnswer() {
        return lastWithAnswer;
    }
}
