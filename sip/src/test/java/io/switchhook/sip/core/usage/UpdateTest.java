package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.RSeqHeader;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3311, RFC 6141, RFC 5057")
class UpdateTest {
    private static final InviteOptions RELIABLE = InviteOptions.PLAIN.withReliability(ReliabilityPolicy.SUPPORTED);

    private static SessionFixture talking(String allow) {
        var f = SessionFixture.calling();
        var answer = Peer.answering(f.ourInvite().latest(), 200, Peer.TAG).header("Allow", allow);
        f.respond(f.ourInvite(), answer.body(ContentTypeHeader.SDP, Peer.SDP));
        f.host.taken();
        return f;
    }

    /** A call of ours whose early dialog has answered our offer reliably. */
    private static SessionFixture early(String allow) {
        var f = SessionFixture.calling(Optional.of(SessionFixture.OURS), RELIABLE);
        f.respond(
                f.ourInvite(),
                Peer.answering(f.ourInvite().latest(), 183, Peer.TAG)
                        .header("Allow", allow)
                        .set(RequireHeader.TYPE, new RequireHeader("100rel"))
                        .set(RSeqHeader.TYPE, new RSeqHeader(1))
                        .body(ContentTypeHeader.SDP, Peer.SDP));
        f.host.taken();
        return f;
    }

    @Test
    @DisplayName("RFC 3311 §5.1: an UPDATE of ours is answered without ACK")
    void updateChangesAConfirmedCallWithoutAck() {
        var f = talking("INVITE, UPDATE");
        f.session.update(() -> SessionFixture.OURS, f.user, f.now);
        f.respond(f.host.last(SipMethod.UPDATE), 200, Peer.TAG, true);
        assertThat(f.host.taken()).isEqualTo("UPDATE, changed");
    }

