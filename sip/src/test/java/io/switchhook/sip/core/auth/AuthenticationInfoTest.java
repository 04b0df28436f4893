package io.switchhook.sip.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AuthenticationInfoHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.ProxyAuthenticationInfoHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server tells whoever it has let in: RFC 7616 §3.5, RFC 3261 §20.6. */
class AuthenticationInfoTest {
    private static final String REALM = "biloxi.com";
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final byte[] BODY = "v=0\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SipRequest register = Requests.register();
    private final DigestServer server = new DigestServer(
            (user, realm) -> Optional.of(Secret.ofPassword("zanzibar")), LIFETIME, 100, Requests.seeded(5));
    private DigestClient client = client(false);
    private DigestExchange exchange = client.exchange("t");
    private long nowNanos = 77;

    private static DigestClient client(boolean integrity) {
        return new DigestClient(
                realm -> Optional.of(Login.of("bob", "zanzibar")),
                DigestPolicy.DEFAULT.withIntegrity(integrity),
                Requests.seeded(8));
    }

    private static DigestDemand demand(DigestAlgorithm algorithm, boolean integrity) {
        return new DigestDemand(AuthRole.USER_AGENT, REALM, List.of(algorithm), integrity, false);
    }

    /** The request with the client's credentials, after a challenge where it knows no nonce. */
    private SipRequest authorized(DigestDemand demand) {
        exchange = client.exchange("t");
        var preemptive = exchange.authorize(register);
        if (preemptive != register) {
            return preemptive;
        }
        var challenged = (Verdict.Challenged) server.onRequest(register, demand, nowNanos);
        var response = challenged.applyTo(SipResponse.answering(register, 401)).build();
        return ((DigestOutcome.Retry) exchange.onChallenge(register, response)).request();
    }

    private AuthenticationInfo accepted(SipRequest request, DigestDemand demand) {
        return ((Verdict.Accepted) server.onRequest(request, demand, nowNanos))
                .info()
                .orElseThrow();
    }

