package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.MinSeHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SessionExpiresHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SupportedHeader;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4028")
class SessionTimerTest {
    private static final InviteOptions HALF_HOUR = InviteOptions.PLAIN.withSessionInterval(Duration.ofMinutes(30));

    private static SessionFixture talking(String sessionExpires, String allow) {
        var f = SessionFixture.calling(Optional.of(SessionFixture.OURS), HALF_HOUR);
        var answer = Peer.answering(f.ourInvite().latest(), 200, Peer.TAG)
                .header("Allow", allow)
                .header("Session-Expires", sessionExpires);
        f.respond(f.ourInvite(), answer.body(ContentTypeHeader.SDP, Peer.SDP));
        f.host.taken();
        return f;
    }

    private static SessionFixture called(String supported, String sessionExpires) {
        var invite = new Peer()
                .inviteFromBob(Optional.of(Peer.SDP))
                .header("Supported", supported)
                .header("Session-Expires", sessionExpires)
                .header("Allow", "INVITE, UPDATE");
        var f = SessionFixture.called(invite, HALF_HOUR);
        f.session.answer(SessionFixture.OURS, f.now);
        return f;
    }

    private static SipResponse.Builder agreeing(FakeUsageHost.Sent refresh, boolean sdp) {
        var asked = refresh.latest().first(SessionExpiresHeader.TYPE).orElseThrow();
        var answer = Peer.answering(refresh.latest(), 200, Peer.TAG).set(SessionExpiresHeader.TYPE, asked);
        return sdp ? answer.body(ContentTypeHeader.SDP, Peer.SDP) : answer.noBody();
    }

    @Test
    @DisplayName("§7.1: the INVITE asks for the interval and leaves open who refreshes")
    void inviteAsksForTheInterval() {
        var invite =
                SessionFixture.calling(Optional.empty(), HALF_HOUR).ourInvite().latest();
        assertThat(invite.value("Session-Expires")).contains("1800");
        assertThat(invite.value("Supported")).contains("timer, tdialog, from-change, answermode");
        assertThat(invite.has(MinSeHeader.TYPE)).isFalse();
        assertThat(invite.has(RequireHeader.TYPE)).isFalse();
    }

    @Test
    @DisplayName(
            "§7.4, §10: as refresher we refresh at half of the interval, by UPDATE without a description where it is allowed")
    void refresherRefreshesAtHalfByUpdate() {
        var f = talking("600;refresher=uac", "INVITE, UPDATE");
        f.advance(299);
        assertThat(f.host.taken()).isEqualTo("-");
        f.advance(2);
        assertThat(f.host.taken()).isEqualTo("UPDATE");
        var update = f.host.last(SipMethod.UPDATE);
        assertThat(update.latest().value("Session-Expires")).contains("600;refresher=uac");
        assertThat(update.latest().bodyLength()).isZero();
        f.respond(update, agreeing(update, false));
        f.advance(299);
        assertThat(f.host.taken()).isEqualTo("-");
        f.advance(2);
        assertThat(f.host.taken()).isEqualTo("UPDATE");
    }

    @Test
    @DisplayName("§7.4: else by a re-INVITE with the very description that stands")
    void refreshByReInviteRepeatsTheDescription() {
        var f = talking("600;refresher=uac", "INVITE");
        f.advance(301);
        var invite = f.host.last(SipMethod.INVITE);
        assertThat(invite.latest().bodyText()).isEqualTo(SessionFixture.OURS);
        f.respond(invite, agreeing(invite, true));
        assertThat(f.host.taken()).isEqualTo("INVITE, ACK");
        f.advance(301);
        var next = f.host.last(SipMethod.INVITE);
        var other = Peer.SDP.replace("192.0.2.2", "192.0.2.3");
        f.respond(next, agreeing(next, true).body(ContentTypeHeader.SDP, other));
        assertThat(f.host.taken()).isEqualTo("INVITE, ACK, refreshed+sdp");
        assertThat(f.user.answers).endsWith(other);
    }

