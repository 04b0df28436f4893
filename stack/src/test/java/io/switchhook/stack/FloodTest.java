package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.flow.ConnectionLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What strangers can make a stack keep, and what they can make it send to others. */
class FloodTest {

    @Test
    void oneSourceHasItsShareAndWhatIsBeyondItIsNotAnswered() throws IOException {
        var bench = new Bench(config -> config.withMaxTransactions(1_000, 10));
        for (int i = 0; i < 200; i++) {
            bench.peer.send(WirePeer.request("OPTIONS", "flood" + i));
        }
        assertThat(bench.load().serverTransactions()).isEqualTo(10);
        assertThat(bench.peer.datagrams).hasSize(10);
        bench.run(40_000);
        bench.peer.send(WirePeer.request("OPTIONS", "later"));
        assertThat(bench.peer.datagrams).hasSize(11);
        bench.run(40_000);
        bench.close();
    }

    @Test
    void overAConnectionTheShareIsToldWithARetryAfter() throws IOException {
        var bench = new Bench(config -> config.withMaxTransactions(1_000, 10));
        var connection = bench.peer.connect();
        for (int i = 0; i < 12; i++) {
            bench.peer.stream(
                    connection, WirePeer.request("INVITE", "flood" + i).replace("UDP", "TCP"));
        }
        assertThat(bench.invites).hasSize(10);
        assertThat(bench.peer.streamed).contains("SIP/2.0 503").contains(RetryAfterHeader.TYPE.name() + ": ");
        bench.peer.closeStream(connection);
        for (var invite : bench.invites) {
            bench.onLoop(() ->
                    bench.stack.respond(invite, bench.stack.answering(invite.request(), 486, "Busy"), bench.now()));
        }
        bench.run(1_000_000);
        bench.close();
    }

    @Test
    void aChallengeIsSentOnceForEachInviteThatComes() throws IOException {
        for (int status : List.of(401, 407)) {
            var bench = new Bench();
            var invite = WirePeer.request("INVITE", "forged");
            bench.peer.send(invite);
            refuse(bench, status);
            bench.run(40_000);
            assertThat(finals(bench.peer)).hasSize(1);
            bench.close();
        }
    }

    @Test
    void aChallengeIsRepeatedWhenTheInviteIs() throws IOException {
        var bench = new Bench();
        var invite = WirePeer.request("INVITE", "lost");
        bench.peer.send(invite);
        refuse(bench, 401);
        bench.peer.send(invite);
        assertThat(finals(bench.peer)).hasSize(2);
        bench.run(40_000);
        bench.close();
    }

    /** Eleven copies of each refusal are what RFC 3261 §17.2.1 asks for; a hundred forged INVITEs would bring 1,100 to somebody who never asked. */
    @Test
    void whoNeverAcknowledgesGetsNoMoreThan50RepeatsHoweverManyInvitesAreForged() throws IOException {
        var bench = new Bench();
        for (int i = 0; i < 100; i++) {
            bench.peer.send(WirePeer.request("INVITE", "forged" + i));
            refuse(bench, 486);
        }
        bench.run(40_000);
        assertThat(finals(bench.peer)).hasSize(100 + 50);
        bench.close();
    }

    @Test
    void whoAcknowledgesWithOurTagGetsAllRepeatsAgain() throws IOException {
        var bench = new Bench();
        for (int i = 0; i < 20; i++) {
            bench.peer.send(WirePeer.request("INVITE", "deaf" + i));
            refuse(bench, 486);
        }
        bench.run(40_000);
        assertThat(finals(bench.peer)).hasSize(20 + 50);
        var proven = WirePeer.request("INVITE", "proven");
        bench.peer.send(proven);
        refuse(bench, 486);
        var to = WirePeer.header(bench.peer.last(), "To");
        bench.peer.send(proven.replace("INVITE", "ACK").replace("To: <sip:858@192.0.2.1>", "To: " + to));
        bench.peer.datagrams.clear();
        bench.peer.send(WirePeer.request("INVITE", "next"));
        refuse(bench, 486);
        bench.run(40_000);
        assertThat(finals(bench.peer)).hasSize(11);
        bench.close();
    }

