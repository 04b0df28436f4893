package io.switchhook.pbx;

import static io.switchhook.pbx.Bench.talkAndEnd;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.Draft;
import io.switchhook.testkit.PeerDigest;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Calls that go out over trunks: who they say to be, how numbers are written, and what happens when a trunk is out of order. */
class TrunkOutgoingTest {
    private static final String AT = "192.0.2.50";
    private static final String BACKUP = "192.0.2.60";
    private static final Consumer<Draft> ANONYMOUS = draft -> draft.header("Privacy", "id");

    private final List<PbxEvent> events = new ArrayList<>();

    /** Every number goes out over these, the first that works. */
    private Bench bench(Trunk... trunks) throws IOException {
        return new Bench(builder -> {
            for (var trunk : trunks) {
                builder.trunk(trunk);
            }
            return builder.onEvent(events::add)
                    .dialPlan(call -> CallRoute.to(CallTarget.through(List.of(trunks), call.dialled())));
        });
    }

    private static Trunk trunk() {
        return Trunk.to("sip:" + AT).named("first").withLogin("account", Provider.SECRET);
    }

    private static Trunk backup() {
        return Trunk.to("sip:" + BACKUP).named("second");
    }

    private PbxEvent.CallEnded ended() {
        return Bench.lastEnded(events);
    }

    private WireMessage called(Trunk trunk, Consumer<Draft> change) throws IOException {
        var bench = bench(trunk);
        var provider = new Provider(bench, AT);
        var calling = bench.anna.dial(
                "0301234",
                draft -> change.accept(
                        draft.body("application/sdp", bench.anna.ear().sdp())));
        var called = provider.ring();
        talkAndEnd(calling, called);
        bench.end();
        return called.invite();
    }

    private static String header(WireMessage message, String name) {
        return message.header(name).orElse("");
    }

    @Test
    void theCallersNumberStandsInFrom() throws IOException {
        var invite = called(trunk().withCaller("4930100").withCaller("858", "4930100858"), draft -> {});
        assertThat(header(invite, "From")).contains("<sip:4930100858@" + AT + ">");
        assertThat(invite.header("P-Asserted-Identity")).isEmpty();
        assertThat(invite.header("P-Preferred-Identity")).isEmpty();
        assertThat(invite.header("Privacy")).isEmpty();
    }

    /** RFC 3325 §9.1. */
    @Test
    void orInAssertedIdentityWithTheAccountInFrom() throws IOException {
        var invite = called(
                trunk().withCaller("0301005")
                        .withCallerIn(CallerPlace.P_ASSERTED_IDENTITY)
                        .withCallerNumbers(NumberRules.NONE.replacing("0", "+49")),
                draft -> {});
        assertThat(header(invite, "From")).contains("<sip:account@" + AT + ">");
        assertThat(header(invite, "P-Asserted-Identity")).isEqualTo("<sip:+49301005@" + AT + ">");
        assertThat(invite.header("P-Preferred-Identity")).isEmpty();
    }

    /** RFC 3325 §9.2. */
    @Test
    void orInPreferredIdentity() throws IOException {
        var invite = called(trunk().withCaller("4930100").withCallerIn(CallerPlace.P_PREFERRED_IDENTITY), draft -> {});
        assertThat(header(invite, "P-Preferred-Identity")).isEqualTo("<sip:4930100@" + AT + ">");
        assertThat(invite.header("P-Asserted-Identity")).isEmpty();
    }

    /** RFC 3323 §4.1.1.3, RFC 3325 §9.3. */
    @Test
    void whoCallsAnonymouslyIsKnownToTheProviderAlone() throws IOException {
        var plain = called(trunk().withCaller("4930100"), ANONYMOUS);
        assertThat(header(plain, "From")).contains("anonymous@anonymous.invalid");
        assertThat(header(plain, "Privacy")).isEqualTo("id");
        assertThat(header(plain, "P-Preferred-Identity")).isEqualTo("<sip:4930100@" + AT + ">");
        assertThat(header(plain, "Contact")).doesNotContain("account").doesNotContain("4930100");
        var asserting = called(trunk().withCaller("4930100").withCallerIn(CallerPlace.P_ASSERTED_IDENTITY), ANONYMOUS);
        assertThat(header(asserting, "From")).contains("anonymous@anonymous.invalid");
        assertThat(header(asserting, "Privacy")).isEqualTo("id");
        assertThat(header(asserting, "P-Asserted-Identity")).isEqualTo("<sip:4930100@" + AT + ">");
    }

