package io.switchhook.pbx;

import static io.switchhook.pbx.Bench.talkAndEnd;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Calls that come in from a provider: how it is known, where they go, and where they do not. */
class TrunkIncomingTest {
    private static final String AT = "192.0.2.50";
    private static final String ELSEWHERE = "198.51.100.7";

    private final List<PbxEvent> events = new ArrayList<>();

    private Bench bench(Trunk trunk) throws IOException {
        return bench(trunk, builder -> builder);
    }

    private Bench bench(Trunk trunk, UnaryOperator<Pbx.Builder> more) throws IOException {
        return new Bench(builder -> more.apply(builder.trunk(trunk).onEvent(events::add)));
    }

    private static Trunk trunk() {
        return Trunk.to("sip:" + AT).named("provider").withIncoming("4930100", CallRoute.to("853"));
    }

    private static Trunk registering() {
        return trunk().withLogin("4930100", Provider.SECRET).registering();
    }

    private PbxEvent.CallEnded ended() {
        return Bench.lastEnded(events);
    }

    private static void assertStranger(Bench.Leg calling) {
        calling.refused(401);
    }

    // --- how it is known ------------------------------------------------------------------------------------------

    @Test
    void aCallToTheContactOfTheRegistrationIsTheTrunksFromWhereverItComes() throws IOException {
        var bench = bench(registering());
        var provider = new Provider(bench, AT);
        provider.register(600);
        var other = new Provider(bench, ELSEWHERE);
        var calling = other.call(provider.contact(), draft -> draft.replace("To", "<sip:4930100@provider.example>"));
        var called = bench.bert.ring();
        assertThat(called.invite().header("From").orElse(""))
                .contains("\"Zoe\"")
                .contains("sip:030555@192.0.2.10");
        talkAndEnd(calling, called);
        bench.run(100);
        assertThat(ended().call().callerTrunk()).contains("provider");
        assertThat(ended().call().caller()).isEqualTo("030555@" + AT);
        assertThat(ended().call().dialled()).isEqualTo("4930100");
        bench.closeWithTrunk(provider);
    }

    @Test
    void whatComesOverThePathOfTheRegistrationIsTheTrunks() throws IOException {
        var bench = bench(registering());
        var provider = new Provider(bench, AT);
        assertStranger(provider.call("4930100"));
        provider.register(600);
        talkAndEnd(provider.call("4930100"), bench.bert.ring());
        assertStranger(new Provider(bench, ELSEWHERE).call("4930100"));
        bench.closeWithTrunk(provider);
    }

    /** RFC 7315 §4.2: behind our Contact the number stands elsewhere. */
    @Test
    void theNumberBehindTheContactIsWhatTheProviderSays() throws IOException {
        var bench = bench(registering());
        var provider = new Provider(bench, AT);
        provider.register(600);
        talkAndEnd(
                provider.call(
                        provider.contact(),
                        draft -> draft.replace("To", "<sip:777@provider.example>")
                                .header("P-Called-Party-ID", "<sip:4930100@provider.example>")),
                bench.bert.ring());
        bench.closeWithTrunk(provider);
    }

    @Test
    void anAddressOfTheTrunkIsTheTrunksAndAnotherIsAStranger() throws IOException {
        var bench = bench(trunk().withSource("192.0.2.48/30"));
        talkAndEnd(new Provider(bench, AT).call("4930100"), bench.bert.ring());
        assertStranger(new Provider(bench, "192.0.2.52").call("4930100"));
        // Whatever it says that it is.
        assertStranger(new Provider(bench, ELSEWHERE)
                .callAs(
                        "<sip:4930100@" + AT + ">",
                        "sip:4930100@192.0.2.10",
                        draft -> draft.header("P-Asserted-Identity", "<sip:4930100@" + AT + ">")));
        bench.end();
    }

    @Test
    void aLoginOfATelephoneIsNeverOfUseToATrunk() throws IOException {
        var bench = bench(trunk());
        assertStranger(new Provider(bench, AT).call("4930100"));
        bench.end();
    }

    @Test
    void severalTrunksAtOnePlaceAreToldApartByTheNumber() throws IOException {
        var second = Trunk.to("sip:" + AT).named("second").withSource(AT).withIncoming("4930200", CallRoute.to("895"));
        var bench = bench(trunk().withSource(AT), builder -> builder.trunk(second));
        var provider = new Provider(bench, AT);
        talkAndEnd(provider.call("4930200"), bench.carl.ring());
        bench.run(100);
        assertThat(ended().call().callerTrunk()).contains("second");
        talkAndEnd(provider.call("4930100"), bench.bert.ring());
        bench.end();
    }