    @Test
    void anAckThatDoesNotKnowOurTagProvesNothing() throws IOException {
        var bench = new Bench();
        for (int i = 0; i < 20; i++) {
            var invite = WirePeer.request("INVITE", "forged" + i);
            bench.peer.send(invite);
            refuse(bench, 486);
            bench.run(4_000);
            bench.peer.send(invite.replace("INVITE", "ACK").replace("192.0.2.1>\nCall", "192.0.2.1>;tag=guess\nCall"));
        }
        bench.run(40_000);
        assertThat(finals(bench.peer).size()).isLessThanOrEqualTo(20 + 50);
        bench.close();
    }

    @Test
    void responsesAcksAndCancelsForNothingLeaveNothingBehindAndAcksAndResponsesAreNotAnswered() throws IOException {
        var bench = new Bench();
        for (int i = 0; i < 300; i++) {
            bench.peer.send(WirePeer.request("ACK", "ack" + i));
            bench.peer.send(
                    "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKr" + i
                            + "\nFrom: <sip:a@b>;tag=1\nTo: <sip:a@b>;tag=2\nCall-ID: r\nCSeq: 1 INVITE\nContent-Length: 0\n\n");
        }
        assertThat(bench.peer.datagrams).isEmpty();
        for (int i = 0; i < 300; i++) {
            bench.peer.send(WirePeer.request("CANCEL", "cancel" + i));
        }
        assertThat(bench.peer.datagrams).hasSize(300).allMatch(text -> text.startsWith("SIP/2.0 481"));
        bench.run(40_000);
        assertThat(bench.load().isEmpty()).isTrue();
        bench.close();
    }

    /** RFC 3261 §18.2.2, RFC 3581 §4: whatever the Via says, answers go to where the packet came from. */
    @Test
    void aForgedViaBringsNothingToTheOneItNames() throws IOException {
        var bench = new Bench();
        var victimHost = bench.simulation.host("victim", "192.0.2.66");
        var victim = new WirePeer(bench.simulation, victimHost, 5060);
        for (var forged : List.of(
                "192.0.2.66;rport",
                "192.0.2.66",
                "192.0.2.66;received=192.0.2.66",
                "192.0.2.2;maddr=192.0.2.66;ttl=9")) {
            bench.peer.send(WirePeer.request("OPTIONS", "f" + forged.hashCode()).replace("192.0.2.2;rport", forged));
        }
        bench.run(40_000);
        assertThat(victim.datagrams).isEmpty();
        assertThat(bench.peer.datagrams).hasSize(4);
        victim.close();
        bench.close();
    }

    @Test
    void strangersDoNotPushOutTheConnectionThatWeAreOpening() throws IOException {
        var bench = new Bench(config -> config.withConnections(ConnectionLimits.DEFAULT.withMost(3, 3)));
        for (int i = 0; i < 3; i++) {
            bench.peer.connect();
        }
        var far = bench.simulation.host("far", "198.51.100.1");
        bench.simulation.cut(bench.here, far);
        var host = bench.host(Optional.empty(), Optional.empty());
        var failures = new ArrayList<ClientFailure>();
        var user = new ClientUser() {
            @Override
            public void onResponse(SipResponse response, long nowNanos) {
                // Nobody answers.
            }

            @Override
            public void onFailure(ClientFailure failure, long nowNanos) {
                failures.add(failure);
            }
        };
        var invite = bench.request(SipMethod.INVITE, "sip:853@198.51.100.1;transport=tcp");
        bench.onLoop(() -> host.send(invite, () -> 2, user, bench.now()));
        bench.peer.connect();
        bench.run(100);
        assertThat(failures).isEmpty();
        assertThat(bench.simulation.call(
                        bench.loop(),
                        () -> bench.stack.flows().isOpen(host.flow().orElseThrow())))
                .isTrue();
        bench.run(70_000);
        bench.close();
    }

    private static void refuse(Bench bench, int status) {
        var invite = bench.invites.get(bench.invites.size() - 1);
        bench.onLoop(
                () -> bench.stack.respond(invite, bench.stack.answering(invite.request(), status, "No"), bench.now()));
    }

    private static List<String> finals(WirePeer peer) {
        var all = new ArrayList<String>();
        for (var text : peer.datagrams) {
            if (text.startsWith("SIP/2.0 4")) {
                all.add(text);
            }
        }
        return all;
    }
}
