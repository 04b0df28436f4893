package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.RAckHeader;
import io.switchhook.sip.message.header.RSeqHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.UnsupportedHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 3262")
class ReliableProvisionalTest {
    private static final InviteOptions RELIABLE = InviteOptions.PLAIN.withReliability(ReliabilityPolicy.SUPPORTED);
    private static final InviteOptions REQUIRED = InviteOptions.PLAIN.withReliability(ReliabilityPolicy.REQUIRED);

    private static SessionFixture calling(Optional<String> offer) {
        return SessionFixture.calling(offer, RELIABLE);
    }

    private static SipResponse.Builder reliable(SessionFixture f, int status, String tag, long number, boolean sdp) {
        var builder = Peer.answering(f.ourInvite().latest(), status, tag)
                .set(RequireHeader.TYPE, new RequireHeader("100rel"))
                .set(RSeqHeader.TYPE, new RSeqHeader(number));
        return sdp ? builder.body(ContentTypeHeader.SDP, Peer.SDP) : builder;
    }

    private static List<RAckHeader> racks(SessionFixture f) {
        return f.host.sent.stream()
                .filter(sent -> sent.method().equals(SipMethod.PRACK))
                .map(sent -> sent.latest().first(RAckHeader.TYPE).orElseThrow())
                .toList();
    }

    private static SessionFixture called(String header, InviteOptions options, Optional<String> offer) {
        return SessionFixture.called(new Peer().inviteFromBob(offer).header(header, "100rel"), options);
    }

    @Test
    @DisplayName("§4: each is acknowledged once and in order; a gap is not acknowledged")
    void responsesAreAcknowledgedOnceAndInOrder() {
        var f = calling(Optional.of(SessionFixture.OURS));
        assertThat(f.ourInvite().latest().all(SupportedHeader.TYPE)).contains(new SupportedHeader("100rel"));
        f.respond(f.ourInvite(), reliable(f, 183, Peer.TAG, 41, true));
        f.respond(f.ourInvite(), reliable(f, 183, Peer.TAG, 41, true));
        f.respond(f.ourInvite(), reliable(f, 180, Peer.TAG, 43, false));
        assertThat(f.host.taken()).isEqualTo("INVITE, PRACK, progress+sdp");
        f.respond(f.ourInvite(), reliable(f, 180, Peer.TAG, 42, false));
        f.respond(f.ourInvite(), reliable(f, 180, Peer.TAG, 43, false));
        assertThat(f.host.taken()).isEqualTo("PRACK, progress, PRACK, progress");
        assertThat(racks(f))
                .containsExactly(
                        new RAckHeader(41, 1, SipMethod.INVITE),
                        new RAckHeader(42, 1, SipMethod.INVITE),
                        new RAckHeader(43, 1, SipMethod.INVITE));
        // §5: the answer stands; what the 2xx repeats is ignored, and it may be left out.
        f.success(Peer.TAG, false);
        assertThat(f.host.taken()).isEqualTo("ACK, answered+sdp");
        assertThat(f.host.acks.get(0).cseq().number()).isEqualTo(1);
    }

    @Test
    @DisplayName("§4: each fork has numbers of its own")
    void eachForkHasNumbersOfItsOwn() {
        var f = calling(Optional.of(SessionFixture.OURS));
        f.respond(f.ourInvite(), reliable(f, 180, "bob", 7, false));
        f.respond(f.ourInvite(), reliable(f, 180, "carol", 900, false));
        f.respond(f.ourInvite(), reliable(f, 183, "bob", 8, true));
        assertThat(racks(f).stream().map(RAckHeader::responseNumber)).containsExactly(7L, 900L, 8L);
    }

    @Test
    @DisplayName(
            "a response that does not demand it gets no PRACK, and neither does one to a caller without the extension")
    void nobodyAcknowledgesWhatIsNotReliable() {
        var f = calling(Optional.of(SessionFixture.OURS));
        f.provisional(183, Peer.TAG, true);
        assertThat(racks(f)).isEmpty();
        var plain = SessionFixture.calling();
        plain.respond(plain.ourInvite(), reliable(plain, 183, Peer.TAG, 1, true));
        assertThat(racks(plain)).isEmpty();
    }

