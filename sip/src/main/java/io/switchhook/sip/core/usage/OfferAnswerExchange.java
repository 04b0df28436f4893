package io.switchhook.sip.core.usage;

import java.util.Optional;

/**
 * Where the exchange of descriptions that opens a call stands at one end, and which messages may carry the next one: the six patterns of RFC 6337 §2.1, table 1. Pure.
 */
final class OfferAnswerExchange {

    /** Messages that can carry a description. */
    enum Carrier {
        INVITE,
        RELIABLE_PROVISIONAL,
        INVITE_SUCCESS,
        ACK,
        PRACK,
        PRACK_SUCCESS,
        UPDATE,
        UPDATE_SUCCESS
    }

    enum State {
        /** Nobody has offered anything. */
        NOTHING,
        OFFERED_BY_US,
        OFFERED_BY_PEER,
        /** Offer and answer have been exchanged reliably, any number of times. */
        AGREED
    }

    private State state = State.NOTHING;
    private Optional<Carrier> open = Optional.empty();

    State state() {
        return state;
    }

    boolean isAgreed() {
        return state == State.AGREED;
    }

    boolean isOfferedByUs() {
        return state == State.OFFERED_BY_US;
    }

    /** Whether an offer, ours or theirs, may go in that message now. */
    boolean mayOffer(Carrier carrier) {
        return switch (carrier) {
            // RFC 3261 §13.2.1: the first offer; of an INVITE inside the dialog also a later one.
            case INVITE, INVITE_SUCCESS -> state == State.NOTHING || state == State.AGREED;
            // RFC 3262 §5: the first offer only.
            case RELIABLE_PROVISIONAL -> state == State.NOTHING;
            // RFC 3262 §5, RFC 3311 §5.1: later offers only.
            case PRACK, UPDATE -> state == State.AGREED;
            case ACK, PRACK_SUCCESS, UPDATE_SUCCESS -> false;
        };
    }

    /** Whether a description in that message answers the offer that is open. */
    boolean mayAnswer(Carrier carrier) {
        return open.filter(offer -> answers(offer, carrier)).isPresent();
    }

    private static boolean answers(Carrier offer, Carrier answer) {
        return switch (offer) {
            case INVITE -> answer == Carrier.INVITE_SUCCESS || answer == Carrier.RELIABLE_PROVISIONAL;
            case RELIABLE_PROVISIONAL -> answer == Carrier.PRACK;
            case INVITE_SUCCESS -> answer == Carrier.ACK;
            case PRACK -> answer == Carrier.PRACK_SUCCESS;
            case UPDATE -> answer == Carrier.UPDATE_SUCCESS;
            case ACK, PRACK_SUCCESS, UPDATE_SUCCESS -> false;
        };
    }

    /** @return whether the offer may be there; if not nothing has changed */
    boolean onOffer(Carrier carrier, boolean byUs) {
        if (!mayOffer(carrier)) {
            return false;
        }
        state = byUs ? State.OFFERED_BY_US : State.OFFERED_BY_PEER;
        open = Optional.of(carrier);
        return true;
    }

    /** @return whether the description answers the open offer; if not nothing has changed */
    boolean onAnswer(Carrier carrier) {
        if (!mayAnswer(carrier)) {
            return false;
        }
        state = State.AGREED;
        open = Optional.empty();
        return true;
    }

    /** A later offer was refused: what was agreed before stands (RFC 3261 §14.1). */
    void onRefused() {
        if (open.filter(carrier -> carrier == Carrier.PRACK || carrier == Carrier.UPDATE)
                .isPresent()) {
            state = State.AGREED;
            open = Optional.empty();
        }
    }
}
