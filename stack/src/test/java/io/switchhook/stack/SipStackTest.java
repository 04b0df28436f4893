package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipStackTest {

    @ParameterizedTest
    @CsvSource({
        "OPTIONS,   200, Accept,       application/sdp",
        "OPTIONS,   200, Allow,        INVITE",
        "NOTIFY,    200, CSeq,         1 NOTIFY",
        "SUBSCRIBE, 489, Allow-Events, refer",
        "MESSAGE,   405, Allow,        INVITE",
        "BOGUS,     405, Allow,        BYE"
    })
    void aRequestThatTheProductHasNoUseForIsAnsweredAsAUserAgentShould(
            String method, int status, String header, String value) throws IOException {
        var bench = new Bench();
        bench.peer.send(WirePeer.request(method, "x"));
        var answer = bench.peer.last();
        assertThat(WirePeer.startLine(answer)).startsWith("SIP/2.0 " + status);
        assertThat(answer.lines().filter(line -> line.startsWith(header + ":"))).anyMatch(line -> line.contains(value));
        assertThat(WirePeer.header(answer, "To")).as("RFC 3261 §8.2.6.2").contains(";tag=");
        assertThat(WirePeer.header(answer, "Server")).isEqualTo("Switchhook");
        bench.run(40_000);
        bench.close();
    }

    @Test
    void anUnknownUriSchemeIs416AndAnUnknownExtension420WithItsName() throws IOException {
        var bench = new Bench();
        bench.peer.send(WirePeer.request("OPTIONS", "scheme").replace("OPTIONS sip:858@192.0.2.1", "OPTIONS im:858"));
        assertThat(WirePeer.startLine(bench.peer.last())).startsWith("SIP/2.0 416");
        bench.peer.send(WirePeer.request("OPTIONS", "ext", "Require: warp, time"));
        assertThat(WirePeer.startLine(bench.peer.last())).startsWith("SIP/2.0 420");
        assertThat(bench.peer.last()).contains("Unsupported: warp").contains("time");
        assertThat(WirePeer.header(bench.peer.last(), "To")).contains(";tag=");
        bench.run(40_000);
        bench.close();
    }

    @Test
    void theSameRequestByAnotherWayIs482() throws IOException {
        var bench = new Bench();
        var first = WirePeer.request("INVITE", "one");
        bench.peer.send(first);
        bench.peer.send(first.replace("z9hG4bKone", "z9hG4bKother"));
        assertThat(WirePeer.startLine(bench.peer.last())).startsWith("SIP/2.0 482");
        assertThat(bench.invites).hasSize(1);
        bench.simulation.call(bench.loop(), () -> {
            bench.stack.close();
            return true;
        });
        bench.peer.close();
    }

    @Test
    void aRequestInAnUnknownDialogIs481AndAnAckIsIgnored() throws IOException {
        var bench = new Bench();
        var tagged = "To: <sip:858@192.0.2.1>;tag=gone";
        bench.peer.send(WirePeer.request("BYE", "bye").replace("To: <sip:858@192.0.2.1>", tagged));
        assertThat(WirePeer.startLine(bench.peer.last())).startsWith("SIP/2.0 481");
        bench.peer.send(WirePeer.request("ACK", "ack").replace("To: <sip:858@192.0.2.1>", tagged));
        assertThat(bench.peer.datagrams).hasSize(1);
        bench.run(40_000);
        bench.close();
    }

    @Test
    void anExceptionInTheProductIs500AndTheStackLivesOn() throws IOException {
        var bench = new Bench();
        bench.thrown = Optional.of(new IllegalStateException("of a test"));
        bench.peer.send(WirePeer.request("INVITE", "bad"));
        assertThat(WirePeer.startLine(bench.peer.last())).isEqualTo("SIP/2.0 500 Server Internal Error");
        assertThat(bench.peer.last()).doesNotContain("of a test");
        bench.peer.send(WirePeer.request("OPTIONS", "good"));
        assertThat(WirePeer.startLine(bench.peer.last())).startsWith("SIP/2.0 200");
        bench.run(40_000);
        bench.close();
    }

    @Test
    void anExceptionAtADeadlineDoesNotSilenceTheAlarm() throws IOException {
        var bench = new Bench();
        var host = bench.host(Optional.<Login>empty(), Optional.empty());
        var usage = new ThrowsOnce(bench.now() + 10_000_000);
        bench.simulation.call(bench.loop(), () -> {
            host.add(usage);
            return true;
        });
        try {
            bench.run(50);
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("of a test");
        }
        bench.run(50);
        assertThat(usage.rung).isEqualTo(2);
        bench.simulation.call(bench.loop(), () -> {
            host.close();
            return true;
        });
        bench.close();
    }

    private static final class ThrowsOnce implements Timed {
        private long deadline;
        private int rung;

        ThrowsOnce(long deadline) {
            this.deadline = deadline;
        }

        @Override
        public long nextDeadlineNanos() {
            return deadline;
        }

        @Override
        public void onTime(long nowNanos) {
            rung++;
            deadline = rung == 1 ? nowNanos + 10_000_000 : NEVER;
            if (rung == 1) {
                throw new IllegalStateException("of a test");
            }
        }
    }

    @Test
    void aPortInUseLeavesNothingOpen() throws IOException {
        var bench = new Bench();
        var loops = bench.here.openLoops().size();
        var ports = bench.here.openPorts().size();
        var config = StackConfig.listeningOn(
                List.of(ListenPoint.parse("udp:192.0.2.1:5090", 0), ListenPoint.parse("udp:192.0.2.1:5060", 0)));
        assertThatIOException()
                .isThrownBy(() -> SipStack.open(bench.here, config, bench))
                .withMessageContaining("5060");
        bench.run(10);
        assertThat(bench.here.openLoops()).hasSize(loops);
        assertThat(bench.here.openPorts()).hasSize(ports);
        bench.close();
    }

    @Test
    void aConfigurationWithoutAnAddressIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StackConfig.listeningOn(List.of()))
                .withMessageContaining("udp:0.0.0.0:5060");
    }

    @Test
    void closeLeavesNothingEvenWithTransactionsInFlight() throws IOException {
        var bench = new Bench();
        var connection = bench.peer.connect();
        bench.peer.stream(connection, WirePeer.request("INVITE", "tcp").replace("UDP", "TCP"));
        bench.peer.send(WirePeer.request("INVITE", "udp"));
        assertThat(bench.invites).hasSize(2);
        bench.stack.close();
        bench.stack.close();
        bench.peer.closeStream(connection);
        bench.close();
    }

    @Test
    void requestsBeyondTheBoundAre503AndAreForgottenAtOnce() throws IOException {
        var bench = new Bench(config -> config.withMaxTransactions(10, 100));
        for (int i = 0; i < 200; i++) {
            bench.peer.send(WirePeer.request("OPTIONS", "flood" + i));
        }
        assertThat(bench.load().serverTransactions()).isEqualTo(10);
        assertThat(WirePeer.startLine(bench.peer.last())).startsWith("SIP/2.0 503");
        assertThat(WirePeer.header(bench.peer.last(), "Retry-After")).isNotEmpty();
        assertThat(bench.peer.datagrams).hasSize(200);
        bench.run(40_000);
        assertThat(bench.load().isEmpty()).isTrue();
        bench.close();
    }

    @Test
    void whatAsksForSipsInTheClearIs480() throws IOException {
        var bench = new Bench();
        bench.peer.send(WirePeer.request("OPTIONS", "sips").replace("OPTIONS sip:", "OPTIONS sips:"));
        assertThat(WirePeer.startLine(bench.peer.last())).startsWith("SIP/2.0 480");
        assertThat(WirePeer.header(bench.peer.last(), "Warning")).startsWith("380 ");
        bench.close();
    }
}