    @Test
    @DisplayName("§5: offer in 183, answer in PRACK, nothing in 2xx and ACK")
    void offerInAProvisionalResponseIsAnsweredInPrack() {
        var f = calling(Optional.empty());
        f.respond(f.ourInvite(), reliable(f, 183, Peer.TAG, 5, true));
        assertThat(f.host.taken()).isEqualTo("INVITE, early offer+sdp");
        assertThat(f.session.owesAnswer()).isTrue();
        f.session.acknowledge(SessionFixture.OURS, f.now);
        assertThat(f.host.last(SipMethod.PRACK).latest().bodyText()).isEqualTo(SessionFixture.OURS);
        f.host.taken();
        f.success(Peer.TAG, true);
        assertThat(f.host.taken()).isEqualTo("ACK, answered");
    }

    @Test
    @DisplayName("§5: our offer in 183 is answered in PRACK, and the 2xx carries none")
    void ourOfferInAProvisionalResponseIsAnsweredInPrack() {
        var f = called("Supported", RELIABLE, Optional.empty());
        f.session.ring(183, "Session Progress", Optional.of(SessionFixture.OURS), f.now);
        f.receive(ReliableTableTest.prack(f, 0).body(ContentTypeHeader.SDP, Peer.SDP));
        f.session.answer(SessionFixture.OURS, f.now);
        f.ack(false);
        assertThat(f.host.taken()).isEqualTo("answer 183+sdp, answer 200, early answer+sdp, answer 200, acknowledged");
    }

    @Test
    @DisplayName("§5: a PRACK without the answer leaves the call without descriptions, so it is refused")
    void prackWithoutTheAnswerRefusesTheCall() {
        var f = called("Supported", RELIABLE, Optional.empty());
        f.session.ring(183, "Session Progress", Optional.of(SessionFixture.OURS), f.now);
        f.receive(ReliableTableTest.prack(f, 0));
        assertThat(f.host.taken()).isEqualTo("answer 183+sdp, answer 200, answer 488, ended RefusedByUs");
    }

    @Test
    @DisplayName(
            "RFC 3261 §13.3.1.4: an UPDATE that crosses our 2xx does not say that it has arrived, so that it is repeated")
    void updateThatCrossesTheAnswerDoesNotStopIt() {
        var f = called("Supported", RELIABLE, Optional.of(Peer.SDP));
        f.session.ring(183, "Session Progress", Optional.of(SessionFixture.OURS), f.now);
        f.receive(ReliableTableTest.prack(f, 0));
        f.session.answer(SessionFixture.OURS, f.now);
        f.host.taken();
        f.receiveOffer(SipMethod.UPDATE);
        f.user.modification().accept(SessionFixture.OURS, f.now);
        assertThat(f.host.taken()).isEqualTo("modification, answer 200+sdp");
        f.advance(0.6);
        assertThat(f.host.taken()).isEqualTo("answer 200");
        f.ack(false);
        assertThat(f.host.taken()).isEqualTo("acknowledged");
        f.advance(40);
        assertThat(f.session.state()).isEqualTo(InviteSession.State.CONFIRMED);
    }

    @Test
    @DisplayName("§5: an offer in PRACK is answered in its 200")
    void offerInPrackIsAnsweredInIts200() {
        var f = called("Supported", RELIABLE, Optional.of(Peer.SDP));
        f.session.ring(183, "Session Progress", Optional.of(SessionFixture.OURS), f.now);
        var prack = f.receive(ReliableTableTest.prack(f, 0).body(ContentTypeHeader.SDP, Peer.SDP));
        assertThat(f.host.taken()).isEqualTo("answer 183+sdp, modification");
        f.user.modification().accept(SessionFixture.OURS, f.now);
        assertThat(prack.last().status()).isEqualTo(200);
        assertThat(prack.last().bodyText()).isEqualTo(SessionFixture.OURS);
    }

