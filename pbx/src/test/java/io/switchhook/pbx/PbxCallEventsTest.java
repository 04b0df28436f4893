package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.pbx.PbxCallEnding.Cause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program hears of the calls through its PBX, and what it may do to them. */
class PbxCallEventsTest {
    private final List<PbxEvent> events = new ArrayList<>();

    private Bench bench() throws IOException {
        return new Bench(builder -> builder.onEvent(event -> {
            if (event.kind() != PbxEvent.Kind.REGISTERED) {
                events.add(event);
            }
        }));
    }

    private List<PbxEvent.Kind> kinds() {
        return events.stream().map(PbxEvent::kind).toList();
    }

    private PbxEvent.CallEnded end() {
        return events.stream()
                .filter(PbxEvent.CallEnded.class::isInstance)
                .map(PbxEvent.CallEnded.class::cast)
                .reduce((one, two) -> {
                    throw new AssertionError("two ends: " + one + ", " + two);
                })
                .orElseThrow();
    }

    private static <T> T await(Bench bench, CompletableFuture<T> future) {
        return bench.simulation.await(future, Duration.ofSeconds(5));
    }

    private static PbxCall onlyCall(Bench bench) {
        var calls = await(bench, bench.pbx.calls());
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }

    @Test
    void aListenerMayComeLaterAndGoAgain() throws IOException {
        var bench = bench();
        bench.anna.dial("777").refused(404);
        bench.run(100);
        events.clear();
        var late = new ArrayList<PbxEvent>();
        Consumer<PbxEvent> listener = late::add;
        assertThat(await(bench, bench.pbx.addListener(listener))).isTrue();
        bench.anna.dial("777").refused(404);
        bench.run(100);
        assertThat(late).isNotEmpty().isEqualTo(events);
        int heard = late.size();
        assertThat(await(bench, bench.pbx.removeListener(listener))).isTrue();
        assertThat(await(bench, bench.pbx.removeListener(listener))).isFalse();
        bench.anna.dial("777").refused(404);
        bench.run(100);
        assertThat(late).hasSize(heard);
        assertThat(events).hasSizeGreaterThan(heard);
        bench.end();
    }