    @Test
    void numbersAreWrittenAsTheProviderWantsThem() throws IOException {
        var rules = NumberRules.NONE.replacing("00", "+").replacing("0", "+49").replacing("", "+4930");
        assertThat(rules.apply("0301234")).isEqualTo("+49301234");
        assertThat(rules.apply("0044123")).isEqualTo("+44123");
        assertThat(rules.apply("1234")).isEqualTo("+49301234");
        assertThat(NumberRules.NONE.replacing("9", "").apply("9")).isEqualTo("9");
        var invite = called(trunk().withDialledNumbers(rules), draft -> {});
        assertThat(invite.requestUri()).isEqualTo("sip:+49301234@" + AT);
        assertThat(header(invite, "To")).contains("sip:+49301234@" + AT);
    }

    /** RFC 3261 §22.2, RFC 3608 §6.1: by the account, and by the way that the registrar named. */
    @Test
    void aRegisteredTrunkCallsInItsNameAndByItsWay() throws IOException {
        var bench = bench(trunk().registering().withCaller("4930100"));
        var provider = new Provider(bench, AT);
        var register =
                provider.peer().challenge("REGISTER", new PeerDigest("provider", "a-nonce", "MD5"), Provider.SECRET);
        provider.peer()
                .respond(
                        register,
                        200,
                        draft -> draft.header(
                                        "Contact", "<" + register.contactUri().orElseThrow() + ">;expires=600")
                                .header("Service-Route", "<sip:" + AT + ";lr>"));
        bench.run(100);
        var calling = bench.anna.dial("4711");
        var first = provider.peer().expectRequest("INVITE");
        assertThat(first.header("Route").orElse("")).isEqualTo("<sip:" + AT + ";lr>");
        provider.peer()
                .respond(
                        first,
                        407,
                        draft -> draft.header(
                                "Proxy-Authenticate", new PeerDigest("provider", "b-nonce", "MD5").challenge()));
        provider.peer().expectRequest("ACK");
        var second = provider.peer().expectRequest("INVITE");
        assertThat(header(second, "Proxy-Authorization")).contains("username=\"account\"");
        assertThat(second.contactUri()).isEqualTo(register.contactUri());
        talkAndEnd(calling, provider.leg(second));
        bench.run(100);
        assertThat(ended().call().calleeTrunk()).contains("first");
        bench.closeWithTrunk(provider);
    }

    // --- the next trunk -------------------------------------------------------------------------------------------

    @Test
    void theNextTrunkIsTakenFor503() throws IOException {
        var bench = bench(trunk(), backup());
        var provider = new Provider(bench, AT);
        var other = new Provider(bench, BACKUP);
        var calling = bench.anna.dial("4711");
        provider.ring().refuse(503, draft -> {});
        var called = other.ring();
        assertThat(called.invite().requestUri()).isEqualTo("sip:4711@" + BACKUP);
        talkAndEnd(calling, called);
        bench.run(100);
        assertThat(ended().call().calleeTrunk()).contains("second");
        bench.end();
    }

    /** RFC 3960 §2: what the first has announced is over, and the caller hears the second. */
    @Test
    void earlyMediaOfATrunkThatFailsGivesWay() throws IOException {
        var bench = bench(trunk(), backup());
        var provider = new Provider(bench, AT);
        var other = new Provider(bench, BACKUP);
        var calling = bench.anna.dial("4711");
        var first = provider.leg(provider.peer().expectRequest("INVITE"));
        first.dialog()
                .respondWithSdp(first.invite(), 183, first.telephone().ear().sdp());
        calling.dialog().expectResponse("INVITE", 183);
        first.telephone()
                .ear()
                .sendTone(440, RtpProbe.mediaAddress(first.invite().body()));
        bench.anna.ear().expectTone(440, Duration.ofSeconds(2));
        first.telephone().ear().stop();
        first.refuse(503, draft -> {});
        var called = other.ring();
        called.dialog()
                .respondWithSdp(called.invite(), 183, called.telephone().ear().sdp());
        called.telephone()
                .ear()
                .sendTone(800, RtpProbe.mediaAddress(called.invite().body()));
        bench.anna.ear().expectTone(800, Duration.ofSeconds(2));
        talkAndEnd(calling, called);
        bench.end();
    }

