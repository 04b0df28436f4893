package io.switchhook.sip.core.transaction;

import static io.switchhook.sip.core.transaction.LayerBench.UDP;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.Parameters;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CANCEL from both sides, and what it races with: RFC 3261 §9. */
class CancelTest {
    private final LayerBench bench = new LayerBench();
    private final SipRequest invite = Samples.request(SipMethod.INVITE, "z9hG4bK1")
            .edit()
            .add(RouteHeader.TYPE, new RouteHeader(Samples.address("sip:p1.example.com;lr"), Parameters.EMPTY))
            .add(RequireHeader.TYPE, new RequireHeader("100rel"))
            .build();

    private ClientTransaction startInvite() {
        return bench.layer.request(invite, UDP, bench.user("invite"), bench.nowNanos);
    }

    private ClientTransaction cancel(ClientTransaction tx) {
        return bench.layer.cancel(
                tx, builder -> builder.header("Reason", "SIP;cause=200"), bench.user("cancel"), bench.nowNanos);
    }

    @Test
    void cancelIsMadeOfTheInvite() {
        var tx = startInvite();
        bench.receive(Samples.answer(invite, 180), UDP);
        var cancel = cancel(tx).request();
        assertThat(bench.lastSent()).isSameAs(cancel);
        assertThat(cancel.method()).isEqualTo(SipMethod.CANCEL);
        assertThat(cancel.uri()).isEqualTo(invite.uri());
        assertThat(cancel.vias()).containsExactly(invite.topVia());
        assertThat(cancel.to()).isEqualTo(invite.to());
        assertThat(cancel.from()).isEqualTo(invite.from());
        assertThat(cancel.callId()).isEqualTo(invite.callId());
        assertThat(cancel.cseq().number()).isEqualTo(invite.cseq().number());
        assertThat(cancel.cseq().method()).isEqualTo(SipMethod.CANCEL);
        assertThat(cancel.all(RouteHeader.TYPE)).isEqualTo(invite.all(RouteHeader.TYPE));
        assertThat(cancel.has(RequireHeader.TYPE)).isFalse();
        assertThat(cancel.value("Reason")).contains("SIP;cause=200");
    }

    @Test
    @DisplayName("RFC 3841 §5: CANCEL, and the ACK of a refusal, want what their INVITE wanted")
    void preferencesOfTheCallerStay() {
        var wanting = invite.edit()
                .header("Accept-Contact", "*;audio;require")
                .header("Reject-Contact", "*;automata")
                .header("Request-Disposition", "no-fork")
                .build();
        var tx = bench.layer.request(wanting, UDP, bench.user("invite"), bench.nowNanos);
        bench.receive(Samples.answer(wanting, 180), UDP);
        var cancel = cancel(tx).request();
        bench.receive(Samples.answer(wanting, 487), UDP);
        var ack = (SipRequest) bench.lastSent();
        assertThat(ack.method()).isEqualTo(SipMethod.ACK);
        for (var name : List.of("Accept-Contact", "Reject-Contact", "Request-Disposition")) {
            assertThat(cancel.values(name)).as(name).isNotEmpty().isEqualTo(wanting.values(name));
            assertThat(ack.values(name)).as(name).isEqualTo(wanting.values(name));
        }
    }

