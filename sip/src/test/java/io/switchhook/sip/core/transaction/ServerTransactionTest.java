package io.switchhook.sip.core.transaction;

import static io.switchhook.sip.core.transaction.LayerBench.TCP;
import static io.switchhook.sip.core.transaction.LayerBench.UDP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.Parameters;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Server transactions as a peer and their user see them: RFC 3261 §17.2, RFC 6026, RFC 4320. */
class ServerTransactionTest {
    private final LayerBench bench = new LayerBench();
    private final SipRequest invite = Samples.request(SipMethod.INVITE, "z9hG4bK1");
    private final SipRequest ack = Samples.request(SipMethod.ACK, "z9hG4bK1");
    private final SipRequest options = Samples.request(SipMethod.OPTIONS, "z9hG4bK2");

    @Test
    void tryingIsSentFor200MillisecondsOfSilence() {
        bench.receive(invite, UDP);
        bench.runUntil(199);
        assertThat(bench.sent).isEmpty();
        bench.runUntil(1_000);
        assertThat(bench.instantsOf(100)).containsExactly(200L);
        assertThat(bench.lastSent().to().tag()).isEmpty();
        bench.receive(invite, UDP);
        assertThat(bench.instantsOf(100)).containsExactly(200L, 1_000L);
        assertThat(bench.events).containsExactly("request INVITE");
    }

    @Test
    void noTryingIsSentWhenTheUserIsQuick() {
        bench.receive(invite, UDP);
        bench.answer(bench.lastRequest(), invite, 180);
        bench.runUntil(10_000);
        assertThat(bench.instantsOf(100)).isEmpty();
        assertThat(bench.sent).hasSize(1);
    }

    @Test
    void failureIsRepeatedUntilAckWithIntervalsThatEndAtT2() {
        bench.receive(invite, UDP);
        bench.answer(bench.lastRequest(), invite, 486);
        bench.runUntil(12_000);
        assertThat(bench.instantsOf(486)).containsExactly(0L, 500L, 1500L, 3500L, 7500L, 11500L);
        bench.receive(ack, UDP);
        bench.receive(ack, UDP);
        bench.runUntil(16_999);
        assertThat(bench.instantsOf(486)).hasSize(6);
        assertThat(bench.layer.serverCount()).isEqualTo(1);
        bench.runUntil(17_000);
        assertThat(bench.isEmpty()).isTrue();
        assertThat(bench.events).containsExactly("request INVITE", "end TERMINATED");
    }