    @Test
    void andForSilenceAndNotForBusy() throws IOException {
        var bench = bench(trunk(), backup());
        var provider = new Provider(bench, AT);
        var other = new Provider(bench, BACKUP);
        var patient = bench.anna.dial("4711");
        provider.peer().expectRequest("INVITE");
        // RFC 3261 §17.1.1.2, timer B.
        bench.run(32_500);
        talkAndEnd(patient, other.leg(other.peer().expectRequest("INVITE")));
        long before = other.invites();
        var calling = bench.anna.dial("4712");
        provider.ring().refuse(486, draft -> {});
        calling.refused(486);
        bench.run(1_000);
        assertThat(other.invites()).isEqualTo(before);
        bench.end();
    }

    @Test
    void whenAllAreOutOfOrderTheCallerIsToldWithoutA503() throws IOException {
        var bench = bench(trunk(), backup());
        var provider = new Provider(bench, AT);
        var other = new Provider(bench, BACKUP);
        var calling = bench.anna.dial("4711");
        provider.ring().refuse(503, draft -> {});
        other.ring().refuse(503, draft -> {});
        calling.refused(500);
        bench.end();
    }

    @Test
    void aTrunkThatIsKnownToBeDownIsTriedLast() throws IOException {
        var bench = bench(trunk().withKeepAlive(Duration.ofSeconds(30)), backup());
        var provider = new Provider(bench, AT);
        var other = new Provider(bench, BACKUP);
        provider.peer().respond(provider.peer().expectRequest("OPTIONS"), 503);
        bench.run(100);
        var calling = bench.anna.dial("4711");
        other.ring().refuse(503, draft -> {});
        talkAndEnd(calling, provider.ring());
        bench.close();
    }

    @Test
    void aFullTrunkIsLeftOutAndWhenAllAreFullItIsBusy() throws IOException {
        var bench = bench(trunk().withMaxCalls(1), backup().withMaxCalls(1));
        var provider = new Provider(bench, AT);
        var other = new Provider(bench, BACKUP);
        var first = bench.anna.dial("4711");
        var firstEnd = provider.ring();
        var second = bench.bert.dial("4712");
        var secondEnd = other.ring();
        var third = bench.carl.dial("4713");
        var answer = third.dialog().expectResponse("INVITE", 486);
        third.dialog().ack(third.invite(), answer);
        assertThat(header(answer, "Warning")).contains("All lines of first are in use");
        bench.run(100);
        assertThat(ended().ending().reason()).isEqualTo("All lines of first are in use");
        assertThat(ended().ending().status()).contains(486);
        talkAndEnd(first, firstEnd);
        talkAndEnd(second, secondEnd);
        talkAndEnd(bench.carl.dial("4713"), provider.ring());
        bench.end();
    }

    @Test
    void whoGivesUpWhileTheNextIsTriedRingsNobody() throws IOException {
        var bench = bench(trunk(), backup());
        var provider = new Provider(bench, AT);
        var other = new Provider(bench, BACKUP);
        var calling = bench.anna.dial("4711");
        provider.ring().refuse(503, draft -> {});
        var called = other.ring();
        calling.dialog().cancel(calling.invite());
        calling.dialog().expectResponse("CANCEL", 200);
        called.expectCancel();
        calling.refused(487);
        other.peer().expectRequest("ACK");
        bench.end();
    }

    @Test
    void aTrunkWithALimitThatThePbxWasNotGivenIsAFaultOfThePlan() throws IOException {
        var stray = trunk().withMaxCalls(1);
        var bench = new Bench(builder ->
                builder.onEvent(events::add).dialPlan(call -> CallRoute.to(CallTarget.through(stray, call.dialled()))));
        bench.anna.dial("4711").refused(500);
        bench.run(100);
        assertThat(events)
                .filteredOn(PbxEvent.DialPlanFailed.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((PbxEvent.DialPlanFailed) event).reason()).contains("Pbx.Builder.trunk"));
        bench.end();
    }
}
