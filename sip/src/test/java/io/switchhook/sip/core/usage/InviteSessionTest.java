package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the INVITE session that a table of states cannot show. */
class InviteSessionTest {

    // --- calling --------------------------------------------------------------------------------------------------

    @Test
    void forksHaveEarlyDialogsOfTheirOwnUntilOneAnswers() {
        var call = SessionFixture.calling();
        call.provisional(180, "bob", false);
        call.provisional(180, "carol", false);
        assertThat(call.openDialogs()).containsExactly("bob", "carol");
        call.success("carol", true);
        assertThat(call.openDialogs()).containsExactly("carol");
        assertThat(call.session.dialog().orElseThrow().id().remoteTag()).isEqualTo("carol");
        assertThat(call.session.dialog().orElseThrow().remoteTarget())
                .isEqualTo(SipUri.parse("sip:carol@192.0.2.2:5060"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"486", "timeout", "CANCEL_GIVE_UP", "2xx after CANCEL"})
    void noEarlyDialogIsLeftWhateverEndsTheInvite(String end) {
        var call = SessionFixture.calling();
        call.provisional(180, "bob", false);
        call.provisional(180, "carol", false);
        switch (end) {
            case "486" -> call.respond(call.ourInvite(), 486, "bob", false);
            case "timeout" -> call.failInvite(ClientFailure.TIMEOUT);
            case "CANCEL_GIVE_UP" -> {
                call.session.hangUp(call.now);
                call.advance(32);
            }
            default -> {
                call.session.hangUp(call.now);
                call.success("carol", true);
            }
        }
        assertThat(call.user.endings).hasSize(1);
        assertThat(call.openDialogs()).isEmpty();
        assertThat(call.session.timers.armed()).isEmpty();
    }

    @Test
    void eachForkCountsItsOwnRequests() {
        var call = SessionFixture.calling();
        call.provisional(180, "bob", false);
        call.provisional(180, "carol", false);
        assertThat(call.receive(call.peer.requestNumbered(900, SipMethod.UPDATE, "bob"))
                        .last()
                        .status())
                .isEqualTo(200);
        assertThat(call.receive(call.peer.requestNumbered(5, SipMethod.UPDATE, "carol"))
                        .last()
                        .status())
                .isEqualTo(200);
        assertThat(call.receive(call.peer.requestNumbered(899, SipMethod.UPDATE, "bob"))
                        .last()
                        .status())
                .isEqualTo(500);
    }

    @Test
    void byeOfOneForkLeavesTheOthersRinging() {
        var call = SessionFixture.calling();
        call.provisional(180, "bob", false);
        call.provisional(180, "carol", false);
        call.receive(call.peer.request(SipMethod.BYE, "bob"));
        assertThat(call.session.state()).isEqualTo(InviteSession.State.CALLING);
        assertThat(call.openDialogs()).containsExactly("carol");
        call.success("carol", true);
        assertThat(call.user.endings).isEmpty();
    }

    @Test
    void answerOfAnotherForkIsNotTakenForThatOfTheOneThatAnswered() {
        var call = SessionFixture.calling();
        call.provisional(183, "bob", true);
        call.success("carol", false);
        assertThat(call.host.taken()).endsWith("ACK, answered");
    }

    @Test
    void answerIn183CountsWhenThe200HasNone() {
        var call = SessionFixture.calling();
        call.provisional(183, "bob", true);
        call.success("bob", false);
        assertThat(call.host.taken()).endsWith("ACK, answered+sdp");
    }

    @Test
    void lateForkIsAcknowledgedAndLeftEvenAfterTheCallHasEnded() {
        var call = SessionFixture.talking();
        call.receive(SipMethod.BYE);
        call.host.taken();
        call.success("carol", true);
        assertThat(call.host.taken()).isEqualTo("ACK, BYE");
        assertThat(call.user.endings).hasSize(1);
    }

    @Test
    void ackCarriesTheCredentialsAndTheNumberOfItsInvite() {
        var call = SessionFixture.calling();
        call.ourInvite().challenge();
        call.success("bob", true);
        var ack = call.host.acks.get(0);
        assertThat(ack.cseq().number()).isEqualTo(2);
        assertThat(ack.has(AuthorizationHeader.TYPE)).isTrue();
        call.session.hangUp(call.now);
        assertThat(call.host.last(SipMethod.BYE).latest().cseq().number()).isEqualTo(3);
    }

    @Test
    void ackOfAChallengedReInviteCarriesCredentialsToo() {
        var call = SessionFixture.talking();
        call.modify();
        var sent = call.host.last(SipMethod.INVITE);
        sent.challenge();
        call.respond(sent, 200, "bob", true);
        var ack = call.host.acks.get(call.host.acks.size() - 1);
        assertThat(ack.has(AuthorizationHeader.TYPE)).isTrue();
        assertThat(ack.cseq().number()).isEqualTo(3);
    }

    @Test
    void unusableLateOfferIsAcknowledgedWithoutABodyBeforeTheBye() {
        var call = SessionFixture.calling(Optional.empty());
        call.success("bob", true);
        call.session.hangUp(call.now);
        assertThat(call.host.taken()).endsWith("ACK, BYE, ended HungUp");
        assertThat(call.host.acks.get(0).has(ContentTypeHeader.TYPE)).isFalse();
    }

    @Test
    void lateOfferCanBeAnsweredWithARefusalOfEachLineBeforeTheBye() {
        var call = SessionFixture.calling(Optional.empty());
        call.success("bob", true);
        call.session.acknowledge(SessionFixture.OURS, call.now);
        call.session.hangUp(call.now);
        assertThat(call.host.taken()).endsWith("ACK+sdp, BYE, ended HungUp");
    }

    @Test
    void successWithHeadersThatCannotBeReadIsAcknowledgedAllTheSame() {
        var call = SessionFixture.calling();
        var response = SipResponse.answering(call.ourInvite().latest(), 200)
                .header("Contact", "<<broken")
                .header("Record-Route", "also broken")
                .header("Content-Type", "????")
                .build();
        call.ourInvite().answer(response, call.now);
        assertThat(call.session.state()).isEqualTo(InviteSession.State.CONFIRMED);
        assertThat(call.host.acks.get(0).uri()).isEqualTo(SipUri.parse("sip:bob@biloxi.com"));
    }

    @Test
    void inviteThatCannotBeSentEndsTheSessionAtOnce() {
        var host = new FakeUsageHost();
        host.failNext(ClientFailure.TRANSPORT_ERROR);
        var call = SessionFixture.calling(host, Optional.empty());
        assertThat(call.user.ending()).isEqualTo(new SessionEnding.Failed(ClientFailure.TRANSPORT_ERROR));
        assertThat(call.session.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    // --- being called ---------------------------------------------------------------------------------------------

    @Test
    void dialogIsConfirmedForTheCalleeWithIts2xx() {
        var call = SessionFixture.called();
        assertThat(call.session.dialog().orElseThrow().state()).isEqualTo(Dialog.State.EARLY);
        call.session.answer(SessionFixture.OURS, call.now);
        assertThat(call.session.dialog().orElseThrow().state()).isEqualTo(Dialog.State.CONFIRMED);
    }

    @Test
    void successIsRepeatedAtT1DoublingToT2For32Seconds() {
        var call = SessionFixture.called();
        call.session.answer(SessionFixture.OURS, call.now);
        var times = new ArrayList<Double>();
        long start = call.now;
        while (call.user.endings.isEmpty()) {
            call.now = call.session.nextDeadlineNanos();
            int before = call.invite.orElseThrow().responses.size();
            call.session.onTime(call.now);
            if (call.invite.orElseThrow().responses.size() > before) {
                times.add((call.now - start) / 1e9);
            }
        }
        assertThat(times).containsExactly(0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5);
        assertThat(call.now - start).isEqualTo(32 * SessionFixture.SECOND);
        assertThat(call.user.ending()).isEqualTo(new SessionEnding.NoAck());
        assertThat(call.host.count(SipMethod.BYE)).isEqualTo(1);
    }

    @Test
    void ackOfAnotherInviteDoesNotStopTheRepetition() {
        var call = SessionFixture.called();
        call.session.answer(SessionFixture.OURS, call.now);
        call.session.onAck(
                call.peer.requestNumbered(49, SipMethod.ACK, Peer.TAG).build(), call.now);
        assertThat(call.session.state()).isEqualTo(InviteSession.State.ANSWERED);
    }

    @Test
    void inviteThatExpiresIsAnswered487() {
        var call = SessionFixture.called(
                new Peer().inviteFromBob(Optional.empty()).set(ExpiresHeader.TYPE, new ExpiresHeader(20)));
        call.session.ring(180, "Ringing", Optional.empty(), call.now);
        call.advance(20);
        assertThat(call.host.taken()).isEqualTo("answer 180, answer 487, ended CancelledByPeer");
        assertThat(call.openDialogs()).isEmpty();
    }

    @Test
    void expiresThatCannotBeReadIsNoReasonToLeaveADialogOpen() {
        var call =
                SessionFixture.called(new Peer().inviteFromBob(Optional.empty()).header("Expires", "soon"));
        call.cancel(call.invite.orElseThrow());
        assertThat(call.openDialogs()).isEmpty();
    }

    @Test
    void reasonThatCannotBeReadDoesNotKeepTheCallAlive() {
        var call = SessionFixture.talking();
        call.receive(call.peer.request(SipMethod.BYE).header("Reason", ";;;=\""));
        assertThat(call.user.ending()).isEqualTo(new SessionEnding.HungUpByPeer(Optional.empty()));
    }

    @Test
    void provisionalAnswerIsRepeatedEveryMinute() {
        var call = SessionFixture.called();
        call.session.ring(180, "Ringing", Optional.empty(), call.now);
        call.advance(181);
        assertThat(call.invite.orElseThrow().responses).hasSize(4);
    }

    @Test
    void statusesThatDoNotFitAreRefusedWithWords() {
        var call = SessionFixture.called();
        assertThatThrownBy(() -> call.session.ring(200, "OK", Optional.empty(), call.now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("101 to 199");
        assertThatThrownBy(() -> call.session.refuse(200, "OK", r -> {}, call.now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("300 to 699");
    }

    // --- changes --------------------------------------------------------------------------------------------------

    @Test
    void reInviteWithoutOfferIsAnsweredWithOursAndTheAnswerComesInTheAck() {
        var call = SessionFixture.talking();
        call.change = Optional.of(call.receive(SipMethod.INVITE));
        assertThat(call.user.modification().offer()).isEmpty();
        call.user.modification().accept(SessionFixture.OURS, call.now);
        assertThat(call.receiveOffer(SipMethod.UPDATE).last().status()).isEqualTo(491);
        call.ack(true);
        assertThat(call.host.taken()).endsWith("answer 200+sdp, answer 491, acknowledged+sdp");
    }

    @Test
    void secondChangeOfThePeerIsAskedToWaitForZeroToTenSeconds() {
        var call = SessionFixture.talking();
        call.receiveOffer(SipMethod.INVITE);
        var refusal = call.receiveOffer(SipMethod.INVITE).last();
        assertThat(refusal.status()).isEqualTo(500);
        assertThat(refusal.first(RetryAfterHeader.TYPE).orElseThrow().seconds()).isBetween(0L, 10L);
    }

    @Test
    void glareDelayIsLongerForTheOneWhoseCallIdItIs() {
        for (int seed = 1; seed < 50; seed++) {
            assertThat(glareDelay(SessionFixture.calling(new FakeUsageHost(seed), Optional.empty()), true))
                    .isBetween(2_100L, 4_000L)
                    .satisfies(millis -> assertThat(millis % 10).isZero());
            assertThat(glareDelay(SessionFixture.called(new FakeUsageHost(seed), Optional.empty()), false))
                    .isBetween(0L, 2_000L)
                    .satisfies(millis -> assertThat(millis % 10).isZero());
        }
    }

    private static long glareDelay(SessionFixture call, boolean caller) {
        if (caller) {
            call.success("bob", false);
        } else {
            call.session.answer(SessionFixture.OURS, call.now);
            call.ack(true);
        }
        call.modify();
        call.respond(call.host.last(SipMethod.INVITE), 491, "bob", false);
        return (call.session.nextDeadlineNanos() - call.now) / 1_000_000;
    }

    @Test
    void peerThatAlwaysAnswers491IsGivenUpAfterFiveAttempts() {
        var call = SessionFixture.talking();
        call.modify();
        for (int attempt = 1; attempt <= 5; attempt++) {
            assertThat(call.user.changes()).isZero();
            call.respond(call.host.last(SipMethod.INVITE), 491, "bob", false);
            call.advance(4);
        }
        assertThat(call.user.changes()).isEqualTo(1);
        assertThat(call.host.count(SipMethod.INVITE)).isEqualTo(6);
        assertThat(call.session.state()).isEqualTo(InviteSession.State.CONFIRMED);
    }

    @Test
    void offerIsMadeAnewForEachAttempt() {
        var call = SessionFixture.talking();
        var made = new ArrayList<String>();
        call.session.modify(
                () -> {
                    made.add("v=0\r\no=- 9 " + made.size() + " IN IP4 192.0.2.1\r\n");
                    return made.get(made.size() - 1);
                },
                call.user,
                call.now);
        call.respond(call.host.last(SipMethod.INVITE), 491, "bob", false);
        call.advance(4);
        assertThat(made).hasSize(2);
        assertThat(call.host.last(SipMethod.INVITE).latest().bodyText()).isEqualTo(made.get(1));
    }

    @Test
    void unansweredReInviteDoesNotEndACallWhosePeerIsAlive() {
        var call = SessionFixture.talking();
        call.modify();
        call.receive(SipMethod.INFO);
        call.host.last(SipMethod.INVITE).fail(ClientFailure.TIMEOUT, call.now);
        assertThat(call.user.endings).isEmpty();
        assertThat(call.user.changes()).isEqualTo(1);
    }

    @Test
    void reInviteThatOnlyGets100IsCancelledAfter64T1() {
        var call = SessionFixture.talking();
        call.modify();
        var sent = call.host.last(SipMethod.INVITE);
        sent.answer(100, call.now);
        call.advance(32);
        assertThat(sent.isCancelled()).isTrue();
        sent.answer(487, call.now);
        assertThat(call.host.taken()).isEqualTo("INVITE, CANCEL, unchanged 487");
    }

    @Test
    void reInviteAnsweredAfterTheEndIsStillAcknowledged() {
        var call = SessionFixture.talking();
        call.modify();
        var sent = call.host.last(SipMethod.INVITE);
        call.session.hangUp(call.now);
        call.host.taken();
        call.respond(sent, 200, "bob", true);
        call.respond(sent, 200, "bob", true);
        assertThat(call.host.taken()).isEqualTo("ACK, ACK again");
    }

    @Test
    void updateThatNobodyDecidedIsNoTrouble() {
        var call = SessionFixture.talking();
        var update = call.receiveOffer(SipMethod.UPDATE);
        update.forget();
        call.session.hangUp(call.now);
        assertThat(call.user.endings).hasSize(1);
        call.user.modification().accept(SessionFixture.OURS, call.now);
        assertThat(update.responses).isEmpty();
    }

    @Test
    void targetThatPointsAtOurselvesIsNotTaken() {
        var call = SessionFixture.talking();
        var before = call.session.dialog().orElseThrow().remoteTarget();
        call.receive(call.peer
                .request(SipMethod.NOTIFY)
                .set(io.switchhook.sip.message.header.ContactHeader.TYPE, Peer.contact("sip:alice@192.0.2.1")));
        assertThat(call.session.dialog().orElseThrow().remoteTarget()).isEqualTo(before);
        call.receive(call.peer
                .request(SipMethod.UPDATE)
                .set(io.switchhook.sip.message.header.ContactHeader.TYPE, Peer.contact("sip:bob@192.0.2.77")));
        assertThat(call.session.dialog().orElseThrow().remoteTarget()).isEqualTo(SipUri.parse("sip:bob@192.0.2.77"));
    }

    // --- the end --------------------------------------------------------------------------------------------------

    @Test
    void dialogStaysOpenForAnotherUsageAfterTheCallHasEnded() {
        var call = SessionFixture.talking();
        call.session.retainDialog();
        call.receive(SipMethod.BYE);
        assertThat(call.openDialogs()).containsExactly("bob");
        assertThat(call.receive(SipMethod.BYE).last().status()).isEqualTo(481);
        call.session.releaseDialog();
        assertThat(call.openDialogs()).isEmpty();
    }

    @Test
    void requestsOfOtherUsagesAreNumberedOn() {
        var call = SessionFixture.talking();
        ClientUser nobody = new ByeEnd(() -> {});
        call.session.request(SipMethod.INFO, info -> {}, nobody, call.now);
        call.session.request(SipMethod.INFO, info -> {}, nobody, call.now);
        assertThat(call.host.sent.stream()
                        .map(sent -> sent.latest().cseq().number())
                        .toList())
                .isEqualTo(List.of(1L, 2L, 3L));
    }

    @Test
    void staleRequestIsRefused() {
        var call = SessionFixture.talking();
        call.receive(call.peer.requestNumbered(500, SipMethod.INFO, "bob"));
        assertThat(call.receive(call.peer.requestNumbered(499, SipMethod.BYE, "bob"))
                        .last()
                        .status())
                .isEqualTo(500);
        assertThat(call.user.endings).isEmpty();
    }
}
