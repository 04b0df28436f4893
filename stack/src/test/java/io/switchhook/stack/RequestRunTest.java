package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.dns.DnsType;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestRunTest {
    private static final String CHALLENGE =
            "WWW-Authenticate: Digest realm=\"test\", nonce=\"%s\", algorithm=MD5, qop=\"auth\"";
    private static final Optional<Login> LOGIN = Optional.of(Login.of("858", "secret"));

    private final Bench bench;
    private final List<Integer> statuses = new ArrayList<>();
    private final List<ClientFailure> failures = new ArrayList<>();
    private final ClientUser user = new ClientUser() {
        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            statuses.add(response.status());
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            failures.add(failure);
        }
    };
    private long sequence = 1;

    RequestRunTest() throws IOException {
        bench = new Bench();
    }

    private UsageHost.OutgoingRequest send(CallHost host, SipMethod method, String uri) {
        var sent = new ArrayList<UsageHost.OutgoingRequest>();
        bench.onLoop(() -> sent.add(host.send(bench.request(method, uri), () -> ++sequence, user, bench.now())));
        return sent.get(0);
    }

    private void end() {
        bench.run(60_000);
        assertThat(bench.load().isEmpty()).isTrue();
        bench.close();
    }

    private static String branchOf(String message) {
        var via = WirePeer.header(message, "Via");
        return via.substring(via.indexOf("branch="));
    }

    private static String cseq(String message) {
        return WirePeer.header(message, "CSeq");
    }

    @Test
    void aChallengeIsAnsweredWithTheNextSequenceNumberAndANewBranch() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2");
        var first = bench.peer.last();
        assertThat(first).doesNotContain("Authorization");
        bench.peer.answer("401 Unauthorized", CHALLENGE.formatted("n1"));
        var second = bench.peer.last();
        assertThat(cseq(first)).isEqualTo("1 OPTIONS");
        assertThat(cseq(second)).isEqualTo("2 OPTIONS");
        assertThat(branchOf(second)).isNotEqualTo(branchOf(first));
        assertThat(WirePeer.header(second, "Call-ID")).isEqualTo(WirePeer.header(first, "Call-ID"));
        assertThat(WirePeer.header(second, "Authorization"))
                .contains("nonce=\"n1\"")
                .contains("nc=00000001");
        bench.peer.answer("200 OK");
        assertThat(statuses).containsExactly(200);
        end();
    }

    @Test
    void aProxyThatAsksIsAnsweredInItsOwnHeader() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2");
        bench.peer.answer(
                "407 Proxy Authentication Required",
                CHALLENGE.formatted("p1").replace("WWW-Authenticate", "Proxy-Authenticate"));
        assertThat(WirePeer.header(bench.peer.last(), "Proxy-Authorization")).contains("nonce=\"p1\"");
        bench.peer.answer("200 OK");
        assertThat(statuses).containsExactly(200);
        end();
    }

    @Test
    void theNextRequestOfTheLoginCarriesCredentialsAtOnceWithAHigherCount() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2");
        bench.peer.answer("401 Unauthorized", CHALLENGE.formatted("n1"));
        bench.peer.answer("200 OK");
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2");
        assertThat(WirePeer.header(bench.peer.last(), "Authorization"))
                .contains("nonce=\"n1\"")
                .contains("nc=00000002");
        bench.peer.answer("200 OK");
        end();
    }

    @Test
    void whatAUserAgentAskedIsShownToNoOtherAndWhatAProxyAskedToAll() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.REGISTER, "sip:192.0.2.2");
        bench.peer.answer(
                "401 Unauthorized",
                CHALLENGE.formatted("n1"),
                CHALLENGE.formatted("p1").replace("WWW-Authenticate", "Proxy-Authenticate"));
        bench.peer.answer("200 OK");
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2");
        assertThat(bench.peer.last()).doesNotContain("\r\nAuthorization:");
        assertThat(WirePeer.header(bench.peer.last(), "Proxy-Authorization")).contains("nonce=\"p1\"");
        bench.peer.answer("200 OK");
        send(bench.host(LOGIN, Optional.empty()), SipMethod.REGISTER, "sip:192.0.2.2");
        assertThat(WirePeer.header(bench.peer.last(), "Authorization"))
                .contains("nonce=\"n1\"")
                .contains("nc=00000002");
        bench.peer.answer("200 OK");
        end();
    }

    @Test
    void theWayThatTheRegistrarNamesLeadsOverServersOfTheAccount() {
        var keyring = Keyring.of(LOGIN.get(), List.of(SipUri.parse("sip:example.test")));
        bench.simulation
                .dns()
                .a("example.test", "192.0.2.2")
                .a("edge.test", "192.0.2.2")
                .a("other.test", "192.0.2.2");
        var proxy = Optional.of(SipUri.parse("sip:192.0.2.2:5060"));
        send(bench.host(keyring, proxy), SipMethod.REGISTER, "sip:example.test:5060");
        bench.peer.answer("200 OK", "Service-Route: <sip:edge.test;lr>, <tel:1>", "Path: <sip:edge2.test:5070;lr>");
        var holder = bench.simulation.call(
                bench.loop(), () -> bench.host(keyring, Optional.empty()).keys().orElseThrow());
        var elsewhere = new Flow(
                TransportKind.UDP, new InetSocketAddress("192.0.2.1", 5060), new InetSocketAddress("192.0.2.7", 5060));
        for (var known : List.of("sip:edge.test", "sip:EDGE.test:5060", "sip:edge2.test:5070")) {
            var there =
                    new Flow(TransportKind.UDP, elsewhere.local(), new InetSocketAddress("192.0.2.8", known.length()));
            assertThat(holder.isOwn(Optional.of(NextHop.of(SipUri.parse(known))), List.of(), there))
                    .as(known)
                    .isTrue();
        }
        for (var strange :
                List.of("sip:edge2.test", "sip:edge.test;maddr=192.0.2.7", "sip:other.test", "sips:edge.test")) {
            assertThat(holder.isOwn(Optional.of(NextHop.of(SipUri.parse(strange))), List.of(), elsewhere))
                    .as(strange)
                    .isFalse();
        }
        end();
    }

    @Test
    void theNonceThatTheServerWishesToSeeNextIsUsedNext() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2");
        bench.peer.answer("401 Unauthorized", CHALLENGE.formatted("n1"));
        bench.peer.answer("200 OK", "Authentication-Info: nextnonce=\"n2\"");
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2");
        assertThat(WirePeer.header(bench.peer.last(), "Authorization")).contains("nonce=\"n2\"");
        bench.peer.answer("200 OK");
        end();
    }

    @Test
    void aWrongPasswordIsTriedOnce() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2");
        bench.peer.answer("401 Unauthorized", CHALLENGE.formatted("n1"));
        bench.peer.answer("401 Unauthorized", CHALLENGE.formatted("n2"));
        assertThat(bench.peer.datagrams).hasSize(2);
        assertThat(statuses).containsExactly(401);
        end();
    }

    @Test
    void withoutALoginAChallengeIsAnAnswer() {
        send(bench.host(Optional.empty(), Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2");
        bench.peer.answer("401 Unauthorized", CHALLENGE.formatted("n1"));
        assertThat(statuses).containsExactly(401);
        end();
    }

    @Test
    void aCancelBeforeTheNameIsResolvedSendsNothing() {
        bench.simulation.dns().a("late.test", "192.0.2.2").delay(java.time.Duration.ofSeconds(2));
        var request = send(bench.host(LOGIN, Optional.empty()), SipMethod.INVITE, "sip:853@late.test:5060");
        bench.onLoop(() -> request.cancel(bench.now()));
        assertThat(failures).containsExactly(ClientFailure.OVERTAKEN);
        bench.run(5_000);
        assertThat(bench.peer.datagrams).isEmpty();
        end();
    }

    @Test
    void aCancelBeforeTheFirstProvisionalWaitsForIt() {
        var request = send(bench.host(LOGIN, Optional.empty()), SipMethod.INVITE, "sip:853@192.0.2.2");
        var invite = bench.peer.last();
        bench.onLoop(() -> request.cancel(bench.now()));
        assertThat(bench.peer.last()).startsWith("INVITE");
        bench.peer.answerTo(invite, "180 Ringing");
        assertThat(bench.peer.last()).startsWith("CANCEL");
        assertThat(branchOf(bench.peer.last())).isEqualTo(branchOf(invite));
        bench.peer.answer("200 OK");
        bench.peer.answerTo(invite, "487 Request Terminated");
        assertThat(statuses).containsExactly(180, 487);
        end();
    }

    @Test
    void aCancelledRequestIsNotTriedAgainWithCredentials() {
        var request = send(bench.host(LOGIN, Optional.empty()), SipMethod.INVITE, "sip:853@192.0.2.2");
        bench.onLoop(() -> request.cancel(bench.now()));
        bench.peer.answerTo(bench.peer.datagrams.get(0), "401 Unauthorized", CHALLENGE.formatted("n1"));
        assertThat(bench.peer.datagrams.stream().filter(text -> text.startsWith("INVITE")))
                .hasSize(1);
        assertThat(statuses).containsExactly(401);
        end();
    }

    @Test
    void aNameThatDoesNotExistIsAFailureOnce() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@nowhere.test");
        bench.run(1_000);
        assertThat(failures).containsExactly(ClientFailure.TRANSPORT_ERROR);
        end();
    }

    @Test
    void aDnsThatFailsIsAFailureOnce() {
        bench.simulation.dns().fail("broken.test", DnsType.A, "no server answered");
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@broken.test:5060");
        bench.run(1_000);
        assertThat(failures).containsExactly(ClientFailure.TRANSPORT_ERROR);
        end();
    }

    @Test
    void aTelUriNeedsAProxy() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "tel:+49301234");
        assertThat(failures).containsExactly(ClientFailure.TRANSPORT_ERROR);
        end();
    }

    @Test
    void anOutboundProxyStandsInTheRouteAndGetsTheRequest() {
        var proxy = Optional.of(SipUri.parse("sip:192.0.2.2"));
        send(bench.host(LOGIN, proxy), SipMethod.OPTIONS, "sip:853@far.test");
        assertThat(bench.peer.last()).startsWith("OPTIONS sip:853@far.test SIP/2.0\r\n");
        assertThat(WirePeer.header(bench.peer.last(), "Route")).isEqualTo("<sip:192.0.2.2;lr>");
        bench.peer.answer("200 OK");
        assertThat(statuses).containsExactly(200);
        end();
    }

    @Test
    void aRefusedConnectionIsAFailureOnce() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2:9;transport=tcp");
        bench.run(1_000);
        assertThat(failures).containsExactly(ClientFailure.TRANSPORT_ERROR);
        end();
    }

    @Test
    void whatIsSentOverTcpCarriesAContactForTcp() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.INVITE, "sip:853@192.0.2.2;transport=tcp");
        bench.run(500);
        var invite = bench.peer.streamed.toString();
        assertThat(WirePeer.header(invite, "Contact")).isEqualTo("<sip:858@192.0.2.1:5060;transport=tcp>");
        assertThat(WirePeer.header(invite, "Via")).startsWith("SIP/2.0/TCP 192.0.2.1:5060;");
        bench.peer.accepted.forEach(bench.peer::closeStream);
        bench.run(1_000);
        assertThat(failures).as("the connection is gone").containsExactly(ClientFailure.TRANSPORT_ERROR);
        end();
    }

    @Test
    void anAckIsSentAgainAsItWas() {
        var host = bench.host(LOGIN, Optional.empty());
        var acks = new ArrayList<UsageHost.SentAck>();
        bench.onLoop(() -> acks.add(host.sendAck(bench.request(SipMethod.ACK, "sip:853@192.0.2.2"), bench.now())));
        bench.onLoop(() -> acks.get(0).repeat(bench.now()));
        assertThat(bench.peer.datagrams).hasSize(2);
        assertThat(bench.peer.datagrams.get(1)).isEqualTo(bench.peer.datagrams.get(0));
        assertThat(bench.peer.last()).startsWith("ACK sip:853@192.0.2.2").contains("User-Agent: Switchhook");
        end();
    }

    @Test
    void aHostThatSticksToAFlowSendsOverItWhateverTheUriSays() {
        send(bench.host(LOGIN, Optional.empty()), SipMethod.OPTIONS, "sip:853@192.0.2.2");
        bench.peer.answer("200 OK");
        var sticky = bench.host(LOGIN, Optional.empty());
        var known = bench.stack.hostFor(sticky.identity());
        bench.onLoop(
                () -> known.send(bench.request(SipMethod.OPTIONS, "sip:853@192.0.2.2"), () -> 1, user, bench.now()));
        sticky.stickTo(known.flow().orElseThrow());
        send(sticky, SipMethod.REGISTER, "sip:853@10.1.1.1:9999");
        assertThat(bench.peer.last()).startsWith("REGISTER sip:853@10.1.1.1:9999");
        end();
    }
}
