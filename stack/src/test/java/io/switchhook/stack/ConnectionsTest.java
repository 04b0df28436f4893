package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.flow.ConnectionLimits;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stack does with connections that cost too much, and with those that have died. */
class ConnectionsTest {
    private static final String OPTIONS = WirePeer.request("OPTIONS", "one").replace("UDP", "TCP");

    private static int open(Bench bench) {
        return bench.here.openStreams().size();
    }

    @Test
    void aByteEachSecondNeverEndsAMessageAndTheConnectionIsClosedAfter15Seconds() throws IOException {
        var bench = new Bench();
        var slow = bench.peer.connect();
        for (int i = 0; i < 14; i++) {
            bench.peer.stream(slow, OPTIONS.substring(i, i + 1));
            bench.run(700);
        }
        assertThat(open(bench)).isEqualTo(1);
        bench.run(2_000);
        assertThat(open(bench)).isZero();
        assertThat(bench.peer.closes).hasSize(1);
        bench.close();
    }

    @Test
    void aMessageInPiecesThatIsCompleteInTimeIsAnswered() throws IOException {
        var bench = new Bench();
        var slow = bench.peer.connect();
        int third = OPTIONS.length() / 3;
        bench.peer.stream(slow, OPTIONS.substring(0, third));
        bench.run(5_000);
        bench.peer.stream(slow, OPTIONS.substring(third, 2 * third));
        bench.run(5_000);
        bench.peer.stream(slow, OPTIONS.substring(2 * third));
        assertThat(bench.peer.streamed).startsWith("SIP/2.0 200 OK\r\n");
        bench.peer.closeStream(slow);
        bench.run(40_000);
        bench.close();
    }

    @Test
    void whoConnectsAndSaysNothingIsClosedAfter32SecondsHoweverOftenItPings() throws IOException {
        var bench = new Bench();
        var silent = bench.peer.connect();
        bench.run(20_000);
        bench.peer.stream(silent, "\n\n");
        assertThat(bench.peer.streamed.toString()).isEqualTo("\r\n");
        assertThat(open(bench)).isEqualTo(1);
        bench.run(12_000);
        assertThat(open(bench)).isZero();
        bench.close();
    }

    @Test
    void aConnectionIsClosedFiveMinutesAfterItsLastMessage() throws IOException {
        var bench = new Bench();
        bench.peer.stream(bench.peer.connect(), OPTIONS);
        bench.run(298_000);
        assertThat(open(bench)).isEqualTo(1);
        bench.run(3_000);
        assertThat(open(bench)).isZero();
        bench.close();
    }

    @Test
    void theConnectionThatARequestWaitsOnIsKept() throws IOException {
        var bench = new Bench();
        bench.peer.stream(
                bench.peer.connect(), WirePeer.request("INVITE", "rings").replace("UDP", "TCP"));
        bench.run(900_000);
        assertThat(open(bench)).isEqualTo(1);
        var invite = bench.invites.get(0);
        bench.onLoop(
                () -> bench.stack.respond(invite, bench.stack.answering(invite.request(), 486, "Busy"), bench.now()));
        assertThat(bench.peer.streamed).contains("SIP/2.0 486 Busy\r\n");
        bench.run(700_000);
        assertThat(open(bench)).isZero();
        bench.close();
    }

    @Test
    void theConnectionOfARegistrationThatWeHaveAcceptedIsKeptUntilItEnds() throws IOException {
        var bench = new Bench();
        bench.acceptsRegistrations = true;
        bench.peer.stream(
                bench.peer.connect(),
                WirePeer.request("REGISTER", "reg", "Contact: <sip:853@192.0.2.2>;expires=1800")
                        .replace("UDP", "TCP"));
        assertThat(bench.peer.streamed).startsWith("SIP/2.0 200");
        bench.run(1_790_000);
        assertThat(open(bench)).isEqualTo(1);
        bench.run(20_000);
        assertThat(open(bench)).isZero();
        bench.close();
    }

