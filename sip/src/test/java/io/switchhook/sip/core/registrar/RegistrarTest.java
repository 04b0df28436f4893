package io.switchhook.sip.core.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.uri.SipUri;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 3261 §10.3, RFC 3327 §5.3: bindings")
class RegistrarTest {
    private static final SipUri BOB = SipUri.parse("sip:bob@example.com");

    private final Registrar registrar = new Registrar(RegistrarLimits.DEFAULT);
    private long now = 1;

    private static SipRequest register(String callId, int sequence, String... more) {
        var text = "REGISTER sip:example.com SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 10.0.9.9:5060;branch=z9hG4bKr\r\n"
                + "From: <sip:bob@example.com>;tag=a\r\n"
                + "To: <sip:bob@example.com>\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: " + sequence + " REGISTER\r\n"
                + String.join("", Stream.of(more).map(line -> line + "\r\n").toList())
                + "Content-Length: 0\r\n\r\n";
        var parsed = MessageParser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Limits.DEFAULT);
        return (SipRequest) ((ParseResult.Parsed) parsed).message();
    }

    private RegisterOutcome on(SipRequest register) {
        return registrar.onRegister(BOB, register, Optional.empty(), now);
    }

    private List<String> contacts() {
        return registrar.bindingsOf(SipUri.parse("sip:bob@EXAMPLE.com;x=y"), now).stream()
                .map(binding -> binding.contact().toString())
                .toList();
    }

    private int status(SipRequest register) {
        return on(register).answer(register, now).build().status();
    }

    @Test
    @DisplayName("§10.3 step 7: contacts are added, refreshed and removed; step 8: the 200 lists them")
    void bindingsComeAndGo() {
        on(register("c", 1, "Contact: <sip:bob@10.0.1.1>;q=0.5;expires=60, <sip:bob@10.0.1.2>"));
        assertThat(contacts()).containsExactly("sip:bob@10.0.1.1", "sip:bob@10.0.1.2");
        var refresh = register("c", 2, "Contact: <sip:bob@10.0.1.1>;expires=7200;q=0.5", "Expires: 30");
        var answer = on(refresh).answer(refresh, now).build();
        assertThat(answer.values("Contact").toString())
                .contains("<sip:bob@10.0.1.2>;expires=3600", "<sip:bob@10.0.1.1>;expires=3600;q=0.5");
        on(register("c", 3, "Contact: <sip:bob@10.0.1.1>;expires=0"));
        assertThat(contacts()).containsExactly("sip:bob@10.0.1.2");
        now += Duration.ofHours(1).toNanos();
        assertThat(contacts()).isEmpty();
        assertThat(registrar.size()).isZero();
    }

    @Test
    @DisplayName(
            "RFC 3840 §6: the features of a contact come back as they were written, and go with the refresh that leaves them out")
    void featuresComeBack() {
        var features = "audio;methods=\"INVITE,BYE\";+g.example.thing=\"<x>\"";
        var first = register("c", 1, "Contact: <sip:bob@10.0.1.1>;other=1;" + features, "Require: pref");
        assertThat(on(first).answer(first, now).build().values("Contact"))
                .containsExactly("<sip:bob@10.0.1.1>;" + features + ";expires=3600");
        assertThat(registrar.bindingsOf(BOB, now).get(0).features()).hasToString(features);
        var refresh = register("c", 2, "Contact: <sip:bob@10.0.1.1>");
        assertThat(on(refresh).answer(refresh, now).build().values("Contact"))
                .containsExactly("<sip:bob@10.0.1.1>;expires=3600");
    }

    @Test
    @DisplayName("A contact that says too much of itself is refused, and nothing of it is kept")
    void featuresAreBounded() {
        var much = register("c", 1, "Contact: <sip:bob@10.0.1.1>;description=\"<" + "x".repeat(2_048) + ">\"");
        var answer = on(much).answer(much, now).build();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.reason()).contains("2048 characters at most");
        assertThat(contacts()).isEmpty();
    }

    @Test
    @DisplayName("§10.3 step 7: what comes out of order changes nothing, not even in part")
    void outOfOrder() {
        on(register("c", 5, "Contact: <sip:bob@10.0.1.1>"));
        assertThat(status(register("c", 5, "Contact: <sip:bob@10.0.1.2>, <sip:bob@10.0.1.1>;expires=0")))
                .isEqualTo(500);
        assertThat(contacts()).containsExactly("sip:bob@10.0.1.1");
        assertThat(status(register("other", 1, "Contact: <sip:bob@10.0.1.1>;expires=0")))
                .isEqualTo(200);
        assertThat(contacts()).isEmpty();
    }

    @Test
    @DisplayName("§10.3 step 6: Contact * goes with Expires 0 alone")
    void wildcard() {
        on(register("c", 1, "Contact: <sip:bob@10.0.1.1>"));
        assertThat(status(register("c", 2, "Contact: *"))).isEqualTo(400);
        assertThat(status(register("c", 2, "Contact: *", "Expires: 60"))).isEqualTo(400);
        assertThat(status(register("c", 1, "Contact: *", "Expires: 0"))).isEqualTo(500);
        assertThat(contacts()).hasSize(1);
        assertThat(status(register("c", 2, "Contact: *", "Expires: 0"))).isEqualTo(200);
        assertThat(contacts()).isEmpty();
    }

    @Test
    @DisplayName("§10.3 step 7: 423 with Min-Expires")
    void tooBrief() {
        var brief = register("c", 1, "Contact: <sip:bob@10.0.1.1>;expires=3");
        var answer = on(brief).answer(brief, now).build();
        assertThat(answer.status()).isEqualTo(423);
        assertThat(answer.value("Min-Expires")).contains("10");
        assertThat(contacts()).isEmpty();
    }

    @Test
    @DisplayName("RFC 3327 §5.3: the Path is kept, and told to whoever understands it")
    void path() {
        var register =
                register("c", 1, "Supported: path", "Path: <sip:edge.example.com;lr>", "Contact: <sip:bob@10.0.1.1>");
        var answer = on(register).answer(register, now).build();
        assertThat(answer.values("Path")).containsExactly("<sip:edge.example.com;lr>");
        assertThat(registrar.bindingsOf(BOB, now).get(0).path()).hasSize(1);
    }

    @Test
    @DisplayName("RFC 3327 §4: a Path that is no loose router is refused")
    void pathWithoutLooseRouter() {
        for (var path : List.of("<sip:edge.example.com>", "<sip:a.example.com;lr>, <sip:b.example.com>", "<tel:+1>")) {
            assertThat(status(register("c", 1, "Path: " + path, "Contact: <sip:bob@10.0.1.1>")))
                    .as(path)
                    .isEqualTo(400);
        }
        assertThat(contacts()).isEmpty();
    }

    @Test
    @DisplayName("§10.2: a lifetime that is no number counts as 3600")
    void malformedLifetime() {
        var register = register("c", 1, "Contact: <sip:bob@10.0.1.1>;expires=abc", "Expires: 0");
        var answer = on(register).answer(register, now).build();
        assertThat(answer.values("Contact")).containsExactly("<sip:bob@10.0.1.1>;expires=3600");
    }

    @Test
    @DisplayName("§10.3 step 7: of two equivalent contacts in one request the last one counts")
    void equivalentContacts() {
        var twice = "Contact: <sip:bob@10.0.1.1>;q=0.5, <sip:bob@10.0.1.1>;q=0.7";
        assertThat(status(register("c", 1, twice))).isEqualTo(200);
        var bound = registrar.bindingsOf(BOB, now);
        assertThat(bound).hasSize(1);
        assertThat(bound.get(0).q()).isEqualTo(0.7);
        assertThat(status(register("c", 1, twice))).as("out of order").isEqualTo(500);
    }

    @Test
    @DisplayName("What one user, or all of them, may take is bounded")
    void bounds() {
        var small = new Registrar(
                new RegistrarLimits(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60), 1, 1));
        var two = register("c", 1, "Contact: <sip:bob@10.0.1.1>, <sip:bob@10.0.1.2>");
        assertThat(small.onRegister(BOB, two, Optional.empty(), now)).isInstanceOf(RegisterOutcome.Refused.class);
        assertThat(small.size()).isZero();
        var one = register("c", 1, "Contact: <sip:bob@10.0.1.1>");
        assertThat(small.onRegister(BOB, one, Optional.empty(), now)).isInstanceOf(RegisterOutcome.Done.class);
        assertThat(small.onRegister(SipUri.parse("sip:eve@example.com"), one, Optional.empty(), now))
                .isEqualTo(new RegisterOutcome.Refused(503, "Service Unavailable"));
        now += Duration.ofMinutes(2).toNanos();
        assertThat(small.onRegister(SipUri.parse("sip:eve@example.com"), one, Optional.empty(), now))
                .isInstanceOf(RegisterOutcome.Done.class);
        now += Duration.ofMinutes(2).toNanos();
        small.expire(now);
        assertThat(small.size()).isZero();
    }
}
