package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallState;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3264 §8.2: a stream with port zero is off until it is offered with a port again")
class RemovedStreamTest {
    private static final Duration SOON = Duration.ofSeconds(1);

    @RegisterExtension
    final Stage stage = new Stage();

    private static String withoutPort(String sdp) {
        return sdp.replaceFirst("m=audio \\d+", "m=audio 0");
    }

    /** The other side offers; its offer is agreed to. */
    private WireMessage offer(PageCall page, String sdp) {
        var invite = page.dialog().invite(sdp);
        var answer = page.pbx().expectFinal("INVITE", SOON);
        assertThat(answer.status()).isEqualTo(200);
        page.dialog().ack(invite, answer);
        return answer;
    }

    private void takeAway(PageCall page) {
        assertThat(offer(page, withoutPort(page.audio().sdp())).body()).contains("m=audio 0 ");
        stage.seconds(0.2);
    }

    private void assertNothingIsSent(PageCall page) {
        int before = page.audio().packets();
        stage.seconds(1);
        assertThat(page.audio().packets() - before)
                .as("packets while the stream is off")
                .isZero();
        assertThat(page.phone().hearsPeer())
                .as("858 hears what comes all the same")
                .isFalse();
    }

    /** Expects an offer of ours with that direction and a port that audio can be sent to. */
    private WireMessage expectOffer(PageCall page, String direction) {
        var invite = page.dialog().expectRequest("INVITE");
        assertThat(invite.body()).contains("a=" + direction);
        assertThat(RtpProbe.mediaAddress(invite.body()).getPort()).isPositive();
        return invite;
    }

    private void answer(PageCall page, WireMessage invite, String sdp) {
        page.dialog().respondWithSdp(invite, 200, sdp);
        page.dialog().expectRequest("ACK");
    }

    @Test
    void offerWithPortZeroEndsTheAudioAndOneWithAPortBeginsItAgain() {
        var page = PageCall.outgoing(stage);
        page.assertTheyTalk();
        takeAway(page);
        assertThat(page.call().state()).isEqualTo(CallState.REMOTE_HELD);
        assertNothingIsSent(page);
        page.speakTo(offer(page, page.audio().sdp()));
        page.assertTheyTalk();
        assertThat(page.phone().statesOf(page.call())).endsWith(CallState.REMOTE_HELD, CallState.IN_CALL);
    }

    @Test
    void reportsOfTheStreamCeaseToo() throws IOException {
        var page = PageCall.outgoing(stage);
        var world = stage.host("pbx");
        var reports = new AtomicInteger();
        var rtcp = new InetSocketAddress(world.address(), page.audio().address().getPort() + 1);
        try (var loop = world.openLoop("rtcp")) {
            var port =
                    world.network().openDatagramPort(loop, rtcp, (packet, from, nowNanos) -> reports.incrementAndGet());
            stage.seconds(20);
            assertThat(reports.get()).isPositive();
            takeAway(page);
            reports.set(0);
            stage.seconds(60);
            assertThat(reports).hasValue(0);
            loop.post(port::close);
            stage.seconds(0.1);
        }
    }

    @Test
    void whoHoldsAndHasTheStreamTakenAwayIsHeldOnBothSides() {
        var page = PageCall.incoming(stage);
        var hold = page.call().hold();
        page.agreeToHold();
        assertThat(stage.await(hold).isDone()).isTrue();
        takeAway(page);
        assertThat(page.call().state()).isEqualTo(CallState.INACTIVE_HELD);
        assertNothingIsSent(page);
        assertThat(offer(page, page.audio().sdp()).body()).contains("a=sendonly");
        stage.seconds(0.1);
        assertThat(page.call().state()).isEqualTo(CallState.LOCAL_HELD);
    }

    @Test
    void ourHoldAndResumeOfferAPortWhileTheStreamIsOff() {
        var page = PageCall.outgoing(stage);
        takeAway(page);
        var hold = page.call().hold();
        answer(page, expectOffer(page, "sendonly"), page.audio().sdp("recvonly"));
        assertThat(stage.await(hold).isDone()).isTrue();
        assertThat(page.call().state()).isEqualTo(CallState.LOCAL_HELD);
        takeAway(page);
        var resume = page.call().resume();
        var invite = expectOffer(page, "sendrecv");
        answer(page, invite, page.audio().sdp());
        assertThat(stage.await(resume).isDone()).isTrue();
        page.speakTo(invite);
        page.assertTheyTalk();
    }

    @Test
    @DisplayName("§6: an answer with port zero refuses the stream")
    void answerWithPortZeroTakesItAwayAsWell() {
        var page = PageCall.outgoing(stage);
        var hold = page.call().hold();
        answer(page, expectOffer(page, "sendonly"), withoutPort(page.audio().sdp()));
        assertThat(stage.await(hold).isDone()).isTrue();
        assertThat(page.call().state()).isEqualTo(CallState.INACTIVE_HELD);
        assertNothingIsSent(page);
        var resume = page.call().resume();
        answer(page, expectOffer(page, "sendrecv"), withoutPort(page.audio().sdp()));
        assertThat(stage.await(resume).isDone()).isTrue();
        assertThat(page.call().state()).isEqualTo(CallState.REMOTE_HELD);
        assertNothingIsSent(page);
        page.speakTo(offer(page, page.audio().sdp()));
        page.assertTheyTalk();
    }
}
