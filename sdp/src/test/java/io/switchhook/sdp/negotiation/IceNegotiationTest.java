package io.switchhook.sdp.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sdp.CandidateType;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.IceDescription;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.SdpFormatException;
import io.switchhook.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who uses ICE after an offer and an answer: RFC 8839 §4.2.5, §4.3. */
class IceNegotiationTest {
    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    private static LocalSession session(String host, Optional<String> ufrag) {
        var rtp = address(host, 4000);
        var candidates = List.of(
                new IceCandidate("1", 1, "UDP", 2130706431, rtp, CandidateType.HOST, Optional.empty()),
                new IceCandidate("1", 2, "UDP", 2130706430, address(host, 4001), CandidateType.HOST, Optional.empty()));
        return LocalSession.of(
                1,
                LocalMedia.audio(rtp)
                        .formats(MediaFormat.PCMA)
                        .ice(ufrag.map(name -> IceDescription.of(name, "0123456789abcdefghijkl", candidates)))
                        .build());
    }

    private static final LocalSession ALICE = session("192.0.2.1", Optional.of("alice"));
    private static final LocalSession BOB = session("192.0.2.2", Optional.of("bobby"));
    private static final LocalSession PLAIN = session("192.0.2.3", Optional.empty());

    private static SessionDescription read(Object description) {
        try {
            return SessionDescription.parse(description.toString());
        } catch (SdpFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static AnswerResult.Answered answer(LocalSession ours, SessionDescription offer) {
        return (AnswerResult.Answered) OfferAnswer.answer(ours, offer);
    }

    private static Agreement accept(Offer offer, SessionDescription answer) {
        return ((AcceptResult.Agreed) OfferAnswer.accept(offer, read(answer))).agreement();
    }

    @Test
    void bothSidesWhoSayItUseIt() {
        var offer = OfferAnswer.createOffer(ALICE);
        var answered = answer(BOB, read(offer.description()));
        assertThat(answered.agreement().audioIce().orElseThrow().ufrag()).isEqualTo("alice");
        var accepted = accept(offer, answered.answer());
        assertThat(accepted.audioIce().orElseThrow().ufrag()).isEqualTo("bobby");
        assertThat(accepted.audioIce().orElseThrow().candidates()).hasSize(2);
    }

    @Test
    void whoKnowsNoIceGetsPlainAddresses() {
        var offer = OfferAnswer.createOffer(ALICE);
        var answered = answer(PLAIN, read(offer.description()));
        assertThat(answered.answer().toString()).doesNotContain("ice-").doesNotContain("candidate");
        var accepted = accept(offer, answered.answer());
        assertThat(accepted.audioIce()).isEmpty();
        assertThat(accepted.audio().orElseThrow().remoteRtp().socketAddress()).contains(address("192.0.2.3", 4000));
    }

    @Test
    void offerWithoutIceIsAnsweredWithout() {
        var answered = answer(BOB, read(OfferAnswer.createOffer(PLAIN).description()));
        assertThat(answered.answer().toString()).doesNotContain("ice-").doesNotContain("candidate");
        assertThat(answered.agreement().audioIce()).isEmpty();
    }

    @Test
    void addressChangedOnTheWayIsSaidAndIceIsNotUsed() {
        var offer = OfferAnswer.createOffer(ALICE);
        var changed = read(offer.description().toString().replace("c=IN IP4 192.0.2.1", "c=IN IP4 198.51.100.1"));
        var answered = answer(BOB, changed);
        assertThat(answered.answer().toString())
                .contains("a=ice-mismatch\r\n")
                .doesNotContain("a=candidate")
                .doesNotContain("ice-ufrag");
        assertThat(answered.agreement().audioIce()).isEmpty();
        assertThat(accept(offer, answered.answer()).audioIce()).isEmpty();
    }

    /** RFC 8839 §4.2.5: a browser that tells nobody its addresses says 0.0.0.0, which was the hold of old (RFC 3264 §8.4). */
    @Test
    void whoHasFoundNoAddressYetHoldsNobody() {
        var nowhere = OfferAnswer.createOffer(ALICE)
                .description()
                .toString()
                .replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0")
                .replaceAll("a=candidate[^\r]*\r\n", "")
                .replace("m=audio 4000", "m=audio 9");
        var found = answer(BOB, read(nowhere)).agreement().audio().orElseThrow();
        assertThat(found.direction()).isEqualTo(Direction.SENDRECV);
        assertThat(found.isHeldByPeer()).isFalse();
        var held = answer(PLAIN, read(nowhere)).agreement().audio().orElseThrow();
        assertThat(held.direction()).isEqualTo(Direction.RECVONLY);
        assertThat(held.isHeldByPeer()).isTrue();
    }

    @Test
    void answerChangedOnTheWayEndsIce() {
        var offer = OfferAnswer.createOffer(ALICE);
        var answer = answer(BOB, read(offer.description())).answer().toString();
        var accepted = accept(offer, read(answer.replace("c=IN IP4 192.0.2.2", "c=IN IP4 198.51.100.2")));
        assertThat(accepted.audioIce()).isEmpty();
        assertThat(accepted.audio().orElseThrow().remoteRtp().socketAddress()).contains(address("198.51.100.2", 4000));
    }

    @Test
    void liteSideSaysSoForTheSession() {
        var lite = LocalSession.of(
                1,
                BOB.media().get(0).toBuilder()
                        .ice(BOB.media().get(0).ice().map(IceDescription::asLite))
                        .build());
        var answered = answer(lite, read(OfferAnswer.createOffer(ALICE).description()));
        var text = answered.answer().toString();
        assertThat(text.indexOf("a=ice-lite\r\n")).isPositive().isLessThan(text.indexOf("m=audio"));
        assertThat(IceDescription.in(read(text), 0).orElseThrow().lite()).isTrue();
    }

    @Test
    void holdSaysTheSameOfIce() {
        var offer = OfferAnswer.createOffer(ALICE);
        var standing = accept(offer, answer(BOB, read(offer.description())).answer());
        var hold = OfferAnswer.reoffer(ALICE.withDirection(Direction.SENDONLY), standing)
                .description();
        var before = IceDescription.in(offer.description(), 0).orElseThrow();
        assertThat(IceDescription.in(read(hold), 0)).contains(before);
    }

    @Test
    void refusedLineHasNoCandidates() {
        var off = LocalSession.of(1, ALICE.media().get(0).withEnabled(false));
        var offer = OfferAnswer.createOffer(ALICE);
        var standing = accept(offer, answer(BOB, read(offer.description())).answer());
        assertThat(OfferAnswer.reoffer(off, standing).description().toString())
                .contains("m=audio 0 ")
                .doesNotContain("candidate");
    }
}
