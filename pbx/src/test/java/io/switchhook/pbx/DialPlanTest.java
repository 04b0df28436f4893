package io.switchhook.pbx;

import static io.switchhook.pbx.Bench.talkAndEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.testkit.PeerDigest;
import io.switchhook.testkit.Pump;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where calls go when the program decides. */
class DialPlanTest {
    private static final Duration TWENTY = Duration.ofSeconds(20);

    private final List<DialledCall> asked = new ArrayList<>();
    private final List<PbxEvent> events = new ArrayList<>();
    private Optional<SlowLanes> slow = Optional.empty();

    private Bench bench(DialPlan plan) throws IOException {
        return new Bench(builder -> builder.onEvent(events::add).dialPlan(call -> {
            asked.add(call);
            return plan.route(call);
        }));
    }

    private Bench slowBench(DialPlan plan) throws IOException {
        return new Bench(
                host -> {
                    slow = Optional.of(new SlowLanes(host, "switchhook-dial-plan"));
                    return slow.get();
                },
                builder -> builder.onEvent(events::add).dialPlan(plan));
    }

    private static void assertThatNobodyCalled(Bench.Telephone telephone) {
        assertThat(telephone.peer().received().stream().filter(message -> message.isRequest("INVITE")))
                .isEmpty();
    }

    @Test
    void thePlanIsAskedForEachCallAndMayLeaveItAsItIs() throws IOException {
        var bench = bench(call -> CallRoute.asDialled());
        var calling = bench.anna.dial("853");
        talkAndEnd(calling, bench.bert.ring());
        assertThat(asked).singleElement().satisfies(call -> {
            assertThat(call.caller()).isEqualTo("858");
            assertThat(call.dialled()).isEqualTo("853");
            assertThat(call.invite().callId()).isEqualTo(calling.dialog().callId());
        });
        bench.anna.dial("777").refused(404);
        bench.end();
    }

    @Test
    void aNumberThatIsNobodysRingsSeveral() throws IOException {
        var bench = bench(call -> CallRoute.to("853", "895"));
        var calling = bench.anna.dial("hotline");
        var first = bench.bert.ring();
        var second = bench.carl.ring();
        second.answer();
        first.expectCancel();
        bench.bert.peer().expectRequest("ACK");
        calling.answered();
        calling.hangUp();
        second.expectBye();
        bench.end();
    }

    @Test
    void whenNobodyAnswersItRingsElsewhere() throws IOException {
        var bench = bench(call -> CallRoute.to("853").ringing(TWENTY).ifNoAnswer(CallRoute.to("895")));
        var calling = bench.anna.dial("853");
        var first = bench.bert.ring();
        bench.run(19_000);
        assertThatNobodyCalled(bench.carl);
        first.expectCancel();
        var second = bench.carl.ring();
        calling.dialog().expectResponse("INVITE", 181);
        bench.bert.peer().expectRequest("ACK");
        assertThat(second.invite().header("Diversion").orElse(""))
                .contains("sip:853@")
                .contains("reason=no-answer");
        talkAndEnd(calling, second);
        assertThat(events).extracting(PbxEvent::kind).contains(PbxEvent.Kind.CALL_FORWARDED);
        bench.end();
    }

    @Test
    void aDeadTelephoneHoldsNobodyUp() throws IOException {
        var bench =
                bench(call -> CallRoute.to("853").ringing(Duration.ofSeconds(5)).ifNoAnswer(CallRoute.to("895")));
        var calling = bench.anna.dial("853");
        bench.bert.peer().expectRequest("INVITE");
        bench.run(4_900);
        var second = bench.carl.peer().expectRequest("INVITE", Duration.ofMillis(500));
        var dialog = bench.carl.peer().dialog(second);
        talkAndEnd(calling, new Bench.Leg(bench.carl, dialog, second));
        bench.run(40_000);
        bench.end();
    }

    @Test
    void whoAnswersAtTheLastMomentIsSentHomeWhenTheCallHasGoneOn() throws IOException {
        var bench =
                bench(call -> CallRoute.to("853").ringing(Duration.ofSeconds(5)).ifNoAnswer(CallRoute.to("895")));
        var calling = bench.anna.dial("853");
        var late = bench.bert.ring();
        bench.bert.peer().expectRequest("CANCEL", Duration.ofSeconds(6));
        // RFC 3261 §9.1: the 200 crossed the CANCEL.
        late.answer();
        late.expectBye();
        talkAndEnd(calling, bench.carl.ring());
        bench.end();
    }