    @Test
    void aStrangerCannotSayOfItselfThatItIsRegistered() throws IOException {
        var bench = new Bench();
        bench.peer.stream(
                bench.peer.connect(),
                "SIP/2.0 200 OK\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKx\nFrom: <sip:a@b>;tag=1\n"
                        + "To: <sip:a@b>;tag=2\nCall-ID: x\nCSeq: 1 REGISTER\n"
                        + "Contact: <sip:a@192.0.2.2>;expires=86400\nContent-Length: 0\n\n");
        bench.run(301_000);
        assertThat(open(bench)).isZero();
        bench.close();
    }

    @Test
    void aFloodOfPingsIsAnsweredForAWhileAndThenClosed() throws IOException {
        var bench = new Bench();
        var flood = bench.peer.connect();
        for (int i = 0; i < 100; i++) {
            bench.peer.stream(flood, "\n\n");
        }
        assertThat(bench.peer.streamed.toString()).isEqualTo("\r\n".repeat(60));
        assertThat(open(bench)).isZero();
        bench.close();
    }

    @Test
    void aSingleLineEndIsBlankAndNotAnswered() throws IOException {
        var bench = new Bench();
        var connection = bench.peer.connect();
        bench.peer.stream(connection, "\n" + OPTIONS);
        assertThat(bench.peer.streamed).startsWith("SIP/2.0 200 OK\r\n");
        bench.peer.closeStream(connection);
        bench.run(40_000);
        bench.close();
    }

    @Test
    void aPeerHasItsShareOfConnectionsAndTheSilentGiveWay() throws IOException {
        var bench = new Bench(config -> config.withConnections(ConnectionLimits.DEFAULT.withMost(100, 5)));
        var talking = bench.peer.connect();
        bench.peer.stream(talking, OPTIONS);
        for (int i = 0; i < 50; i++) {
            bench.peer.connect();
        }
        bench.run(1_000);
        assertThat(open(bench)).isEqualTo(5);
        assertThat(bench.peer.closes).hasSize(46);
        bench.peer.streamed.setLength(0);
        bench.peer.stream(talking, OPTIONS.replace("z9hG4bKone", "z9hG4bKtwo").replace("cone", "ctwo"));
        assertThat(bench.peer.streamed).startsWith("SIP/2.0 200 OK\r\n");
        bench.run(400_000);
        assertThat(open(bench)).isZero();
        bench.close();
    }

    @Test
    void aPeerThatNeverReadsIsClosedAndWhatWaitedForItIsGone() throws IOException {
        var bench = new Bench();
        bench.peer.stream(
                bench.peer.connect(), WirePeer.request("INVITE", "rings").replace("UDP", "TCP"));
        var invite = bench.invites.get(0);
        var flow = (Flow) invite.hop();
        var large = bench.request(SipMethod.MESSAGE, "sip:853@192.0.2.2")
                .header("Via", "SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKlarge")
                .body(ContentTypeHeader.of("text", "plain"), new byte[60_000])
                .build();
        bench.simulation.cut(bench.here, bench.there);
        bench.onLoop(() -> {
            for (int i = 0; i < 20; i++) {
                bench.stack.flows().send(large, flow, bench.now());
            }
        });
        bench.run(1_000);
        assertThat(bench.stack.flows().isOpen(flow)).isFalse();
        bench.simulation.restore(bench.here, bench.there);
        bench.run(200_000);
        bench.onLoop(() -> bench.stack.flows().close());
        bench.run(1_000_000);
        bench.close();
    }

    // --- connections that died ------------------------------------------------------------------------------------

