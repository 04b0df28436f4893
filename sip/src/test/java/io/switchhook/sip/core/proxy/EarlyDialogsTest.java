package io.switchhook.sip.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipResponse;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 6228 \u00a76: 199 for early dialogs that end while others go on")
class EarlyDialogsTest {

    private static ProxyFixture supporting(String... more) {
        var headers = new java.util.ArrayList<>(List.of("Supported: 100rel, 199"));
        headers.addAll(List.of(more));
        return ProxyFixture.invite(ProxyRules.DEFAULT, headers.toArray(String[]::new));
    }

    private static List<SipResponse> ended(ProxyFixture proxy) {
        return proxy.upstream.stream().filter(r -> r.status() == 199).toList();
    }

    @Test
    @DisplayName("one branch refuses, the other rings on")
    void aBranchThatRefusesEndsItsDialog() {
        var proxy = supporting().parallel("a", "b");
        proxy.branch(0).answerIn("one", 180);
        proxy.branch(1).answerIn("two", 180);
        proxy.branch(0).answerIn("one", 486);
        assertThat(proxy.statuses()).containsExactly(180, 180, 199);
        var told = ended(proxy).get(0);
        assertThat(told.to().tag()).contains("one");
        assertThat(told.value("Reason")).contains("SIP;cause=486;text=\"Busy Here\"");
        assertThat(told.value("Contact")).isEmpty();
        assertThat(told.value("Record-Route")).isEmpty();
        assertThat(told.value("Require")).isEmpty();
        assertThat(told.bodyLength()).isZero();
        proxy.branch(1).answerIn("two", 404);
        assertThat(proxy.statuses())
                .as("what goes back at once is not announced")
                .containsExactly(180, 180, 199, 486);
    }

    @Test
    @DisplayName("all dialogs behind one branch end with it, each once")
    void forksBehindABranchEndTogether() {
        var proxy = supporting().parallel("a", "b");
        proxy.branch(0).answerIn("one", 180);
        proxy.branch(0).answerIn("one", 183);
        proxy.branch(0).answerIn("two", 180);
        proxy.branch(0).answerIn("two", 600);
        assertThat(ended(proxy)).extracting(r -> r.to().tag().orElse("")).containsExactly("one", "two");
    }

    @Test
    @DisplayName("a 199 from below is passed on and not said again")
    void whatWasToldIsNotToldAgain() {
        var proxy = supporting().parallel("a", "b");
        proxy.branch(0).answerIn("one", 180);
        proxy.branch(0).answerIn("one", 199);
        proxy.branch(0).answerIn("one", 486);
        assertThat(proxy.statuses()).containsExactly(180, 199);
    }

    @Test
    @DisplayName("where targets still wait their turn the search goes on too")
    void sequentialSearch() {
        var proxy = supporting().sequential("a", "b");
        proxy.branch(0).answerIn("one", 180);
        proxy.branch(0).answerIn("one", 486);
        assertThat(proxy.statuses()).containsExactly(180, 199);
        proxy.branch(1).answerIn("two", 480);
        assertThat(proxy.finalSent()).isTrue();
    }

    @Test
    @DisplayName("nothing after a final response, and nothing of a branch that never rang")
    void nothingToTell() {
        var proxy = supporting().parallel("a", "b", "c");
        proxy.branch(2).answerIn("never", 404);
        proxy.branch(0).answerIn("one", 180);
        proxy.branch(1).answerIn("two", 200);
        proxy.branch(0).answerIn("one", 487);
        assertThat(proxy.statuses()).containsExactly(180, 200);
    }

    @ParameterizedTest
    @DisplayName("only for who understands it, and never where provisional responses have to be reliable")
    @CsvSource({
        "Supported: 100rel, '', 0",
        "Supported: 199, Require: 100rel, 0",
        "Supported: 199, Require: timer, 1",
        "Supported: 199, '', 1",
    })
    void conditions(String supported, String require, int told) {
        var proxy = require.isEmpty()
                ? ProxyFixture.invite(ProxyRules.DEFAULT, supported)
                : ProxyFixture.invite(ProxyRules.DEFAULT, supported, require);
        proxy.parallel("a", "b");
        proxy.branch(0).answerIn("one", 180);
        proxy.branch(0).answerIn("one", 486);
        assertThat(ended(proxy)).hasSize(told);
    }
}
