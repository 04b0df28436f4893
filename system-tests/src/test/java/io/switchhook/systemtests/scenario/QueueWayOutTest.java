package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.Trunk;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.services.AgentState;
import io.switchhook.services.CallQueue;
import io.switchhook.services.QueueSettings;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A queue whose callers go on elsewhere, or are not who they say")
class QueueWayOutTest {
    private static final int RINGING = 425;

    @RegisterExtension
    final Stage stage = new Stage();

    private CallQueue queue = CallQueue.of(QueueSettings.of());

    private void open(QueueSettings settings) {
        queue = CallQueue.of(settings);
        assertThat(stage.await(stage.services().open("700", queue)).isOpen()).isTrue();
    }

    private AgentState stateOf(String agent) {
        return stage.await(queue.state()).agents().stream()
                .filter(known -> known.number().equals(agent))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    @DisplayName("Who is sent on hears it ring there, for as long as the PBX lets it ring")
    void whoIsSentOnWaitsForAsLongAsItRings() {
        stage.startPbx();
        open(QueueSettings.of("853").withLongestWait(Duration.ofSeconds(5)).withOtherwise("895"));
        stage.registered("853");
        var other = stage.registered("895").on(call -> {});
        var caller = stage.registered("858");
        var call = caller.talkTo("700");
        stage.until(() -> !other.incoming().isEmpty());
        var ear = new ToneDetector(8_000, RINGING, other.tone());
        call.audio().receive(ear);
        stage.seconds(0.4);
        ear.reset();
        stage.seconds(0.6);
        assertThat(ear.hears(RINGING, 0.6)).isTrue();
        stage.seconds(140);
        assertThat(call.state().isEnded()).isFalse();
        other.lastIncoming().answer();
        stage.until(() -> other.lastIncoming().state() == CallState.IN_CALL);
        stage.until(() -> ear.windowsWith(other.tone()) > 3);
    }

    @Test
    void musicThatCannotBeHadIsARingingTone() {
        stage.startPbx();
        open(QueueSettings.of("853").withMusic(() -> {
            throw new IllegalStateException("no music");
        }));
        stage.registered("853");
        var call = stage.registered("858").talkTo("700");
        var ear = new ToneDetector(8_000, RINGING);
        call.audio().receive(ear);
        stage.until(() -> ear.windowsWith(RINGING) > 3);
        assertThat(stage.simulation().takeCallbackFailures()).hasSize(1);
    }

    @Test
    @DisplayName("Who comes by a trunk under the name of an agent logs nobody out, whatever calls that agent makes")
    void aNameFromATrunkLogsNobodyOut() {
        var domains = new TwoDomains(stage);
        domains.proxy2(TwoDomains.challengingInbound());
        stage.startPbx(builder -> builder.extension("bob", "bob")
                .trunk(Trunk.to("sip:" + TwoDomains.BILOXI)
                        .withLogin("carol", "carol")
                        .registering()
                        .withIncoming("carol", CallRoute.to("700"))));
        open(QueueSettings.of("bob", "895").withAgentsLoggingIn());
        queue.login("bob");
        stage.seconds(2);
        var agent = stage.registered("bob", "bob-inside", "");
        stage.registered("853").answering();
        agent.talkTo("853");
        stage.seconds(2);
        assertThat(stateOf("bob")).isEqualTo(AgentState.BUSY);
        var stranger = domains.bob().prepare("carol");
        stranger.start();
        stage.seconds(5);
        assertThat(stateOf("bob")).isEqualTo(AgentState.BUSY);
        stage.await(stranger.hangUp());
    }

    private List<String> shownTo(Telephone agent) {
        var ringing = agent.lastIncoming();
        return List.of(ringing.remoteNumber(), ringing.callerName().orElse(""));
    }

    @Test
    @DisplayName("An agent sees who waits and for what, and calls back from the history of the telephone")
    void agentsSeeWhoWaits() {
        stage.startPbx();
        open(QueueSettings.of("853").withName("Sales"));
        var agent = stage.registered("853").on(call -> {});
        var caller = stage.registered("858").answering();
        var call = caller.talkTo("700");
        stage.until(() -> !agent.incoming().isEmpty());
        assertThat(shownTo(agent)).containsExactly("858", "Sales: 858");
        assertThat(stage.await(stage.pbx().calls()))
                .as("who calls is the queue all the same")
                .anyMatch(known -> known.caller().equals("700"));
        stage.await(call.hangUp());
        stage.seconds(1);
        assertThat(agent.dial(agent.lastIncoming().remoteNumber()).isAnswered()).isTrue();
    }

    @Test
    void whoWantsToStayUnknownIsNotShown() {
        stage.startPbx();
        open(QueueSettings.of("853"));
        var agent = stage.registered("853").on(call -> {});
        var call = stage.registered("858").line().createCall("700", DialOptions.DEFAULT.anonymously());
        stage.await(call.start());
        stage.until(() -> !agent.incoming().isEmpty());
        assertThat(agent.lastIncoming().remoteNumber()).isEqualTo("700");
        stage.await(call.hangUp());
    }

    @Test
    @DisplayName("A telephone asserts nothing: the PBX shows whose login it has")
    void aTelephoneCallsForNobodyElse() {
        stage.startPbx();
        var called = stage.registered("853").on(call -> {});
        var call = stage.registered("858")
                .line()
                .createCall("853", DialOptions.DEFAULT.withAssertedCaller("Boss", "sip:895@" + Stage.PBX_ADDRESS));
        call.start();
        stage.until(() -> !called.incoming().isEmpty());
        assertThat(shownTo(called)).containsExactly("858", "");
        stage.await(call.hangUp());
    }
}
