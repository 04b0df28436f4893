package io.switchhook.sip.core.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.simulation.SeededRandomness;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5627 §5, §6.1 and the flow of §9. */
class GruuTest {
    private static final String INSTANCE = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String OTHER = "urn:uuid:00000000-7dec-11d0-a765-00a0c91e6bf6";
    private static final SipUri CALLEE = SipUri.parse("sip:callee@example.com");
    private static final SipUri PUBLIC = SipUri.parse("sip:callee@example.com;gr=" + INSTANCE);

    private final Registrar registrar = new Registrar(RegistrarLimits.DEFAULT, new SeededRandomness(7));
    private long now = Duration.ofSeconds(1_000).toNanos();
    private int sequence;

    private SipRequest request(String domain, String callId, String contact, String supported) {
        return SipRequest.builder(SipMethod.REGISTER, SipUri.parse(domain))
                .header("To", "Callee <sip:callee@example.com>")
                .header("From", "Callee <sip:callee@example.com>;tag=a73kszlfl")
                .header("Call-ID", callId)
                .header("CSeq", ++sequence + " REGISTER")
                .header("Supported", supported)
                .header("Contact", contact)
                .build();
    }

    private SipResponse register(SipRequest register) {
        return registrar
                .onRegister(CALLEE, register, Optional.empty(), now)
                .answer(register, now)
                .build();
    }

    private SipResponse register(String callId, String address, String instance) {
        return register(request("sip:example.com", callId, contact(address, instance), "gruu"));
    }

    private static String contact(String address, String instance) {
        return "<" + address + ">;+sip.instance=\"<" + instance + ">\"";
    }

    private static ContactHeader of(SipResponse response, String instance) {
        return response.all(ContactHeader.TYPE).stream()
                .filter(contact -> contact.instance().orElse("").equals(instance))
                .findFirst()
                .orElseThrow();
    }

    private SipUri temporary(SipResponse response) {
        return SipUri.parse(of(response, INSTANCE).tempGruu().orElseThrow());
    }

    private String where(SipUri gruu) {
        return registrar
                .gruuTarget(gruu, now)
                .map(target -> target.user() + " "
                        + target.bindings().stream()
                                .map(binding -> binding.contact().toString())
                                .toList())
                .orElse("404");
    }

    @Test
    void bothAreGrantedAndLeadToOneDevice() {
        register("other", "sip:callee@192.0.2.9", OTHER);
        var answer = register("1j9FpLxk3uxtm8tn@192.0.2.1", "sip:callee@192.0.2.1", INSTANCE);
        assertThat(of(answer, INSTANCE).pubGruu()).contains(PUBLIC.toString());
        assertThat(of(answer, OTHER).pubGruu()).contains("sip:callee@example.com;gr=" + OTHER);
        var temporary = temporary(answer);
        assertThat(temporary.toString()).matches("sip:tgruu\\.[A-Za-z0-9_-]{36}@example\\.com;gr");
        assertThat(where(PUBLIC)).isEqualTo("callee [sip:callee@192.0.2.1]");
        assertThat(where(temporary)).isEqualTo("callee [sip:callee@192.0.2.1]");
        assertThat(registrar.bindingsOf(CALLEE, now)).hasSize(2);
    }

    @Test
    void grantedOnlyToWhomUnderstandsThem() {
        var answer = register(request("sip:example.com", "a", contact("sip:callee@192.0.2.1", INSTANCE), "path"));
        assertThat(of(answer, INSTANCE).pubGruu()).isEmpty();
        assertThat(of(answer, INSTANCE).tempGruu()).isEmpty();
        var nameless = register(request("sip:example.com", "a", "<sip:callee@192.0.2.3>", "gruu"));
        assertThat(nameless.all(ContactHeader.TYPE).get(1).pubGruu()).isEmpty();
    }

    @Test
    void registeredSecurelyItIsASipsUri() {
        var answer = register(request("sips:example.com", "a", contact("sips:callee@192.0.2.1", INSTANCE), "gruu"));
        assertThat(of(answer, INSTANCE).pubGruu()).contains("sips:callee@example.com;gr=" + INSTANCE);
        assertThat(of(answer, INSTANCE).tempGruu().orElseThrow()).startsWith("sips:tgruu.");
    }

    @Test
    void temporaryOnesAccumulateUntilTheCallIdChanges() {
        var first = temporary(register("a", "sip:callee@192.0.2.1", INSTANCE));
        var second = temporary(register("a", "sip:callee@192.0.2.1", INSTANCE));
        assertThat(first).isNotEqualTo(second);
        assertThat(where(first)).isEqualTo(where(second)).isNotEqualTo("404");
        var third = temporary(register("b", "sip:callee@192.0.2.2", INSTANCE));
        assertThat(where(first)).isEqualTo("404");
        assertThat(where(second)).isEqualTo("404");
        assertThat(where(third)).isEqualTo("callee [sip:callee@192.0.2.2]");
        assertThat(where(PUBLIC)).isEqualTo("callee [sip:callee@192.0.2.2]");
    }