    @Test
    void lostAckEndsWithTimerH() {
        bench.receive(invite, UDP);
        bench.answer(bench.lastRequest(), invite, 486);
        bench.runUntil(32_000);
        assertThat(bench.events).containsExactly("request INVITE", "end NO_ACK");
        assertThat(bench.instantsOf(486)).hasSize(11);
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void failureIsNotRepeatedOverTcpButMustBeAcknowledged() {
        bench.receive(invite, TCP);
        bench.answer(bench.lastRequest(), invite, 486);
        bench.runUntil(31_999);
        assertThat(bench.instantsOf(486)).containsExactly(0L);
        bench.runUntil(32_000);
        assertThat(bench.events).endsWith("end NO_ACK");
    }

    @Test
    void ackOverTcpEndsAtOnce() {
        bench.receive(invite, TCP);
        bench.answer(bench.lastRequest(), invite, 486);
        bench.receive(ack, TCP);
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void accepted200IsRepeatedByTheUserOnlyAndInvitesAreAbsorbed() {
        bench.receive(invite, UDP);
        var tx = bench.lastRequest();
        bench.answer(tx, invite, 200);
        bench.receive(invite, UDP);
        bench.runUntil(5_000);
        assertThat(bench.instantsOf(200)).containsExactly(0L);
        bench.answer(tx, invite, 200);
        assertThat(bench.instantsOf(200)).containsExactly(0L, 5_000L);
        bench.receive(ack, UDP);
        bench.runUntil(31_999);
        assertThat(tx.ended()).isFalse();
        bench.runUntil(32_000);
        assertThat(bench.events).containsExactly("request INVITE", "ack", "end TERMINATED");
        assertThat(bench.isEmpty()).isTrue();
    }

    private void answerOnce(SipRequest request, int status) {
        bench.lastRequest().respondOnce(Samples.answer(request, status), bench.nowNanos);
    }

    @Test
    void whoIsAnsweredOnceIsForgottenAtOnceAndComesAsNew() {
        for (var request : List.of(invite, options)) {
            bench.receive(request, UDP);
            var tx = bench.lastRequest();
            answerOnce(request, 407);
            assertThat(tx.ended()).isTrue();
            assertThat(tx.finalSent()).isTrue();
            assertThat(bench.isEmpty()).isTrue();
            bench.receive(request, UDP);
            answerOnce(request, 407);
            bench.runUntil(bench.millis() + 40_000);
        }
        assertThat(bench.instantsOf(407)).hasSize(4);
        bench.receive(ack, UDP);
        assertThat(bench.events)
                .containsExactly(
                        "request INVITE",
                        "end TERMINATED",
                        "request INVITE",
                        "end TERMINATED",
                        "request OPTIONS",
                        "end TERMINATED",
                        "request OPTIONS",
                        "end TERMINATED",
                        "ack");
    }

    /** RFC 3261 §17.1.1.2: after a 100 the client does not repeat its INVITE, so that we have to repeat the answer. */
    @Test
    void whoWasToldToWaitOverUdpIsNotForgotten() {
        bench.receive(invite, UDP);
        bench.runUntil(300);
        answerOnce(invite, 486);
        bench.runUntil(900);
        assertThat(bench.instantsOf(486)).containsExactly(300L, 800L);
        var other = Samples.request(SipMethod.INVITE, "z9hG4bK9");
        bench.receive(other, TCP);
        bench.runUntil(1_200);
        answerOnce(other, 486);
        assertThat(bench.lastRequest().ended()).isTrue();
    }

    @Test
    void releasedInviteIsStillKnownForAsLongAsItWouldHaveBeen() {
        bench.receive(invite, UDP);
        var tx = bench.lastRequest();
        tx.release(bench.nowNanos);
        assertThat(tx.ended()).as("nothing was answered yet").isFalse();
        bench.answer(tx, invite, 200);
        bench.runUntil(100);
        tx.release(bench.nowNanos);
        assertThat(tx.ended()).isTrue();
        assertThat(bench.events).containsExactly("request INVITE", "end TERMINATED");
        bench.receive(invite, UDP);
        bench.receive(Samples.request(SipMethod.CANCEL, "z9hG4bK1"), UDP);
        assertThat(bench.instantsOf(200)).as("to INVITE and to CANCEL").containsExactly(0L, 100L);
        assertThat(bench.lastSent().to().tag())
                .isEqualTo(Samples.answer(invite, 200).to().tag());
        bench.receive(ack, UDP);
        assertThat(bench.events).containsExactly("request INVITE", "end TERMINATED", "ack");
        bench.receive(
                Samples.request(
                        SipMethod.INVITE, Samples.via("UDP", "proxy.example.com", "z9hG4bKway2"), invite.callId(), ""),
                UDP);
        assertThat(bench.lastRequest().merged()).isTrue();
        assertThat(bench.layer.serverCount()).isEqualTo(3);
        bench.runUntil(32_100);
        assertThat(bench.layer.serverCount()).as("the second INVITE").isEqualTo(1);
    }

    @Test
    void finishedTransactionsCountForTheLimit() {
        var small = new LayerBench(2);
        for (int i = 0; i < 2; i++) {
            var request = Samples.request(SipMethod.OPTIONS, "z9hG4bKmany" + i);
            small.receive(request, UDP);
            small.answer(small.lastRequest(), request, 200);
        }
        small.receive(Samples.request(SipMethod.OPTIONS, "z9hG4bKmany2"), UDP);
        assertThat(((SipResponse) small.lastSent()).status()).isEqualTo(503);
        assertThat(small.layer.hopsInUse()).containsExactly(UDP);
        small.runUntil(32_000);
        small.receive(Samples.request(SipMethod.OPTIONS, "z9hG4bKmany2"), UDP);
        assertThat(small.events).hasSize(5);
    }

    @Test
    void ackWithItsOwnBranchGoesToTheUser() {
        bench.receive(invite, UDP);
        bench.answer(bench.lastRequest(), invite, 200);
        bench.receive(Samples.request(SipMethod.ACK, "z9hG4bKother"), UDP);
        assertThat(bench.events).containsExactly("request INVITE", "ack");
    }

    @Test
    void repeatedRequestGetsTheSameAnswerUntilTimerJ() {
        bench.receive(options, UDP);
        bench.receive(options, UDP);
        assertThat(bench.sent).isEmpty();
        bench.answer(bench.lastRequest(), options, 200);
        var first = bench.lastSent();
        bench.runUntil(31_999);
        bench.receive(options, UDP);
        assertThat(bench.lastSent()).isEqualTo(first);
        assertThat(bench.instantsOf(200)).containsExactly(0L, 31_999L);
        bench.runUntil(32_000);
        assertThat(bench.isEmpty()).isTrue();
        assertThat(bench.events).containsExactly("request OPTIONS", "end TERMINATED");
    }

    @Test
    void requestIsDroppedFromMemoryWithTheFinalAnswer() {
        bench.receive(options, UDP);
        var tx = bench.lastRequest();
        assertThat(tx.request()).isSameAs(options);
        bench.answer(tx, options, 200);
        assertThat(tx.finalSent()).isTrue();
        assertThatThrownBy(tx::request).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void requestOtherThanInviteGets100OnlyAfterTimerEHasReachedT2() {
        bench.receive(options, UDP);
        bench.answer(bench.lastRequest(), options, 100);
        bench.answer(bench.lastRequest(), options, 183);
        bench.runUntil(3_499);
        assertThat(bench.sent).isEmpty();
        bench.runUntil(4_000);
        assertThat(bench.instantsOf(100)).containsExactly(3_500L);
    }

    @Test
    void no408AnswersRequestsOtherThanInvite() {
        bench.receive(options, UDP);
        bench.answer(bench.lastRequest(), options, 408);
        bench.receive(options, UDP);
        assertThat(bench.sent).isEmpty();
        assertThat(bench.lastRequest().finalSent()).isTrue();
    }

    @Test
    void requestThatTheUserForgetsEndsByItself() {
        bench.receive(options, TCP);
        bench.runUntil(32_000);
        assertThat(bench.events).containsExactly("request OPTIONS", "end UNANSWERED");
        assertThat(bench.isEmpty()).isTrue();
        bench.answer(bench.lastRequest(), options, 200);
        assertThat(bench.instantsOf(200)).isEmpty();
    }

    @Test
    void sameBranchFromOtherSenderOrWithOtherMethodIsAnotherTransaction() {
        bench.receive(options, UDP);
        bench.receive(
                Samples.request(SipMethod.OPTIONS, Samples.via("UDP", "other.atlanta.com", "z9hG4bK2"), "x", ""), UDP);
        bench.receive(Samples.request(SipMethod.INFO, "z9hG4bK2"), UDP);
        assertThat(bench.layer.serverCount()).isEqualTo(3);
    }

    @Test
    void sentByIsComparedWithoutCase() {
        bench.receive(options, UDP);
        bench.receive(
                Samples.request(SipMethod.OPTIONS, Samples.via("UDP", "PC33.Atlanta.com", "z9hG4bK2"), "x", ""), UDP);
        assertThat(bench.layer.serverCount()).isEqualTo(1);
    }

    @Test
    void transportFailureIsToldAndEndsNothing() {
        bench.receive(invite, TCP);
        bench.answer(bench.lastRequest(), invite, 180);
        bench.layer.onTransportError(TCP, bench.nowNanos);
        bench.runUntil(1_000);
        assertThat(bench.events).containsExactly("request INVITE", "transport-failure");
        assertThat(bench.layer.serverCount()).isEqualTo(1);
    }

    @Test
    void copyOfRequestByAnotherWayIsMerged() {
        bench.receive(invite, UDP);
        var copy = Samples.request(
                SipMethod.INVITE, Samples.via("UDP", "proxy.example.com", "z9hG4bKway2"), invite.callId(), "");
        bench.receive(copy, UDP);
        assertThat(bench.requests).extracting(ServerTransaction::merged).containsExactly(false, true);
    }

    @Test
    void requestInsideDialogOrAfterTheFirstHasEndedIsNotMerged() {
        var inDialog = Samples.request(SipMethod.INFO, Samples.via("TCP", "a", "z9hG4bK1"), "dialog", "b1");
        var again = Samples.request(SipMethod.INFO, Samples.via("TCP", "a", "z9hG4bK2"), "dialog", "b1");
        bench.receive(inDialog, TCP);
        bench.receive(again, TCP);
        bench.receive(options, TCP);
        bench.answer(bench.lastRequest(), options, 200);
        bench.receive(
                Samples.request(SipMethod.OPTIONS, Samples.via("TCP", "b", "z9hG4bK4"), options.callId(), ""), TCP);
        assertThat(bench.requests).extracting(ServerTransaction::merged).containsExactly(false, false, false, false);
    }

    @Test
    void requestsOverTheLimitAreAnswered503WithoutState() {
        var small = new LayerBench(2);
        for (int i = 0; i < 3; i++) {
            small.receive(Samples.request(SipMethod.INVITE, "z9hG4bKflood" + i), UDP);
        }
        assertThat(small.layer.serverCount()).isEqualTo(2);
        var refusal = (SipResponse) small.lastSent();
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.value("Retry-After").map(Integer::parseInt).orElseThrow())
                .isBetween(10, 19);
        small.receive(Samples.request(SipMethod.INVITE, "z9hG4bKflood2"), UDP);
        assertThat(small.lastSent().to().tag()).isEqualTo(refusal.to().tag());
        small.receive(Samples.request(SipMethod.CANCEL, "z9hG4bKflood0"), UDP);
        assertThat(small.events).containsExactly("request INVITE", "request INVITE", "cancel");
        small.receive(Samples.request(SipMethod.CANCEL, "z9hG4bKnone"), UDP);
        assertThat(((SipResponse) small.lastSent()).status()).isEqualTo(503);
    }

    @Test
    void peerOfRfc2543IsMatchedByItsHeaders() {
        var old = old(SipMethod.INVITE, "");
        bench.receive(old, UDP);
        bench.receive(old(SipMethod.INVITE, ""), UDP);
        assertThat(bench.layer.serverCount()).isEqualTo(1);
        bench.lastRequest().respond(Samples.answer(old, 486, "mine"), bench.nowNanos);
        bench.receive(old(SipMethod.ACK, "other"), UDP);
        assertThat(bench.events).containsExactly("request INVITE", "ack");
        bench.receive(old(SipMethod.ACK, "mine"), UDP);
        bench.runUntil(5_000);
        assertThat(bench.events).containsExactly("request INVITE", "ack", "end TERMINATED");
    }

    @Test
    void cancelOfRfc2543IsMatchedToItsInvite() {
        bench.receive(old(SipMethod.INVITE, ""), UDP);
        bench.receive(old(SipMethod.CANCEL, ""), UDP);
        assertThat(bench.events).containsExactly("request INVITE", "cancel");
    }

    private static SipRequest old(SipMethod method, String toTag) {
        var via = new ViaHeader("UDP", "old.example.com", OptionalInt.of(5060), Parameters.EMPTY);
        return Samples.request(method, via, "old-call", toTag);
    }
}
