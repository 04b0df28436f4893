package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 7989 §7: the identifier of a call through proxies")
class ProxySessionIdTest {
    private static final String NIL = "0".repeat(32);

    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);
    /** The letters of the RFC's figures, by UUID. */
    private final Map<String, String> names = new LinkedHashMap<>(Map.of(NIL, "N"));

    private void name(String letter, Call call) {
        names.put(call.sessionId().orElseThrow().local(), letter);
    }

    /** What a proxy has said to the caller of its INVITE, as {@code 180 {B,A}}. */
    private List<String> answers(String host) {
        return stage.sentBy(host).stream()
                .filter(message -> !message.isRequest() && message.cseqMethod().equals("INVITE"))
                .filter(message -> message.status() != 407 && message.status() != 401)
                .map(message -> message.status() + " " + inLetters(message))
                .distinct()
                .toList();
    }

    private String inLetters(WireMessage message) {
        var halves = message.header("Session-ID").orElse("-").split(";remote=");
        var first = names.getOrDefault(halves[0], halves[0]);
        return halves.length == 1 ? first : "{" + first + "," + names.getOrDefault(halves[1], "?") + "}";
    }

    @Test
    @DisplayName("It goes through as it is; a 100 of the proxy's own says whom it is for")
    void passedOn() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob("desk", "");
        bob.on(call -> {
            call.ring();
            stage.simulation().after(Duration.ofSeconds(1), call::answer);
        });
        var alice = domains.alice();
        var call = alice.talkTo(TwoDomains.BOB);
        name("A", call);
        name("B", bob.lastIncoming());
        assertThat(call.sessionId()
                        .orElseThrow()
                        .isSame(bob.lastIncoming().sessionId().orElseThrow()))
                .isTrue();
        stage.await(call.hangUp());
        assertThat(answers("proxy1")).containsExactly("100 {N,A}", "180 {B,A}", "200 {B,A}");
        assertThat(answers("proxy2")).containsExactly("100 {N,A}", "180 {B,A}", "200 {B,A}");
        assertThat(stage.requests("proxy2", "BYE"))
                .allSatisfy(bye -> assertThat(inLetters(bye)).isEqualTo("{A,B}"));
    }

    @Test
    @DisplayName(
            "An answer that is chosen of those of several telephones is nobody's, and so is that of the proxy itself")
    void refusals() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        var desk = domains.bob("desk", "").rejecting();
        var mobile = domains.bob("mobile", "").rejecting();
        var alice = domains.alice();
        var call = alice.prepare(TwoDomains.BOB);
        assertThat(stage.await(call.start()).isAnswered()).isFalse();
        name("A", call);
        name("B", desk.lastIncoming());
        name("C", mobile.lastIncoming());
        assertThat(answers("proxy1")).contains("100 {N,A}").last().isEqualTo("486 {N,A}");
        var unknown = alice.prepare("sip:nobody@" + TwoDomains.BILOXI);
        assertThat(stage.await(unknown.start()).isAnswered()).isFalse();
        name("D", unknown);
        assertThat(answers("proxy1")).last().asString().endsWith("{N,D}");
    }

    @Test
    @DisplayName("Who says none is given none")
    void noneIsMadeUp() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        domains.bob("desk", "").answering();
        var quiet = DialOptions.DEFAULT.withSettings(CallSettings.DEFAULT.withoutSessionId());
        var call = domains.alice().prepare(TwoDomains.BOB, quiet);
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        assertThat(call.sessionId()).isEmpty();
        stage.await(call.hangUp());
        assertThat(stage.requests("proxy1", "INVITE"))
                .noneMatch(invite -> invite.header("Session-ID").isPresent());
    }
}
