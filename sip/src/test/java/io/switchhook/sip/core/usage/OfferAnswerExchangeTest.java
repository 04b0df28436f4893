package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.usage.OfferAnswerExchange.Carrier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 6337 §2.1, table 1: the six patterns, and nothing else. */
class OfferAnswerExchangeTest {
    private static final Map<Carrier, Set<Carrier>> PATTERNS = new LinkedHashMap<>(Map.of(
            Carrier.INVITE, Set.of(Carrier.INVITE_SUCCESS, Carrier.RELIABLE_PROVISIONAL),
            Carrier.INVITE_SUCCESS, Set.of(Carrier.ACK),
            Carrier.RELIABLE_PROVISIONAL, Set.of(Carrier.PRACK),
            Carrier.PRACK, Set.of(Carrier.PRACK_SUCCESS),
            Carrier.UPDATE, Set.of(Carrier.UPDATE_SUCCESS)));

    /** What may carry the first offer of a call, and what a later one. */
    private static final Set<Carrier> FIRST =
            Set.of(Carrier.INVITE, Carrier.INVITE_SUCCESS, Carrier.RELIABLE_PROVISIONAL);

    private static final Set<Carrier> LATER =
            Set.of(Carrier.INVITE, Carrier.INVITE_SUCCESS, Carrier.PRACK, Carrier.UPDATE);

    private static OfferAnswerExchange agreed() {
        var exchange = new OfferAnswerExchange();
        exchange.onOffer(Carrier.INVITE, true);
        exchange.onAnswer(Carrier.INVITE_SUCCESS);
        return exchange;
    }

    @Test
    @DisplayName("table 1")
    void eachOfferIsAnsweredByTheMessagesOfItsPatternOnly() {
        for (var offer : PATTERNS.keySet()) {
            for (var answer : Carrier.values()) {
                var exchange = FIRST.contains(offer) ? new OfferAnswerExchange() : agreed();
                assertThat(exchange.onOffer(offer, true)).as("%s", offer).isTrue();
                assertThat(exchange.isOfferedByUs()).isTrue();
                boolean fits = PATTERNS.get(offer).contains(answer);
                assertThat(exchange.onAnswer(answer)).as("%s %s", offer, answer).isEqualTo(fits);
                assertThat(exchange.isAgreed()).isEqualTo(fits);
            }
        }
    }

    @Test
    void offersGoWhereTheStateAllows() {
        for (var carrier : Carrier.values()) {
            assertThat(new OfferAnswerExchange().mayOffer(carrier))
                    .as("first %s", carrier)
                    .isEqualTo(FIRST.contains(carrier));
            assertThat(agreed().mayOffer(carrier)).as("later %s", carrier).isEqualTo(LATER.contains(carrier));
            var open = new OfferAnswerExchange();
            open.onOffer(Carrier.INVITE, false);
            assertThat(open.onOffer(carrier, true)).as("second %s", carrier).isFalse();
            assertThat(open.state()).isEqualTo(OfferAnswerExchange.State.OFFERED_BY_PEER);
        }
    }

    @Test
    @DisplayName("RFC 3261 §14.1: a later offer that is refused leaves what was agreed")
    void refusedOfferLeavesTheAgreement() {
        for (var carrier : List.of(Carrier.PRACK, Carrier.UPDATE)) {
            var exchange = agreed();
            exchange.onOffer(carrier, false);
            exchange.onRefused();
            assertThat(exchange.isAgreed()).isTrue();
        }
        var first = new OfferAnswerExchange();
        first.onOffer(Carrier.INVITE, true);
        first.onRefused();
        assertThat(first.isAgreed()).isFalse();
    }
}