    @Test
    void theRecordOfACallThatWasTakenAndEndedByTheCallee() throws IOException {
        var bench = bench();
        var before = bench.pbxHost.wallTime();
        var calling = bench.anna.dial("853");
        var called = bench.bert.ring();
        bench.run(5_000);
        assertThat(onlyCall(bench).state()).isEqualTo(PbxCallState.RINGING);
        called.answer();
        calling.answered();
        bench.run(60_000);
        assertThat(onlyCall(bench).state()).isEqualTo(PbxCallState.TALKING);
        called.dialog().send("BYE", draft -> draft.header("Reason", "Q.850;cause=16;text=\"Goodbye\""));
        called.dialog().expectResponse("BYE", 200);
        calling.expectBye();
        bench.run(100);

        assertThat(kinds())
                .containsExactly(
                        PbxEvent.Kind.CALL_STARTED,
                        PbxEvent.Kind.CALL_RINGING,
                        PbxEvent.Kind.CALL_ANSWERED,
                        PbxEvent.Kind.CALL_ENDED);
        var call = end().call();
        assertThat(call.caller()).isEqualTo("858");
        assertThat(call.dialled()).isEqualTo("853");
        assertThat(call.callee()).contains("853");
        assertThat(call.state()).isEqualTo(PbxCallState.ENDED);
        assertThat(Duration.between(before, call.startedAt())).isLessThan(Duration.ofSeconds(1));
        assertThat(call.ringing()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
        assertThat(call.talking()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(61));
        assertThat(end().ending())
                .isEqualTo(new PbxCallEnding(Cause.HUNG_UP, Optional.of("853"), Optional.empty(), "Goodbye"));
        assertThat(await(bench, bench.pbx.calls())).isEmpty();
        bench.end();
    }

    @Test
    void aCallThatIsNotTakenSaysWhy() throws IOException {
        var bench = bench();
        var calling = bench.anna.dial("853");
        bench.bert.ring().refuse(486, draft -> {});
        calling.refused(486);
        bench.run(100);
        assertThat(end().ending())
                .isEqualTo(new PbxCallEnding(Cause.NOT_TAKEN, Optional.empty(), Optional.of(486), "Busy Here"));
        assertThat(end().call().talking()).isZero();
        events.clear();
        bench.anna.dial("777").refused(404);
        bench.run(100);
        assertThat(end().ending().status()).contains(404);
        bench.end();
    }

    @Test
    void aCallerWhoGivesUpIsCancelled() throws IOException {
        var bench = bench();
        var calling = bench.anna.dial("853");
        var called = bench.bert.ring();
        bench.run(2_000);
        calling.dialog().cancel(calling.invite());
        calling.dialog().expectResponse("CANCEL", 200);
        calling.refused(487);
        called.expectCancel();
        bench.bert.peer().expectRequest("ACK");
        assertThat(end().ending().cause()).isEqualTo(Cause.CANCELLED);
        assertThat(end().ending().by()).contains("858");
        bench.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sendonly", "inactive"})
    void whoHoldsIsNamedAndTheOtherIsNot(String direction) throws IOException {
        var bench = bench();
        var talk = bench.talk();
        change(talk.anna(), talk.bert(), direction, direction.equals("sendonly") ? "recvonly" : "inactive");
        assertThat(onlyCall(bench).holding()).containsExactly("858");
        assertThat(onlyCall(bench).state()).isEqualTo(PbxCallState.HELD);
        change(talk.anna(), talk.bert(), "sendrecv", "sendrecv");
        assertThat(onlyCall(bench).holding()).isEmpty();
        assertThat(events)
                .filteredOn(event -> event.kind() == PbxEvent.Kind.CALL_HOLDING)
                .extracting(event -> ((PbxEvent.CallHolding) event).by() + ((PbxEvent.CallHolding) event).holds())
                .containsExactly("858true", "858false");
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    private static void change(Bench.Leg by, Bench.Leg of, String direction, String answer) {
        var ours = by.telephone().ear().sdp().replace("a=sendrecv", "") + "a=" + direction + "\r\n";
        var request = by.dialog().send("INVITE", draft -> draft.body("application/sdp", ours));
        var passed = of.dialog().expectRequest("INVITE");
        of.dialog()
                .respondWithSdp(
                        passed, 200, of.telephone().ear().sdp().replace("a=sendrecv", "") + "a=" + answer + "\r\n");
        of.dialog().expectRequest("ACK");
        by.dialog().ack(request, by.dialog().expectResponse("INVITE", 200));
    }

    @Test
    void aTransferByATelephoneIsTold() throws IOException {
        var bench = bench();
        var talk = bench.talk();
        talk.anna().refer("895");
        talk.anna().dialog().expectResponse("REFER", 202);
        var target = bench.carl.ring();
        target.answer();
        talk.anna().expectReport("200");
        talk.anna().hangUp();
        target.hangUp();
        talk.bert().expectBye();
        bench.run(100);
        assertThat(events)
                .filteredOn(event -> event.kind() == PbxEvent.Kind.CALL_TRANSFERRED)
                .singleElement()
                .satisfies(event -> {
                    var transfer = (PbxEvent.CallTransferred) event;
                    assertThat(transfer.from()).isEqualTo("858");
                    assertThat(transfer.to()).isEqualTo("895");
                });
        assertThat(end().call().caller()).isEqualTo("895");
        assertThat(end().ending().by()).contains("895");
        bench.end();
    }

    @Test
    void theProgramEndsACall() throws IOException {
        var bench = bench();
        var talk = bench.talk();
        var call = onlyCall(bench);
        assertThat(await(bench, bench.pbx.endCall("nothing"))).isFalse();
        assertThat(await(bench, bench.pbx.endCall(call.id()))).isTrue();
        talk.anna().expectBye();
        talk.bert().expectBye();
        bench.run(100);
        assertThat(end().ending().cause()).isEqualTo(Cause.ENDED_BY_PROGRAM);
        assertThat(await(bench, bench.pbx.endCall(call.id()))).isFalse();
        bench.end();
    }

    @Test
    void theProgramEndsACallThatRings() throws IOException {
        var bench = bench();
        var calling = bench.anna.dial("853");
        var called = bench.bert.ring();
        assertThat(await(bench, bench.pbx.endCall(onlyCall(bench).id()))).isTrue();
        called.expectCancel();
        bench.bert.peer().expectRequest("ACK");
        var refusal = bench.anna.peer().expectFinal("INVITE", Duration.ofSeconds(1));
        calling.dialog().ack(calling.invite(), refusal);
        assertThat(refusal.status()).isGreaterThanOrEqualTo(400);
        assertThat(end().ending().cause()).isEqualTo(Cause.ENDED_BY_PROGRAM);
        bench.end();
    }

    @Test
    void theProgramTransfersACall() throws IOException {
        var bench = bench();
        var talk = bench.talk();
        var outcome = bench.pbx.transferCall(onlyCall(bench).id(), "858", "895");
        var target = bench.carl.ring();
        assertThat(target.invite().header("From").orElse("")).contains("sip:853@");
        target.answer();
        talk.anna().expectBye();
        assertThat(await(bench, outcome).kind()).isEqualTo(PbxTransferOutcome.Kind.COMPLETED);
        talk.bert().hangUp();
        target.expectBye();
        bench.end();
    }

    @Test
    void aTransferThatFailsLeavesTheTwoTalking() throws IOException {
        var bench = bench();
        var talk = bench.talk();
        var outcome = bench.pbx.transferCall(onlyCall(bench).id(), "853", "895");
        bench.carl.ring().refuse(486, draft -> {});
        assertThat(await(bench, outcome)).isEqualTo(new PbxTransferOutcome.Failed(486, "Busy Here"));
        assertThat(onlyCall(bench).state()).isEqualTo(PbxCallState.TALKING);
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @Test
    void whatCannotBeTransferredIsNot() throws IOException {
        var bench = bench();
        var calling = bench.anna.dial("853");
        var called = bench.bert.ring();
        var id = onlyCall(bench).id();
        for (var attempt : List.of(
                bench.pbx.transferCall("nothing", "858", "895"),
                bench.pbx.transferCall(id, "777", "895"),
                bench.pbx.transferCall(id, "858", "895"))) {
            assertThat(await(bench, attempt).kind()).isEqualTo(PbxTransferOutcome.Kind.NOT_POSSIBLE);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> bench.pbx.transferCall(id, "858", "a b"));
        called.answer();
        calling.answered();
        var first = bench.pbx.transferCall(id, "858", "895");
        var target = bench.carl.ring();
        assertThat(await(bench, bench.pbx.transferCall(id, "858", "895")).kind())
                .isEqualTo(PbxTransferOutcome.Kind.NOT_POSSIBLE);
        called.hangUp();
        calling.expectBye();
        target.expectCancel();
        bench.carl.peer().expectRequest("ACK");
        assertThat(await(bench, first)).isInstanceOf(PbxTransferOutcome.Failed.class);
        bench.end();
    }

    @Test
    void aListenerThatIsTooFarBehindHearsHowManyItMissed() {
        var simulation = new io.switchhook.simulation.Simulation(1);
        var slow = new SlowLanes(simulation.host("pbx", "192.0.2.10"), "switchhook-pbx-events");
        var feed = new PbxEvents(slow, List.of(events::add));
        var event = new PbxEvent.DirectoryFailed("858", "");
        for (int i = 0; i < PbxEvents.MOST_BEHIND + 7; i++) {
            feed.tell(event);
        }
        slow.runAll();
        feed.tell(event);
        slow.runAll();
        assertThat(events).hasSize(PbxEvents.MOST_BEHIND + 2);
        assertThat(events.get(PbxEvents.MOST_BEHIND)).isEqualTo(new PbxEvent.Missed(7));
    }
}
