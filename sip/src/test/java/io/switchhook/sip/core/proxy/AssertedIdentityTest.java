package io.switchhook.sip.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.SipUri;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3325 §5 to §7, RFC 5876 §4: who asserts what to whom")
class AssertedIdentityTest {
    private static final String ASSERTED = "P-Asserted-Identity";
    private static final String PREFERRED = "P-Preferred-Identity";

    private static SipRequest invite(String... headers) {
        return ProxyFixture.request("INVITE", headers);
    }

    private static SipRequest left(SipRequest request, boolean toTrusted) {
        var leaving = request.edit();
        AssertedIdentity.hide(request, leaving, toTrusted);
        return leaving.build();
    }

    @Test
    @DisplayName("§5: a stranger's word counts for nothing, a trusted element's is kept")
    void taken() {
        var request = invite(ASSERTED + ": \"Bob\" <sip:bob@example.com>, tel:+15550100");
        assertThat(AssertedIdentity.taken(request, false).values(ASSERTED)).isEmpty();
        assertThat(AssertedIdentity.taken(request, true).values(ASSERTED))
                .containsExactly("\"Bob\" <sip:bob@example.com>", "<tel:+15550100>");
        var none = invite();
        assertThat(AssertedIdentity.taken(none, false)).isSameAs(none);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<sip:a@example.com>, <sips:b@example.com>, <tel:+1>, <tel:+2> | sip:a@example.com tel:+1",
                "<sips:a@example.com>, <sip:b@example.com> | sips:a@example.com",
                "<mailto:a@example.com>, <tel:+1> | tel:+1",
            })
    @DisplayName("RFC 5876 §4.5: one SIP and one tel URI; what is to be ignored is not forwarded")
    void tooMany(String asserted, String left) {
        var taken = AssertedIdentity.taken(invite(ASSERTED + ": " + asserted), true);
        assertThat(taken.values(ASSERTED).stream().map(value -> value.replaceAll("[<>]", "")))
                .containsExactly(left.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "CANCEL"})
    @DisplayName("RFC 5876 §3.2: nobody can be asked who sends an ACK or a CANCEL")
    void notInAckAndCancel(String method) {
        var request = ProxyFixture.request(method, ASSERTED + ": <sip:bob@example.com>");
        assertThat(AssertedIdentity.taken(request, true).values(ASSERTED)).isEmpty();
        var bare = ProxyFixture.request(method);
        assertThat(AssertedIdentity.asserting(bare, SipUri.parse("sip:bob@example.com")))
                .isSameAs(bare);
    }

    @Test
    @DisplayName("§5: an identity is added where none is asserted yet")
    void asserting() {
        var identity = SipUri.parse("sip:alice@example.com");
        assertThat(AssertedIdentity.asserting(invite(), identity).values(ASSERTED))
                .containsExactly("<sip:alice@example.com>");
        var known = invite(ASSERTED + ": <sip:bob@example.com>");
        assertThat(AssertedIdentity.asserting(known, identity)).isSameAs(known);
    }

    @ParameterizedTest
    @CsvSource({
        "Privacy: id, false, false",
        "Privacy: id, true, true",
        "Privacy: header;user, false, false",
        "Privacy: session, false, true",
        "Privacy: none, false, true",
        "Privacy: =, false, false",
        "Subject: hello, false, true",
        "Subject: hello, true, true",
    })
    @DisplayName(
            "§7: who wants privacy is told to trusted elements alone; none forbids to hide; what cannot be read is taken for a wish")
    void hidden(String header, boolean toTrusted, boolean told) {
        var request = invite(header, ASSERTED + ": <sip:bob@example.com>", PREFERRED + ": <sip:bob@example.com>");
        var left = left(request, toTrusted);
        assertThat(left.values(ASSERTED)).hasSize(told ? 1 : 0);
        assertThat(left.values(PREFERRED)).isEmpty();
        assertThat(left.values("Privacy")).isEqualTo(request.values("Privacy"));
    }

    @Test
    @DisplayName("RFC 5876 §1: nobody proves who answers")
    void returned() {
        var response = SipResponse.answering(invite(), 200)
                .header(ASSERTED, "<sip:bob@example.com>")
                .header(PREFERRED, "<sip:bob@example.com>")
                .build();
        var among = AssertedIdentity.returned(response, true);
        assertThat(among.values(ASSERTED)).hasSize(1);
        assertThat(among.values(PREFERRED)).isEmpty();
        var outside = AssertedIdentity.returned(response, false);
        assertThat(outside.values(ASSERTED)).isEmpty();
        assertThat(outside.values(PREFERRED)).isEmpty();
        var bare = SipResponse.answering(invite(), 200).build();
        assertThat(AssertedIdentity.returned(bare, false)).isSameAs(bare);
    }

    @Test
    @DisplayName("RFC 3261 §22.3: credentials for us go no further, those for others do")
    void spentCredentials() {
        var others = "Digest username=\"a\", realm=\"biloxi\", nonce=\"1\", uri=\"sip:b\", response=\"2\"";
        var request = invite(
                "Proxy-Authorization: Digest username=\"alice\", realm=\"atlanta\", nonce=\"1\", uri=\"sip:b\", response=\"2\"",
                "Proxy-Authorization: " + others);
        var leaving = request.edit();
        SpentCredentials.remove("atlanta", request, leaving);
        assertThat(leaving.build().values("Proxy-Authorization")).containsExactly(others);
        var untouched = request.edit();
        SpentCredentials.remove("chicago", request, untouched);
        assertThat(untouched.build().values("Proxy-Authorization")).hasSize(2);
    }
}