    @Test
    void cancelWaitsForProvisionalResponse() {
        var tx = startInvite();
        cancel(tx);
        bench.runUntil(700);
        assertThat(bench.instantsOf(SipMethod.CANCEL)).isEmpty();
        bench.receive(Samples.answer(invite, 100), UDP);
        assertThat(bench.instantsOf(SipMethod.CANCEL)).containsExactly(700L);
        bench.receive(Samples.answer(cancel(tx).request(), 200), UDP);
        bench.receive(Samples.answer(invite, 487), UDP);
        assertThat(bench.events).containsExactly("invite 100", "cancel 200", "invite 487");
        bench.runUntil(60_000);
        assertThat(bench.instantsOf(SipMethod.CANCEL)).containsExactly(700L);
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void cancelIsNotSentWhenFinalResponseComesFirst() {
        cancel(startInvite());
        bench.receive(Samples.answer(invite, 200), UDP);
        bench.runUntil(60_000);
        assertThat(bench.instantsOf(SipMethod.CANCEL)).isEmpty();
        assertThat(bench.events).containsExactly("invite 200", "cancel OVERTAKEN");
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void cancelAfterFinalResponseIsNotSent() {
        var tx = startInvite();
        bench.receive(Samples.answer(invite, 200), UDP);
        var cancel = cancel(tx);
        assertThat(bench.events).as("never told within the call").containsExactly("invite 200");
        bench.runUntil(60_000);
        assertThat(cancel.ended()).isTrue();
        assertThat(bench.instantsOf(SipMethod.CANCEL)).isEmpty();
        assertThat(bench.events).containsExactly("invite 200", "cancel OVERTAKEN");
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void cancelThatWaitsForNothingEndsWithItsInvite() {
        cancel(startInvite());
        bench.runUntil(60_000);
        assertThat(bench.events).containsExactly("invite TIMEOUT", "cancel OVERTAKEN");
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void cancelAbandonedWithItsInviteLeavesNothing() {
        var tx = startInvite();
        cancel(tx);
        tx.abandon();
        assertThat(bench.isEmpty()).isTrue();
        assertThat(bench.events).isEmpty();
    }

    @Test
    void inviteEndsWhenNoFinalResponseFollowsCancel() {
        var tx = startInvite();
        bench.receive(Samples.answer(invite, 180), UDP);
        bench.runUntil(1_000);
        bench.receive(Samples.answer(cancel(tx).request(), 200), UDP);
        bench.runUntil(32_999);
        assertThat(bench.events).containsExactly("invite 180", "cancel 200");
        bench.runUntil(33_000);
        assertThat(bench.events).endsWith("invite TIMEOUT");
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void cancelCrossing200LeavesBothAlone() {
        var tx = startInvite();
        bench.receive(Samples.answer(invite, 180), UDP);
        var cancel = cancel(tx).request();
        bench.receive(Samples.answer(invite, 200), UDP);
        bench.receive(Samples.answer(cancel, 200), UDP);
        assertThat(bench.events).containsExactly("invite 180", "invite 200", "cancel 200");
        bench.runUntil(60_000);
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void secondCancelIsTheFirst() {
        var tx = startInvite();
        bench.receive(Samples.answer(invite, 180), UDP);
        assertThat(cancel(tx)).isSameAs(cancel(tx));
        assertThat(bench.instantsOf(SipMethod.CANCEL)).hasSize(1);
    }

    @Test
    void receivedCancelIsAnsweredAndToldWithTheTagOfTheInvite() {
        bench.receive(invite, UDP);
        bench.receive(Samples.request(SipMethod.CANCEL, "z9hG4bK1"), UDP);
        assertThat(bench.events).containsExactly("request INVITE", "cancel");
        var ok = (SipResponse) bench.lastSent();
        assertThat(ok.status()).isEqualTo(200);
        assertThat(ok.cseq().method()).isEqualTo(SipMethod.CANCEL);
        assertThat(ok.to().tag()).contains(bench.lastRequest().localTag());
    }

    @Test
    void receivedCancelTakesTheTagThatTheUserHasAnsweredWith() {
        bench.receive(invite, UDP);
        bench.lastRequest().respond(Samples.answer(invite, 180, "mine"), bench.nowNanos);
        bench.receive(Samples.request(SipMethod.CANCEL, "z9hG4bK1"), UDP);
        assertThat(bench.lastSent().to().tag()).contains("mine");
    }

    @Test
    void repeatedCancelIsAnsweredAgainAndToldOnce() {
        bench.receive(invite, UDP);
        bench.receive(Samples.request(SipMethod.CANCEL, "z9hG4bK1"), UDP);
        bench.receive(Samples.request(SipMethod.CANCEL, "z9hG4bK1"), UDP);
        assertThat(bench.instantsOf(200)).hasSize(2);
        assertThat(bench.events).containsExactly("request INVITE", "cancel");
    }

    @Test
    void cancelAfterFinalResponseIsAnsweredAndNotTold() {
        bench.receive(invite, UDP);
        bench.answer(bench.lastRequest(), invite, 200);
        bench.receive(Samples.request(SipMethod.CANCEL, "z9hG4bK1"), UDP);
        assertThat(bench.instantsOf(200)).hasSize(2);
        assertThat(bench.events).containsExactly("request INVITE");
    }

    @Test
    void cancelForNothingIsAnswered481() {
        bench.receive(Samples.request(SipMethod.CANCEL, "z9hG4bKunknown"), UDP);
        assertThat(((SipResponse) bench.lastSent()).status()).isEqualTo(481);
        assertThat(bench.lastSent().to().tag()).isPresent();
        assertThat(bench.events).isEmpty();
        bench.runUntil(60_000);
        assertThat(bench.isEmpty()).isTrue();
    }

    @Test
    void cancelForAnotherRequestIsAnswered200WithoutEffect() {
        bench.receive(Samples.request(SipMethod.OPTIONS, "z9hG4bK5"), UDP);
        bench.receive(Samples.request(SipMethod.CANCEL, "z9hG4bK5"), UDP);
        assertThat(((SipResponse) bench.lastSent()).status()).isEqualTo(200);
        assertThat(bench.events).containsExactly("request OPTIONS");
    }
}