    @Test
    void refusedRegisterLeavesThemAsTheyAre() {
        var first = temporary(register("a", "sip:callee@192.0.2.1", INSTANCE));
        var bad = request("sip:example.com", "b", contact("sip:callee@192.0.2.1", INSTANCE) + ";expires=1", "gruu");
        assertThat(register(bad).status()).isEqualTo(423);
        assertThat(where(first)).isNotEqualTo("404");
    }

    @Test
    void afterTheLastBindingThePublicOneIs480AndTheTemporaryOneIs404() {
        var temporary = temporary(register("a", "sip:callee@192.0.2.1", INSTANCE));
        now += Duration.ofHours(2).toNanos();
        assertThat(where(temporary)).isEqualTo("404");
        assertThat(where(PUBLIC)).isEqualTo("callee []");
        var again = temporary(register("a", "sip:callee@192.0.2.1", INSTANCE));
        assertThat(where(temporary)).isEqualTo("404");
        assertThat(where(again)).isEqualTo("callee [sip:callee@192.0.2.1]");
    }

    @Test
    void whatWeHaveNotMadeIs404() {
        var temporary = temporary(register("a", "sip:callee@192.0.2.1", INSTANCE));
        var user = temporary.user().orElseThrow();
        for (int i = 0; i < user.length(); i++) {
            // The last characters of both parts have bits that mean nothing.
            var forged = user.substring(0, i) + (user.charAt(i) == 'A' ? 'f' : 'A') + user.substring(i + 1);
            boolean same = i == user.length() - 1 || i == "tgruu.".length() + 21;
            assertThat(same || where(temporary.withUser(forged)).equals("404"))
                    .as(forged)
                    .isTrue();
        }
        assertThat(where(SipUri.parse("sip:callee@example.com;gr=" + OTHER))).isEqualTo("404");
        assertThat(where(SipUri.parse("sip:callee@example.com;gr"))).isEqualTo("404");
        assertThat(where(SipUri.parse("sip:eve@example.com;gr=" + INSTANCE))).isEqualTo("404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:callee@example.com", "sip:callee@example.com;gr=" + INSTANCE})
    void contactThatLeadsBackIsForbidden(String contact) {
        assertThat(register("a", contact, INSTANCE).status()).isEqualTo(403);
    }

    @Test
    void deviceWithoutASipUriIsForbidden() {
        assertThat(register("a", "tel:+49301234", INSTANCE).status()).isEqualTo(403);
        var nameless = request("sip:example.com", "a", "<tel:+49301234>", "gruu");
        assertThat(register(nameless).status()).isEqualTo(400);
    }

    @Test
    void requiredIsUnderstood() {
        var asks = request("sip:example.com", "a", contact("sip:callee@192.0.2.1", INSTANCE), "gruu");
        var requires = asks.edit().header("Require", "gruu").build();
        assertThat(of(register(requires), INSTANCE).pubGruu()).contains(PUBLIC.toString());
        var more = asks.edit().header("Require", "gruu, teleport").build();
        assertThat(register(more).status()).isEqualTo(420);
        assertThat(register(more).value("Unsupported")).contains("teleport");
    }

    @Test
    void deviceThatNoLongerCountsItsFlowsHasRestartedToo() {
        var counted = contact("sip:callee@192.0.2.1", INSTANCE) + ";reg-id=1";
        var first = temporary(register(request("sip:example.com", "a", counted, "gruu, outbound")));
        var same = temporary(register("a", "sip:callee@192.0.2.2", INSTANCE));
        assertThat(where(first)).isEqualTo(where(same)).isNotEqualTo("404");
        register("b", "sip:callee@192.0.2.3", INSTANCE);
        assertThat(where(first)).isEqualTo("404");
        assertThat(where(same)).isEqualTo("404");
    }

    @Test
    void ownTemporaryOneAsAContactIsForbidden() {
        var temporary = temporary(register("a", "sip:callee@192.0.2.1", INSTANCE));
        assertThat(register("a", temporary.toString(), OTHER).status()).isEqualTo(403);
    }

    @Test
    void devicesThatAreGoneAreForgottenInTheEnd() {
        for (int i = 0; i < 3 * RegistrarLimits.DEFAULT.maxBindings(); i++) {
            register("call" + i, "sip:callee@192.0.2.1", "urn:x:" + i);
        }
        assertThat(where(SipUri.parse("sip:callee@example.com;gr=urn:x:0"))).isEqualTo("404");
        assertThat(where(SipUri.parse("sip:callee@example.com;gr=urn:x:28"))).isEqualTo("callee []");
    }
}
