package io.switchhook.sip.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SessionIdHeader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 7989 §7: Session-ID in a proxy")
class ProxiedSessionTest {
    private static final String NIL = SessionIdHeader.NIL;
    private static final String CALLER = "a".repeat(32);
    private static final String ONE = "b".repeat(32);
    private static final String OTHER = "c".repeat(32);

    private static String id(String local, String remote) {
        return "Session-ID: " + local + ";remote=" + remote;
    }

    private static ProxyFixture invite(String... more) {
        return ProxyFixture.invite(ProxyRules.DEFAULT, more);
    }

    private static String said(SipResponse response) {
        return String.join("|", response.values("Session-ID"));
    }

    private static String own(String method, String... more) {
        var request = ProxyFixture.request(method, more);
        return said(ProxiedSession.answering(request, SipResponse.answering(request, 404))
                .build());
    }

    @Test
    void ownAnswerNamesTheSenderAsTheOtherSide() {
        assertThat(own("INVITE", id(CALLER, NIL))).isEqualTo(NIL + ";remote=" + CALLER);
        assertThat(own("INVITE", id(CALLER, ONE))).isEqualTo(ONE + ";remote=" + CALLER);
        assertThat(own("INVITE")).isEmpty();
        assertThat(own("INVITE", id(NIL, NIL))).isEmpty();
        assertThat(own("INVITE", "Session-ID: abc;remote=" + NIL)).isEmpty();
    }

    @Test
    @DisplayName("§11: what says one UUID alone is answered with that")
    void oldImplementationHearsItsOwn() {
        assertThat(own("INVITE", "Session-ID: " + CALLER)).isEqualTo(CALLER);
    }

    @Test
    @DisplayName(
            "Of a CANCEL it is not known here whether somebody has answered its INVITE: nil might take a UUID back")
    void answerToCancelSaysWhatIsKnownOrNothing() {
        assertThat(own("CANCEL", id(CALLER, NIL))).isEmpty();
        assertThat(own("CANCEL", id(CALLER, ONE))).isEqualTo(ONE + ";remote=" + CALLER);
    }

    @Test
    void whatOneTelephoneSaysGoesThroughAsItIs() {
        var proxy = invite(id(CALLER, NIL)).parallel("a");
        assertThat(proxy.branch(0).request.values("Session-ID")).containsExactly(CALLER + ";remote=" + NIL);
        proxy.branch(0).answer(180, id(ONE, CALLER));
        proxy.branch(0).answer(486, id(ONE, CALLER));
        assertThat(proxy.upstream).extracting(ProxiedSessionTest::said).containsOnly(ONE + ";remote=" + CALLER);
        assertThat(proxy.statuses()).containsExactly(180, 486);
    }

    @Test
    @DisplayName("An answer chosen of several is nobody's")
    void refusalOfSeveralHasTheNilUuid() {
        var proxy = invite(id(CALLER, NIL)).parallel("a", "b");
        proxy.branch(0).answer(486, id(ONE, CALLER));
        proxy.branch(1).answer(404, id(OTHER, CALLER));
        assertThat(said(proxy.upstream.get(0))).isEqualTo(NIL + ";remote=" + CALLER);
    }

    @Test
    void timeOutSaysWhoHasRungOrNobodyWhereSeveralHave() {
        var proxy = invite(id(CALLER, NIL)).parallel("a");
        proxy.branch(0).answer(180, id(ONE, CALLER));
        proxy.branch(0).fail(ClientFailure.TIMEOUT);
        assertThat(said(proxy.upstream.get(1))).isEqualTo(ONE + ";remote=" + CALLER);
        var several = invite(id(CALLER, NIL)).parallel("a", "b");
        several.branch(0).answer(180, id(ONE, CALLER));
        several.branch(1).answer(180, id(OTHER, CALLER));
        several.branch(0).fail(ClientFailure.TIMEOUT);
        several.branch(1).fail(ClientFailure.TIMEOUT);
        assertThat(said(several.upstream.get(2))).isEqualTo(NIL + ";remote=" + CALLER);
    }

    @Test
    @DisplayName("A response whose Session-ID is none goes on without it")
    void brokenIdentifierIsDiscarded() {
        var proxy = invite(id(CALLER, NIL)).parallel("a");
        proxy.branch(0).answer(180, "Session-ID: 123;remote=" + CALLER);
        assertThat(proxy.statuses()).containsExactly(180);
        assertThat(said(proxy.upstream.get(0))).isEmpty();
    }
}