    @Test
    void anOptionsOfTheProviderIsAnsweredWithoutALogin() throws IOException {
        var bench = bench(trunk().withSource(AT));
        var provider = new Provider(bench, AT);
        var dialog = provider.peer().newDialog("sip:4930100@192.0.2.10");
        dialog.send("OPTIONS");
        dialog.expectResponse("OPTIONS", 200);
        var stranger = new Provider(bench, ELSEWHERE).peer().newDialog("sip:4930100@192.0.2.10");
        stranger.send("OPTIONS");
        stranger.expectResponse("OPTIONS", 401);
        bench.end();
    }

    // --- where calls go -------------------------------------------------------------------------------------------

    @Test
    void aNumberThatNobodyHasNamedIsNotFoundAndTheRecordSaysSo() throws IOException {
        var bench = bench(trunk().withSource(AT));
        var provider = new Provider(bench, AT);
        provider.call("858").refused(404);
        bench.run(100);
        assertThat(ended().ending().status()).contains(404);
        assertThat(ended().call().callerTrunk()).contains("provider");
        bench.end();
    }

    @Test
    void aRouteMayGoOnAndOthersMayGoToTheExtensionThatWasDialled() throws IOException {
        var rules = NumberRules.NONE.replacing("+4930100", "");
        var bench = bench(Trunk.to("sip:" + AT)
                .withSource(AT)
                .withIncomingNumbers(rules)
                .withIncoming("0", CallRoute.to("853").ifBusy(CallRoute.to("895")))
                .withOtherIncoming(CallRoute.asDialled()));
        var provider = new Provider(bench, AT);
        var calling = provider.call("+49301000");
        bench.bert.ring().refuse(486, draft -> {});
        talkAndEnd(calling, bench.carl.ring());
        talkAndEnd(provider.call("+4930100858"), bench.anna.ring());
        provider.call("+4930100777").refused(404);
        bench.end();
    }

    @Test
    void theDialPlanDecidesWhereItIsToldTo() throws IOException {
        var asked = new ArrayList<DialledCall>();
        var trunk = trunk().withSource(AT).withIncomingByPlan();
        var bench = bench(
                trunk,
                builder -> builder.dialPlan(call -> {
                    asked.add(call);
                    return CallRoute.to("895");
                }));
        var provider = new Provider(bench, AT);
        talkAndEnd(provider.call("4930999"), bench.carl.ring());
        assertThat(asked).singleElement().satisfies(call -> {
            assertThat(call.trunk()).containsSame(trunk);
            assertThat(call.caller()).isEqualTo("030555@" + AT);
            assertThat(call.dialled()).isEqualTo("4930999");
        });
        talkAndEnd(provider.call("4930100"), bench.bert.ring());
        assertThat(asked).hasSize(1);
        bench.end();
    }

    // --- toll fraud -----------------------------------------------------------------------------------------------

    @Test
    void nobodyGoesFromATrunkToATrunkUnlessItIsAllowed() throws IOException {
        var out = Trunk.to("sip:192.0.2.60").named("out");
        var trunk = trunk().withSource(AT).withIncomingByPlan();
        var bench = bench(
                trunk,
                builder -> builder.trunk(out)
                        .dialPlan(call ->
                                CallRoute.to("853").ifBusy(CallRoute.to(CallTarget.through(out, call.dialled())))));
        var provider = new Provider(bench, AT);
        var outside = new Provider(bench, "192.0.2.60");
        var calling = provider.call("00900666");
        bench.bert.ring().refuse(486, draft -> {});
        calling.refused(403);
        bench.run(100);
        assertThat(outside.invites()).isZero();
        assertThat(ended().ending().reason()).contains("do not go out again");
        bench.end();
    }

    @Test
    void whoIsToldToMayPassThrough() throws IOException {
        var out = Trunk.to("sip:192.0.2.60").named("out");
        var trunk =
                trunk().withSource(AT).withTransit().withOtherIncoming(CallRoute.to(CallTarget.through(out, "4711")));
        var bench = bench(trunk, builder -> builder.trunk(out));
        var provider = new Provider(bench, AT);
        var outside = new Provider(bench, "192.0.2.60");
        talkAndEnd(provider.call("123"), outside.ring());
        bench.run(100);
        assertThat(ended().call().callerTrunk()).contains("provider");
        assertThat(ended().call().calleeTrunk()).contains("out");
        bench.end();
    }

    @Test
    void neitherPickupNorReplacesNorAForgedExtensionHelps() throws IOException {
        var out = Trunk.to("sip:192.0.2.60").named("out");
        var bench = bench(
                trunk().withSource(AT).withIncomingByPlan(),
                builder -> builder.pickup("**")
                        .dialPlan(call -> call.caller().equals("858")
                                ? CallRoute.to(CallTarget.through(out, call.dialled()))
                                : CallRoute.asDialled()));
        var provider = new Provider(bench, AT);
        provider.callAs("<sip:858@192.0.2.10>", "sip:00900666@192.0.2.10", draft -> {})
                .refused(404);
        var calling = bench.carl.dial("853");
        var ringing = bench.bert.ring();
        provider.call("**853").refused(404);
        provider.call(
                        "sip:853@192.0.2.10",
                        draft -> draft.header(
                                "Replaces",
                                calling.dialog().callId() + ";from-tag="
                                        + calling.dialog().localTag() + ";to-tag=x"))
                .refused(603);
        talkAndEnd(calling, ringing);
        bench.end();
    }

