package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
        "A host sleeps in the middle of a call, and longer than anything is repeated (RFC 3261 §17.1.2.2): a lid was closed")
class AsleepTest {
    private static final Duration ASLEEP = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("the BYE that it has not heard: it asks when it wakes, and its call ends")
    void callThatWasHungUpMeanwhileEndsSoonAfterWaking(boolean timer) {
        var laptop = stage.direct("858");
        var desk = stage.direct("853").answering();
        var settings = timer ? CallSettings.DEFAULT : CallSettings.DEFAULT.withoutSessionTimer();
        var call = laptop.prepare(desk.uri(), DialOptions.DEFAULT.withSettings(settings));
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        laptop.assertTalksWith(desk);
        stage.simulation().suspend(laptop.host(), ASLEEP);
        stage.seconds(1);
        var ended = stage.await(desk.lastIncoming().hangUp());
        assertThat(ended.state()).isEqualTo(CallState.COMPLETED);
        stage.run(ASLEEP);
        stage.seconds(10);
        assertThat(call.state()).isEqualTo(CallState.FAILED);
        var ending = stage.await(call.ended());
        assertThat(ending.by()).isEqualTo(CallEnding.Party.NETWORK);
        assertThat(ending.reason()).isEqualTo("The other side lost the call.");
    }

    @Test
    @DisplayName("a call that nobody has hung up goes on")
    void callThatStandsGoesOn() {
        var laptop = stage.direct("858");
        var desk = stage.direct("853").answering();
        var call = laptop.talkTo(desk.uri());
        laptop.assertTalksWith(desk);
        stage.simulation().suspend(laptop.host(), ASLEEP);
        stage.run(ASLEEP);
        stage.seconds(10);
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        laptop.assertTalksWith(desk);
    }

    @Test
    @DisplayName("the BYE that it has sent in vain: it says it again when the network is back, and the other call ends")
    void byeThatWasLostIsSaidAgain() {
        var laptop = stage.direct("858");
        var desk = stage.direct("853").answering();
        var call = laptop.talkTo(desk.uri());
        laptop.assertTalksWith(desk);
        lidClosesBehind(laptop, call::hangUp);
        assertThat(call.state()).isEqualTo(CallState.COMPLETED);
        stage.seconds(5);
        assertThat(desk.lastIncoming().state()).isEqualTo(CallState.COMPLETED);
    }

    /** The network is gone before anything is said, and back some seconds after the host has woken. */
    private void lidClosesBehind(Telephone laptop, Runnable last) {
        stage.simulation().unplug(laptop.host());
        last.run();
        stage.seconds(0.2);
        stage.simulation().suspend(laptop.host(), ASLEEP);
        stage.simulation().after(ASLEEP.plusMillis(1), () -> stage.simulation().unplug(laptop.host()));
        stage.run(ASLEEP);
        stage.seconds(4);
        stage.simulation().plugIn(laptop.host());
    }

    @Test
    @DisplayName("§10.2.4: its registration is refreshed when it wakes, long before it is due")
    void registrationIsRefreshed() {
        stage.startPbx();
        var laptop = stage.registered("858");
        var sent = stage.requests("858", "REGISTER").size();
        stage.simulation().suspend(laptop.host(), ASLEEP);
        stage.run(ASLEEP);
        stage.seconds(10);
        assertThat(stage.requests("858", "REGISTER").size()).isGreaterThan(sent);
    }

    @Test
    @DisplayName("RFC 3903 §5: so is what it has published, and published anew where the server has dropped it")
    void publicationIsRefreshed() {
        var server = stage.peerAsPbx("pbx");
        var laptop = stage.unregistered("858");
        var publication = laptop.line().createPublication("x-door");
        publication.publish(EventState.of("text/plain", "open"));
        server.respond(
                server.expectRequest("PUBLISH"),
                200,
                answer -> answer.header("SIP-ETag", "one").header("Expires", "3600"));
        stage.seconds(1);
        stage.simulation().suspend(laptop.host(), ASLEEP);
        stage.run(ASLEEP);
        var refresh = server.expectRequest("PUBLISH", Duration.ofSeconds(10));
        assertThat(refresh.header("SIP-If-Match")).contains("one");
        server.respond(refresh, 412);
        var anew = server.expectRequest("PUBLISH");
        assertThat(anew.body()).isEqualTo("open");
        server.respond(anew, 489);
    }
}
