package io.switchhook.sip.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 3261 §16.6 to §16.10: forking and responses")
class ResponseContextTest {

    @ParameterizedTest
    @DisplayName("§16.7 item 6: the best response")
    @CsvSource({
        "486 404, 486",
        "404 486, 404",
        "503 486, 486",
        "503 500, 500",
        "503, 500",
        "408 404, 404",
        "408, 408",
        "500 302, 302",
        "404 407, 407",
        "486 415, 415",
        "486 484, 484",
        "302 404, 302",
        "603 302, 603",
        "404 600, 600"
    })
    void bestResponse(String answers, int expected) {
        var statuses = Stream.of(answers.split(" ")).mapToInt(Integer::parseInt).toArray();
        var proxy = ProxyFixture.invite();
        proxy.parallel(Stream.of("a", "b").limit(statuses.length).toArray(String[]::new));
        for (int i = 0; i < statuses.length; i++) {
            assertThat(proxy.finalSent()).isFalse();
            proxy.branch(i).answer(statuses[i]);
        }
        assertThat(proxy.statuses()).containsExactly(expected);
        assertThat(proxy.context.over()).isTrue();
        assertThat(proxy.upstream.get(0).vias()).hasSize(1);
    }

    @Test
    @DisplayName("§16.7 item 7: the challenges of all branches go back together")
    void challengesAreAggregated() {
        var proxy = ProxyFixture.invite().parallel("a", "b", "c");
        proxy.branch(0).answer(401, "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\"");
        proxy.branch(1).answer(407, "Proxy-Authenticate: Digest realm=\"b\", nonce=\"2\"");
        proxy.branch(2).answer(486);
        var best = proxy.upstream.get(0);
        assertThat(best.status()).isIn(401, 407);
        assertThat(best.values("WWW-Authenticate")).containsExactly("Digest realm=\"a\", nonce=\"1\"");
        assertThat(best.values("Proxy-Authenticate")).containsExactly("Digest realm=\"b\", nonce=\"2\"");
    }

    @Test
    @DisplayName("§16.7 item 5: provisional responses go back at once, but for 100")
    void provisionalResponsesGoBack() {
        var proxy = ProxyFixture.invite().parallel("a", "b");
        proxy.branch(0).answer(100);
        proxy.branch(0).answer(180);
        proxy.branch(1).answer(183);
        assertThat(proxy.statuses()).containsExactly(180, 183);
    }