    /** What became of a request. */
    private static final class Heard implements ClientUser {
        final List<Integer> answers = new ArrayList<>();
        final List<ClientFailure> failures = new ArrayList<>();

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            answers.add(response.status());
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            failures.add(failure);
        }
    }

    private static Heard send(Bench bench, CallHost host, SipRequest.Builder request) {
        var heard = new Heard();
        bench.onLoop(() -> host.send(request, () -> 2, heard, bench.now()));
        bench.run(500);
        return heard;
    }

    private static SipRequest.Builder options(Bench bench) {
        return bench.request(SipMethod.OPTIONS, "sip:853@192.0.2.2;transport=tcp");
    }

    private static List<String> requests(WirePeer peer) {
        var all = new ArrayList<String>();
        for (var text : peer.streamed.toString().split("(?<=\r\n\r\n)")) {
            if (!text.isBlank() && !text.startsWith("SIP/")) {
                all.add(text);
            }
        }
        return all;
    }

    private static String branch(String request) {
        return WirePeer.header(request, "Via").replaceFirst(".*branch=([^;]*).*", "$1");
    }

    /** Answers the newest request over the newest connection. */
    private static void answer(Bench bench, String statusLine, String... headers) {
        var all = requests(bench.peer);
        var connection = bench.peer.accepted.get(bench.peer.accepted.size() - 1);
        bench.peer.answerOver(connection, all.get(all.size() - 1), statusLine, headers);
    }

    private static Heard firstExchange(Bench bench, CallHost host) {
        var first = send(bench, host, options(bench));
        answer(bench, "200 OK");
        assertThat(first.answers).containsExactly(200);
        assertThat(bench.peer.accepted).hasSize(1);
        return first;
    }

    @Test
    void aServerThatWasRestartedBetweenTwoRequestsIsFoundOutAndGetsTheRequestOverANewConnection() throws IOException {
        for (var method : List.of(SipMethod.OPTIONS, SipMethod.INVITE)) {
            var bench = new Bench();
            var host = bench.host(Optional.empty(), Optional.empty());
            firstExchange(bench, host);
            // The server is switched off and on: nothing is said on the wire, and it knows nothing of the connection.
            bench.restartPeer();
            var second = send(bench, host, bench.request(method, "sip:853@192.0.2.2;transport=tcp"));
            bench.run(2_000);
            assertThat(bench.peer.accepted).hasSize(1);
            assertThat(requests(bench.peer)).hasSize(1);
            answer(bench, "486 Busy Here");
            assertThat(second.answers).containsExactly(486);
            assertThat(second.failures).isEmpty();
            bench.run(700_000);
            bench.close();
        }
    }

    @Test
    void theRequestThatIsSaidOnceMoreHasTheBranchItHad() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        firstExchange(bench, host);
        var second = send(bench, host, options(bench));
        bench.peer.closeStream(bench.peer.accepted.get(0));
        bench.run(500);
        assertThat(bench.peer.accepted).hasSize(2);
        var all = requests(bench.peer);
        assertThat(all).hasSize(3);
        assertThat(branch(all.get(2))).isEqualTo(branch(all.get(1))).isNotEqualTo(branch(all.get(0)));
        answer(bench, "200 OK");
        assertThat(second.answers).containsExactly(200);
        bench.run(700_000);
        bench.close();
    }

    @Test
    void allThatWaitedOnADeadConnectionGoOverOneNewOne() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        firstExchange(bench, host);
        var second = send(bench, host, options(bench));
        var third = send(bench, host, options(bench));
        bench.peer.closeStream(bench.peer.accepted.get(0));
        bench.run(500);
        assertThat(bench.peer.accepted).hasSize(2);
        assertThat(requests(bench.peer)).hasSize(5);
        assertThat(second.failures).isEmpty();
        assertThat(third.failures).isEmpty();
        bench.peer.closeStream(bench.peer.accepted.get(1));
        bench.run(500);
        assertThat(second.failures).containsExactly(ClientFailure.TRANSPORT_ERROR);
        assertThat(third.failures).containsExactly(ClientFailure.TRANSPORT_ERROR);
        assertThat(bench.peer.accepted).hasSize(2);
        bench.run(700_000);
        bench.close();
    }

    @Test
    void aSecondDeathIsAFailure() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        firstExchange(bench, host);
        var second = send(bench, host, options(bench));
        bench.peer.closeStream(bench.peer.accepted.get(0));
        bench.run(500);
        bench.peer.closeStream(bench.peer.accepted.get(1));
        bench.run(500);
        assertThat(second.failures).containsExactly(ClientFailure.TRANSPORT_ERROR);
        assertThat(bench.peer.accepted).hasSize(2);
        bench.run(700_000);
        bench.close();
    }

    @Test
    void anInviteThatHasAnAnswerIsNotSaidAgain() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        firstExchange(bench, host);
        var call = send(bench, host, bench.request(SipMethod.INVITE, "sip:853@192.0.2.2;transport=tcp"));
        answer(bench, "180 Ringing");
        bench.peer.closeStream(bench.peer.accepted.get(0));
        bench.run(500);
        assertThat(call.answers).containsExactly(180);
        assertThat(call.failures).containsExactly(ClientFailure.TRANSPORT_ERROR);
        assertThat(bench.peer.accepted).hasSize(1);
        bench.run(700_000);
        bench.close();
    }

    @Test
    void aRegistrationOfOursIsPingedAndItsConnectionFailsWhenThePeerStopsAnswering() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        send(bench, host, bench.request(SipMethod.REGISTER, "sip:192.0.2.2;transport=tcp"));
        answer(bench, "200 OK", "Contact: <sip:858@192.0.2.1>;expires=3600");
        var flow = bench.simulation.call(bench.loop(), () -> host.flow().orElseThrow());
        bench.peer.streamed.setLength(0);
        bench.run(121_000);
        assertThat(bench.peer.streamed.toString()).isEqualTo("\r\n\r\n");
        // Has promised nothing, has not answered: its silence proves nothing.
        bench.run(400_000);
        assertThat(bench.stack.flows().isOpen(flow)).isTrue();
        bench.peer.streamed.setLength(0);
        for (int seconds = 0; seconds < 130 && bench.peer.streamed.isEmpty(); seconds++) {
            bench.run(1_000);
        }
        bench.peer.stream(bench.peer.accepted.get(0), "\n");
        bench.run(131_000);
        assertThat(bench.stack.flows().isOpen(flow)).isFalse();
        bench.run(700_000);
        bench.close();
    }

    /** A server on PJSIP sends a double CRLF every 90 s over each connection, whoever has opened it, and answers none. */
    @ParameterizedTest
    @ValueSource(ints = {30, 90, 115, 120})
    void aServerThatSendsKeepAlivesOfItsOwnAndAnswersNoneKeepsItsConnection(int period) throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        send(bench, host, bench.request(SipMethod.REGISTER, "sip:192.0.2.2;transport=tcp"));
        answer(bench, "200 OK", "Contact: <sip:858@192.0.2.1>;expires=3600");
        var flow = bench.simulation.call(bench.loop(), () -> host.flow().orElseThrow());
        for (int seconds = 0; seconds < 3_000; seconds += period) {
            bench.run(period * 1_000L);
            bench.peer.stream(bench.peer.accepted.get(0), "\n\n");
        }
        assertThat(bench.stack.flows().isOpen(flow)).isTrue();
        bench.run(4_000_000);
        bench.close();
    }

    @Test
    void aCutCableIsFoundOutByTheNextPingAndTheRequestUnderWayGoesOverANewConnection() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        send(bench, host, bench.request(SipMethod.REGISTER, "sip:192.0.2.2;transport=tcp"));
        answer(bench, "200 OK", "Contact: <sip:858@192.0.2.1>;expires=3600");
        var flow = bench.simulation.call(bench.loop(), () -> host.flow().orElseThrow());
        bench.onLoop(() -> bench.stack.flows().keepAlive(flow, Duration.ofSeconds(20), true, bench.now()));
        bench.simulation.cut(bench.here, bench.there);
        bench.run(15_000);
        var under = send(bench, host, options(bench));
        bench.run(14_000);
        assertThat(bench.stack.flows().isOpen(flow)).isFalse();
        bench.simulation.restore(bench.here, bench.there);
        bench.run(4_000);
        assertThat(bench.peer.accepted).hasSize(2);
        answer(bench, "200 OK");
        assertThat(under.answers).containsExactly(200);
        assertThat(under.failures).isEmpty();
        bench.run(4_000_000);
        bench.close();
    }

    /** A router between has forgotten the connection and drops what comes; TCP finds that out after a quarter of an hour. */
    @Test
    void whereARequestWasNotAnsweredAndNothingElseCameTheNextTakesANewConnection() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        firstExchange(bench, host);
        bench.simulation.cut(bench.here, bench.there);
        var lost = send(bench, host, options(bench));
        bench.run(33_000);
        assertThat(lost.failures).containsExactly(ClientFailure.TIMEOUT);
        bench.simulation.restore(bench.here, bench.there);
        var next = send(bench, host, options(bench));
        assertThat(bench.peer.accepted).hasSize(2);
        bench.peer.streamed.setLength(0);
        var after = send(bench, host, options(bench));
        answer(bench, "200 OK");
        assertThat(after.answers).containsExactly(200);
        assertThat(next.failures).isEmpty();
        assertThat(bench.peer.accepted).hasSize(2);
        bench.run(700_000);
        bench.close();
    }

    @Test
    void aConnectionThatBringsSomethingElseMeanwhileIsUsedOn() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        firstExchange(bench, host);
        var lost = send(bench, host, options(bench));
        bench.run(20_000);
        bench.peer.stream(bench.peer.accepted.get(0), OPTIONS);
        bench.run(13_000);
        assertThat(lost.failures).containsExactly(ClientFailure.TIMEOUT);
        send(bench, host, options(bench));
        assertThat(bench.peer.accepted).hasSize(1);
        bench.run(700_000);
        bench.close();
    }

    @Test
    void aConnectionThatSpeaksAgainIsUsedAgain() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        firstExchange(bench, host);
        var lost = send(bench, host, options(bench));
        bench.run(33_000);
        assertThat(lost.failures).containsExactly(ClientFailure.TIMEOUT);
        bench.peer.stream(bench.peer.accepted.get(0), OPTIONS);
        send(bench, host, options(bench));
        assertThat(bench.peer.accepted).hasSize(1);
        bench.run(700_000);
        bench.close();
    }

    @Test
    void aConnectionThatDoesNotComeAboutIsGivenUpAfter10Seconds() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.empty(), Optional.empty());
        bench.simulation.cut(bench.here, bench.there);
        var lost = send(bench, host, options(bench));
        bench.run(9_000);
        assertThat(lost.failures).isEmpty();
        bench.run(1_000);
        assertThat(lost.failures).containsExactly(ClientFailure.TRANSPORT_ERROR);
        bench.simulation.restore(bench.here, bench.there);
        bench.run(70_000);
        bench.close();
    }

    @Test
    void aFlowOfOursHasItsPortFromItsFirstMessageOn() throws IOException {
        var flows = new ArrayList<Flow>();
        var bench = new Bench(config -> config);
        var host = bench.host(Optional.empty(), Optional.empty());
        send(bench, host, options(bench));
        bench.onLoop(() -> flows.add(host.flow().orElseThrow()));
        assertThat(flows.get(0).kind()).isEqualTo(TransportKind.TCP);
        assertThat(flows.get(0).local().getPort()).isPositive();
        var seen = bench.peer.accepted.get(0).remote();
        assertThat(flows.get(0).local()).isEqualTo(new InetSocketAddress(seen.getAddress(), seen.getPort()));
        answer(bench, "200 OK");
        bench.run(700_000);
        bench.close();
    }
}