    @Test
    void busyUnreachableAndTheRestGoWhereTheyAreSent() throws IOException {
        var bench = bench(call -> CallRoute.to("853")
                .ifBusy(CallRoute.to("777")
                        .ifUnreachable(CallRoute.to("895").otherwise(CallRoute.reject(603, "Later")))));
        var calling = bench.anna.dial("853");
        bench.bert.ring().refuse(486, draft -> {});
        var last = bench.carl.ring();
        assertThat(last.invite().headers("Diversion")).hasSize(2);
        assertThat(last.invite().headers("Diversion").get(0))
                .contains("sip:777@")
                .contains("unavailable");
        assertThat(last.invite().headers("Diversion").get(1))
                .contains("sip:853@")
                .contains("user-busy");
        last.refuse(415, draft -> {});
        calling.refused(603);
        bench.run(100);
        assertThat(events)
                .filteredOn(PbxEvent.CallEnded.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    var ending = ((PbxEvent.CallEnded) event).ending();
                    assertThat(ending.status()).contains(603);
                    assertThat(ending.reason()).isEqualTo("Later");
                });
        bench.end();
    }

    @Test
    void aReasonWithoutARouteIsTheAnswer() throws IOException {
        var bench = bench(call -> CallRoute.to("853").ifNoAnswer(CallRoute.to("895")));
        var calling = bench.anna.dial("853");
        bench.bert.ring().refuse(486, draft -> {});
        calling.refused(486);
        bench.end();
    }

    @Test
    void aPlanThatFailsIs500AndTheProgramHearsWhy() throws IOException {
        var bench = bench(call -> {
            throw new IOException("no table");
        });
        bench.anna.dial("853").refused(500);
        bench.run(100);
        assertThat(events)
                .filteredOn(PbxEvent.DialPlanFailed.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((PbxEvent.DialPlanFailed) event).reason()).contains("no table"));
        bench.end();
    }

    @Test
    void aPlanThatDoesNotAnswerIs500InTime() throws IOException {
        var bench = slowBench(call -> CallRoute.to("895"));
        var calling = bench.anna.dial("853");
        bench.run(19_000);
        calling.refused(500);
        slow.orElseThrow().runAll();
        bench.run(1_000);
        assertThatNobodyCalled(bench.carl);
        bench.end();
    }

    @Test
    void aCallerMayGiveUpWhileThePlanThinks() throws IOException {
        var bench = slowBench(call -> CallRoute.to("895"));
        var calling = bench.anna.dial("853");
        calling.dialog().expectResponse("INVITE", 100);
        calling.dialog().cancel(calling.invite());
        calling.dialog().expectResponse("CANCEL", 200);
        calling.refused(487);
        slow.orElseThrow().runAll();
        bench.run(1_000);
        assertThatNobodyCalled(bench.carl);
        bench.end();
    }

    @Test
    void anotherCallerIsShownWhereItWasSaidAlone() throws IOException {
        var bench = bench(call -> CallRoute.to("853").shownAs("100").ifBusy(CallRoute.asDialled()));
        var calling = bench.anna.dial("895");
        var first = bench.bert.ring();
        assertThat(first.invite().header("From").orElse("")).contains("sip:100@");
        first.refuse(486, draft -> {});
        var second = bench.carl.ring();
        assertThat(second.invite().header("From").orElse("")).contains("sip:858@");
        talkAndEnd(calling, second);
        bench.end();
    }

    @Test
    void anotherCallerIsShownAndStaysShownAfterATransfer() throws IOException {
        var bench = bench(call -> CallRoute.to("853").shownAs("100", "Front desk"));
        var calling = bench.anna.dial("853");
        var called = bench.bert.ring();
        assertThat(called.invite().header("From").orElse(""))
                .contains("\"Front desk\"")
                .contains("sip:100@");
        called.answer();
        calling.answered();
        called.refer("895");
        called.dialog().expectResponse("REFER", 202);
        var target = bench.carl.ring();
        assertThat(target.invite().header("From").orElse(""))
                .contains("sip:100@")
                .doesNotContain("858");
        target.answer();
        called.expectReport("200");
        called.hangUp();
        calling.hangUp();
        target.expectBye();
        bench.end();
    }

    private static Bench.Telephone stranger(Bench bench) throws IOException {
        var host = bench.simulation.host("provider", "192.0.2.50");
        var peer = ScriptedPeer.udp("provider", host, Pump.of(bench.simulation), Bench.at("192.0.2.50", 5070))
                .lenient()
                .target(Bench.at("192.0.2.10", 5060));
        var ear = RtpProbe.open("ear of provider", host, Pump.of(bench.simulation), Bench.at("192.0.2.50", 4000));
        var telephone = new Bench.Telephone("provider", peer, ear);
        bench.telephones.add(telephone);
        return telephone;
    }

    @Test
    void aCallGoesToAnAddressOutside() throws IOException {
        var bench = bench(call -> CallRoute.to(CallTarget.outside("sip:" + call.dialled() + "@192.0.2.50:5070")));
        var provider = stranger(bench);
        var calling = bench.anna.dial("4711");
        var called = provider.ring();
        assertThat(called.invite().requestUri()).isEqualTo("sip:4711@192.0.2.50:5070");
        assertThat(called.invite().header("From").orElse("")).contains("sip:858@192.0.2.10");
        assertThat(called.invite().body()).contains("192.0.2.10");
        called.answer();
        calling.answered();
        called.hangUp();
        calling.expectBye();
        bench.run(100);
        assertThat(events)
                .filteredOn(PbxEvent.CallEnded.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    var ended = (PbxEvent.CallEnded) event;
                    assertThat(ended.call().callee()).contains("4711@192.0.2.50");
                    assertThat(ended.ending().by()).contains("4711@192.0.2.50");
                });
        bench.end();
    }

    @Test
    void aTrunkAsksForItsLoginAndGetsIt() throws IOException {
        var trunk = Trunk.to("sip:192.0.2.50:5070")
                .withLogin("company", "trunk-secret")
                .withCaller("4930100");
        assertThat(trunk.toString()).doesNotContain("trunk-secret");
        var bench = bench(call -> CallRoute.to(CallTarget.through(trunk, call.dialled())));
        var provider = stranger(bench);
        var calling = bench.anna.dial("4711");
        var invite =
                provider.peer().challenge("INVITE", new PeerDigest("provider", "a-nonce", "SHA-256"), "trunk-secret");
        assertThat(invite.header("From").orElse("")).contains("sip:4930100@192.0.2.50");
        var dialog = provider.peer().dialog(invite);
        talkAndEnd(calling, new Bench.Leg(provider, dialog, invite));
        bench.end();
    }

    @Test
    void nobodyOutsideIsReachedByATransfer() throws IOException {
        var bench = bench(call -> CallRoute.asDialled());
        var talk = bench.talk();
        talk.anna().dialog().send("REFER", draft -> draft.header("Refer-To", "<sip:4711@192.0.2.50:5070>"));
        talk.anna().dialog().expectResponse("REFER", 202);
        talk.anna().expectReport("404");
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @Test
    void whatIsNoRouteIsRefusedWhereItIsWritten() throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> CallRoute.to(new String[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> CallRoute.to("sip:853@x"));
        assertThatIllegalArgumentException().isThrownBy(() -> CallTarget.outside("853"));
        assertThatIllegalArgumentException().isThrownBy(() -> CallTarget.outside("sip:example.com"));
        assertThatIllegalArgumentException().isThrownBy(() -> Trunk.to("sip:anna@example.com"));
        assertThatIllegalArgumentException().isThrownBy(() -> Trunk.to("example"));
        assertThatIllegalArgumentException().isThrownBy(() -> CallTarget.through(Trunk.to("sip:x"), "a@b"));
        assertThatIllegalArgumentException().isThrownBy(() -> CallRoute.reject(200));
        assertThatIllegalArgumentException().isThrownBy(() -> CallRoute.to("1").ringing(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> CallRoute.to("1").ringing(Duration.ofMinutes(3)));
    }
}
