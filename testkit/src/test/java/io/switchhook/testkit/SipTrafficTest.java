package io.switchhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.simulation.LinkModel;
import io.switchhook.simulation.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SipTrafficTest {
    private static final int MESSAGES = 30;

    /** Listens. */
    private static class Patient implements StreamHandler {
        @Override
        public void onOpen(StreamConnection connection, long nowNanos) {}

        @Override
        public void onBytes(StreamConnection connection, ByteBuffer bytes, long nowNanos) {}

        @Override
        public void onClose(StreamConnection connection, StreamClose reason, long nowNanos) {}
    }

    /** Says many messages, which take several segments. */
    private static final class Hasty extends Patient {
        private boolean open;

        @Override
        public void onOpen(StreamConnection connection, long nowNanos) {
            open = true;
            for (int i = 0; i < MESSAGES; i++) {
                connection.send(ByteBuffer.wrap(options(i).getBytes(StandardCharsets.US_ASCII)));
            }
        }

        private static String options(int number) {
            return """
                    OPTIONS sip:853@192.0.2.2;transport=tcp SIP/2.0
                    Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK%d
                    From: <sip:858@192.0.2.1>;tag=a
                    To: <sip:853@192.0.2.2>
                    Call-ID: hasty
                    CSeq: %d OPTIONS
                    Content-Length: 0

                    """.formatted(number, number).replace("\n", "\r\n");
        }
    }

    /** Some have an end that is lost while the last bytes before it are still on their way. */
    @RepeatedTest(30)
    void whatWasSaidBeforeTheEndIsRecorded(RepetitionInfo repetition) throws IOException {
        var simulation = new Simulation(repetition.getCurrentRepetition());
        simulation.defaultLink(LinkModel.LAN.withLossPercent(30));
        var traffic = SipTraffic.of(simulation);
        var alice = simulation.host("alice", "192.0.2.1");
        var bob = simulation.host("bob", "192.0.2.2");
        var at = new InetSocketAddress(bob.address(), 5060);
        var bobLoop = bob.openLoop("bob");
        var aliceLoop = alice.openLoop("alice");
        var listener = bob.network().listen(bobLoop, StreamKind.TCP, at, (connection, now) -> new Patient());
        var hasty = new Hasty();
        var connection = alice.network().connect(aliceLoop, StreamKind.TCP, at, "", hasty);
        assertThat(simulation.tryRunUntil(() -> hasty.open, Duration.ofMinutes(1)))
                .isTrue();
        simulation.run(Duration.ofMillis(100));
        aliceLoop.post(connection::close);
        simulation.run(Duration.ofMinutes(2));
        var heard = traffic.entries().stream()
                .filter(entry -> entry.fromHost().equals("alice"))
                .map(entry -> entry.message().header("CSeq").orElseThrow());
        assertThat(heard)
                .containsExactlyElementsOf(IntStream.range(0, MESSAGES)
                        .mapToObj(i -> i + " OPTIONS")
                        .toList());
        bobLoop.post(listener::close);
        bobLoop.post(bobLoop::close);
        aliceLoop.post(aliceLoop::close);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(simulation.leftovers()).isEmpty();
    }

    /** Says something once it is open, and no more. */
    private static final class Speaker extends Patient {
        private final String said;

        Speaker(String said) {
            this.said = said;
        }

        @Override
        public void onOpen(StreamConnection connection, long nowNanos) {
            connection.send(ByteBuffer.wrap(said.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @Test
    void theNextStreamBetweenTheSamePortsBeginsAnew() throws IOException {
        var simulation = new Simulation(1);
        var traffic = SipTraffic.of(simulation);
        var alice = simulation.host("alice", "192.0.2.1");
        var bob = simulation.host("bob", "192.0.2.2");
        var at = new InetSocketAddress(bob.address(), 5060);
        var bobLoop = bob.openLoop("bob");
        var aliceLoop = alice.openLoop("alice");
        var sayings = new ArrayDeque<>(List.of(Hasty.options(1).substring(0, 60), Hasty.options(2), Hasty.options(3)));
        var listener =
                bob.network().listen(bobLoop, StreamKind.TCP, at, (connection, now) -> new Speaker(sayings.remove()));
        var held = new ArrayList<StreamListener>();
        // All ports but one are taken: every connection leaves from the same.
        for (int port = 32_769; port < 61_000; port++) {
            var taken = new InetSocketAddress(alice.address(), port);
            held.add(alice.network().listen(aliceLoop, StreamKind.TCP, taken, (connection, now) -> new Patient()));
        }
        for (int i = 0; i < 3; i++) {
            var connection = alice.network().connect(aliceLoop, StreamKind.TCP, at, "", new Patient());
            simulation.run(Duration.ofSeconds(1));
            aliceLoop.post(connection::close);
            simulation.run(Duration.ofSeconds(1));
        }
        assertThat(traffic.entries().stream()
                        .map(entry -> entry.message().header("CSeq").orElseThrow()))
                .containsExactly("2 OPTIONS", "3 OPTIONS");
        assertThat(traffic.entries())
                .extracting(SipTraffic.Entry::to)
                .containsOnly(new InetSocketAddress(alice.address(), 32_768));
        bobLoop.post(listener::close);
        aliceLoop.post(() -> held.forEach(StreamListener::close));
        bobLoop.post(bobLoop::close);
        aliceLoop.post(aliceLoop::close);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(simulation.leftovers()).isEmpty();
    }
}
