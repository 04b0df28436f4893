package io.switchhook.sip.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.auth.Verdict.Accepted;
import io.switchhook.sip.core.auth.Verdict.Challenged;
import io.switchhook.sip.core.auth.Verdict.Reason;
import io.switchhook.sip.core.auth.Verdict.Refused;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.WwwAuthenticateHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server asks and accepts: RFC 3261 §22, RFC 7616, RFC 8760 §2.3 and §2.6. */
class DigestServerTest {
    private static final String REALM = "biloxi.com";
    private static final DigestDemand DEMAND =
            new DigestDemand(AuthRole.USER_AGENT, REALM, List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5));
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final SipRequest register = Requests.register();
    private final DigestServer server = new DigestServer(DigestServerTest::find, LIFETIME, 3, Requests.seeded(5));
    private long nowNanos = 77;

    private static Optional<Secret> find(String user, String realm) {
        return switch (user) {
            case "bob" -> Optional.of(Secret.ofPassword("zanzibar"));
            case "kept" ->
                Optional.of(Secret.ofHash(DigestAlgorithm.MD5, DigestAlgorithm.MD5.hash("kept:biloxi.com:pw")));
            default -> Optional.empty();
        };
    }

    private static ThrowingConsumer<Verdict> isUser(String name) {
        return verdict -> assertThat(verdict)
                .isInstanceOfSatisfying(
                        Accepted.class, accepted -> assertThat(accepted.user()).isEqualTo(name));
    }

    private Verdict judge(SipRequest request) {
        return server.onRequest(request, DEMAND, nowNanos);
    }

    /** The request with credentials for a fresh challenge of the server. */
    private SipRequest answered(SipRequest request, DigestDemand demand, Login login) {
        var challenged = (Challenged) server.onRequest(request, demand, nowNanos);
        var response = challenged
                .applyTo(SipResponse.answering(request, challenged.status()))
                .build();
        var client = new DigestClient(realm -> Optional.of(login), DigestPolicy.DEFAULT, Requests.seeded(8));
        return ((DigestOutcome.Retry) client.exchange("t").onChallenge(request, response)).request();
    }

    private SipRequest answered(Login login) {
        return answered(register, DEMAND, login);
    }

    private static final Login BOB = Login.of("bob", "zanzibar");

    @Test
    void requestWithoutCredentialsIsChallengedWithEveryAlgorithmInOrder() {
        var challenged = (Challenged) judge(register);
        assertThat(challenged.status()).isEqualTo(401);
        assertThat(challenged.stale()).isFalse();
        var response = challenged.applyTo(SipResponse.answering(register, 401)).build();
        assertThat(response.all(WwwAuthenticateHeader.TYPE))
                .extracting(header ->
                        header.challenge().parameters().get("algorithm").orElseThrow())
                .containsExactly("SHA-256", "MD5");
        assertThat(response.value("WWW-Authenticate").orElseThrow())
                .containsPattern(
                        "Digest realm=\"biloxi.com\", nonce=\"[A-Za-z0-9_-]{43}\", algorithm=SHA-256, qop=\"auth\"");
    }

    @Test
    void proxyChallengesWith407() {
        var demand = new DigestDemand(AuthRole.PROXY, REALM, List.of(DigestAlgorithm.MD5));
        var invite = Requests.request(SipMethod.INVITE, "sip:853@biloxi.com");
        assertThat(((Challenged) server.onRequest(invite, demand, nowNanos)).status())
                .isEqualTo(407);
        var retry = answered(invite, demand, BOB);
        assertThat(retry.has(io.switchhook.sip.message.header.ProxyAuthorizationHeader.TYPE))
                .isTrue();
        assertThat(server.onRequest(retry, demand, nowNanos)).satisfies(isUser("bob"));
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void everyAlgorithmIsAccepted(DigestAlgorithm algorithm) {
        var demand = new DigestDemand(AuthRole.USER_AGENT, REALM, List.of(algorithm));
        assertThat(server.onRequest(answered(register, demand, BOB), demand, nowNanos))
                .satisfies(isUser("bob"));
    }

    @Test
    void algorithmThatIsNotOfferedIsNotAccepted() {
        var md5 = new DigestDemand(AuthRole.USER_AGENT, REALM, List.of(DigestAlgorithm.MD5));
        var sha = new DigestDemand(AuthRole.USER_AGENT, REALM, List.of(DigestAlgorithm.SHA_256));
        assertThat(server.onRequest(answered(register, md5, BOB), sha, nowNanos))
                .isInstanceOf(Challenged.class);
    }

    @Test
    void keptHashIsAsGoodAsThePassword() {
        var md5 = new DigestDemand(AuthRole.USER_AGENT, REALM, List.of(DigestAlgorithm.MD5));
        var retry = answered(register, md5, Login.of("kept", "pw"));
        assertThat(server.onRequest(retry, md5, nowNanos)).satisfies(isUser("kept"));
        assertThat(judge(answered(Login.of("kept", "pw"))))
                .as("no SHA-256 hash is kept")
                .isInstanceOf(Refused.class);
    }

    /** A missing hash must not become a hash that anybody can compute with. */
    @Test
    void missingHashCannotBeForged() {
        var retry = answered(Login.of("kept", "pw"));
        var given = Requests.parameters(retry, AuthRole.USER_AGENT, 0);
        var proof = new DigestProof(
                DigestAlgorithm.SHA_256,
                REALM,
                given.get("nonce").orElseThrow(),
                Optional.of(Qop.AUTH),
                "00000001",
                given.get("cnonce").orElseThrow(),
                "sip:biloxi.com");
        var forged = Requests.with(retry, "response", proof.response("", "REGISTER", new byte[0]));
        assertThat(((Refused) judge(forged)).reason()).isEqualTo(Reason.WRONG);
    }

    @Test
    void unknownUserAndWrongPasswordGetTheSameAnswer() {
        var wrong = (Refused) judge(answered(Login.of("bob", "guess")));
        var unknown = (Refused) judge(answered(Login.of("nobody", "guess")));
        assertThat(wrong.reason()).isEqualTo(Reason.WRONG).isEqualTo(unknown.reason());
        assertThat(wrong.claimedUser()).isEqualTo("bob");
        assertThat(wrong.again().challenges()).hasSameSizeAs(unknown.again().challenges());
        assertThat(wrong.again().stale()).isFalse();
        assertThat(unknown.again().stale()).isFalse();
    }

    @Test
    void expiredNonceIsStaleForWhoKnowsThePasswordOnly() {
        var right = answered(BOB);
        var wrong = answered(Login.of("bob", "guess"));
        nowNanos += LIFETIME.toNanos();
        assertThat(judge(right)).satisfies(isUser("bob"));
        var other = answered(BOB);
        nowNanos += LIFETIME.toNanos() + 1;
        assertThat(((Challenged) judge(other)).stale()).isTrue();
        assertThat(judge(wrong)).isInstanceOf(Refused.class);
    }

    @Test
    void nonceOfAnotherServerOrFromTheFutureIsStale() {
        var mine = answered(BOB);
        var other = new DigestServer(DigestServerTest::find, Requests.seeded(6));
        assertThat(((Challenged) other.onRequest(mine, DEMAND, nowNanos)).stale())
                .isTrue();
        nowNanos -= 10;
        assertThat(((Challenged) judge(mine)).stale()).isTrue();
    }

    @Test
    void nonceIsBoundToItsRealm() {
        var other = new DigestDemand(AuthRole.USER_AGENT, "other.com", List.of(DigestAlgorithm.MD5));
        var challenged = (Challenged) server.onRequest(register, other, nowNanos);
        var foreign = challenged.challenges().get(0).parameters().get("nonce").orElseThrow();
        var text =
                "WWW-Authenticate: Digest realm=\"biloxi.com\", qop=\"auth\", algorithm=MD5, nonce=\"" + foreign + "\"";
        var client = new DigestClient(realm -> Optional.of(BOB), DigestPolicy.DEFAULT, Requests.seeded(8));
        var retry = (DigestOutcome.Retry)
                client.exchange("t").onChallenge(register, Requests.challenge(register, 401, text));
        assertThat(((Challenged) judge(retry.request())).stale()).isTrue();
    }

    @Test
    void sameCountTwiceIsReplayAndGetsFreshNonce() {
        var retry = answered(BOB);
        assertThat(judge(retry)).satisfies(isUser("bob"));
        var again = (Challenged) judge(retry);
        assertThat(again.stale()).isTrue();
    }

    @Test
    void countsMayOvertakeEachOther() {
        var challenged = (Challenged) judge(register);
        var response = challenged.applyTo(SipResponse.answering(register, 401)).build();
        var client = new DigestClient(realm -> Optional.of(BOB), DigestPolicy.DEFAULT, Requests.seeded(8));
        var first = ((DigestOutcome.Retry) client.exchange("t").onChallenge(register, response)).request();
        var second = client.exchange("t").authorize(register);
        var third = client.exchange("t").authorize(register);
        assertThat(judge(third)).satisfies(isUser("bob"));
        assertThat(judge(first)).satisfies(isUser("bob"));
        assertThat(judge(second)).satisfies(isUser("bob"));
        assertThat(judge(second)).isInstanceOf(Challenged.class);
        assertThat(judge(first)).isInstanceOf(Challenged.class);
    }

    @Test
    void tableOfUsedNoncesIsBoundedAndForgettingOpensNoReplay() {
        var used = new java.util.ArrayList<SipRequest>();
        for (int i = 0; i < 5; i++) {
            nowNanos++;
            used.add(answered(BOB));
            assertThat(judge(used.get(i))).satisfies(isUser("bob"));
        }
        for (var request : used) {
            assertThat(judge(request)).isInstanceOf(Challenged.class);
        }
    }

    @Test
    void credentialsWithoutQopAreGoodForOneRequest() {
        var given = Requests.parameters(answered(BOB), AuthRole.USER_AGENT, 0);
        var ha1 = DigestAlgorithm.SHA_256.hash("bob:biloxi.com:zanzibar");
        var ha2 = DigestAlgorithm.SHA_256.hash("REGISTER:sip:biloxi.com");
        var response =
                DigestAlgorithm.SHA_256.hash(ha1 + ":" + given.get("nonce").orElseThrow() + ":" + ha2);
        var old = Requests.with(
                register.edit().build(),
                given.without("qop").without("nc").without("cnonce").withQuoted("response", response));
        assertThat(judge(old)).satisfies(isUser("bob"));
        assertThat(((Challenged) judge(old)).stale()).isTrue();
    }

    @Test
    void changedRequestIsRefused() {
        var retry = answered(BOB);
        assertThat(judge(Requests.with(retry, "cnonce", "other"))).isInstanceOf(Refused.class);
        assertThat(judge(Requests.with(retry, "uri", "sip:x@biloxi.com"))).isInstanceOf(Refused.class);
    }

    /** What pjsip sends after a 302: the credentials of the first request. */
    @Test
    void oldCredentialsAfterRedirectAreChallengedAgainAndThenAccepted() {
        var invite = Requests.request(SipMethod.INVITE, "sip:302@biloxi.com");
        var first = answered(invite, DEMAND, BOB);
        assertThat(judge(first)).satisfies(isUser("bob"));
        var redirected = Requests.with(
                Requests.request(SipMethod.INVITE, "sip:853@biloxi.com"),
                Requests.parameters(first, AuthRole.USER_AGENT, 0));
        assertThat(((Challenged) judge(redirected)).stale()).isTrue();
        var bare = Requests.request(SipMethod.INVITE, "sip:853@biloxi.com");
        assertThat(judge(answered(bare, DEMAND, BOB))).satisfies(isUser("bob"));
    }

    @Test
    void uriOfTheSameHostOrTheRealmIsTakenAndNoOther() {
        var toHost = answered(Requests.request(SipMethod.INVITE, "sip:853@pbx.biloxi.com:5070"), DEMAND, BOB);
        var moved = Requests.with(
                Requests.request(SipMethod.INVITE, "sip:854@PBX.biloxi.com"),
                Requests.parameters(toHost, AuthRole.USER_AGENT, 0));
        assertThat(judge(moved)).satisfies(isUser("bob"));
        var toRealm = answered(Requests.request(SipMethod.INVITE, "sip:853@biloxi.com"), DEMAND, BOB);
        var byAddress = Requests.with(
                Requests.request(SipMethod.INVITE, "sip:853@192.0.2.1"),
                Requests.parameters(toRealm, AuthRole.USER_AGENT, 0));
        assertThat(judge(byAddress)).satisfies(isUser("bob"));
        var elsewhere = answered(Requests.request(SipMethod.INVITE, "sip:853@evil.example"), DEMAND, BOB);
        var stolen = Requests.with(
                Requests.request(SipMethod.INVITE, "sip:853@192.0.2.1"),
                Requests.parameters(elsewhere, AuthRole.USER_AGENT, 0));
        assertThat(((Refused) judge(stolen)).reason()).isEqualTo(Reason.OTHER_URI);
    }

    @Test
    void incompleteCredentialsAreMalformed() {
        var retry = answered(BOB);
        var given = Requests.parameters(retry, AuthRole.USER_AGENT, 0);
        for (var name : List.of("username", "nonce", "uri", "response", "nc", "cnonce")) {
            var verdict = judge(Requests.with(retry, given.without(name)));
            assertThat(((Refused) verdict).reason()).as(name).isEqualTo(Reason.MALFORMED);
        }
        assertThat(((Refused) judge(Requests.with(retry, given.with("nc", "1")))).reason())
                .isEqualTo(Reason.MALFORMED);
        assertThat(((Refused) judge(Requests.with(retry, given.with("qop", "auth-conf")))).reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void credentialsForAnotherRealmOrSchemeAreAsNone() {
        var basic = register.edit()
                .header("Authorization", "Basic Ym9iOnphbnppYmFy")
                .build();
        assertThat(judge(Requests.with(answered(BOB), "realm", "other"))).isInstanceOf(Challenged.class);
        assertThat(judge(basic)).isInstanceOf(Challenged.class);
        assertThat(judge(answered(BOB)
                        .edit()
                        .header("Authorization", "Basic Ym9iOg==")
                        .build()))
                .satisfies(isUser("bob"));
    }

    private static final DigestDemand INTEGRITY =
            new DigestDemand(AuthRole.USER_AGENT, REALM, List.of(DigestAlgorithm.SHA_256), true, false);

    @Test
    void integrityThatIsDemandedCoversTheBody() {
        var message = register.edit()
                .body(ContentTypeHeader.TYPE.parse("text/plain"), "as it was sent".getBytes(StandardCharsets.US_ASCII))
                .build();
        var answered = answered(message, INTEGRITY, BOB);
        assertThat(Requests.parameters(answered, AuthRole.USER_AGENT, 0).get("qop"))
                .contains("auth-int");
        var changed = answered.edit()
                .body(
                        ContentTypeHeader.TYPE.parse("text/plain"),
                        "as it was forged".getBytes(StandardCharsets.US_ASCII))
                .build();
        assertThat(server.onRequest(changed, INTEGRITY, nowNanos))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.WRONG));
        assertThat(server.onRequest(answered, INTEGRITY, nowNanos)).satisfies(isUser("bob"));
    }

    @Test
    void plainAuthIsNoAnswerWhereIntegrityIsDemanded() {
        var plain = new DigestDemand(AuthRole.USER_AGENT, REALM, List.of(DigestAlgorithm.SHA_256));
        assertThat(server.onRequest(answered(register, plain, BOB), INTEGRITY, nowNanos))
                .isInstanceOfSatisfying(
                        Challenged.class,
                        challenged -> assertThat(challenged.stale()).isFalse());
    }

    @Test
    void hashedUserIsFoundAndAnUnknownHashIsAsWrongAsAnUnknownName() {
        var hashing = new DigestDemand(
                AuthRole.USER_AGENT, REALM, List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5_SESS), false, true);
        var known = new DigestServer(
                SecretStore.of(Map.of("bob", Secret.ofPassword("zanzibar"))), LIFETIME, 3, Requests.seeded(5));
        for (var user : List.of("bob", "eve")) {
            for (var minimum : DigestAlgorithm.values()) {
                nowNanos++;
                var one = new DigestDemand(AuthRole.USER_AGENT, REALM, List.of(minimum), false, true);
                var challenged = (Challenged) known.onRequest(register, one, nowNanos);
                var response =
                        challenged.applyTo(SipResponse.answering(register, 401)).build();
                var client = new DigestClient(
                        realm -> Optional.of(Login.of(user, "zanzibar")), DigestPolicy.DEFAULT, Requests.seeded(8));
                var answered = ((DigestOutcome.Retry) client.exchange("t").onChallenge(register, response)).request();
                assertThat(answered.value("Authorization").orElseThrow()).doesNotContain("\"" + user + "\"");
                var verdict = known.onRequest(answered, one, nowNanos);
                if (user.equals("bob")) {
                    assertThat(verdict).as(minimum.token()).satisfies(isUser("bob"));
                } else {
                    assertThat(((Refused) verdict).reason()).isEqualTo(Reason.WRONG);
                }
            }
        }
        assertThat(((Challenged) known.onRequest(register, hashing, nowNanos)).challenges())
                .allMatch(challenge -> challenge.parameters().get("userhash").equals(Optional.of("true")));
    }

    @Test
    void extendedNameIsReadAndTwoNamesAreMalformed() {
        var answered = answered(BOB);
        var given = Requests.parameters(answered, AuthRole.USER_AGENT, 0);
        var extended = given.without("username").with("username*", "UTF-8''b%6Fb");
        assertThat(judge(Requests.with(answered, given.with("username*", "UTF-8''bob"))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.MALFORMED));
        for (var broken : List.of("bob", "UTF-8'bob", "ISO-8859-1''bob", "UTF-8''%zz", "''bob")) {
            assertThat(judge(Requests.with(answered, extended.with("username*", broken))))
                    .as(broken)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.MALFORMED));
        }
        assertThat(judge(Requests.with(answered, extended))).satisfies(isUser("bob"));
    }

    @Test
    void nonceSurvivesTheChangeOfTheKeyThatMadeItAndNoLonger() {
        var first = answered(BOB);
        nowNanos += LIFETIME.toNanos() - 1;
        var second = answered(BOB);
        nowNanos += 2;
        var third = answered(BOB);
        assertThat(judge(second)).as("made by the key before").satisfies(isUser("bob"));
        assertThat(judge(first)).as("older than a nonce lives").isInstanceOf(Challenged.class);
        assertThat(judge(third)).satisfies(isUser("bob"));
        nowNanos += LIFETIME.toNanos() - 3;
        assertThat(judge(Requests.with(second, "nonce", "x"))).isInstanceOf(Refused.class);
        assertThat(judge(answered(BOB))).satisfies(isUser("bob"));
    }
}