    @Test
    @DisplayName("§7.4: a refresh says the same Supported as the INVITE did")
    void refreshSupportsWhatTheInviteHasSupported() {
        var f = talking("600;refresher=uac", "INVITE, UPDATE");
        f.advance(301);
        assertThat(f.host.last(SipMethod.UPDATE).latest().all(SupportedHeader.TYPE))
                .containsExactlyElementsOf(f.ourInvite().latest().all(SupportedHeader.TYPE));
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501})
    @DisplayName(
            "RFC 5057 §5.1, note 3: an UPDATE that is not taken after all is missed, and the call is refreshed by re-INVITE")
    void refreshGoesOnByReInviteWhereUpdateIsNotTaken(int status) {
        var f = talking("600;refresher=uac", "INVITE, UPDATE");
        f.advance(301);
        f.respond(f.host.last(SipMethod.UPDATE), status, Peer.TAG, false);
        f.host.taken();
        f.advance(10);
        assertThat(f.host.taken()).isEqualTo("INVITE");
        var invite = f.host.last(SipMethod.INVITE);
        f.respond(invite, agreeing(invite, true).header("Allow", "INVITE, UPDATE"));
        f.host.taken();
        f.advance(301);
        assertThat(f.host.taken()).isEqualTo("INVITE");
    }

    @ParameterizedTest(name = "{0} s")
    @CsvSource({"600, 568", "90, 60", "93, 62"})
    @DisplayName("§10: who only listens ends the call min(32, interval/3) seconds before the interval is over")
    void listenerEndsTheCallWhenNoRefreshComes(int interval, int end) {
        var f = talking(interval + ";refresher=uas", "INVITE, UPDATE");
        f.advance(end - 1);
        assertThat(f.host.taken()).isEqualTo("-");
        f.advance(1.5);
        assertThat(f.host.taken()).isEqualTo("BYE, ended Expired");
    }

    @Test
    @DisplayName("§9: each refresh of the peer begins the interval anew")
    void refreshOfThePeerKeepsTheCall() {
        var f = talking("600;refresher=uas", "INVITE, UPDATE");
        for (int i = 0; i < 3; i++) {
            f.advance(500);
            var update = f.receive(f.peer.request(SipMethod.UPDATE)
                    .header("Supported", "timer")
                    .header("Session-Expires", "600;refresher=uac"));
            assertThat(update.last().status()).isEqualTo(200);
            assertThat(update.last().value("Session-Expires")).contains("600;refresher=uac");
            assertThat(update.last().value("Require")).contains("timer");
        }
        assertThat(f.session.state()).isEqualTo(InviteSession.State.CONFIRMED);
        f.advance(570);
        assertThat(f.session.state()).isEqualTo(InviteSession.State.ENDED);
    }

    @Test
    @DisplayName("§7.2: a refresh whose 2xx has no Session-Expires switches the timer off")
    void timerIsSwitchedOffByAResponseWithoutIt() {
        var f = talking("600;refresher=uac", "INVITE, UPDATE");
        f.advance(301);
        f.respond(f.host.last(SipMethod.UPDATE), 200, Peer.TAG, false);
        f.host.taken();
        f.advance(3_000);
        assertThat(f.host.taken()).isEqualTo("-");
        assertThat(f.session.state()).isEqualTo(InviteSession.State.CONFIRMED);
    }

    @ParameterizedTest(name = "supports={0}, {1} -> {2}")
    @CsvSource({
        "norefersub, 600, 600;refresher=uas, false",
        "timer, 600, 600;refresher=uac, true",
        "timer, 600;refresher=uac, 600;refresher=uac, true",
        "timer, 600;refresher=uas, 600;refresher=uas, true"
    })
    @DisplayName("§9, table 2")
    void calleeChoosesTheRefresherByTheTable(String supported, String asked, String granted, boolean required) {
        var answer = called(supported, asked).invite.orElseThrow().last();
        assertThat(answer.value("Session-Expires")).contains(granted);
        assertThat(answer.value("Require").isPresent()).isEqualTo(required);
    }

    @Test
    @DisplayName("§9: as callee we obey, and refresh where the table says so")
    void calleeRefreshesWhenItIsChosen() {
        var f = called("timer", "600;refresher=uas");
        f.ack(false);
        f.host.taken();
        f.advance(301);
        assertThat(f.host.taken()).isEqualTo("UPDATE");
        assertThat(f.host.last(SipMethod.UPDATE).latest().value("Session-Expires"))
                .contains("600;refresher=uac");
    }

    @Test
    @DisplayName(
            "§7.4: a refresh says the largest Min-SE that a refresh of the peer has said, so that no proxy need refuse it")
    void refreshRepeatsTheMinimumThatThePeerHasSaid() {
        var invite = new Peer()
                .inviteFromBob(Optional.of(Peer.SDP))
                .header("Supported", "timer")
                .header("Allow", "INVITE, UPDATE")
                .header("Session-Expires", "600;refresher=uas")
                .header("Min-SE", "500");
        var f = SessionFixture.called(invite, HALF_HOUR);
        f.session.answer(SessionFixture.OURS, f.now);
        assertThat(f.invite.orElseThrow().last().has(MinSeHeader.TYPE)).isFalse();
        f.ack(false);
        f.host.taken();
        f.advance(301);
        assertThat(f.host.last(SipMethod.UPDATE).latest().value("Min-SE")).contains("500");
    }

    @Test
    @DisplayName("§9: who is not asked grants nothing; one without the extension ignores the header")
    void nothingIsGrantedUnasked() {
        var unasked = SessionFixture.called(
                new Peer().inviteFromBob(Optional.of(Peer.SDP)).header("Supported", "timer"), HALF_HOUR);
        unasked.session.answer(SessionFixture.OURS, unasked.now);
        assertThat(unasked.invite.orElseThrow().last().has(SessionExpiresHeader.TYPE))
                .isFalse();
        var off = SessionFixture.called(
                new Peer()
                        .inviteFromBob(Optional.of(Peer.SDP))
                        .header("Supported", "timer")
                        .header("Session-Expires", "600"),
                InviteOptions.PLAIN);
        off.session.answer(SessionFixture.OURS, off.now);
        assertThat(off.invite.orElseThrow().last().has(SessionExpiresHeader.TYPE))
                .isFalse();
    }

    @Test
    @DisplayName("§9: an interval below 90 s is answered 422 with Min-SE, to those who understand it")
    void tooSmallIntervalIsAnswered422() {
        var host = new FakeUsageHost();
        var invite = new Peer()
                .inviteFromBob(Optional.of(Peer.SDP))
                .header("Supported", "timer")
                .header("Session-Expires", "89");
        var refusal = InviteScreening.refusalOf(invite.build(), HALF_HOUR, host)
                .orElseThrow()
                .build();
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.first(MinSeHeader.TYPE)).contains(MinSeHeader.of(90));
        var unaware = new Peer().inviteFromBob(Optional.of(Peer.SDP)).header("Session-Expires", "89");
        assertThat(InviteScreening.refusalOf(unaware.build(), HALF_HOUR, host)).isEmpty();
        var f = talking("600;refresher=uas", "UPDATE");
        var update = f.receive(
                f.peer.request(SipMethod.UPDATE).header("Supported", "timer").header("Session-Expires", "30"));
        assertThat(update.last().status()).isEqualTo(422);
    }

    @Test
    @DisplayName(
            "§7.3: 422 is obeyed with the same Call-ID and a higher CSeq, three times at most and only for a longer interval")
    void inviteIsSentAgainAfter422() {
        var f = SessionFixture.calling(Optional.of(SessionFixture.OURS), HALF_HOUR);
        tooSmall(f, 3_600);
        var second = f.host.last(SipMethod.INVITE).latest();
        assertThat(second.value("Session-Expires")).contains("3600");
        assertThat(second.value("Min-SE")).contains("3600");
        assertThat(second.cseq().number()).isEqualTo(2);
        assertThat(second.callId()).isEqualTo(f.ourInvite().latest().callId());
        assertThat(second.bodyText()).isEqualTo(SessionFixture.OURS);
        tooSmall(f, 4_000);
        tooSmall(f, 5_000);
        assertThat(f.host.count(SipMethod.INVITE)).isEqualTo(4);
        tooSmall(f, 6_000);
        assertThat(f.host.count(SipMethod.INVITE)).isEqualTo(4);
        assertThat(f.user.ending()).isInstanceOf(SessionEnding.Refused.class);
        var same = SessionFixture.calling(Optional.of(SessionFixture.OURS), HALF_HOUR);
        tooSmall(same, 1_900);
        tooSmall(same, 1_900);
        assertThat(same.host.count(SipMethod.INVITE)).isEqualTo(2);
        assertThat(same.user.endings).hasSize(1);
    }

    private static void tooSmall(SessionFixture f, long minimum) {
        var invite = f.host.last(SipMethod.INVITE);
        f.respond(
                invite, Peer.answering(invite.latest(), 422, Peer.TAG).set(MinSeHeader.TYPE, MinSeHeader.of(minimum)));
    }

    @Test
    @DisplayName("§7.3: 422 to a refresh is obeyed too")
    void refreshIsSentAgainAfter422() {
        var f = talking("600;refresher=uac", "UPDATE");
        f.advance(301);
        var update = f.host.last(SipMethod.UPDATE);
        f.respond(update, Peer.answering(update.latest(), 422, Peer.TAG).set(MinSeHeader.TYPE, MinSeHeader.of(700)));
        f.advance(0.1);
        var again = f.host.last(SipMethod.UPDATE).latest();
        assertThat(again.value("Session-Expires")).contains("700;refresher=uac");
        assertThat(again.value("Min-SE")).contains("700");
    }

    @Test
    @DisplayName("§10: a refresh that nobody answers ends the call, one that is refused is tried again until the end")
    void refreshThatFailsEndsTheCallInTheEnd() {
        var silent = talking("600;refresher=uac", "UPDATE");
        silent.advance(301);
        silent.host.last(SipMethod.UPDATE).fail(ClientFailure.TIMEOUT, silent.now);
        assertThat(silent.user.ending()).isInstanceOf(SessionEnding.DialogLost.class);
        var unwilling = talking("600;refresher=uac", "UPDATE");
        unwilling.advance(301);
        for (int i = 0; i < 20; i++) {
            unwilling.respond(unwilling.host.last(SipMethod.UPDATE), 503, Peer.TAG, false);
            unwilling.advance(10);
        }
        assertThat(unwilling.host.count(SipMethod.UPDATE)).isGreaterThan(10);
        assertThat(unwilling.session.state()).isEqualTo(InviteSession.State.CONFIRMED);
        unwilling.advance(70);
        assertThat(unwilling.user.ending()).isInstanceOf(SessionEnding.Expired.class);
    }

    @Test
    @DisplayName("§7.4: a hold is a refresh as well, and waits behind one that is under way")
    void changeOfTheUserWaitsBehindARefreshAndIsOneItself() {
        var f = talking("600;refresher=uac", "INVITE, UPDATE");
        f.advance(301);
        f.modify();
        assertThat(f.host.taken()).isEqualTo("UPDATE");
        var update = f.host.last(SipMethod.UPDATE);
        f.respond(update, agreeing(update, false));
        assertThat(f.host.taken()).isEqualTo("INVITE");
        var hold = f.host.last(SipMethod.INVITE);
        assertThat(hold.latest().value("Session-Expires")).contains("600;refresher=uac");
        f.respond(hold, agreeing(hold, true));
        assertThat(f.host.taken()).isEqualTo("ACK, changed");
        f.advance(299);
        assertThat(f.host.taken()).isEqualTo("-");
    }

    @Test
    void intervalsThatMakeNoSenseAreRefusedWithWords() {
        assertThatThrownBy(() -> InviteOptions.DEFAULT.withSessionInterval(Duration.ofSeconds(89)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("90 seconds");
    }
}
