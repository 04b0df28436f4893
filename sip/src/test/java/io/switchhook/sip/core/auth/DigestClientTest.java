package io.switchhook.sip.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.auth.DigestOutcome.GiveUp;
import io.switchhook.sip.core.auth.DigestOutcome.Reason;
import io.switchhook.sip.core.auth.DigestOutcome.Retry;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client answers: RFC 3261 §22, RFC 7616, RFC 8760 §2.4. */
class DigestClientTest {
    private static final String PBX = "pbx.biloxi.com:5060";
    private static final Login BOB = Login.of("bob", "zanzibar");
    private static final String MD5 =
            "WWW-Authenticate: Digest realm=\"biloxi.com\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"";
    private static final String SHA =
            "WWW-Authenticate: Digest realm=\"biloxi.com\", nonce=\"n2\", algorithm=SHA-256, qop=\"auth,auth-int\", opaque=\"o\"";

    private final SipRequest register = Requests.register();

    private static DigestClient client(LoginSource logins, DigestPolicy policy) {
        return new DigestClient(logins, policy, Requests.seeded(3));
    }

    private static DigestClient client() {
        return client(realm -> Optional.of(BOB), DigestPolicy.DEFAULT);
    }

    private DigestOutcome once(DigestClient client, String... challenges) {
        return client.exchange(PBX).onChallenge(register, Requests.challenge(register, 401, challenges));
    }

    private static SipRequest retried(DigestOutcome outcome) {
        assertThat(outcome).isInstanceOf(Retry.class);
        return ((Retry) outcome).request();
    }

    private static GiveUp givenUp(DigestOutcome outcome) {
        assertThat(outcome).isInstanceOf(GiveUp.class);
        return (GiveUp) outcome;
    }

    @Test
    void credentialsHaveTheFormOfTheGrammar() {
        var value = retried(once(client(), SHA)).value("Authorization").orElseThrow();
        assertThat(value)
                .startsWith("Digest username=\"bob\"")
                .contains("realm=\"biloxi.com\"", "nonce=\"n2\"", "uri=\"sip:biloxi.com\"", "opaque=\"o\"")
                .contains("algorithm=SHA-256", "qop=auth,", "nc=00000001")
                .containsPattern("response=\"[0-9a-f]{64}\"")
                .containsPattern("cnonce=\"[a-z0-9]{16}\"")
                .doesNotContain("zanzibar");
    }

    @Test
    void responseIsTheDigestOfWhatIsWritten() {
        var given = Requests.parameters(retried(once(client(), MD5)), AuthRole.USER_AGENT, 0);
        var ha1 = DigestAlgorithm.MD5.hash("bob:biloxi.com:zanzibar");
        var ha2 = DigestAlgorithm.MD5.hash("REGISTER:sip:biloxi.com");
        var expected = DigestAlgorithm.MD5.hash(
                ha1 + ":n1:00000001:" + given.get("cnonce").orElseThrow() + ":auth:" + ha2);
        assertThat(given.get("response")).contains(expected);
    }

    @Test
    void topmostSupportedChallengeOfRealmIsAnswered() {
        assertThat(Requests.parameters(retried(once(client(), SHA, MD5)), AuthRole.USER_AGENT, 0)
                        .get("algorithm"))
                .contains("SHA-256");
        var unknownFirst =
                "WWW-Authenticate: Digest realm=\"biloxi.com\", nonce=\"n0\", algorithm=SHA3-512, qop=\"auth\"";
        var retry = retried(once(client(), unknownFirst, MD5, SHA));
        assertThat(retry.values("Authorization")).hasSize(1);
        assertThat(Requests.parameters(retry, AuthRole.USER_AGENT, 0).get("algorithm"))
                .contains("MD5");
    }