    // --- who calls ------------------------------------------------------------------------------------------------

    private static java.util.function.Consumer<io.switchhook.testkit.Draft> asserted(String privacy) {
        return draft -> {
            draft.header("P-Asserted-Identity", "\"Zoe Z.\" <tel:+49-30-777>");
            if (!privacy.isEmpty()) {
                draft.header("Privacy", privacy);
            }
        };
    }

    /** RFC 3325 §5. */
    @Test
    void anAssertedIdentityCountsFromWhoIsTrustedAlone() throws IOException {
        var bench = bench(trunk().withSource(AT).trusted().withIncomingNumbers(NumberRules.NONE.replacing("+49", "0")));
        var calling = new Provider(bench, AT).call("sip:4930100@192.0.2.10", asserted(""));
        var called = bench.bert.ring();
        assertThat(called.invite().header("From").orElse(""))
                .contains("\"Zoe Z.\"")
                .contains("sip:030777@192.0.2.10");
        talkAndEnd(calling, called);
        bench.end();
        var wary = bench(trunk().withSource(AT));
        var other = new Provider(wary, AT).call("sip:4930100@192.0.2.10", asserted(""));
        var shown = wary.bert.ring();
        assertThat(shown.invite().header("From").orElse("")).contains("sip:030555@192.0.2.10");
        assertThat(shown.invite().header("P-Asserted-Identity")).isEmpty();
        talkAndEnd(other, shown);
        wary.end();
    }

    /** RFC 3325 §7: the telephone is not told, and the record of the PBX is its own. */
    @Test
    void whoWantsToStayUnknownDoes() throws IOException {
        var bench = bench(trunk().withSource(AT).trusted());
        var calling = new Provider(bench, AT).call("sip:4930100@192.0.2.10", asserted("id"));
        var called = bench.bert.ring();
        assertThat(called.invite().header("From").orElse("")).contains("anonymous.invalid");
        assertThat(called.invite().toString()).doesNotContain("777").doesNotContain("030555");
        talkAndEnd(calling, called);
        bench.run(100);
        assertThat(ended().call().caller()).isEqualTo("+4930777@" + AT);
        bench.end();
    }

    @Test
    void whoHasSentTheCallHereIsTold() throws IOException {
        var bench = bench(trunk().withSource(AT));
        var calling = new Provider(bench, AT)
                .call(
                        "sip:4930100@192.0.2.10",
                        draft -> draft.header("Diversion", "<sip:4930222@provider.example>;reason=no-answer")
                                .header("History-Info", "<sip:4930222@provider.example>;index=1"));
        var called = bench.bert.ring();
        assertThat(called.invite().header("Diversion").orElse("")).contains("4930222");
        assertThat(called.invite().header("History-Info").orElse("")).contains("4930222");
        talkAndEnd(calling, called);
        bench.end();
    }

    @Test
    void aNumberThatIsNoneIsShownAsUnknown() throws IOException {
        var bench = bench(trunk().withSource(AT));
        var calling =
                new Provider(bench, AT).callAs("<sip:a%40b%20c@" + AT + ">", "sip:4930100@192.0.2.10", draft -> {});
        var called = bench.bert.ring();
        assertThat(called.invite().header("From").orElse("")).contains("sip:unknown@");
        talkAndEnd(calling, called);
        bench.end();
    }

    // --- limits ---------------------------------------------------------------------------------------------------

    @Test
    void oneCallTooManyIsBusyAndOtherTrunksAreNot() throws IOException {
        var bench = bench(trunk().withSource(AT).withMaxCalls(1));
        var provider = new Provider(bench, AT);
        var calling = provider.call("4930100");
        var called = bench.bert.ring();
        provider.call("4930100").refused(486);
        bench.run(100);
        assertThat(ended().ending().reason()).isEqualTo("All lines of provider are in use");
        var all = bench.simulation.await(bench.pbx.trunks(), Duration.ofSeconds(1));
        assertThat(all).singleElement().satisfies(trunk -> {
            assertThat(trunk.calls()).isEqualTo(1);
            assertThat(trunk.state()).isEqualTo(TrunkState.UNWATCHED);
            assertThat(trunk.status()).isEqualTo(Optional.empty());
        });
        talkAndEnd(calling, called);
        talkAndEnd(provider.call("4930100"), bench.bert.ring());
        bench.end();
    }
}
