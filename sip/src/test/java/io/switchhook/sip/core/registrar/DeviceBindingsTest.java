package io.switchhook.sip.core.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Telephones at an extension: RFC 3261 §10.3, RFC 5626 §6. */
class DeviceBindingsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int MAX_BINDINGS = RegistrarLimits.DEFAULT.maxBindings();

    private record Path(String transport, InetSocketAddress remote, boolean reliable) implements Hop {}

    private Hop flow = new Path("UDP", at("192.0.2.2"), false);
    private static final SipUri ADDRESS = SipUri.parse("sip:858@pbx.test");
    private static final String INSTANCE = ";+sip.instance=\"<urn:uuid:1>\"";

    private final Registrar registrar = new Registrar(RegistrarLimits.DEFAULT.withOldestGivingWay());
    private long now = 1_000 * SECOND;
    private int sequence;
    private SipRequest last = SipRequest.builder(SipMethod.REGISTER, ADDRESS).build();

    private static InetSocketAddress at(String host) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), 5060);
    }

    private RegisterOutcome register(String callId, int cseq, String... headers) {
        var builder = SipRequest.builder(SipMethod.REGISTER, SipUri.parse("sip:pbx.test"))
                .header("To", "<sip:858@pbx.test>")
                .header("From", "<sip:858@pbx.test>;tag=a")
                .header("Call-ID", callId)
                .header("CSeq", cseq + " REGISTER");
        for (var header : headers) {
            int colon = header.indexOf(':');
            builder.header(
                    header.substring(0, colon), header.substring(colon + 1).strip());
        }
        last = builder.build();
        return registrar.onRegister(ADDRESS, last, Optional.of(flow), now);
    }

    private RegisterOutcome register(String... headers) {
        return register("call", ++sequence, headers);
    }

    private List<String> bound() {
        return registrar.bindingsOf(ADDRESS, now).stream()
                .map(binding -> binding.contact().toString())
                .toList();
    }

    private long life(String contact) {
        return registrar.bindingsOf(ADDRESS, now).stream()
                .filter(binding -> binding.contact().toString().equals(contact))
                .mapToLong(binding -> (binding.expiresAtNanos() - now) / SECOND)
                .findFirst()
                .orElseThrow();
    }

    private static int status(RegisterOutcome result) {
        return ((RegisterOutcome.Refused) result).status();
    }

    @Test
    void withoutContactTheBindingsAreTold() {
        register("Contact: <sip:858@a>", "Expires: 100");
        var told = (RegisterOutcome.Done) register();
        assertThat(told.bindings()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "<sip:858@a>;expires=200, Expires: 100,   200",
        "<sip:858@a>,             Expires: 100,   100",
        "<sip:858@a>,             X: y,           3600",
        "<sip:858@a>;expires=999999999999, X: y,  3600",
        "<sip:858@a>,             Expires: 86400, 3600"
    })
    void theLifetimeIsOfTheContactThenOfTheHeaderThenOurs(String contact, String header, long seconds) {
        assertThat(register("Contact: " + contact, header)).isInstanceOf(RegisterOutcome.Done.class);
        assertThat(life("sip:858@a")).isEqualTo(seconds);
    }

    @Test
    void aLifetimeThatIsTooBriefChangesNothing() {
        register("Contact: <sip:858@a>", "Expires: 100");
        var brief = register("Contact: <sip:858@b>;expires=100, <sip:858@c>;expires=1");
        assertThat(brief).isInstanceOf(RegisterOutcome.TooBrief.class);
        assertThat(bound()).containsExactly("sip:858@a");
    }

    @Test
    void aBindingEndsWithItsLifetime() {
        register("Contact: <sip:858@a>;expires=100, <sip:858@b>;expires=200");
        now += 100 * SECOND;
        assertThat(bound()).containsExactly("sip:858@b");
        now += 100 * SECOND;
        assertThat(bound()).isEmpty();
    }

    @Test
    void zeroRemovesOneBindingAndEquivalentUrisAreOne() {
        register("Contact: <sip:858@A.test:5060;transport=udp>", "Expires: 100");
        register("Contact: <sip:858@a.TEST:5060;Transport=UDP>", "Expires: 300");
        assertThat(bound()).hasSize(1);
        register("Contact: <sip:858@a.test:5060;transport=udp>;expires=0");
        assertThat(bound()).isEmpty();
    }

    @Test
    void removingWhatIsNotThereIsNoMistake() {
        assertThat(register("Contact: <sip:858@a>;expires=0")).isInstanceOf(RegisterOutcome.Done.class);
    }

    @Test
    void starWithExpiresZeroRemovesAll() {
        register("Contact: <sip:858@a>, <sip:858@b>", "Expires: 100");
        assertThat(register("Contact: *", "Expires: 0")).isEqualTo(new RegisterOutcome.Done(List.of(), false));
        assertThat(bound()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Contact: *", "Contact: *|Expires: 100", "Contact: *, <sip:858@a>|Expires: 0"})
    void starWithAnythingElseIs400(String headers) {
        register("Contact: <sip:858@z>", "Expires: 100");
        assertThat(status(register(headers.split("\\|")))).isEqualTo(400);
        assertThat(bound()).hasSize(1);
    }

    @Test
    void aStarThatComesLateRemovesNothing() {
        register("call", 7, "Contact: <sip:858@a>", "Expires: 100");
        assertThat(status(register("call", 6, "Contact: *", "Expires: 0"))).isEqualTo(500);
        assertThat(bound()).hasSize(1);
        assertThat(register("other", 1, "Contact: *", "Expires: 0")).isInstanceOf(RegisterOutcome.Done.class);
        assertThat(bound()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 6, 1})
    void aRequestOutOfOrderChangesNothing(int cseq) {
        register("call", 7, "Contact: <sip:858@a>", "Expires: 100");
        var late = register("call", cseq, "Contact: <sip:858@b>, <sip:858@a>;expires=0", "Expires: 100");
        assertThat(status(late)).isEqualTo(500);
        assertThat(bound()).containsExactly("sip:858@a");
    }

    @Test
    void aTelephoneThatWasRestartedHasAnotherCallIdAndBeginsAnew() {
        register("before", 900, "Contact: <sip:858@a>", "Expires: 100");
        assertThat(register("after", 1, "Contact: <sip:858@a>", "Expires: 300"))
                .isInstanceOf(RegisterOutcome.Done.class);
        assertThat(life("sip:858@a")).isEqualTo(300);
    }

    @Test
    void theTelephoneNotHeardOfForLongestGivesWay() {
        for (int i = 0; i < MAX_BINDINGS; i++) {
            register("Contact: <sip:858@h" + i + ">", "Expires: 100");
        }
        register("Contact: <sip:858@h0>", "Expires: 100");
        assertThat(register("Contact: <sip:858@more>", "Expires: 100")).isInstanceOf(RegisterOutcome.Done.class);
        assertThat(bound())
                .hasSize(MAX_BINDINGS)
                .contains("sip:858@h0", "sip:858@h2", "sip:858@more")
                .doesNotContain("sip:858@h1");
    }

    @Test
    void oneRequestWithMoreContactsThanItMayChangesNothing() {
        register("Contact: <sip:858@a>", "Expires: 100");
        var many = IntStream.rangeClosed(0, MAX_BINDINGS)
                .mapToObj(i -> "<sip:858@h" + i + ">")
                .collect(Collectors.joining(", "));
        assertThat(status(register("Contact: " + many, "Expires: 100"))).isEqualTo(403);
        assertThat(bound()).containsExactly("sip:858@a");
    }

    @Test
    void aDeviceThatRestartsAtAnotherPortReplacesItsFormerLife() {
        register("before", 1, "Contact: <sip:858@a:40001>" + INSTANCE, "Expires: 100");
        register("other", 1, "Contact: <sip:858@b>;+sip.instance=\"<urn:uuid:2>\"", "Expires: 100");
        register("after", 1, "Contact: <sip:858@a:40002>" + INSTANCE, "Expires: 100");
        assertThat(bound()).containsExactly("sip:858@b", "sip:858@a:40002");
    }

    @Test
    void twoContactsOfOneDeviceInOneLifeBothStand() {
        register("call", 1, "Contact: <sip:858@a:1>" + INSTANCE + ", <sip:858@a:2>" + INSTANCE, "Expires: 100");
        assertThat(bound()).containsExactly("sip:858@a:1", "sip:858@a:2");
    }

    /** RFC 5626 §6. */
    @Test
    void instanceAndRegIdAreTheBindingAndTheContactIsNot() {
        register("one", 1, "Contact: <sip:858@a:1>;reg-id=1" + INSTANCE, "Expires: 100");
        register("one", 2, "Contact: <sip:858@a:1>;reg-id=2" + INSTANCE, "Expires: 100");
        assertThat(bound()).containsExactly("sip:858@a:1", "sip:858@a:1");
        register("two", 1, "Contact: <sip:858@a:2>;reg-id=1" + INSTANCE, "Expires: 100");
        assertThat(bound()).containsExactly("sip:858@a:1", "sip:858@a:2");
        register("two", 2, "Contact: <sip:858@a:3>;expires=0;reg-id=2" + INSTANCE);
        assertThat(bound()).containsExactly("sip:858@a:2");
    }

    /** RFC 5626 §6. */
    @Test
    void aRegIdWithoutInstanceOrBehindAnotherHopIsIgnored() {
        register("one", 1, "Contact: <sip:858@a>;reg-id=1", "Expires: 100");
        register("one", 2, "Contact: <sip:858@b>;reg-id=1", "Expires: 100");
        assertThat(bound()).containsExactly("sip:858@a", "sip:858@b");
        for (int regId = 1; regId <= 2; regId++) {
            register(
                    "far",
                    regId,
                    "Via: SIP/2.0/UDP p.test;branch=z9hG4bKp",
                    "Via: SIP/2.0/UDP c.test;branch=z9hG4bKc",
                    "Contact: <sip:858@c>;reg-id=" + regId + INSTANCE,
                    "Expires: 100");
        }
        assertThat(bound()).containsExactly("sip:858@a", "sip:858@b", "sip:858@c");
    }

    @Test
    void whatIsNoSipUriIs400() {
        assertThat(status(register("Contact: <mailto:a@b>", "Expires: 100"))).isEqualTo(400);
        assertThat(status(register("Contact: <tel:+4930>", "Expires: 100"))).isEqualTo(400);
        assertThat(bound()).isEmpty();
    }

    private String answer(String... headers) {
        return answered(register(headers));
    }

    private String answered(RegisterOutcome outcome) {
        return outcome.answer(last, now).build().toString();
    }

    @Test
    void registrarSaysThatItBindsToTheFlowWhenItIsAsked() {
        assertThat(answer("Contact: <sip:858@a>;reg-id=1" + INSTANCE, "Supported: path, outbound"))
                .contains("Require: outbound")
                .contains("reg-id=1")
                .contains("+sip.instance=\"<urn:uuid:1>\"");
        assertThat(answer("Contact: <sip:858@a>;reg-id=1" + INSTANCE)).doesNotContain("Require:");
        assertThat(answer("Contact: <sip:858@a>" + INSTANCE, "Supported: outbound"))
                .doesNotContain("Require:");
        assertThat(answer("Contact: <sip:858@a>;reg-id=1", "Supported: outbound"))
                .doesNotContain("Require:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X: y | 439",
                "Path: <sip:edge.test;lr> | 439",
                "Path: <sip:edge.test;lr;ob>, <sip:inner.test;lr> | 439",
                "Path: <sip:inner.test;lr>, <sip:edge.test;lr;ob> | 200",
                "Path: <sip:token@edge.test;lr;ob> | 200"
            })
    void firstHopHasToKeepTheFlow(String path, int status) {
        var outcome = register(
                "Via: SIP/2.0/UDP p.test;branch=z9hG4bKp",
                "Via: SIP/2.0/UDP c.test;branch=z9hG4bKc",
                path,
                "Supported: outbound",
                "Contact: <sip:858@a>;reg-id=1" + INSTANCE);
        assertThat(outcome.answer(last, now).build().status()).isEqualTo(status);
        assertThat(bound()).hasSize(status == 200 ? 1 : 0);
    }

    @Test
    void onlyOneContactOfAFlowIsBoundAtATime() {
        assertThat(status(
                        register("Contact: <sip:858@a>;reg-id=1" + INSTANCE + ", <sip:858@b>", "Supported: outbound")))
                .isEqualTo(400);
        assertThat(register(
                        "Contact: <sip:858@a>;reg-id=1" + INSTANCE + ", <sip:858@b>;expires=0", "Supported: outbound"))
                .isInstanceOf(RegisterOutcome.Done.class);
    }

    @Test
    void connectionThatEndsTakesTheBindingsWithItThatNeedIt() {
        flow = new Path("TCP", at("192.0.2.2"), true);
        register("one", 1, "Contact: <sip:858@a>;reg-id=1" + INSTANCE, "Supported: outbound");
        register("two", 1, "Contact: <sip:858@b>");
        var lost = flow;
        flow = new Path("TCP", at("192.0.2.3"), true);
        register("three", 1, "Contact: <sip:858@a>;reg-id=2" + INSTANCE, "Supported: outbound");
        registrar.onFlowFailed(lost, now);
        registrar.onFlowFailed(lost, now);
        assertThat(bound()).containsExactly("sip:858@b", "sip:858@a");
        assertThat(registrar.bindingsOf(ADDRESS, now).get(1).flow()).contains(flow);
    }

    @Test
    void extensionsAreApart() {
        register("Contact: <sip:858@a>", "Expires: 100");
        assertThat(registrar.bindingsOf(SipUri.parse("sip:853@pbx.test"), now)).isEmpty();
    }
}
