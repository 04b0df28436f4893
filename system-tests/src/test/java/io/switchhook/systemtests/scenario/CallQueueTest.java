package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.WavPlayer;
import io.switchhook.phone.WavRecorder;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.services.AgentMiss;
import io.switchhook.services.AgentState;
import io.switchhook.services.CallQueue;
import io.switchhook.services.QueueEvent;
import io.switchhook.services.QueueExit;
import io.switchhook.services.QueueSettings;
import io.switchhook.services.QueueState;
import io.switchhook.services.QueueStrategy;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A queue whose callers are given to agents")
class CallQueueTest {
    private static final int RATE = 8_000;
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<QueueEvent> events = new ArrayList<>();
    private CallQueue queue = CallQueue.of(QueueSettings.of());

    /** The queue at 700, with callers at 858 and 857. */
    private void open(QueueSettings settings) {
        stage.startPbx(builder -> builder.extension("857", "857"));
        queue = CallQueue.of(settings).onEvent(events::add);
        assertThat(stage.await(stage.services().open("700", queue)).isOpen()).isTrue();
    }

    private QueueState state() {
        return stage.await(queue.state());
    }

    private AgentState stateOf(String agent) {
        return state().agents().stream()
                .filter(known -> known.number().equals(agent))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private <T extends QueueEvent> List<T> told(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private List<String> connected() {
        return told(QueueEvent.Connected.class).stream()
                .map(event -> event.caller().number() + " " + event.agent())
                .toList();
    }

    private List<AgentMiss> misses() {
        return told(QueueEvent.Missed.class).stream()
                .map(QueueEvent.Missed::why)
                .toList();
    }

    /** Calls the queue, and talks to an agent. */
    private OutgoingCall served(Telephone caller, Telephone agent) {
        int before = connected().size();
        var call = caller.talkTo("700");
        stage.until(() -> connected().size() > before);
        assertThat(connected().get(before)).isEqualTo(caller.number() + " " + agent.number());
        caller.assertTalksWith(agent);
        return call;
    }

    private void over(OutgoingCall call) {
        stage.await(call.hangUp());
        stage.seconds(3);
    }

    @Test
    @DisplayName(
            "Who waits hears music, and then the agent; the queue is out of the call, and the agent knows who is there")
    void callerHearsMusicAndThenTheAgent() {
        open(QueueSettings.of("853").withMusic(() -> new ToneSource(RATE, 941)));
        var agent = stage.registered("853");
        var caller = stage.registered("858");
        caller.talkTo("700");
        assertThat(caller.hears()).containsExactly("941 Hz");
        var ringing = agent.lastIncoming();
        assertThat(ringing.remoteNumber()).isEqualTo("858");
        assertThat(ringing.headers("Subject")).containsExactly("700: 858");
        assertThat(ringing.headers("X-Queue-Caller")).containsExactly("858");
        assertThat(state().waiting()).singleElement().satisfies(waiting -> {
            assertThat(waiting.caller().number()).isEqualTo("858");
            assertThat(waiting.ringing()).containsExactly("853");
        });
        assertThat(stateOf("853")).isEqualTo(AgentState.RINGING);
        ringing.answer();
        stage.until(() -> !connected().isEmpty());
        caller.assertTalksWith(agent);
        assertThat(agent.lastCall().remoteNumber()).isEqualTo("858");
        assertThat(stage.await(stage.services().load()).dialogs()).isZero();
        assertThat(stage.await(stage.pbx().calls())).hasSize(1);
        assertThat(state().waiting()).isEmpty();
        assertThat(stateOf("853")).isEqualTo(AgentState.TALKING);
        stage.await(caller.lastCall().hangUp());
        stage.seconds(3);
        assertThat(stateOf("853")).isEqualTo(AgentState.FREE);
        assertThat(state().counts().connected()).isEqualTo(1);
    }

    private WavPlayer words(Path folder, int tone, int seconds) throws IOException {
        var file = folder.resolve(tone + ".wav");
        var samples = new short[seconds * RATE];
        new ToneSource(RATE, tone).read(samples, 0, samples.length);
        try (var recorder = WavRecorder.open(file)) {
            recorder.write(samples, 0, samples.length);
        }
        return WavPlayer.open(file);
    }

    @Test
    void greetingIsHeardWholeAndAnnouncementsInBetween(@TempDir Path folder) throws IOException {
        open(QueueSettings.of("853")
                .withGreeting(words(folder, 941, 4))
                .withMusic(() -> new ToneSource(RATE, 1_477))
                .withAnnouncement(words(folder, 1_209, 2), SECOND.multipliedBy(10)));
        var agent = stage.registered("853");
        var caller = stage.registered("858");
        caller.talkTo("700");
        stage.seconds(3);
        assertThat(caller.hears()).containsExactly("941 Hz");
        assertThat(agent.incoming()).isEmpty();
        stage.seconds(1);
        assertThat(caller.hears()).containsExactly("1477 Hz");
        agent.lastIncoming();
        stage.seconds(9);
        assertThat(caller.hears()).containsExactly("1209 Hz");
        stage.seconds(2);
        assertThat(caller.hears()).containsExactly("1477 Hz");
    }

    @Test
    void whoIsIdleLongestGetsTheCall() {
        open(QueueSettings.of("853", "895"));
        var first = stage.registered("853").answering();
        var second = stage.registered("895").answering();
        var caller = stage.registered("858");
        over(served(caller, first));
        over(served(caller, second));
        over(served(caller, first));
    }

    @Test
    void allRingAndWhoAnswersFirstHasIt() {
        open(QueueSettings.of("853", "895").withStrategy(QueueStrategy.RING_ALL));
        var slow = stage.registered("853");
        var quick = stage.registered("895").on(call -> call.answerAfter(SECOND.multipliedBy(3)));
        var caller = stage.registered("858");
        var call = served(caller, quick);
        assertThat(slow.incoming()).hasSize(1);
        assertThat(slow.lastIncoming().state()).isEqualTo(CallState.CANCELLED);
        assertThat(stateOf("853")).isEqualTo(AgentState.FREE);
        over(call);
    }

    @Test
    void whoHangsUpWhileItRingsIsGone() {
        open(QueueSettings.of("853"));
        var agent = stage.registered("853");
        var caller = stage.registered("858");
        caller.talkTo("700");
        var ringing = agent.lastIncoming();
        stage.await(caller.lastCall().hangUp());
        stage.until(() -> ringing.state() == CallState.CANCELLED);
        assertThat(told(QueueEvent.GaveUp.class)).hasSize(1);
        assertThat(state().counts().gaveUp()).isEqualTo(1);
        stage.seconds(1);
        assertThat(stateOf("853")).isEqualTo(AgentState.FREE);
    }

    @Test
    void theSecondWaitsUntilTheAgentIsFreeAgain() {
        open(QueueSettings.of("853").withWrapUp(SECOND.multipliedBy(5)));
        var agent = stage.registered("853").answering();
        var one = stage.registered("858");
        var two = stage.registered("857");
        var call = served(one, agent);
        two.talkTo("700");
        stage.seconds(10);
        assertThat(connected()).hasSize(1);
        assertThat(agent.incoming()).hasSize(1);
        stage.await(call.hangUp());
        stage.seconds(4);
        assertThat(stateOf("853")).isEqualTo(AgentState.WRAP_UP);
        assertThat(connected()).hasSize(1);
        stage.until(() -> connected().size() == 2);
        two.assertTalksWith(agent);
        var waited = told(QueueEvent.Connected.class).get(1).waited();
        assertThat(waited).isBetween(SECOND.multipliedBy(15), SECOND.multipliedBy(18));
    }

    @Test
    void whoRefusesOrDoesNotAnswerIsPassedOver() {
        open(QueueSettings.of("853", "895", "857")
                .withStrategy(QueueStrategy.IN_ORDER)
                .withRing(SECOND.multipliedBy(5))
                .withRest(SECOND.multipliedBy(60)));
        stage.registered("853").rejecting();
        var silent = stage.registered("895");
        var good = stage.registered("857").answering();
        var caller = stage.registered("858");
        var call = served(caller, good);
        assertThat(misses()).containsExactly(AgentMiss.BUSY, AgentMiss.NO_ANSWER);
        assertThat(silent.lastIncoming().state().isEnded()).isTrue();
        assertThat(stateOf("853")).isEqualTo(AgentState.RESTING);
        over(call);
    }

    @Test
    void whoIsNotRegisteredIsNotCalled() {
        open(QueueSettings.of("853", "895").withStrategy(QueueStrategy.IN_ORDER));
        var there = stage.registered("895").answering();
        var caller = stage.registered("858");
        stage.seconds(1);
        assertThat(stateOf("853")).isEqualTo(AgentState.UNREGISTERED);
        over(served(caller, there));
        assertThat(misses()).isEmpty();
    }

    @Test
    void agentWhoTalksToSomebodyElseIsNotCalled() {
        open(QueueSettings.of("853"));
        var agent = stage.registered("853").answering();
        var friend = stage.registered("895").answering();
        var caller = stage.registered("858");
        var own = agent.talkTo("895");
        caller.talkTo("700");
        stage.seconds(5);
        assertThat(stateOf("853")).isEqualTo(AgentState.BUSY);
        assertThat(agent.incoming()).isEmpty();
        agent.assertTalksWith(friend);
        stage.await(own.hangUp());
        stage.until(() -> !connected().isEmpty());
        caller.assertTalksWith(agent);
    }

    @Test
    void whereNobodyIsThereTheCallerGoesOn() {
        open(QueueSettings.of("853").withOtherwise("895"));
        var other = stage.registered("895").answering();
        var caller = stage.registered("858");
        stage.seconds(1);
        var call = caller.talkTo("700");
        caller.assertTalksWith(other);
        assertThat(other.lastIncoming().divertedFrom()).contains("700");
        assertThat(told(QueueEvent.WentOn.class))
                .singleElement()
                .satisfies(event -> assertThat(event.why()).isEqualTo(QueueExit.NOBODY_THERE));
        assertThat(state().counts().refused()).isEqualTo(1);
        over(call);
    }

    @Test
    void withoutElsewhereWhoCannotWaitIsRefused() {
        open(QueueSettings.of("853").withMostWaiting(1));
        var agent = stage.registered("853");
        var one = stage.registered("858");
        var two = stage.registered("857");
        one.talkTo("700");
        assertThat(((DialOutcome.Refused) two.dial("700")).isBusy()).isTrue();
        queue.pause("853");
        stage.until(() -> agent.lastIncoming().state().isEnded());
        assertThat(((DialOutcome.Refused) two.dial("700")).status()).isEqualTo(486);
        stage.until(() -> one.lastCall().state().isEnded());
        assertThat(told(QueueEvent.WentOn.class))
                .extracting(QueueEvent.WentOn::why)
                .containsExactly(QueueExit.FULL, QueueExit.FULL, QueueExit.NOBODY_THERE);
        assertThat(((DialOutcome.Refused) two.dial("700")).status()).isEqualTo(480);
    }

    @Test
    void whoHasWaitedTooLongGoesOn() {
        open(QueueSettings.of("853").withLongestWait(SECOND.multipliedBy(30)).withOtherwise("895"));
        var agent = stage.registered("853");
        var other = stage.registered("895").answering();
        var caller = stage.registered("858");
        caller.talkTo("700");
        stage.until(() -> !other.incoming().isEmpty());
        caller.assertTalksWith(other);
        assertThat(agent.incoming()).hasSizeGreaterThanOrEqualTo(1);
        assertThat(agent.incoming()).allMatch(call -> call.state().isEnded());
        assertThat(told(QueueEvent.WentOn.class)).singleElement().satisfies(event -> {
            assertThat(event.why()).isEqualTo(QueueExit.TOO_LONG);
            assertThat(event.waited()).isEqualTo(SECOND.multipliedBy(30));
        });
    }

    @Test
    void whoIsWantedElsewhereNeitherIsHungUpOn() {
        open(QueueSettings.of("853").withLongestWait(SECOND.multipliedBy(5)).withOtherwise("895"));
        stage.registered("853");
        var other = stage.registered("895").rejecting();
        var call = stage.registered("858").talkTo("700");
        stage.until(() -> !other.incoming().isEmpty());
        assertThat(stage.await(call.ended()).by()).isEqualTo(CallEnding.Party.REMOTE);
    }

    @Test
    void whoGivesUpWhileHeIsConnectedLeavesTheAgentFree() {
        open(QueueSettings.of("853"));
        var caller = stage.registered("858");
        var call = caller.prepare("700");
        var agent = stage.registered("853").on(ringing -> ringing.answer().thenRun(call::hangUp));
        stage.await(call.start());
        stage.until(() ->
                agent.incoming().size() == 1 && agent.lastIncoming().state().isEnded());
        stage.seconds(3);
        assertThat(stateOf("853")).isEqualTo(AgentState.FREE);
        assertThat(state().waiting()).isEmpty();
        assertThat(state().counts().connected() + state().counts().gaveUp()).isEqualTo(1);
        over(served(caller, agent.answering()));
    }

    /** The agent has answered at zero, and all is done after some six milliseconds. */
    @ParameterizedTest
    @ValueSource(ints = {0, 500, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 4_000, 4_500, 5_000, 6_000})
    void whoeverHangsUpWhenTheTwoAreBeingConnectedNobodyIsLeft(int micros) {
        open(QueueSettings.of("853").withRest(SECOND));
        var caller = stage.registered("858");
        var agent = stage.registered("853");
        for (boolean byCaller : List.of(true, false)) {
            var call = caller.talkTo("700");
            stage.until(() -> agent.line().calls().size() == 1);
            stage.seconds(1);
            agent.lastIncoming().answer();
            stage.run(Duration.ofNanos(1_000L * micros));
            agent.on(again -> again.reject(603));
            stage.await(byCaller ? call.hangUp() : agent.lastCall().hangUp());
            stage.seconds(5);
            assertThat(connected().size()
                            + told(QueueEvent.GaveUp.class).size()
                            + state().waiting().size())
                    .isEqualTo(byCaller ? 1 : 2);
            stage.await(call.hangUp());
            stage.seconds(5);
            assertThat(stage.await(stage.pbx().calls())).isEmpty();
            assertThat(stateOf("853")).isEqualTo(AgentState.FREE);
            agent.on(again -> {});
        }
        assertThat(state().counts().entered()).isEqualTo(2);
    }

    @Test
    void agentWhoHangsUpAtOnceLeavesTheCallerTheFirst() {
        open(QueueSettings.of("853", "895").withStrategy(QueueStrategy.IN_ORDER).withRest(SECOND.multipliedBy(60)));
        var hasty = stage.registered("853").on(call -> call.answer().thenRun(call::hangUp));
        var good = stage.registered("895").answering();
        var caller = stage.registered("858");
        var call = served(caller, good);
        assertThat(hasty.incoming()).hasSize(1);
        assertThat(misses()).containsExactly(AgentMiss.NOT_CONNECTED);
        over(call);
    }

    @Test
    @DisplayName("An agent whose call is lost while he is connected keeps nobody: the caller stays the first")
    void aTransferThatFailsLeavesTheCallerTheFirst() {
        open(QueueSettings.of("853", "895").withStrategy(QueueStrategy.IN_ORDER).withRest(SECOND.multipliedBy(60)));
        var good = stage.registered("895").answering();
        var caller = stage.registered("858");
        stage.registered("853")
                .on(call -> call.answer()
                        .thenRun(() -> stage.pbx()
                                .calls()
                                .thenAccept(calls -> calls.stream()
                                        .filter(known -> known.caller().equals("700"))
                                        .forEach(known -> stage.pbx().endCall(known.id())))));
        over(served(caller, good));
        assertThat(misses()).containsExactly(AgentMiss.NOT_CONNECTED);
    }

    @Test
    void agentsLogInAndOutByCallingTheQueue() {
        open(QueueSettings.of("853").withAgentsLoggingIn());
        var agent = stage.registered("853").answering();
        var caller = stage.registered("858");
        stage.seconds(1);
        assertThat(((DialOutcome.Refused) caller.dial("700")).status()).isEqualTo(480);
        var call = agent.talkTo("700");
        assertThat(stage.await(call.ended()).by()).isEqualTo(CallEnding.Party.REMOTE);
        stage.seconds(1);
        assertThat(stateOf("853")).isEqualTo(AgentState.FREE);
        over(served(caller, agent));
        stage.await(agent.talkTo("700").ended());
        stage.seconds(1);
        assertThat(stateOf("853")).isEqualTo(AgentState.LOGGED_OUT);
    }

    @Test
    void agentsComeAndGoByTheProgram() {
        open(QueueSettings.of());
        var agent = stage.registered("895").answering();
        var caller = stage.registered("858");
        queue.login("895");
        queue.login("nobody");
        stage.seconds(1);
        assertThat(stateOf("nobody")).isEqualTo(AgentState.UNREGISTERED);
        var call = served(caller, agent);
        queue.logout("895");
        stage.seconds(1);
        assertThat(stateOf("895")).isEqualTo(AgentState.TALKING);
        over(call);
        assertThat(stateOf("895")).isEqualTo(AgentState.LOGGED_OUT);
    }

    @Test
    void anAgentThatIsNobodysNumberIsUnreachable() {
        open(QueueSettings.of("899", "853").withStrategy(QueueStrategy.IN_ORDER).withUnregisteredAgents());
        var agent = stage.registered("853").answering();
        var caller = stage.registered("858");
        over(served(caller, agent));
        assertThat(misses()).containsExactly(AgentMiss.UNREACHABLE);
    }

    @Test
    void closingEndsWhoWaitsAndWhoRings() {
        open(QueueSettings.of("853"));
        var agent = stage.registered("853");
        var caller = stage.registered("858");
        var call = caller.talkTo("700");
        var ringing = agent.lastIncoming();
        stage.await(stage.services().closeAsync());
        stage.until(() -> call.state().isEnded() && ringing.state().isEnded());
        assertThat(((DialOutcome.Refused) caller.dial("700")).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("Twenty callers and three agents: each caller has an agent once, and no agent two callers")
    void nobodyIsLostAndNobodyIsHadTwice() {
        open(QueueSettings.of("853", "895", "857")
                .withRing(SECOND.multipliedBy(3))
                .withRest(SECOND));
        var talks = new ArrayList<IncomingCall>();
        for (var number : List.of("853", "895", "857")) {
            var agent = stage.registered(number);
            agent.on(call -> {
                assertThat(agent.line().calls().stream().filter(other -> !Objects.equals(other, call)))
                        .isEmpty();
                talks.add(call);
                if (talks.size() % 4 == 0) {
                    call.reject();
                } else if (talks.size() % 5 != 0) {
                    call.answerAfter(Duration.ofMillis(100L * (talks.size() % 7)));
                }
            });
        }
        var caller = stage.registered("858");
        var calls = new ArrayList<OutgoingCall>();
        for (int i = 0; i < 20; i++) {
            calls.add(caller.prepare("700"));
            calls.get(i).start();
            stage.run(Duration.ofMillis(37));
        }
        for (int i = 0; i < 400 && calls.stream().anyMatch(call -> !call.state().isEnded()); i++) {
            stage.seconds(1);
            // Who is connected is done.
            calls.stream()
                    .filter(call -> !call.state().isEnded() && !"700".equals(call.remoteNumber()))
                    .forEach(OutgoingCall::hangUp);
        }
        stage.seconds(5);
        assertThat(told(QueueEvent.Connected.class).stream()
                        .map(event -> event.caller().id())
                        .distinct()
                        .count())
                .isEqualTo(20)
                .isEqualTo(connected().size());
        assertThat(state().counts().entered()).isEqualTo(20);
        assertThat(state().counts().gaveUp()).isZero();
        assertThat(state().waiting()).isEmpty();
    }
}
