package io.switchhook.pbx;

import static io.switchhook.pbx.Bench.talkAndEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6140: a trunk that registers for all numbers of its account at once, and the calls to these. */
class BulkTrunkTest {
    private static final String AT = "192.0.2.50";
    private static final String ELSEWHERE = "198.51.100.7";

    private final List<PbxEvent> events = new ArrayList<>();

    private Bench bench(Trunk trunk) throws IOException {
        return new Bench(builder -> builder.trunk(trunk).onEvent(events::add));
    }

    private static Trunk trunk() {
        return Trunk.to("sip:" + AT)
                .named("provider")
                .withLogin("pbx", Provider.SECRET)
                .registering()
                .withAllNumbers()
                .withIncoming("+4930100", CallRoute.to("853"))
                .withIncoming("+4930101", CallRoute.to("895"));
    }

    /** RFC 6140 §5.2: what the provider makes of our Contact for a number. */
    private static String at(String number, Provider provider) {
        return provider.contact().replace("sip:", "sip:" + number + "@").replace(";bnc", "");
    }

    /** RFC 6140 §5.1, §8.1. */
    @Test
    void itRegistersOneContactWithoutAUserAndRequiresThatThisIsUnderstood() throws IOException {
        var bench = bench(trunk());
        var provider = new Provider(bench, AT);
        var first = provider.register(600);
        assertThat(first.header("Require")).contains("gin");
        assertThat(first.header("Proxy-Require")).contains("gin");
        assertThat(first.header("Supported").orElse("")).contains("path");
        assertThat(first.header("To").orElse("")).contains("<sip:pbx@" + AT + ">");
        assertThat(first.contactUri().orElseThrow()).matches("sip:192\\.0\\.2\\.10(:5060)?;bnc;line=\\w{24}");
        bench.run(400_000);
        var refresh = provider.peer().expectRequest("REGISTER", Duration.ofSeconds(200));
        assertThat(refresh.contactUri()).isEqualTo(first.contactUri());
        assertThat(refresh.header("Require")).contains("gin");
        provider.accept(refresh, 600);
        var closed = bench.pbx.closeAsync();
        var last = provider.peer().expectRequest("REGISTER");
        assertThat(last.header("Expires")).contains("0");
        assertThat(last.header("Require")).contains("gin");
        provider.peer().respond(last, 200);
        bench.simulation.await(closed, Duration.ofSeconds(1));
        bench.close();
    }

    @Test
    void aCallGoesToTheNumberInItsRequestUriWhateverToSays() throws IOException {
        var bench = bench(trunk());
        var provider = new Provider(bench, AT);
        provider.register(600);
        talkAndEnd(
                provider.call(at("+4930101", provider), draft -> draft.replace("To", "<sip:777@provider.example>")),
                bench.carl.ring());
        talkAndEnd(provider.call(at("+4930100", provider), draft -> {}), bench.bert.ring());
        bench.run(100);
        assertThat(Bench.lastEnded(events).call().dialled()).isEqualTo("+4930100");
        assertThat(Bench.lastEnded(events).call().callerTrunk()).contains("provider");
        provider.call(at("+4930199", provider), draft -> {}).refused(404);
        bench.closeWithTrunk(provider);
    }

    /** RFC 6140 §5.1: the parameters of our Contact come back, and nobody else knows this one. */
    @Test
    void aCallToTheContactIsTheTrunksFromWhereverItComes() throws IOException {
        var bench = bench(trunk());
        var provider = new Provider(bench, AT);
        provider.register(600);
        var other = new Provider(bench, ELSEWHERE);
        talkAndEnd(other.call(at("+4930100", provider), draft -> {}), bench.bert.ring());
        other.call("sip:+4930100@192.0.2.10;line=guessed", draft -> {}).refused(401);
        bench.closeWithTrunk(provider);
    }

    /** Some do not give them back; what comes over the path of the registration is known by that. */
    @Test
    void aProviderThatKeepsNoParametersIsKnownByItsPath() throws IOException {
        var bench = bench(trunk());
        var provider = new Provider(bench, AT);
        provider.register(600);
        talkAndEnd(provider.call("+4930101"), bench.carl.ring());
        bench.closeWithTrunk(provider);
    }

    /** RFC 6140 §5.3. */
    @Test
    void theUserParameterChangesNothing() throws IOException {
        var bench = bench(trunk());
        var provider = new Provider(bench, AT);
        provider.register(600);
        talkAndEnd(provider.call(at("+4930100", provider) + ";user=phone", draft -> {}), bench.bert.ring());
        bench.closeWithTrunk(provider);
    }

    /** A Contact of a call is one of that call: the word for all numbers has no place in it. */
    @Test
    void contactsOfCallsAreOfOneNumber() throws IOException {
        var bench = bench(trunk());
        var provider = new Provider(bench, AT);
        provider.register(600);
        var calling = provider.call(at("+4930100", provider), draft -> {});
        var called = bench.bert.ring();
        called.answer();
        var answer = calling.dialog().expectResponse("INVITE", 200);
        calling.dialog().ack(calling.invite(), answer);
        assertThat(answer.contactUri().orElseThrow()).contains("+4930100@").doesNotContain("bnc");
        calling.hangUp();
        called.expectBye();
        bench.closeWithTrunk(provider);
    }

    @Test
    void aRegistrarThatDoesNotKnowItIsTold() throws IOException {
        var bench = bench(trunk());
        var provider = new Provider(bench, AT);
        provider.peer()
                .respond(provider.peer().expectRequest("REGISTER"), 420, draft -> draft.header("Unsupported", "gin"));
        bench.run(100);
        assertThat(events)
                .filteredOn(PbxEvent.TrunkChanged.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    var shown = ((PbxEvent.TrunkChanged) event).trunk();
                    assertThat(shown.state()).isEqualTo(TrunkState.REFUSED);
                    assertThat(shown.reason()).endsWith(": it does not know gin");
                });
        bench.end();
    }

    @Test
    void whatDoesNotRegisterCannotDoSoForAllNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pbx.builder().trunk(Trunk.to("sip:" + AT).withAllNumbers()))
                .withMessageContaining("add registering");
    }
}