    @Test
    void weakerAlgorithmThanTheMinimumIsPassedOver() {
        var strict = new DigestPolicy(DigestAlgorithm.SHA_256, 6, true);
        LoginSource logins = realm -> Optional.of(BOB);
        assertThat(Requests.parameters(retried(once(client(logins, strict), MD5, SHA)), AuthRole.USER_AGENT, 0)
                        .get("algorithm"))
                .contains("SHA-256");
        assertThat(givenUp(once(client(logins, strict), MD5))).isEqualTo(new GiveUp(Reason.UNSUPPORTED, "biloxi.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WWW-Authenticate: Basic realm=\"biloxi.com\"",
                "WWW-Authenticate: Digest realm=\"biloxi.com\", nonce=\"n\", qop=\"auth-conf\"",
                "WWW-Authenticate: Digest realm=\"biloxi.com\", qop=\"auth\""
            })
    void whatWeDoNotUnderstandIsNeverAnswered(String challenge) {
        assertThat(givenUp(once(client(), challenge)).reason()).isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    void schemeWithGrammarOfItsOwnIsPassedOver() {
        assertThat(once(client(), "WWW-Authenticate: Negotiate YIIbase64==", MD5)
                        .kind())
                .isEqualTo(DigestOutcome.Kind.RETRY);
    }

    @Test
    void challengeWithoutAlgorithmIsMd5() {
        var given = Requests.parameters(
                retried(once(client(), "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"")),
                AuthRole.USER_AGENT,
                0);
        assertThat(given.get("response").orElseThrow()).hasSize(32);
    }

    @Test
    void challengeWithoutQopIsAnsweredInTheFormOfRfc2069() {
        var given = Requests.parameters(
                retried(once(client(), "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"")), AuthRole.USER_AGENT, 0);
        assertThat(given.has("qop")).isFalse();
        assertThat(given.has("nc")).isFalse();
        assertThat(given.has("cnonce")).isFalse();
        var ha1 = DigestAlgorithm.MD5.hash("bob:r:zanzibar");
        var ha2 = DigestAlgorithm.MD5.hash("REGISTER:sip:biloxi.com");
        assertThat(given.get("response")).contains(DigestAlgorithm.MD5.hash(ha1 + ":n:" + ha2));
    }

    @Test
    void integrityAloneIsAnsweredWithIntegrity() {
        var given = Requests.parameters(
                retried(once(client(), "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"")),
                AuthRole.USER_AGENT,
                0);
        assertThat(given.get("qop")).contains("auth-int");
    }

    @Test
    void secondRefusalIsTheEnd() {
        var exchange = client().exchange(PBX);
        var retry = retried(exchange.onChallenge(register, Requests.challenge(register, 401, MD5)));
        var fresh = MD5.replace("n1", "n7");
        assertThat(givenUp(exchange.onChallenge(retry, Requests.challenge(retry, 401, fresh))))
                .isEqualTo(new GiveUp(Reason.REJECTED, "biloxi.com"));
    }

    @Test
    void staleNonceIsAnsweredAgain() {
        var exchange = client().exchange(PBX);
        var retry = retried(exchange.onChallenge(register, Requests.challenge(register, 401, MD5)));
        var stale = MD5.replace("n1", "n7") + ", stale=TRUE";
        var second = retried(exchange.onChallenge(retry, Requests.challenge(retry, 401, stale)));
        assertThat(second.values("Authorization")).hasSize(1);
        assertThat(Requests.parameters(second, AuthRole.USER_AGENT, 0).get("nonce"))
                .contains("n7");
    }

    @Test
    void endlessStaleNoncesAreGivenUp() {
        var exchange = client().exchange(PBX);
        var request = register;
        for (int i = 0; i < DigestPolicy.DEFAULT.maxRounds(); i++) {
            var stale = MD5.replace("n1", "n" + i) + ", stale=true";
            request = retried(exchange.onChallenge(request, Requests.challenge(request, 401, stale)));
        }
        assertThat(givenUp(exchange.onChallenge(request, Requests.challenge(request, 401, MD5 + ", stale=true")))
                        .reason())
                .isEqualTo(Reason.TOO_MANY_ROUNDS);
    }

    @Test
    void proxiesInRowAndTheServerAreAllAnswered() {
        var exchange = client().exchange(PBX);
        var invite = Requests.request(SipMethod.INVITE, "sip:853@biloxi.com");
        var first = retried(exchange.onChallenge(
                invite,
                Requests.challenge(invite, 407, "Proxy-Authenticate: Digest realm=\"p1\", nonce=\"a\", qop=\"auth\"")));
        var second = retried(exchange.onChallenge(
                first,
                Requests.challenge(first, 407, "Proxy-Authenticate: Digest realm=\"p2\", nonce=\"b\", qop=\"auth\"")));
        var third = retried(exchange.onChallenge(second, Requests.challenge(second, 401, MD5)));
        assertThat(third.values("Proxy-Authorization")).hasSize(2);
        assertThat(third.values("Authorization")).hasSize(1);
        var toFirst = Requests.parameters(third, AuthRole.PROXY, 0);
        assertThat(toFirst.get("realm")).contains("p1");
        assertThat(toFirst.get("nc")).contains("00000003");
        assertThat(Requests.parameters(third, AuthRole.PROXY, 1).get("nc")).contains("00000002");
    }

    @Test
    void proxyThatWantsFreshNonceForEachAttemptIsAnsweredAgain() {
        var exchange = client().exchange(PBX);
        var proxy = "Proxy-Authenticate: Digest realm=\"p1\", nonce=\"a\", qop=\"auth\"";
        var first = retried(exchange.onChallenge(register, Requests.challenge(register, 407, proxy)));
        var second = retried(exchange.onChallenge(first, Requests.challenge(first, 401, MD5)));
        var third = exchange.onChallenge(second, Requests.challenge(second, 407, proxy.replace("\"a\"", "\"c\"")));
        assertThat(Requests.parameters(retried(third), AuthRole.PROXY, 0).get("nonce"))
                .contains("c");
    }

    @Test
    void challengesOfSeveralBranchesOfForkAreAllAnswered() {
        var retry = retried(once(
                client(),
                MD5,
                "Proxy-Authenticate: Digest realm=\"p1\", nonce=\"a\", qop=\"auth\"",
                SHA.replace("biloxi", "other")));
        assertThat(retry.values("Authorization")).hasSize(2);
        assertThat(retry.values("Proxy-Authorization")).hasSize(1);
    }

    @Test
    void realmWithoutLoginGetsNothing() {
        var careful = client(LoginSource.onlyRealm("biloxi.com", BOB), DigestPolicy.DEFAULT);
        assertThat(givenUp(once(careful, MD5.replace("biloxi.com", "evil.example"))))
                .isEqualTo(new GiveUp(Reason.NO_LOGIN, "evil.example"));
    }

    @Test
    void nonceIsUsedAgainWithHigherCountForTheSameTargetOnly() {
        var client = client();
        assertThat(once(client, MD5).kind()).isEqualTo(DigestOutcome.Kind.RETRY);
        var next = client.exchange(PBX).authorize(register);
        assertThat(Requests.parameters(next, AuthRole.USER_AGENT, 0).get("nc")).contains("00000002");
        assertThat(client.exchange("other.example:5060").authorize(register)).isSameAs(register);
        client.forgetNonces();
        assertThat(client.exchange(PBX).authorize(register)).isSameAs(register);
    }

    @Test
    void rejectedReuseOfNonceIsAnsweredOnceMore() {
        var client = client();
        once(client, MD5);
        var exchange = client.exchange(PBX);
        var preemptive = exchange.authorize(register);
        var fresh = MD5.replace("n1", "n8");
        var retry = retried(exchange.onChallenge(preemptive, Requests.challenge(preemptive, 401, fresh)));
        assertThat(Requests.parameters(retry, AuthRole.USER_AGENT, 0).get("nonce"))
                .contains("n8");
        assertThat(givenUp(exchange.onChallenge(retry, Requests.challenge(retry, 401, fresh)))
                        .reason())
                .isEqualTo(Reason.REJECTED);
        assertThat(client.exchange(PBX).authorize(register))
                .as("a wrong password is not sent again")
                .isSameAs(register);
    }

    @Test
    void nextNonceOfTheServerIsUsed() {
        var client = client();
        var exchange = client.exchange(PBX);
        var retry = retried(exchange.onChallenge(register, Requests.challenge(register, 401, MD5)));
        exchange.onAccepted(Requests.challenge(retry, 200, "Authentication-Info: nextnonce=\"n9\""));
        var given = Requests.parameters(client.exchange(PBX).authorize(register), AuthRole.USER_AGENT, 0);
        assertThat(given.get("nonce")).contains("n9");
        assertThat(given.get("nc")).contains("00000001");
    }

    @Test
    void sessionVariantKeepsItsClientNonce() {
        var client = client();
        var first = retried(once(client, MD5.replace("=MD5", "=MD5-sess")));
        var second = client.exchange(PBX).authorize(register);
        assertThat(Requests.parameters(second, AuthRole.USER_AGENT, 0).get("cnonce"))
                .isEqualTo(Requests.parameters(first, AuthRole.USER_AGENT, 0).get("cnonce"));
        var plain = retried(once(client(), MD5));
        assertThat(plain.values("Authorization")).hasSize(1);
    }

    @Test
    void otherStatusAndUnreadableChallengeAreGivenUp() {
        assertThat(givenUp(client().exchange(PBX).onChallenge(register, Requests.challenge(register, 403, MD5)))
                        .reason())
                .isEqualTo(Reason.NO_CHALLENGE);
        assertThat(givenUp(once(client())).reason()).isEqualTo(Reason.NO_CHALLENGE);
        assertThat(givenUp(once(client(), "WWW-Authenticate: ,,,")).reason()).isEqualTo(Reason.NO_CHALLENGE);
    }

    @Test
    void integrityIsTakenWhereItIsPreferredAndOffered() {
        var careful = client(realm -> Optional.of(BOB), DigestPolicy.DEFAULT.withIntegrity(true));
        assertThat(Requests.parameters(retried(once(careful, SHA)), AuthRole.USER_AGENT, 0)
                        .get("qop"))
                .contains("auth-int");
        assertThat(Requests.parameters(retried(once(careful, MD5)), AuthRole.USER_AGENT, 0)
                        .get("qop"))
                .contains("auth");
    }

    @Test
    @DisplayName("RFC 7616 §3.4.4, with the name of §3.9.2 as corrected by erratum 4897")
    void userIsHashedWhereTheServerCanRead() {
        var doe = Login.of("J\u00e4s\u00f8n Doe", "Secret, or not?");
        var client = client(realm -> Optional.of(doe), DigestPolicy.DEFAULT);
        var given = Requests.parameters(
                retried(once(
                        client,
                        "WWW-Authenticate: Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256,"
                                + " nonce=\"n\", charset=UTF-8, userhash=true")),
                AuthRole.USER_AGENT,
                0);
        assertThat(given.get("username")).contains("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
        assertThat(given.get("userhash")).contains("true");
        var ha1 = doe.secret().ha1(DigestAlgorithm.SHA_512_256, doe.user(), "api@example.org");
        assertThat(given.get("response"))
                .as("the name in it is not hashed")
                .contains(new DigestProof(
                                DigestAlgorithm.SHA_512_256,
                                "api@example.org",
                                "n",
                                Optional.of(Qop.AUTH),
                                "00000001",
                                given.get("cnonce").orElseThrow(),
                                "sip:biloxi.com")
                        .response(ha1.orElseThrow(), "REGISTER", new byte[0]));
    }

    private static String proofOf(SipRequest answered, String qop, String bodyHash) {
        var given = Requests.parameters(answered, AuthRole.USER_AGENT, 0);
        var ha1 = DigestAlgorithm.SHA_256.hash("bob:biloxi.com:zanzibar");
        var ha2 = DigestAlgorithm.SHA_256.hash(":sip:biloxi.com" + bodyHash);
        return DigestAlgorithm.SHA_256.hash(ha1 + ":n2:" + given.get("nc").orElseThrow() + ":"
                + given.get("cnonce").orElseThrow() + ":" + qop + ":" + ha2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("RFC 7616 §3.5: rspauth")
    void serverProvesThatItKnowsTheSecret(boolean integrity) {
        var client = client(realm -> Optional.of(BOB), DigestPolicy.DEFAULT.withIntegrity(integrity));
        var exchange = client.exchange(PBX);
        var answered = retried(exchange.onChallenge(register, Requests.challenge(register, 401, SHA)));
        assertThat(exchange.isProofDue()).isFalse();
        assertThat(exchange.onAccepted(Requests.challenge(answered, 200))).isEqualTo(ServerProof.NONE);
        var body = integrity ? ":" + DigestAlgorithm.SHA_256.hash("") : "";
        var right = proofOf(answered, integrity ? "auth-int" : "auth", body);
        assertThat(exchange.onAccepted(
                        Requests.challenge(answered, 200, "Authentication-Info: rspauth=\"" + right + "\"")))
                .isEqualTo(ServerProof.RIGHT);
        assertThat(exchange.onAccepted(Requests.challenge(
                        answered,
                        200,
                        "Authentication-Info: rspauth=\"" + right.replace('a', 'b') + "\", nextnonce=\"evil\"")))
                .isEqualTo(ServerProof.WRONG);
        assertThat(client.exchange(PBX)
                        .authorize(register)
                        .value("Authorization")
                        .isPresent())
                .as("nothing that an impostor says is used")
                .isFalse();
    }

    /** A nonce is shared by all requests to a server; each answer proves what its own request has shown. */
    @Test
    void proofBelongsToItsOwnRequestWhenSeveralAreUnderWay() {
        var client = client(realm -> Optional.of(BOB), DigestPolicy.DEFAULT);
        retried(client.exchange(PBX).onChallenge(register, Requests.challenge(register, 401, SHA)));
        var one = client.exchange(PBX);
        var another = client.exchange(PBX);
        var first = one.authorize(register);
        var second = another.authorize(register);
        for (int time = 0; time < 2; time++) {
            var proofs = "Authentication-Info: nextnonce=\"n3\", rspauth=\"" + proofOf(first, "auth", "") + '"';
            assertThat(one.onAccepted(Requests.challenge(first, 200, proofs)))
                    .as("the 2xx of a fork, and another")
                    .isEqualTo(ServerProof.RIGHT);
        }
        var proofs = "Authentication-Info: rspauth=\"" + proofOf(second, "auth", "") + '"';
        assertThat(another.onAccepted(Requests.challenge(second, 200, proofs))).isEqualTo(ServerProof.RIGHT);
    }

    @Test
    void proofIsDueOfUserAgentsThatWereAnsweredAndWhereItIsDemanded() {
        var client = client(realm -> Optional.of(BOB), DigestPolicy.DEFAULT.withServerProof(true));
        var exchange = client.exchange(PBX);
        assertThat(exchange.isProofDue()).isFalse();
        exchange.onChallenge(
                register, Requests.challenge(register, 407, MD5.replace("WWW-Authenticate", "Proxy-Authenticate")));
        assertThat(exchange.isProofDue()).isFalse();
        exchange.onChallenge(register, Requests.challenge(register, 401, MD5));
        assertThat(exchange.isProofDue()).isTrue();
    }
}