    @Test
    @DisplayName("§3: repeated at T1, doubling without T2 as bound, until 64*T1; then 5xx")
    void responseIsRepeatedDoublingWithoutBound() {
        var f = called("Supported", RELIABLE, Optional.of(Peer.SDP));
        f.session.ring(183, "Session Progress", Optional.of(SessionFixture.OURS), f.now);
        var responses = f.invite.orElseThrow().responses;
        var seconds = new ArrayList<Double>();
        int known = responses.size();
        for (int half = 1; half <= 63; half++) {
            f.advance(0.5);
            if (responses.size() > known) {
                known = responses.size();
                seconds.add(half * 0.5);
            }
        }
        assertThat(seconds).containsExactly(0.5, 1.5, 3.5, 7.5, 15.5, 31.5);
        f.advance(0.5);
        assertThat(responses.get(responses.size() - 1).status()).isEqualTo(504);
        assertThat(f.user.ending()).isInstanceOf(SessionEnding.NoPrack.class);
    }

    @Test
    @DisplayName(
            "§3: numbers begin between 1 and 2^31 - 1 and grow by one; a second one waits for the PRACK of the first")
    void numbersGrowByOneAndTheSecondWaits() {
        var f = called("Require", RELIABLE, Optional.of(Peer.SDP));
        f.session.ring(180, "Ringing", Optional.empty(), f.now);
        f.session.ring(181, "Call Is Being Forwarded", Optional.empty(), f.now);
        f.session.ring(183, "Session Progress", Optional.of(SessionFixture.OURS), f.now);
        var responses = f.invite.orElseThrow().responses;
        assertThat(responses).hasSize(1);
        f.receive(ReliableTableTest.prack(f, 0));
        assertThat(responses).hasSize(2);
        assertThat(responses.get(1).status()).isEqualTo(183);
        long first = responses.get(0).first(RSeqHeader.TYPE).orElseThrow().number();
        long second = responses.get(1).first(RSeqHeader.TYPE).orElseThrow().number();
        assertThat(first).isBetween(1L, (1L << 31) - 1);
        assertThat(second).isEqualTo(first + 1);
        assertThat(responses.get(1).all(RequireHeader.TYPE)).containsExactly(new RequireHeader("100rel"));
    }

    @Test
    @DisplayName("§3: a PRACK that comes after the final response is still taken, once")
    void lateprackIsStillTaken() {
        var f = called("Require", RELIABLE, Optional.of(Peer.SDP));
        f.session.ring(180, "Ringing", Optional.empty(), f.now);
        f.session.answer(SessionFixture.OURS, f.now);
        assertThat(f.receive(ReliableTableTest.prack(f, 0)).last().status()).isEqualTo(200);
        assertThat(f.receive(ReliableTableTest.prack(f, 0)).last().status()).isEqualTo(481);
        assertThat(f.invite.orElseThrow().responses.stream().map(SipResponse::status))
                .containsExactly(180, 200);
    }

    @Test
    @DisplayName("a ringing tone goes reliably only to a caller who insists")
    void ringingIsReliableOnlyForACallerWhoInsists() {
        var supports = called("Supported", RELIABLE, Optional.of(Peer.SDP));
        supports.session.ring(180, "Ringing", Optional.empty(), supports.now);
        assertThat(supports.invite.orElseThrow().last().has(RSeqHeader.TYPE)).isFalse();
        var insists = called("Require", RELIABLE, Optional.of(Peer.SDP));
        insists.session.ring(180, "Ringing", Optional.empty(), insists.now);
        assertThat(insists.invite.orElseThrow().last().has(RSeqHeader.TYPE)).isTrue();
        var plain = called("Accept-Language", RELIABLE, Optional.of(Peer.SDP));
        plain.session.ring(183, "Session Progress", Optional.of(SessionFixture.OURS), plain.now);
        assertThat(plain.invite.orElseThrow().last().has(RSeqHeader.TYPE)).isFalse();
    }

