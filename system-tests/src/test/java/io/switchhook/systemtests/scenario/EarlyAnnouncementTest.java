package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.EarlyMediaOutcome;
import io.switchhook.sip.core.usage.InviteOptions;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3960: a telephone is heard before it answers")
class EarlyAnnouncementTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private final List<CompletableFuture<EarlyMediaOutcome>> outcomes = new ArrayList<>();

    private Telephone announcing(Telephone telephone) {
        return telephone.on(call -> outcomes.add(call.ringWithEarlyMedia()));
    }

    private EarlyMediaOutcome outcome() {
        return stage.await(outcomes.get(0));
    }

    private static DialOptions options(boolean reliably) {
        return reliably
                ? DialOptions.DEFAULT
                : DialOptions.DEFAULT.withSettings(CallSettings.DEFAULT.withExtensions(InviteOptions.PLAIN));
    }

    /** In early media, each of the two hears the other and nobody else. */
    private void assertEarly(Telephone caller, Telephone callee, IncomingCall incoming) {
        stage.until(() -> caller.lastCall().state() == CallState.RINGING_WITH_EARLY_MEDIA);
        assertThat(outcome()).isEqualTo(EarlyMediaOutcome.RINGING);
        assertThat(incoming.state()).isEqualTo(CallState.RINGING_WITH_EARLY_MEDIA);
        stage.seconds(0.5);
        assertThat(caller.hears()).containsExactly(callee.number());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void theCallerHearsTheAnnouncementAndThenTheAnswer(boolean reliably, boolean throughPbx) {
        if (throughPbx) {
            stage.startPbx();
        }
        var caller = throughPbx ? stage.registered("858") : stage.direct("858");
        var callee = announcing(throughPbx ? stage.registered("853") : stage.direct("853"));
        var call = caller.prepare(throughPbx ? "853" : callee.uri(), options(reliably));
        var started = call.start();
        var incoming = callee.lastIncoming();
        assertEarly(caller, callee, incoming);
        assertThat(stage.await(incoming.ringWithEarlyMedia())).isEqualTo(EarlyMediaOutcome.RINGING);
        incoming.answer();
        assertThat(stage.await(started).isAnswered()).isTrue();
        caller.assertTalksWith(callee);
        assertThat(stage.await(incoming.ringWithEarlyMedia())).isEqualTo(EarlyMediaOutcome.DECIDED);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        caller.assertTalksWith(callee);
        if (!throughPbx) {
            assertThat(stage.answers("853", "INVITE", 180)).isEmpty();
            assertThat(stage.answers("853", "INVITE", 183)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterTheAnnouncementTheCallMayBeRejectedOrGivenUp(boolean rejected) {
        var caller = stage.direct("858");
        var callee = announcing(stage.direct("853"));
        var call = caller.prepare(callee.uri());
        call.start();
        var incoming = callee.lastIncoming();
        assertEarly(caller, callee, incoming);
        if (rejected) {
            stage.await(incoming.reject());
        } else {
            stage.await(call.hangUp());
        }
        stage.await(call.ended());
        stage.await(incoming.ended());
        assertThat(call.state()).isEqualTo(rejected ? CallState.BUSY : CallState.CANCELLED);
    }

    @Test
    void aCallerThatLeavesTheOfferToUsHearsARingingTone() {
        var caller = stage.direct("858");
        var callee = announcing(stage.direct("853"));
        var started = caller.prepare(callee.uri(), DialOptions.DEFAULT.withLateOffer())
                .start();
        assertThat(callee.lastIncoming().state()).isEqualTo(CallState.RINGING);
        stage.until(() -> caller.lastCall().state() == CallState.RINGING);
        assertThat(outcome()).isEqualTo(EarlyMediaOutcome.NO_OFFER);
        callee.lastIncoming().answer();
        assertThat(stage.await(started).isAnswered()).isTrue();
        caller.assertTalksWith(callee);
    }

    @Test
    void whenAllPortsAreTakenTheCallerHearsARingingTone() {
        var callee = announcing(stage.direct("853", config -> config.withRtpPorts(5_000, 5_001)));
        var first = stage.direct("858").prepare(callee.uri());
        first.start();
        stage.until(() -> first.state() == CallState.RINGING_WITH_EARLY_MEDIA);
        var second = stage.direct("895").prepare(callee.uri());
        second.start();
        stage.until(() -> second.state() == CallState.RINGING);
        assertThat(stage.await(outcomes.get(1))).isEqualTo(EarlyMediaOutcome.NO_PORT);
        stage.await(first.hangUp());
        callee.lastIncoming().answer();
        stage.until(() -> second.state() == CallState.IN_CALL);
    }

    @Test
    void aCallerWithoutACommonFormatIsRefusedAtOnce() {
        var callee = announcing(stage.direct("853"));
        var peer = stage.peer("gsm", "gsm", "10.0.3.1", 5_060);
        var dialog = peer.newDialog(callee.uri());
        var invite = dialog.invite(stage.probe("gsm", 9_000).sdp().replace("RTP/AVP 8 0 101", "RTP/AVP 3"));
        var refusal = dialog.expectResponse("INVITE", 488);
        dialog.ack(invite, refusal);
        assertThat(outcome()).isEqualTo(EarlyMediaOutcome.NO_COMMON_CODEC);
        stage.await(callee.lastIncoming().ended());
    }
}