    private SipResponse success(SipRequest request, AuthenticationInfoHeader header, byte[] body) {
        return SipResponse.answering(request, 200)
                .set(AuthenticationInfoHeader.TYPE, header)
                .body(ContentTypeHeader.of("application", "sdp"), body)
                .build();
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void clientFindsTheProofRightWithEveryAlgorithm(DigestAlgorithm algorithm) {
        for (var integrity : List.of(false, true)) {
            client = client(integrity);
            var demand = demand(algorithm, integrity);
            var request = authorized(demand);
            var header = accepted(request, demand).header(BODY, nowNanos);
            assertThat(exchange.onAccepted(success(request, header, BODY))).isEqualTo(ServerProof.RIGHT);
            var changed = success(request, header, "v=1\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(exchange.onAccepted(changed)).isEqualTo(integrity ? ServerProof.WRONG : ServerProof.RIGHT);
        }
    }

    /** §3.5: what is quoted and what is not, and whose cnonce and nc they are. */
    @Test
    void itIsWrittenAsTheRfcWants() {
        var demand = demand(DigestAlgorithm.SHA_256, false);
        var request = authorized(demand);
        var given = Requests.parameters(request, AuthRole.USER_AGENT, 0);
        assertThat(accepted(request, demand).header(BODY, nowNanos).toString())
                .matches("qop=auth, rspauth=\"[0-9a-f]{64}\", cnonce=\""
                        + given.get("cnonce").orElseThrow() + "\", nc=00000001");
    }

    @ParameterizedTest
    @ValueSource(longs = {149, 151})
    void nextNonceComesWhenHalfTheLifeOfTheOldOneIsOver(long seconds) {
        var demand = demand(DigestAlgorithm.MD5, false);
        var first = authorized(demand);
        nowNanos += Duration.ofSeconds(seconds).toNanos();
        var info = accepted(first, demand).header(BODY, nowNanos);
        boolean late = seconds > 150;
        assertThat(info.parameters().has("nextnonce")).isEqualTo(late);
        exchange.onAccepted(success(first, info, BODY));
        nowNanos += Duration.ofSeconds(200).toNanos();
        var verdict = server.onRequest(authorized(demand), demand, nowNanos);
        assertThat(verdict.kind()).isEqualTo(late ? Verdict.Kind.ACCEPTED : Verdict.Kind.CHALLENGED);
    }

    /** Pipelined requests may use the old one until it dies. */
    @Test
    void theOldNonceIsGoodBesideTheNext() {
        var demand = demand(DigestAlgorithm.MD5, false);
        var first = authorized(demand);
        var second = authorized(demand);
        nowNanos += Duration.ofSeconds(200).toNanos();
        assertThat(accepted(first, demand).header(BODY, nowNanos).parameters().has("nextnonce"))
                .isTrue();
        assertThat(accepted(second, demand)).isNotNull();
    }

    @Test
    void credentialsWithoutQopGetNone() {
        var demand = demand(DigestAlgorithm.MD5, false);
        var challenged = (Verdict.Challenged) server.onRequest(register, demand, nowNanos);
        var nonce = challenged.challenges().get(0).parameters().get("nonce").orElseThrow();
        var ha1 = DigestAlgorithm.MD5.hash("bob:" + REALM + ":zanzibar");
        var proof = new DigestProof(DigestAlgorithm.MD5, REALM, nonce, Optional.empty(), "", "", "sip:biloxi.com");
        var response = proof.response(ha1, "REGISTER", register.body());
        var request = Requests.with(register, proof.parameters("bob", response, Optional.empty()));
        var verdict = server.onRequest(request, demand, nowNanos);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted -> assertThat(accepted.info()).isEmpty());
    }

    /** A proxy of that realm that has asked for credentials and got them, in the last request of the exchange. */
    private ProxyAuthenticationInfoHeader saidBy(DigestServer proxy, String realm, SipRequest request) {
        var demand = new DigestDemand(AuthRole.PROXY, realm, List.of(DigestAlgorithm.SHA_256), false, false);
        return ((Verdict.Accepted) proxy.onRequest(request, demand, nowNanos))
                .info()
                .orElseThrow()
                .proxyHeader(BODY, nowNanos);
    }

    private SipRequest challengedBy(DigestServer proxy, String realm, SipRequest request) {
        var demand = new DigestDemand(AuthRole.PROXY, realm, List.of(DigestAlgorithm.SHA_256), false, false);
        var challenged = (Verdict.Challenged) proxy.onRequest(request, demand, nowNanos);
        var response = challenged.applyTo(SipResponse.answering(request, 407)).build();
        return ((DigestOutcome.Retry) exchange.onChallenge(request, response)).request();
    }

    private static SipResponse passedOn(SipRequest request, ProxyAuthenticationInfoHeader... lines) {
        return SipResponse.answering(request, 200)
                .setAll(ProxyAuthenticationInfoHeader.TYPE, List.of(lines))
                .body(ContentTypeHeader.of("application", "sdp"), BODY)
                .build();
    }

    @Test
    void eachProxyInARowProvesItselfForItsOwnAnswer() {
        var first = new DigestServer(
                (user, realm) -> Optional.of(Secret.ofPassword("zanzibar")), LIFETIME, 100, Requests.seeded(6));
        exchange = client.exchange("t");
        var once = challengedBy(first, "one.example", register);
        var both = challengedBy(server, "two.example", once);
        var one = saidBy(first, "one.example", both);
        var two = saidBy(server, "two.example", both);
        assertThat(exchange.onAccepted(passedOn(both, two, one))).isEqualTo(ServerProof.RIGHT);
        assertThat(exchange.onAccepted(passedOn(both))).isEqualTo(ServerProof.NONE);
        var stranger = new ProxyAuthenticationInfoHeader(
                one.parameters().withQuoted("cnonce", "another").withQuoted("rspauth", "00"));
        assertThat(exchange.onAccepted(passedOn(both, stranger))).isEqualTo(ServerProof.NONE);
        var forged = new ProxyAuthenticationInfoHeader(one.parameters().withQuoted("rspauth", "00"));
        assertThat(exchange.onAccepted(passedOn(both, two, forged))).isEqualTo(ServerProof.WRONG);
    }

    @Test
    void aProxySaysNothingForTheServerBehindIt() {
        client = new DigestClient(
                realm -> Optional.of(Login.of("bob", "zanzibar")),
                DigestPolicy.DEFAULT.withServerProof(true),
                Requests.seeded(8));
        var demand = demand(DigestAlgorithm.SHA_256, false);
        var proxy = new DigestServer(
                (user, realm) -> Optional.of(Secret.ofPassword("zanzibar")), LIFETIME, 100, Requests.seeded(6));
        var request = challengedBy(proxy, "one.example", authorized(demand));
        assertThat(exchange.isProofDue()).isTrue();
        assertThat(exchange.onAccepted(passedOn(request, saidBy(proxy, "one.example", request))))
                .isEqualTo(ServerProof.NONE);
        assertThat(exchange.onAccepted(
                        success(request, accepted(request, demand).header(BODY, nowNanos), BODY)))
                .isEqualTo(ServerProof.RIGHT);
    }

    @Test
    void theNextNonceOfAProxyIsUsedForTheNextRequest() {
        exchange = client.exchange("t");
        var request = challengedBy(server, "one.example", register);
        nowNanos += LIFETIME.toNanos() * 3 / 4;
        var said = saidBy(server, "one.example", request);
        var next = said.parameters().get("nextnonce").orElseThrow();
        assertThat(exchange.onAccepted(passedOn(request, said))).isEqualTo(ServerProof.RIGHT);
        var later = client.exchange("t").authorize(register);
        assertThat(later.value("Proxy-Authorization").orElseThrow()).contains(next);
    }
}