    @Test
    @DisplayName("§3, RFC 3261 §21.4.16: 420 from the unwilling, 421 from one who insists")
    void unwillingAnswers420AndInsistentAnswers421() {
        var host = new FakeUsageHost();
        var insists = new Peer()
                .inviteFromBob(Optional.of(Peer.SDP))
                .header("Require", "100rel")
                .build();
        var plain = new Peer().inviteFromBob(Optional.of(Peer.SDP)).build();
        var bad = InviteScreening.refusalOf(insists, InviteOptions.PLAIN, host)
                .orElseThrow()
                .build();
        assertThat(bad.status()).isEqualTo(420);
        assertThat(bad.all(UnsupportedHeader.TYPE)).containsExactly(new UnsupportedHeader("100rel"));
        var lacking =
                InviteScreening.refusalOf(plain, REQUIRED, host).orElseThrow().build();
        assertThat(lacking.status()).isEqualTo(421);
        assertThat(lacking.all(RequireHeader.TYPE)).containsExactly(new RequireHeader("100rel"));
        assertThat(InviteScreening.refusalOf(insists, RELIABLE, host)).isEmpty();
        assertThat(InviteScreening.refusalOf(insists, REQUIRED, host)).isEmpty();
        assertThat(SessionFixture.calling(Optional.empty(), REQUIRED)
                        .ourInvite()
                        .latest()
                        .all(RequireHeader.TYPE))
                .containsExactly(new RequireHeader("100rel"));
    }

    @Test
    @DisplayName("RFC 6228 §4: 199 ends an early dialog; the branch with media that is left is heard again")
    void response199EndsAnEarlyDialog() {
        var f = calling(Optional.of(SessionFixture.OURS));
        f.provisional(183, "bob", true);
        f.provisional(183, "carol", true);
        f.host.taken();
        f.respond(f.ourInvite(), Peer.answering(f.ourInvite().latest(), 199, "carol"));
        assertThat(f.host.taken()).isEqualTo("progress, progress+sdp");
        assertThat(f.openDialogs()).containsExactly("bob");
        f.success("bob", true);
        assertThat(f.host.taken()).isEqualTo("ACK, answered+sdp");
    }

    private static SipResponse.Builder inside(FakeUsageHost.Sent invite, int status, long number, boolean sdp) {
        var builder = Peer.answering(invite.latest(), status, Peer.TAG)
                .set(RequireHeader.TYPE, new RequireHeader("100rel"))
                .set(RSeqHeader.TYPE, new RSeqHeader(number));
        return sdp ? builder.body(ContentTypeHeader.SDP, Peer.SDP) : builder;
    }

    @Test
    @DisplayName(
            "§5 inside a re-INVITE without an offer: theirs comes in 183, our answer goes in PRACK, and nothing more is said")
    void offerIsAskedForInsideADialog() {
        var f = calling(Optional.of(SessionFixture.OURS));
        f.success(Peer.TAG, true);
        var told = new ArrayList<String>();
        OfferRequest.send(
                f.session,
                new OfferRequest.User() {
                    @Override
                    public String onOffer(String offer, long now) {
                        told.add("offer");
                        return SessionFixture.OURS;
                    }

                    @Override
                    public void onNoOffer(Optional<SipResponse> response, long now) {
                        told.add("no offer");
                    }
                },
                f.now);
        var invite = f.host.last(SipMethod.INVITE);
        f.host.taken();
        f.respond(invite, inside(invite, 183, 900, true));
        assertThat(f.host.last(SipMethod.PRACK).latest().bodyText()).isEqualTo(SessionFixture.OURS);
        f.respond(invite, inside(invite, 183, 901, true));
        assertThat(f.host.last(SipMethod.PRACK).latest().bodyText()).isEmpty();
        f.respond(invite, Peer.answering(invite.latest(), 200, Peer.TAG));
        assertThat(f.host.taken()).isEqualTo("PRACK, PRACK, ACK");
        assertThat(told).containsExactly("offer");
        assertThat(f.session.isChanging()).isFalse();
    }
}