    @Test
    @DisplayName("a peer that does not list UPDATE gets a re-INVITE")
    void peerWithoutUpdateGetsAReInvite() {
        var f = talking("INVITE, BYE");
        f.session.update(() -> SessionFixture.OURS, f.user, f.now);
        assertThat(f.host.taken()).isEqualTo("INVITE");
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501})
    @DisplayName(
            "RFC 5057 §5.1, note 3: nor does one that lists it and does not take it; the offer goes on by re-INVITE")
    void offerGoesOnByReInviteWhereUpdateIsNotTaken(int status) {
        var f = talking("INVITE, UPDATE");
        f.session.update(() -> SessionFixture.OURS, f.user, f.now);
        f.respond(f.host.last(SipMethod.UPDATE), status, Peer.TAG, false);
        assertThat(f.host.taken()).isEqualTo("UPDATE, INVITE");
        f.respond(f.host.last(SipMethod.INVITE), 200, Peer.TAG, true);
        assertThat(f.host.taken()).isEqualTo("ACK, changed");
        f.session.update(() -> SessionFixture.OURS, f.user, f.now);
        assertThat(f.host.taken()).isEqualTo("INVITE");
    }

    @Test
    @DisplayName("RFC 3311 §5.1: in an early dialog both sides may offer once the first offer was answered reliably")
    void earlyDialogCanBeUpdatedByBothSides() {
        var f = early("INVITE, UPDATE");
        f.session.update(() -> SessionFixture.OURS, f.user, f.now);
        f.respond(f.host.last(SipMethod.UPDATE), 200, Peer.TAG, true);
        assertThat(f.host.taken()).isEqualTo("UPDATE, changed");
        f.receiveOffer(SipMethod.UPDATE);
        f.user.modification().accept(SessionFixture.OURS, f.now);
        assertThat(f.host.taken()).isEqualTo("modification, answer 200+sdp");
        f.success(Peer.TAG, false);
        // What the two UPDATEs came to stands; the answer of the provisional response is history.
        assertThat(f.host.taken()).isEqualTo("ACK, answered");
    }

    @Test
    @DisplayName(
            "RFC 3311 §5.2: before our offer is answered theirs is refused 491, in an early dialog as in a confirmed one")
    void offerThatCrossesOursIsRefused491() {
        var unanswered = SessionFixture.calling(Optional.of(SessionFixture.OURS), RELIABLE);
        unanswered.provisional(183, Peer.TAG, true);
        assertThat(unanswered.receiveOffer(SipMethod.UPDATE).last().status()).isEqualTo(491);
        var f = talking("UPDATE");
        f.session.update(() -> SessionFixture.OURS, f.user, f.now);
        assertThat(f.receiveOffer(SipMethod.UPDATE).last().status()).isEqualTo(491);
        assertThat(f.receive(SipMethod.UPDATE).last().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("an offer of ours is not made early before the first was answered reliably")
    void nothingIsOfferedEarlyBeforeTheFirstAnswerIsSure() {
        var f = SessionFixture.calling(Optional.of(SessionFixture.OURS), RELIABLE);
        f.respond(
                f.ourInvite(),
                Peer.answering(f.ourInvite().latest(), 183, Peer.TAG)
                        .header("Allow", "UPDATE")
                        .body(ContentTypeHeader.SDP, Peer.SDP));
        f.host.taken();
        f.session.update(() -> SessionFixture.OURS, f.user, f.now);
        assertThat(f.host.taken()).isEqualTo("unchanged");
    }

    @Test
    @DisplayName("RFC 3311 §5.1: 491 is tried again after the pause of RFC 3261 §14.1, 500 after its Retry-After")
    void updateIsTriedAgainAfter491And500() {
        var f = talking("UPDATE");
        f.session.update(() -> SessionFixture.OURS, f.user, f.now);
        f.respond(f.host.last(SipMethod.UPDATE), 491, Peer.TAG, false);
        f.advance(2);
        assertThat(f.host.count(SipMethod.UPDATE)).isEqualTo(1);
        f.advance(2.1);
        assertThat(f.host.count(SipMethod.UPDATE)).isEqualTo(2);
        var busy = Peer.answering(f.host.last(SipMethod.UPDATE).latest(), 500, Peer.TAG)
                .set(RetryAfterHeader.TYPE, RetryAfterHeader.of(7));
        f.respond(f.host.last(SipMethod.UPDATE), busy);
        f.advance(6.9);
        assertThat(f.host.count(SipMethod.UPDATE)).isEqualTo(2);
        f.advance(0.2);
        assertThat(f.host.count(SipMethod.UPDATE)).isEqualTo(3);
        f.respond(f.host.last(SipMethod.UPDATE), 488, Peer.TAG, false);
        assertThat(f.host.taken()).endsWith("unchanged 488");
        assertThat(f.session.state()).isEqualTo(InviteSession.State.CONFIRMED);
    }

    @Test
    @DisplayName("RFC 6141 §4.6: a change that is refused does not move the remote target, one that is accepted does")
    void refusedChangeDoesNotMoveTheRemoteTarget() {
        var f = SessionFixture.talking();
        var before = f.session.dialog().orElseThrow().remoteTarget();
        var moved = Peer.contact("sip:bob@192.0.2.77:5090");
        f.receive(
                f.peer.request(SipMethod.INVITE).set(ContactHeader.TYPE, moved).body(ContentTypeHeader.SDP, Peer.SDP));
        f.user.modification().refuse(488, "Not Acceptable Here", f.now);
        assertThat(f.session.dialog().get().remoteTarget()).isEqualTo(before);
        f.receive(
                f.peer.request(SipMethod.UPDATE).set(ContactHeader.TYPE, moved).body(ContentTypeHeader.SDP, Peer.SDP));
        f.user.modification().accept(SessionFixture.OURS, f.now);
        assertThat(f.session.dialog().get().remoteTarget())
                .isEqualTo(moved.address().uri());
    }

    @Test
    @DisplayName("RFC 5057 §5.1: 481 to INFO ends the call, 405 does not, and 481 to OPTIONS neither")
    void failureOfAnInDialogRequestReachesAsFarAsTheTableSays() {
        assertThat(after(SipMethod.INFO, 481)).isEqualTo(InviteSession.State.ENDED);
        assertThat(after(SipMethod.INFO, 405)).isEqualTo(InviteSession.State.CONFIRMED);
        assertThat(after(SipMethod.OPTIONS, 481)).isEqualTo(InviteSession.State.CONFIRMED);
        assertThat(after(SipMethod.OPTIONS, 404)).isEqualTo(InviteSession.State.ENDED);
        assertThat(after(SipMethod.REFER, 481)).isEqualTo(InviteSession.State.CONFIRMED);
        assertThat(after(SipMethod.REFER, 483)).isEqualTo(InviteSession.State.ENDED);
        assertThat(after(SipMethod.INFO, 408)).isEqualTo(InviteSession.State.ENDED);
        assertThat(after(SipMethod.INFO, 503)).isEqualTo(InviteSession.State.CONFIRMED);
    }

    private static InviteSession.State after(SipMethod method, int status) {
        var f = SessionFixture.talking();
        f.session.request(method, request -> request.noBody(), new ByeEnd(() -> {}), f.now);
        f.respond(f.host.last(method), status, Peer.TAG, false);
        return f.session.state();
    }

    @Test
    @DisplayName("a BYE that was answered by the peer's own is not said again")
    void byeIsNotRepeatedOnceThePeersHasCome() {
        var f = SessionFixture.talking();
        f.session.hangUp(f.now);
        assertThat(f.host.last(SipMethod.BYE).mayRepeat()).isTrue();
        f.receive(SipMethod.BYE);
        assertThat(f.host.last(SipMethod.BYE).mayRepeat()).isFalse();
    }

    @Test
    @DisplayName("RFC 3326: the reason goes in CANCEL, in BYE, and in the BYE of a 2xx that crossed the CANCEL")
    void reasonIsSentInWhateverEndsTheCall() {
        var reason = new ReasonHeader("SIP", OptionalInt.of(200), Optional.of("Call completed elsewhere"));
        var ringing = SessionFixture.calling();
        ringing.provisional(180, Peer.TAG, false);
        ringing.session.hangUp(Optional.of(reason), ringing.now);
        assertThat(ringing.ourInvite().cancelReason()).contains(reason);
        ringing.success(Peer.TAG, true);
        var bye = ringing.host.last(SipMethod.BYE).latest();
        assertThat(bye.first(ReasonHeader.TYPE)).contains(reason);
        var talking = SessionFixture.talking();
        talking.session.hangUp(Optional.of(reason), talking.now);
        assertThat(talking.host.last(SipMethod.BYE).latest().first(ReasonHeader.TYPE))
                .contains(reason);
    }

    @Test
    @DisplayName("RFC 3326 §2: of several reasons that of SIP is told")
    void reasonOfSipIsToldBeforeThatOfTheTelephoneNetwork() {
        var f = SessionFixture.called();
        var cancel = f.peer.request(SipMethod.CANCEL)
                .header("Reason", "Q.850;cause=26, SIP;cause=200;text=\"Call completed elsewhere\"")
                .build();
        f.session.onCancel(f.invite.orElseThrow(), cancel, f.now);
        var ending = (SessionEnding.CancelledByPeer) f.user.ending();
        assertThat(ending.reason().orElseThrow().protocol()).isEqualTo("SIP");
    }
}
