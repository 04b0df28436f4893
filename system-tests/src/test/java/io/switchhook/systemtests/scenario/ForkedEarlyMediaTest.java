package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3960 §3.1: of several forks that send early media one is heard, and in the end the one that answers")
class ForkedEarlyMediaTest {
    private static final int OTHER_TONE = 3_100;
    private static final Duration SOON = Duration.ofSeconds(2);

    @RegisterExtension
    final Stage stage = new Stage();

    private ScriptedPeer proxy;
    private Telephone phone;
    private Call call;
    private CompletableFuture<DialOutcome> started;
    private WireMessage invite;
    private Branch first;
    private Branch second;

    /** One telephone that the proxy rings, and where its media is. */
    private record Branch(PeerDialog dialog, RtpProbe audio) {}

    private Branch branch(String host, String address) {
        stage.host(host, address);
        return new Branch(proxy.dialog(invite), stage.probe(host, 9_000));
    }

    private void dial() {
        dial(DialOptions.DEFAULT);
    }

    private void dial(DialOptions options) {
        proxy = stage.peerAsPbx("853").lenient();
        phone = stage.unregistered("858");
        var placed = phone.prepare("853", options);
        call = placed;
        started = placed.start();
        invite = proxy.expectRequest("INVITE");
        first = branch("first", "10.0.3.1");
        second = branch("second", "10.0.3.2");
    }

    private void earlyMedia(Branch branch, int tone, boolean reliable) {
        branch.dialog().respond(invite, 183, draft -> {
            if (reliable) {
                draft.header("Require", "100rel").header("RSeq", "1");
            }
            draft.body("application/sdp", branch.audio().sdp());
        });
        if (reliable) {
            branch.dialog().respond(branch.dialog().expectRequest("PRACK"), 200);
        }
        branch.audio().sendTone(tone, RtpProbe.mediaAddress(invite.body()));
        stage.seconds(0.3);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void whoAnswersIsHeardAndSpokenTo(boolean reliable, boolean firstAnswers) {
        dial();
        earlyMedia(first, firstAnswers ? PageCall.PEER_TONE : OTHER_TONE, reliable);
        earlyMedia(second, firstAnswers ? OTHER_TONE : PageCall.PEER_TONE, reliable);
        assertThat(call.state()).isEqualTo(CallState.RINGING_WITH_EARLY_MEDIA);
        second.audio().expectTone(phone.tone(), SOON);
        var winner = firstAnswers ? first : second;
        var loser = firstAnswers ? second : first;
        loser.audio().stop();
        if (reliable) {
            winner.dialog().respond(invite, 200);
        } else {
            winner.dialog().respondWithSdp(invite, 200, winner.audio().sdp());
        }
        winner.dialog().expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        winner.audio().expectTone(phone.tone(), SOON);
        assertThat(phone.hearsPeer()).isTrue();
        int before = loser.audio().packets();
        stage.seconds(1);
        assertThat(loser.audio().packets()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("RFC 6228 §4: when the fork that is heard is over, the one before it is heard again")
    void forkThatIsOverIsHeardNoLonger(boolean reliable) {
        dial();
        earlyMedia(first, PageCall.PEER_TONE, reliable);
        earlyMedia(second, OTHER_TONE, reliable);
        second.audio().stop();
        second.dialog().respond(invite, 199);
        first.audio().expectTone(phone.tone(), SOON);
        assertThat(phone.hearsPeer()).isTrue();
        first.dialog().respondWithSdp(invite, 200, first.audio().sdp());
        first.dialog().expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        first.audio().expectTone(phone.tone(), SOON);
        assertThat(phone.hearsPeer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("RFC 6228 §4: a fork that is over is sent nothing, though no other has been heard yet")
    void onlyForkThatWasHeardIsOver(boolean reliable) {
        dial();
        earlyMedia(first, OTHER_TONE, reliable);
        first.audio().expectTone(phone.tone(), SOON);
        second.dialog().respond(invite, 180);
        first.dialog().respond(invite, 199);
        first.audio().stop();
        assertSentNothingMore(first);
        second.audio().sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(invite.body()));
        stage.seconds(0.3);
        assertThat(phone.hearsPeer()).as("before its answer").isTrue();
        assertThat(second.audio().packets()).isZero();
        second.dialog().respondWithSdp(invite, 200, second.audio().sdp());
        second.dialog().expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        second.audio().expectTone(phone.tone(), SOON);
        assertThat(phone.hearsPeer()).isTrue();
    }

    private void assertSentNothingMore(Branch branch) {
        stage.seconds(0.1);
        int before = branch.audio().packets();
        stage.seconds(1);
        assertThat(branch.audio().packets()).isEqualTo(before);
    }

    @Test
    @DisplayName("RFC 3960 §2: who sends the call on after early media is sent nothing any more")
    void whoRedirectsAfterEarlyMediaIsLeft() {
        dial(DialOptions.DEFAULT.withSettings(CallSettings.DEFAULT.withRedirections(1)));
        earlyMedia(first, OTHER_TONE, false);
        first.audio().expectTone(phone.tone(), SOON);
        first.dialog().respond(invite, 302, draft -> draft.replace("Contact", "<sip:895@" + Stage.PBX_ADDRESS + ">"));
        first.dialog().expectRequest("ACK");
        var next = proxy.expectRequest("INVITE");
        assertThat(next.requestUri()).startsWith("sip:895@");
        assertSentNothingMore(first);
        var dialog = proxy.dialog(next);
        dialog.respond(next, 180);
        first.audio().stop();
        dialog.respondWithSdp(next, 200, second.audio().sdp());
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        second.audio().sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(next.body()));
        second.audio().expectTone(phone.tone(), SOON);
        assertThat(phone.hearsPeer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losersThatTalkOnAreNotHeard(boolean firstAnswers) {
        dial();
        earlyMedia(first, firstAnswers ? PageCall.PEER_TONE : OTHER_TONE, false);
        earlyMedia(second, firstAnswers ? OTHER_TONE : PageCall.PEER_TONE, false);
        var winner = firstAnswers ? first : second;
        winner.dialog().respondWithSdp(invite, 200, winner.audio().sdp());
        winner.dialog().expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        stage.seconds(0.3);
        assertThat(phone.hearsPeer()).isTrue();
        winner.audio().expectTone(phone.tone(), SOON);
    }
}
