package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowsTest {
    private static final String OPTIONS = WirePeer.request("OPTIONS", "one");

    @Test
    void anAnswerOverUdpGoesToTheSourcePortWhenRportAsksForIt() throws IOException {
        var bench = new Bench();
        var elsewhere = new WirePeer(bench.simulation, bench.there, 7777);
        elsewhere.send(OPTIONS);
        assertThat(elsewhere.datagrams).hasSize(1);
        assertThat(WirePeer.header(elsewhere.last(), "Via"))
                .contains("rport=7777")
                .contains("received=192.0.2.2");
        elsewhere.close();
        bench.run(40_000);
        bench.close();
    }

    @Test
    void anAnswerOverUdpGoesToThePortOfTheViaWithoutRport() throws IOException {
        var bench = new Bench();
        var elsewhere = new WirePeer(bench.simulation, bench.there, 7777);
        elsewhere.send(OPTIONS.replace(";rport", ""));
        assertThat(elsewhere.datagrams).isEmpty();
        assertThat(bench.peer.datagrams).hasSize(1);
        elsewhere.close();
        bench.run(40_000);
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.3", "224.0.1.75", "phone.example.test"})
    void anAnswerGoesToNoOtherAddressThatTheViaNames(String maddr) throws IOException {
        var bench = new Bench();
        var third = new WirePeer(bench.simulation, bench.simulation.host("third", "192.0.2.3"), 5060);
        var elsewhere = new WirePeer(bench.simulation, bench.there, 7777);
        elsewhere.send(OPTIONS.replace(";rport", ";maddr=" + maddr + ";ttl=16;rport"));
        assertThat(third.datagrams).isEmpty();
        assertThat(elsewhere.datagrams).hasSize(1);
        assertThat(WirePeer.header(elsewhere.last(), "Via")).contains("maddr=" + maddr);
        third.close();
        elsewhere.close();
        bench.run(40_000);
        bench.close();
    }

    @Test
    void aMaddrThatIsTheSourceDecidesThePort() throws IOException {
        var bench = new Bench();
        var elsewhere = new WirePeer(bench.simulation, bench.there, 7777);
        elsewhere.send(OPTIONS.replace(";rport", ";maddr=192.0.2.2;rport"));
        assertThat(elsewhere.datagrams).isEmpty();
        assertThat(bench.peer.datagrams).hasSize(1);
        elsewhere.close();
        bench.run(40_000);
        bench.close();
    }

    @Test
    void aNameInTheViaIsAnsweredToTheSourceAddress() throws IOException {
        var bench = new Bench();
        bench.peer.send(OPTIONS.replace("192.0.2.2;rport", "phone.example.test"));
        assertThat(bench.peer.datagrams).hasSize(1);
        assertThat(WirePeer.header(bench.peer.last(), "Via")).contains("received=192.0.2.2");
        bench.run(40_000);
        bench.close();
    }

    @Test
    void anAnswerOverTcpGoesBackOverItsConnection() throws IOException {
        var bench = new Bench();
        var connection = bench.peer.connect();
        bench.peer.stream(connection, OPTIONS.replace("UDP", "TCP"));
        assertThat(bench.peer.streamed).startsWith("SIP/2.0 200 OK\r\n");
        assertThat(bench.peer.accepted).isEmpty();
        bench.peer.closeStream(connection);
        bench.run(40_000);
        bench.close();
    }

    @Test
    void anAnswerWhoseConnectionIsClosedTakesANewOneToThePortOfTheVia() throws IOException {
        var bench = new Bench();
        var connection = bench.peer.connect();
        var invite = WirePeer.request("INVITE", "late")
                .replace("UDP", "TCP")
                .replace("192.0.2.2;rport", "phone.example.test");
        bench.peer.stream(connection, invite);
        bench.peer.closeStream(connection);
        var transaction = bench.invites.get(0);
        bench.onLoop(() -> bench.stack.respond(
                transaction, bench.stack.answering(transaction.request(), 486, "Busy Here"), bench.now()));
        bench.run(1_000);
        assertThat(bench.peer.accepted).hasSize(1);
        assertThat(bench.peer.streamed).contains("SIP/2.0 486 Busy Here\r\n");
        bench.run(40_000);
        bench.close();
    }

    @Test
    void aPingIsAnsweredWithAPongAndAMessageMayFollowIt() throws IOException {
        var bench = new Bench();
        var connection = bench.peer.connect();
        bench.peer.stream(connection, "\n\n");
        assertThat(bench.peer.streamed.toString()).isEqualTo("\r\n");
        bench.peer.stream(connection, "\n\n" + OPTIONS.replace("UDP", "TCP"));
        assertThat(bench.peer.streamed.toString()).startsWith("\r\n\r\nSIP/2.0 200 OK\r\n");
        bench.peer.closeStream(connection);
        bench.run(40_000);
        bench.close();
    }

    @Test
    void aStreamWithoutContentLengthIsBrokenAndClosed() throws IOException {
        var bench = new Bench();
        var connection = bench.peer.connect();
        bench.peer.stream(connection, OPTIONS.replace("UDP", "TCP").replace("Content-Length: 0\n", ""));
        assertThat(bench.peer.closes).hasSize(1);
        assertThat(bench.here.openStreams()).isEmpty();
        bench.close();
    }

    @Test
    void anEndlessHeadIsCutOff() throws IOException {
        var bench = new Bench();
        var connection = bench.peer.connect();
        bench.peer.stream(connection, "OPTIONS sip:858@192.0.2.1 SIP/2.0\nSubject: " + "x".repeat(70_000));
        assertThat(bench.peer.closes).hasSize(1);
        assertThat(bench.here.openStreams()).isEmpty();
        bench.close();
    }

    @Test
    void keepAlivesAndGarbageOverUdpAreNotAnsweredAndHarmNothing() throws IOException {
        var bench = new Bench();
        for (var text : List.of(
                "\n\n", "\0", "", "hello", "GET / HTTP/1.1\nHost: a\n\n", "SIP/2.0 200 OK\n\n", "\0".repeat(40))) {
            bench.peer.send(text);
        }
        assertThat(bench.peer.datagrams).isEmpty();
        bench.peer.send(OPTIONS);
        assertThat(bench.peer.datagrams).hasSize(1);
        bench.run(40_000);
        bench.close();
    }

    @Test
    void aRequestThatCannotBeReadIsAnsweredButNeverAnAck() throws IOException {
        var bench = new Bench();
        bench.peer.send(OPTIONS.replace("CSeq: 1 OPTIONS", "CSeq: 1 INVITE"));
        assertThat(WirePeer.startLine(bench.peer.last())).startsWith("SIP/2.0 400");
        bench.peer.datagrams.clear();
        bench.peer.send(WirePeer.request("ACK", "ack").replace("CSeq: 1 ACK", "CSeq: 1 INVITE"));
        assertThat(bench.peer.datagrams).isEmpty();
        bench.close();
    }

    @Test
    void ofTwoUdpPortsTheOneThatWasAskedAnswers() throws IOException {
        var simulation = new io.switchhook.simulation.Simulation(5);
        var here = simulation.host("here", "192.0.2.1", "192.0.2.11");
        var there = simulation.host("there", "192.0.2.2");
        var listen = List.of(ListenPoint.parse("udp:192.0.2.1:5060", 0), ListenPoint.parse("udp:192.0.2.11:5060", 0));
        var stack = SipStack.open(here, StackConfig.listeningOn(listen), new Nobody());
        stack.start();
        var peer = new WirePeer(simulation, there, 5060);
        peer.send(OPTIONS, "192.0.2.11");
        assertThat(peer.senders).extracting(InetSocketAddress::getHostString).containsExactly("192.0.2.11");
        simulation.run(java.time.Duration.ofSeconds(40));
        stack.close();
        peer.close();
        simulation.assertNothingLeft();
    }

    @Test
    void nothingIsReceivedBeforeTheStart() throws IOException {
        var bench = new Bench();
        var listen = List.of(ListenPoint.parse("udp:192.0.2.1:5070", 0), ListenPoint.parse("tcp:192.0.2.1:5070", 0));
        var stack = SipStack.open(bench.here, StackConfig.listeningOn(listen), new Nobody());
        var target = new InetSocketAddress(bench.here.address(), 5070);
        var loop = bench.there.openLoop("early");
        var port = bench.there
                .network()
                .openDatagramPort(loop, new InetSocketAddress(bench.there.address(), 5080), (packet, from, now) -> {});
        bench.simulation.call(
                loop,
                () -> port.send(
                        java.nio.ByteBuffer.wrap(
                                WirePeer.wire(OPTIONS).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        target));
        var stream = bench.simulation.call(
                loop,
                () -> bench.there
                        .network()
                        .connect(loop, io.switchhook.base.net.StreamKind.TCP, target, "192.0.2.1", bench.peer));
        bench.run(500);
        assertThat(bench.peer.closes).hasSize(1);
        assertThat(bench.simulation.call(stack.loop(), stack::load).isEmpty()).isTrue();
        bench.simulation.call(loop, () -> {
            port.close();
            return true;
        });
        loop.close();
        stack.close();
        bench.close();
    }

    @Test
    void aFloodOverOneConnectionOpensNoOther() throws IOException {
        var bench = new Bench();
        var connection = bench.peer.connect();
        var all = new StringBuilder();
        IntStream.range(0, 50)
                .forEach(i -> all.append(WirePeer.request("OPTIONS", "b" + i).replace("UDP", "TCP")));
        bench.peer.stream(connection, all.toString());
        assertThat(bench.peer.streamed.toString().split("SIP/2.0 200 OK", -1)).hasSize(51);
        assertThat(bench.here.openStreams()).hasSize(1);
        bench.peer.closeStream(connection);
        bench.run(40_000);
        bench.close();
    }

    private static final class Nobody implements StackUser {
        @Override
        public void onInvite(
                io.switchhook.sip.core.transaction.ServerTransaction transaction,
                io.switchhook.sip.message.SipRequest invite,
                io.switchhook.stack.flow.Flow from,
                long nowNanos) {}

        @Override
        public boolean onRequest(
                io.switchhook.sip.core.transaction.ServerTransaction transaction,
                io.switchhook.sip.message.SipRequest request,
                io.switchhook.stack.flow.Flow from,
                long nowNanos) {
            return false;
        }
    }
}