    @Test
    @DisplayName(
            "§16.7 items 5 and 10: every 2xx goes back, the others are cancelled, and so are repeated ones of RFC 6026 §7.1")
    void everySuccessGoesBack() {
        var proxy = ProxyFixture.invite().parallel("a", "b", "c");
        proxy.branch(0).answer(200);
        assertThat(proxy.branch(1).cancelled).isTrue();
        assertThat(proxy.branch(2).cancelled).isTrue();
        assertThat(proxy.branch(2).reasons).containsExactly("SIP;cause=200;text=\"Call completed elsewhere\"");
        proxy.branch(1).answer(200);
        proxy.branch(2).answer(487);
        proxy.branch(0).answer(200);
        assertThat(proxy.statuses()).containsExactly(200, 200, 200);
        assertThat(proxy.context.over()).isTrue();
        assertThat(proxy.context.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
    }

    @Test
    @DisplayName("RFC 6026 §7.1: when all branches have ended, further 2xx need the context no more")
    void acceptedBranchesAreReleased() {
        var proxy = ProxyFixture.invite().parallel("a", "b", "c");
        proxy.branch(0).answer(200);
        proxy.branch(1).answer(200);
        assertThat(proxy.released).as("a branch is still to answer").isFalse();
        assertThat(proxy.branch(0).releasedTo).isEmpty();
        proxy.branch(2).answer(487);
        assertThat(proxy.released).isTrue();
        assertThat(proxy.branch(0).releasedTo).contains(ProxyFixture.CALLER);
        assertThat(proxy.branch(1).releasedTo).contains(ProxyFixture.CALLER);
        assertThat(proxy.branch(2).releasedTo).as("refused").isEmpty();
    }

    @Test
    @DisplayName("A refused call is not released: its refusal may have to be repeated")
    void refusedCallIsNotReleased() {
        var proxy = ProxyFixture.invite().parallel("a");
        proxy.branch(0).answer(486);
        assertThat(proxy.released).isFalse();
        assertThat(proxy.branch(0).releasedTo).isEmpty();
    }

    @Test
    @DisplayName("§16.7 item 5: a 6xx cancels the others and waits for them")
    void globalFailureWaits() {
        var proxy = ProxyFixture.invite().parallel("a", "b");
        proxy.branch(0).answer(603);
        assertThat(proxy.branch(1).cancelled).isTrue();
        assertThat(proxy.branch(1).reasons).containsExactly("SIP;cause=603;text=\"Decline\"");
        assertThat(proxy.statuses()).isEmpty();
        proxy.branch(1).answer(487);
        assertThat(proxy.statuses()).containsExactly(603);
    }

    @Test
    @DisplayName("§16.6: one after the other; a 6xx ends the search")
    void sequentialForking() {
        var proxy = ProxyFixture.invite().sequential("a", "b", "c");
        assertThat(proxy.sent).hasSize(1);
        proxy.branch(0).answer(486);
        assertThat(proxy.sent).hasSize(2);
        proxy.branch(1).answer(603);
        assertThat(proxy.sent).hasSize(2);
        assertThat(proxy.statuses()).containsExactly(603);
    }

    @Test
    @DisplayName("§16.6: groups by q")
    void groupsByPreference() {
        var all = ProxyFixture.targets("a", "b", "c");
        var set = TargetSet.byPreference(
                List.of(all.get(0).withQ(0.5), all.get(1).withQ(1), all.get(2).withQ(0.5)));
        assertThat(set.groups())
                .extracting(group ->
                        group.stream().map(target -> target.uri().toString()).toList())
                .containsExactly(List.of("sip:b@10.0.1.1"), List.of("sip:a@10.0.1.1", "sip:c@10.0.1.1"));
    }

    @Test
    @DisplayName("§16.8: timer C cancels what rings, and news put it off")
    void timerCOfARingingBranch() {
        var proxy = ProxyFixture.invite().parallel("a");
        proxy.branch(0).answer(180);
        proxy.pass(Duration.ofSeconds(120));
        proxy.branch(0).answer(180);
        proxy.pass(Duration.ofSeconds(184));
        assertThat(proxy.branch(0).cancelled).isFalse();
        proxy.pass(Duration.ofSeconds(1));
        assertThat(proxy.branch(0).cancelled).isTrue();
        proxy.branch(0).answer(487);
        assertThat(proxy.statuses()).containsExactly(180, 180, 487);
    }

    @Test
    @DisplayName("§16.8: timer C of a branch without news counts as 408, and the next target is tried")
    void timerCOfASilentBranch() {
        var proxy = ProxyFixture.invite().sequential("a", "b");
        proxy.pass(Duration.ofSeconds(185));
        assertThat(proxy.sent).hasSize(2);
        proxy.branch(1).answer(404);
        assertThat(proxy.statuses()).containsExactly(404);
    }

    @Test
    @DisplayName("§16.8: timer C of a branch that has said no more than 100 cancels it, and what it answers counts")
    void timerCAfterTrying() {
        var proxy = ProxyFixture.invite().sequential("a", "b");
        proxy.branch(0).answer(100);
        proxy.pass(Duration.ofSeconds(185));
        assertThat(proxy.branch(0).cancelled).isTrue();
        assertThat(proxy.statuses()).isEmpty();
        assertThat(proxy.sent).hasSize(1);
        proxy.branch(0).answer(200);
        assertThat(proxy.statuses()).containsExactly(200);
    }

    @Test
    @DisplayName("§16.9: a transport error counts as 503, which becomes 500")
    void transportErrorIs503() {
        var proxy = ProxyFixture.invite().parallel("a");
        proxy.branch(0).fail(ClientFailure.TRANSPORT_ERROR);
        assertThat(proxy.statuses()).containsExactly(500);
        assertThat(proxy.upstream.get(0).to().tag()).contains("proxy");
    }

    @Test
    @DisplayName("§16.10: CANCEL reaches every branch, and no further target is tried")
    void cancelReachesEveryBranch() {
        var proxy = ProxyFixture.invite();
        proxy.context.start(
                new TargetSet(List.of(ProxyFixture.targets("a", "b"), ProxyFixture.targets("c"))), proxy.now);
        proxy.context.onCancel(
                ProxyFixture.request("CANCEL", "Reason: Q.850;cause=16", "Reason: what, ever"), proxy.now);
        assertThat(proxy.branch(0).cancelled).isTrue();
        assertThat(proxy.branch(1).cancelled).isTrue();
        assertThat(proxy.branch(1).reasons)
                .as("RFC 3326 §2: as they came")
                .containsExactly("Q.850;cause=16", "what, ever");
        proxy.branch(0).answer(487);
        proxy.branch(1).fail(ClientFailure.TIMEOUT);
        assertThat(proxy.statuses()).containsExactly(487);
        assertThat(proxy.sent).hasSize(2);
    }

    @Test
    @DisplayName("RFC 4320: a request other than INVITE has one final response, no CANCEL and no timer C")
    void requestsOtherThanInvite() {
        var proxy = new ProxyFixture(ProxyFixture.request("MESSAGE"), ProxyRules.DEFAULT).parallel("a", "b");
        assertThat(proxy.context.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        proxy.branch(0).answer(180);
        proxy.branch(0).answer(200);
        proxy.branch(1).answer(200);
        assertThat(proxy.branch(1).cancelled).isFalse();
        assertThat(proxy.statuses()).containsExactly(200);
    }

    private static ProxyFixture preferring(String disposition) {
        var proxy = ProxyFixture.invite(ProxyRules.DEFAULT.withRecursion());
        var selected = CallerPreferences.of(ProxyFixture.request("INVITE", "Request-Disposition: " + disposition))
                .select(ProxyFixture.targets("a", "b"));
        proxy.context.start(selected.orElseThrow(), proxy.now);
        return proxy;
    }

    @Test
    @DisplayName(
            "RFC 3841 §9.1: no-cancel leaves the others ringing after a 2xx; each 2xx goes back, and a 6xx ends the rest")
    void callerCancelsByItself() {
        var proxy = preferring("no-cancel");
        proxy.branch(0).answer(200);
        assertThat(proxy.branch(1).cancelled).isFalse();
        proxy.branch(1).answer(180);
        assertThat(proxy.released).isFalse();
        proxy.branch(1).answer(200);
        assertThat(proxy.statuses()).containsExactly(200, 200);
        assertThat(proxy.released).isTrue();

        var refused = preferring("no-cancel");
        refused.branch(0).answer(603);
        assertThat(refused.branch(1).cancelled).isTrue();
    }

    @Test
    @DisplayName("RFC 3841 §9.1: no-recurse has the caller told where it could go")
    void callerFollowsByItself() {
        var proxy = preferring("no-recurse");
        proxy.branch(0).answer(404);
        proxy.branch(1).answer(302, "Contact: <sip:c@10.0.1.1>");
        assertThat(proxy.sent).hasSize(2);
        assertThat(proxy.statuses()).containsExactly(302);
    }

    @Test
    @DisplayName("RFC 3841 §7.2.4: addresses of a redirection are chosen as the first ones were")
    void redirectionsAreChosenToo() {
        var proxy = ProxyFixture.invite(ProxyRules.DEFAULT.withRecursion());
        var preferences = CallerPreferences.of(ProxyFixture.request("INVITE", "Reject-Contact: *;automata"));
        proxy.context.start(preferences.select(ProxyFixture.targets("a")).orElseThrow(), proxy.now);
        proxy.branch(0).answer(302, "Contact: <sip:b@10.0.1.1>;automata, <sip:c@10.0.1.1>;audio");
        assertThat(proxy.sent).hasSize(2);
        assertThat(proxy.branch(1).request.uri()).hasToString("sip:c@10.0.1.1");
    }

    @Test
    @DisplayName("§16.7 item 4: a redirection is followed once to each address")
    void recursionDoesNotGoInCircles() {
        var proxy = ProxyFixture.invite(ProxyRules.DEFAULT.withRecursion()).parallel("a");
        proxy.branch(0).answer(302, "Contact: <sip:b@10.0.1.1>;q=0.2, <sip:c@10.0.1.1>");
        assertThat(proxy.branch(1).request.uri()).hasToString("sip:c@10.0.1.1");
        proxy.branch(1).answer(302, "Contact: <sip:a@10.0.1.1>, <sip:b@10.0.1.1>");
        assertThat(proxy.branch(2).request.uri()).hasToString("sip:b@10.0.1.1");
        proxy.branch(2).answer(302, "Contact: <sip:c@10.0.1.1>, <mailto:b@example.com>");
        assertThat(proxy.sent).hasSize(3);
        assertThat(proxy.statuses()).containsExactly(302);
        assertThat(proxy.upstream.get(0).all(ContactHeader.TYPE))
                .extracting(contact -> contact.address().uri().toString())
                .containsExactly("mailto:b@example.com");
    }

    @Test
    @DisplayName("RFC 5626 §6: one address behind two proxies is two devices, and one redirection")
    void oneAddressByTwoWays() {
        var device = ProxyFixture.targets("a").get(0);
        var one = device.through(SipUri.parse("sip:edge1.example.com;lr"));
        var proxy = ProxyFixture.invite(ProxyRules.DEFAULT.withRecursion());
        proxy.context.start(
                TargetSet.parallel(
                        List.of(one, one, device.through(SipUri.parse("sip:edge2.example.com;lr")), device, device)),
                proxy.now);
        assertThat(proxy.sent).hasSize(3);
        proxy.branch(0).answer(302, "Contact: <sip:a@10.0.1.1>");
        assertThat(proxy.sent).as("RFC 3261 §16.7 item 4: no circles").hasSize(3);
    }

    @Test
    @DisplayName("RFC 5393 §5.3.3: Max-Breadth is divided, and what does not fit waits")
    void breadthIsDivided() {
        var proxy = ProxyFixture.invite(ProxyRules.DEFAULT, "Max-Breadth: 5").parallel("a", "b");
        assertThat(proxy.branch(0).request.value("Max-Breadth")).contains("3");
        assertThat(proxy.branch(1).request.value("Max-Breadth")).contains("2");
        var narrow = ProxyFixture.invite(ProxyRules.DEFAULT, "Max-Breadth: 1").parallel("a", "b");
        assertThat(narrow.sent).hasSize(1);
        narrow.branch(0).answer(486);
        assertThat(narrow.branch(1).request.value("Max-Breadth")).contains("1");
        var none = ProxyFixture.invite().parallel("a");
        assertThat(none.branch(0).request.values("Max-Breadth")).containsExactly("60");
        var wide = ProxyFixture.invite(ProxyRules.DEFAULT, "Max-Breadth: 900").parallel("a");
        assertThat(wide.branch(0).request.values("Max-Breadth")).containsExactly("60");
    }

    @Test
    @DisplayName("RFC 5393 §5.3.3: 440 where the proxy does not fork serially instead")
    void tooNarrowIs440() {
        var rules = ProxyRules.DEFAULT.withMaxBreadth(60, ProxyRules.Narrow.REFUSE);
        var proxy = ProxyFixture.invite(rules, "Max-Breadth: 1").parallel("a", "b");
        assertThat(proxy.sent).isEmpty();
        assertThat(proxy.statuses()).containsExactly(440);
    }
}
