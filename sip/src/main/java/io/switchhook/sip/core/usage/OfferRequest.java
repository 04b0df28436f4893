package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;

/** Asks the peer of a call to offer all it can do, by a re-INVITE without a description (RFC 3261 §14.1, §14.2). Our answer goes into the ACK. */
public final class OfferRequest {

    /** Hears what becomes of it; exactly one call. */
    public interface User {

        /**
         * The peer offers.
         *
         * @return our answer
         */
        String onOffer(String offer, long nowNanos);

        /** @param response the refusal, or a 2xx without an offer; empty when none came, or the session ended first */
        void onNoOffer(Optional<SipResponse> response, long nowNanos);
    }

    private OfferRequest() {}

    /** Sends it, when no other change is under way and the call is confirmed; else the user hears of no offer at once. */
    public static void send(InviteSession session, User user, long nowNanos) {
        boolean possible =
                session.state() == InviteSession.State.CONFIRMED && !session.isChanging() && !session.owesAnswer();
        if (!possible) {
            user.onNoOffer(Optional.empty(), nowNanos);
            return;
        }
        var result = new ModificationUser() {
            @Override
            public void onAnswer(String answer, long now) {
                user.onNoOffer(Optional.empty(), now);
            }

            @Override
            public Optional<String> onOffer(String offer, long now) {
                return Optional.of(user.onOffer(offer, now));
            }

            @Override
            public void onNoChange(Optional<SipResponse> response, long now) {
                user.onNoOffer(response, now);
            }
        };
        session.offeredChange()
                .start(new OfferedChange.Change(SipMethod.INVITE, Optional::empty, result, false), nowNanos);
    }
}
