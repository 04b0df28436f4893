package io.switchhook.sip.core.transaction;

import static io.switchhook.sip.core.transaction.LayerBench.TCP;
import static io.switchhook.sip.core.transaction.LayerBench.UDP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Client transactions as a peer and their user see them: RFC 3261 §17.1, RFC 6026. */
class ClientTransactionTest {
    private final LayerBench bench = new LayerBench();
    private final SipRequest invite = Samples.request(SipMethod.INVITE, "z9hG4bK1");
    private final SipRequest options = Samples.request(SipMethod.OPTIONS, "z9hG4bK2");

    private ClientTransaction start(SipRequest request, Hop hop) {
        return bench.layer.request(request, hop, bench.user("user"), bench.nowNanos);
    }

    @Test
    void inviteIsRetransmittedAtDoublingIntervalsUntilTimerB() {
        start(invite, UDP);
        bench.runUntil(31_999);
        assertThat(bench.events).isEmpty();
        bench.runUntil(32_000);
        assertThat(bench.instantsOf(SipMethod.INVITE)).containsExactly(0L, 500L, 1500L, 3500L, 7500L, 15500L, 31500L);
        assertThat(bench.events).containsExactly("user TIMEOUT");
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void inviteIsNotRetransmittedOverTcp() {
        start(invite, TCP);
        bench.runUntil(40_000);
        assertThat(bench.instantsOf(SipMethod.INVITE)).containsExactly(0L);
        assertThat(bench.events).containsExactly("user TIMEOUT");
    }

    @Test
    void furtherSuccessOfAReleasedInviteIsToldWithTheWayBack() {
        var tx = start(invite, TCP);
        tx.release(UDP, bench.nowNanos);
        assertThat(tx.ended()).as("not accepted yet").isFalse();
        bench.receive(Samples.answer(invite, 200), TCP);
        tx.release(UDP, bench.nowNanos);
        assertThat(tx.ended()).isTrue();
        bench.receive(Samples.answer(invite, 200), TCP);
        bench.receive(Samples.answer(invite, 180), TCP);
        bench.receive(Samples.answer(invite, 486), TCP);
        assertThat(bench.events).containsExactly("user 200", "late 200 to 192.0.2.1:5060 by UDP");
        assertThat(bench.layer.clientCount()).isEqualTo(1);
        assertThat(bench.layer.hopsInUse()).containsExactly(UDP);
        bench.runUntil(31_999);
        assertThat(bench.layer.clientCount()).isEqualTo(1);
        bench.runUntil(32_000);
        assertThat(bench.isEmpty()).isTrue();
        bench.receive(Samples.answer(invite, 200), TCP);
        assertThat(bench.events).endsWith("stray 200");
    }

    @Test
    void successIsNotLedBackForEverToWhoMayNotBeThere() {
        var tx = start(invite, UDP);
        bench.receive(Samples.answer(invite, 200), UDP);
        tx.release(UDP, bench.nowNanos);
        for (int i = 0; i < 100; i++) {
            bench.receive(Samples.answer(invite, 200), UDP);
        }
        assertThat(bench.events).hasSize(1 + RepeatBudget.MOST_REPEATS);
    }

    @Test
    void requestOtherThanInviteIsNotReleased() {
        var tx = start(options, UDP);
        bench.receive(Samples.answer(options, 200), UDP);
        tx.release(UDP, bench.nowNanos);
        bench.receive(Samples.answer(options, 200), UDP);
        assertThat(bench.events).containsExactly("user 200");
    }

    @Test
    void requestOtherThanInviteIsRetransmittedAtIntervalsThatEndAtT2() {
        start(options, UDP);
        bench.runUntil(40_000);
        assertThat(bench.instantsOf(SipMethod.OPTIONS))
                .containsExactly(0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L, 31500L);
        assertThat(bench.events).containsExactly("user TIMEOUT");
        assertThat(bench.isEmpty()).isTrue();
    }

    /** A closed lid: the deadlines of a minute come at once, and whoever is asked had no chance to answer. */
    @Test
    void timeBeginsAnewOnceWhenTheHostHasSlept() {
        for (var request : List.of(options, invite)) {
            for (var hop : List.of(UDP, TCP)) {
                var asleep = new LayerBench();
                asleep.layer.request(request, hop, asleep.user("user"), asleep.nowNanos);
                asleep.sleepUntil(60_000);
                assertThat(asleep.events).isEmpty();
                asleep.runUntil(62_000);
                assertThat(asleep.instantsOf(request.method())).hasSize(hop == UDP ? 3 : 1);
                asleep.runUntil(91_900);
                assertThat(asleep.events).isEmpty();
                asleep.sleepUntil(120_000);
                assertThat(asleep.events).containsExactly("user TIMEOUT");
                assertThat(asleep.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void requestOtherThanInviteIsNotRetransmittedOverTcp() {
        start(options, TCP);
        bench.runUntil(40_000);
        assertThat(bench.instantsOf(SipMethod.OPTIONS)).containsExactly(0L);
        assertThat(bench.events).containsExactly("user TIMEOUT");
    }

    @Test
    void provisionalResponseSlowsRetransmissionDownToT2() {
        start(options, UDP);
        bench.runUntil(100);
        bench.receive(Samples.answer(options, 100), UDP);
        bench.runUntil(10_000);
        assertThat(bench.instantsOf(SipMethod.OPTIONS)).containsExactly(0L, 500L, 4500L, 8500L);
    }

    @Test
    void provisionalResponseStopsRetransmissionOfInviteAndItsTimeOut() {
        start(invite, UDP);
        bench.receive(Samples.answer(invite, 180), UDP);
        bench.runUntil(3_600_000);
        assertThat(bench.instantsOf(SipMethod.INVITE)).containsExactly(0L);
        assertThat(bench.events).containsExactly("user 180");
        assertThat(bench.layer.clientCount()).isEqualTo(1);
    }

    @Test
    void everyFinalResponseToInviteIsAcknowledgedButToldOnce() {
        start(invite, UDP);
        bench.receive(Samples.answer(invite, 486), UDP);
        bench.runUntil(31_999);
        bench.receive(Samples.answer(invite, 486), UDP);
        assertThat(bench.instantsOf(SipMethod.ACK)).containsExactly(0L, 31_999L);
        bench.runUntil(32_000);
        assertThat(bench.isEmpty()).isTrue();
        bench.receive(Samples.answer(invite, 486), UDP);
        assertThat(bench.events).containsExactly("user 486", "stray 486");
        assertThat(bench.instantsOf(SipMethod.ACK)).hasSize(2);
    }

    @Test
    void ackForFailureHasBranchRouteAndCSeqOfInviteAndToOfResponse() {
        var routed = invite.edit()
                .add(RouteHeader.TYPE, new RouteHeader(Samples.address("sip:p1.example.com;lr"), Parameters.EMPTY))
                .add(RouteHeader.TYPE, new RouteHeader(Samples.address("sip:p2.example.com;lr"), Parameters.EMPTY))
                .build();
        start(routed, TCP);
        bench.receive(Samples.answer(routed, 404, "their-tag"), TCP);
        var ack = (SipRequest) bench.lastSent();
        assertThat(ack.method()).isEqualTo(SipMethod.ACK);
        assertThat(ack.uri()).isEqualTo(invite.uri());
        assertThat(ack.vias()).containsExactly(invite.topVia());
        assertThat(ack.all(RouteHeader.TYPE))
                .isEqualTo(routed.all(RouteHeader.TYPE))
                .hasSize(2);
        assertThat(ack.to().tag()).contains("their-tag");
        assertThat(ack.from()).isEqualTo(invite.from());
        assertThat(ack.callId()).isEqualTo(invite.callId());
        assertThat(ack.cseq().number()).isEqualTo(invite.cseq().number());
        assertThat(ack.cseq().method()).isEqualTo(SipMethod.ACK);
        assertThat(bench.isEmpty()).as("Timer D is zero over TCP").isTrue();
    }

    @Test
    void repeatedAndForked200sAreAllToldAndNotAcknowledgedByTheLayer() {
        start(invite, UDP);
        bench.receive(Samples.answer(invite, 200, "fork1"), UDP);
        bench.receive(Samples.answer(invite, 200, "fork1"), UDP);
        bench.runUntil(31_999);
        bench.receive(Samples.answer(invite, 200, "fork2"), UDP);
        bench.runUntil(32_000);
        assertThat(bench.events).containsExactly("user 200", "user 200", "user 200");
        assertThat(bench.instantsOf(SipMethod.ACK)).isEmpty();
        bench.receive(Samples.answer(invite, 200, "fork2"), UDP);
        assertThat(bench.events).endsWith("stray 200");
    }

    @Test
    void secondFinalResponseToOtherRequestIsAbsorbedUntilTimerK() {
        start(options, UDP);
        bench.receive(Samples.answer(options, 200), UDP);
        bench.receive(Samples.answer(options, 200), UDP);
        bench.runUntil(4_999);
        bench.receive(Samples.answer(options, 404), UDP);
        assertThat(bench.events).containsExactly("user 200");
        bench.runUntil(5_000);
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void responseWithOtherBranchOrMethodIsStray() {
        start(options, UDP);
        bench.receive(Samples.answer(Samples.request(SipMethod.OPTIONS, "z9hG4bK3"), 200), UDP);
        bench.receive(Samples.answer(Samples.request(SipMethod.INFO, "z9hG4bK2"), 200), UDP);
        assertThat(bench.events).containsExactly("stray 200", "stray 200");
    }

    @Test
    void branchIsComparedWithoutCase() {
        start(options, UDP);
        bench.receive(Samples.answer(Samples.request(SipMethod.OPTIONS, "Z9HG4BK2"), 200), UDP);
        assertThat(bench.events).containsExactly("user 200");
    }

    @Test
    void transportErrorIsToldAtTheNextTimeEvenFromWithinSend() {
        start(options, UDP);
        start(invite, TCP);
        bench.layer.onTransportError(UDP, bench.nowNanos);
        assertThat(bench.events).isEmpty();
        assertThat(bench.layer.nextDeadlineNanos()).isEqualTo(bench.nowNanos);
        bench.layer.onTime(bench.nowNanos);
        assertThat(bench.events).containsExactly("user TRANSPORT_ERROR");
        assertThat(bench.layer.clientCount()).isEqualTo(1);
    }

    @Test
    void noFailureIsToldAfterFinalResponse() {
        start(invite, UDP);
        bench.receive(Samples.answer(invite, 486), UDP);
        bench.layer.onTransportError(UDP, bench.nowNanos);
        bench.runUntil(0);
        assertThat(bench.events).containsExactly("user 486");
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void abandonedTransactionIsSilent() {
        var tx = start(invite, UDP);
        tx.abandon();
        assertThat(tx.ended()).isTrue();
        bench.receive(Samples.answer(invite, 200), UDP);
        bench.runUntil(60_000);
        assertThat(bench.events).containsExactly("stray 200");
        assertThat(bench.instantsOf(SipMethod.INVITE)).containsExactly(0L);
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void branchInUseAndAckAreRefused() {
        start(invite, UDP);
        assertThatThrownBy(() -> start(invite, UDP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in use");
        assertThatThrownBy(() -> start(Samples.request(SipMethod.ACK, "z9hG4bK9"), UDP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ACK");
    }

    @Test
    void branchesBeginWithTheMagicCookieAndDiffer() {
        var branches = List.of(bench.layer.newBranch(), bench.layer.newBranch(), bench.layer.newBranch());
        assertThat(branches).doesNotHaveDuplicates().allMatch(branch -> branch.matches("z9hG4bK[a-z0-9]{20}"));
    }
}
