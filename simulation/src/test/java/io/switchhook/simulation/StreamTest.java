package io.switchhook.simulation;

import static io.switchhook.simulation.DatagramTest.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.ClientProof;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.TlsTrust;
import java.io.IOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StreamTest {
    private static final Duration LONG = Duration.ofMinutes(30);

    private final Simulation simulation = new Simulation(11);
    private final SimulatedHost alice = simulation.host("alice", "192.0.2.1");
    private final SimulatedHost bob = simulation.host("bob", "192.0.2.2");
    private final SimulatedLoop aliceLoop = (SimulatedLoop) alice.openLoop("loop");
    private final SimulatedLoop bobLoop = (SimulatedLoop) bob.openLoop("loop");
    private final Recorder atAlice = new Recorder();
    private final Recorder atBob = new Recorder();
    private final AtomicReference<StreamConnection> accepted = new AtomicReference<>();
    private final List<Packet> tapped = new ArrayList<>();

    StreamTest() {
        simulation.onPacket(tapped::add);
    }

    private StreamListener listen(StreamKind kind) {
        try {
            return bob.network().listen(bobLoop, kind, at("192.0.2.2", 5060), (connection, now) -> {
                accepted.set(connection);
                return atBob;
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private StreamConnection connect(StreamKind kind) {
        return simulation.call(
                aliceLoop,
                () -> alice.network().connect(aliceLoop, kind, at("192.0.2.2", 5060), "bob.example.com", atAlice));
    }

    private StreamConnection established() {
        listen(StreamKind.TCP);
        var stream = connect(StreamKind.TCP);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        return stream;
    }

    private boolean send(SimulatedLoop loop, StreamConnection stream, String text) {
        return simulation.call(loop, () -> stream.send(Recorder.buffer(text)));
    }

    private void close(SimulatedLoop loop, StreamConnection stream) {
        simulation.call(loop, () -> {
            stream.close();
            return 0;
        });
    }

    @Test
    void connectingAndAcceptingTellBothSides() {
        listen(StreamKind.TCP);
        var stream = connect(StreamKind.TCP);
        assertThat(stream.local().getPort()).isPositive();
        long start = simulation.nowNanos();
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.events).containsExactly("open 192.0.2.2");
        assertThat(atBob.events).containsExactly("open 192.0.2.1");
        assertThat(atBob.times.get(0)).isEqualTo(start + 1_000_000L);
        assertThat(atAlice.times.get(0)).isEqualTo(start + 2_000_000L);
        assertThat(stream.local().getPort())
                .isEqualTo(accepted.get().remote().getPort())
                .isPositive();
        assertThat(accepted.get().local()).isEqualTo(at("192.0.2.2", 5060));
        assertThat(stream.kind()).isEqualTo(StreamKind.TCP);
    }

    @Test
    void nobodyListeningIsRefusedAfterOneRoundTrip() {
        connect(StreamKind.TCP);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.closes).singleElement().satisfies(close -> {
            assertThat(close.kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
            assertThat(close.detail()).contains("refused");
        });
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofMillis(2));
        assertThat(alice.openStreams()).isEmpty();
    }

    @Test
    void hostThatDoesNotExistIsUnreachableAndADeadOneTimesOut() {
        simulation.call(
                aliceLoop,
                () -> alice.network().connect(aliceLoop, StreamKind.TCP, at("192.0.2.77", 5060), "x", atAlice));
        simulation.run(Duration.ofSeconds(3));
        assertThat(atAlice.closes.get(0).detail()).contains("no route");
        simulation.hostDies(bob);
        connect(StreamKind.TCP);
        simulation.run(Duration.ofSeconds(30));
        assertThat(atAlice.closes).hasSize(1);
        simulation.run(Duration.ofSeconds(1));
        assertThat(atAlice.closes).hasSize(2);
        assertThat(atAlice.closes.get(1).detail()).contains("timed out");
    }

    @Test
    void connectingSurvivesAShortCut() {
        listen(StreamKind.TCP);
        simulation.cut(alice, bob);
        connect(StreamKind.TCP);
        simulation.after(Duration.ofSeconds(5), () -> simulation.restore(alice, bob));
        simulation.run(Duration.ofSeconds(10));
        assertThat(atAlice.events).containsExactly("open 192.0.2.2");
    }

    @Test
    void otherFamilyIsUnreachable() {
        simulation.call(
                aliceLoop,
                () -> alice.network().connect(aliceLoop, StreamKind.TCP, at("2001:db8::9", 5060), "x", atAlice));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.closes.get(0).kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
    }

    @Test
    void tlsAgainstPlainTcpIsNotTrusted() {
        listen(StreamKind.TCP);
        connect(StreamKind.TLS);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.events).containsExactly("close NOT_TRUSTED");
    }

    private StreamConnection secure(StreamSettings server, StreamSettings client) {
        simulation.call(bobLoop, () -> {
            try {
                return bob.network()
                        .listen(bobLoop, StreamKind.TLS, at("192.0.2.2", 5061), server, (connection, now) -> {
                            accepted.set(connection);
                            return atBob;
                        });
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        var stream = simulation.call(
                aliceLoop,
                () -> alice.network()
                        .connect(aliceLoop, StreamKind.TLS, at("192.0.2.2", 5061), "bob.example.com", client, atAlice));
        assertThat(stream.proves("bob.example.com")).isFalse();
        simulation.runUntilIdle(Duration.ofSeconds(1));
        return stream;
    }

    private static StreamSettings being(String... names) {
        return StreamSettings.DEFAULT.withIdentity(TlsIdentity.named(names));
    }

    @Test
    void secureStreamProvesTheNamesOfItsIdentityAndNoOthers() {
        var stream = secure(being("Bob.example.com", "example.com"), StreamSettings.DEFAULT);
        assertThat(atAlice.events).containsExactly("open 192.0.2.2");
        assertThat(stream.proves("bob.EXAMPLE.com")).isTrue();
        assertThat(stream.proves("example.com")).isTrue();
        assertThat(stream.proves("alice.example.com")).isFalse();
        assertThat(accepted.get().proves("bob.example.com")).isFalse();
    }

    @Test
    void wrongNameIsNotTrusted() {
        secure(being("mallory.example.com", "*.example.com"), StreamSettings.DEFAULT);
        assertThat(atAlice.events).containsExactly("close NOT_TRUSTED");
        assertThat(atAlice.closes.get(0).detail()).contains("bob.example.com").contains("mallory.example.com");
        assertThat(accepted.get()).isNull();
    }

    @Test
    void whoTrustsAnybodyGetsAnybody() {
        var stream = secure(being("mallory.example.com"), StreamSettings.DEFAULT.withTrust(TlsTrust.ANYBODY));
        assertThat(stream.proves("bob.example.com")).isTrue();
        assertThat(stream.proves("mallory.example.com")).isFalse();
    }

    @Test
    void clientProvesItselfWhereItMust() {
        secure(being("bob.example.com").withClientProof(ClientProof.REQUIRED), being("alice.example.com"));
        assertThat(accepted.get().proves("alice.example.com")).isTrue();
    }

    @Test
    void clientProvesNothingWhereItIsNotAsked() {
        secure(being("bob.example.com"), being("alice.example.com"));
        assertThat(accepted.get().proves("alice.example.com")).isFalse();
    }

    @Test
    void clientMayStayUnknownWhereProofIsOnlyWanted() {
        secure(being("bob.example.com").withClientProof(ClientProof.WANTED), StreamSettings.DEFAULT);
        assertThat(atAlice.events).containsExactly("open 192.0.2.2");
        assertThat(accepted.get().proves("alice.example.com")).isFalse();
    }

    @Test
    void clientWithoutProofIsNotTrustedWhereItMust() {
        secure(being("bob.example.com").withClientProof(ClientProof.REQUIRED), StreamSettings.DEFAULT);
        assertThat(atAlice.events).containsExactly("close NOT_TRUSTED");
    }

    @Test
    void secureListenerNeedsAnIdentityThatIsAName() {
        for (var settings : List.of(
                StreamSettings.DEFAULT, StreamSettings.DEFAULT.withIdentity(TlsIdentity.pem("certificate", "key")))) {
            assertThatThrownBy(() -> bob.network()
                            .listen(bobLoop, StreamKind.TLS, at("192.0.2.2", 5061), settings, (c, n) -> atBob))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("identit");
        }
    }

    @Test
    void bytesArriveInOrderCutIntoRandomSegments() {
        var stream = established();
        var text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append(i).append(',');
        }
        assertThat(send(aliceLoop, stream, text.toString())).isTrue();
        simulation.runUntilIdle(Duration.ofSeconds(10));
        assertThat(atBob.bytes.toString()).isEqualTo(text.toString());
        assertThat(atBob.segments).allMatch(length -> length <= 1460).hasSizeGreaterThan(17);
        assertThat(atBob.segments.stream().distinct().count()).isGreaterThan(3);
        send(bobLoop, accepted.get(), "answer");
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.bytes.toString()).isEqualTo("answer");
    }

    @Test
    void lossDelaysButLosesNothing() {
        simulation.defaultLink(LinkModel.LAN.withLossPercent(30).withJitter(Duration.ofMillis(20)));
        var stream = established();
        simulation.run(Duration.ofSeconds(20));
        send(aliceLoop, stream, "x".repeat(20_000));
        simulation.runUntilIdle(Duration.ofMinutes(5));
        assertThat(atBob.bytes).hasSize(20_000);
        assertThat(tapped.stream().anyMatch(packet -> packet.fate() == Packet.Fate.LOST))
                .isTrue();
    }

    @Test
    void whatIsSentWhileConnectingWaits() {
        listen(StreamKind.TCP);
        simulation.call(aliceLoop, () -> {
            var stream = alice.network().connect(aliceLoop, StreamKind.TCP, at("192.0.2.2", 5060), "", atAlice);
            return stream.send(Recorder.buffer("early"));
        });
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.bytes.toString()).isEqualTo("early");
    }

    @Test
    void whatTheAcceptingSideSaysAtOnceComesAfterOpen() throws IOException {
        bob.network().listen(bobLoop, StreamKind.TCP, at("192.0.2.2", 5060), (connection, now) -> {
            connection.send(Recorder.buffer("greeting"));
            return atBob;
        });
        connect(StreamKind.TCP);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.events).containsExactly("open 192.0.2.2");
        assertThat(atAlice.bytes.toString()).isEqualTo("greeting");
    }

    @Test
    void closingSendsWhatIsQueuedAndTellsBothSidesOnce() {
        var stream = established();
        simulation.call(aliceLoop, () -> {
            stream.send(Recorder.buffer("last words"));
            stream.close();
            stream.close();
            return stream.send(Recorder.buffer("too late"));
        });
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.events).containsExactly("open 192.0.2.2", "close LOCAL");
        assertThat(atBob.events).containsExactly("open 192.0.2.1", "close REMOTE");
        assertThat(atBob.bytes.toString()).isEqualTo("last words");
        assertThat(send(bobLoop, accepted.get(), "x")).isFalse();
        assertThat(alice.openStreams()).isEmpty();
        assertThat(bob.openStreams()).isEmpty();
    }

    @Test
    void crossingClosesEndBothSidesLocally() {
        var stream = established();
        close(aliceLoop, stream);
        close(bobLoop, accepted.get());
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.events).containsExactly("open 192.0.2.2", "close LOCAL");
        assertThat(atBob.events).containsExactly("open 192.0.2.1", "close LOCAL");
    }

    @Test
    void closingWhileConnectingIsHeardByBothSides() {
        listen(StreamKind.TCP);
        var stream = connect(StreamKind.TCP);
        simulation.run(Duration.ofMillis(1));
        close(aliceLoop, stream);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.events).containsExactly("close LOCAL");
        assertThat(atBob.events).containsExactly("open 192.0.2.1", "close REMOTE");
    }

    @Test
    void cutCableLeavesTheStreamHalfOpenAndGivesUpAfterAQuarterOfAnHour() {
        var stream = established();
        simulation.cut(alice, bob);
        simulation.run(LONG);
        assertThat(atAlice.events).containsExactly("open 192.0.2.2");
        send(aliceLoop, stream, "anybody?");
        simulation.run(Duration.ofSeconds(923));
        assertThat(atAlice.closes).isEmpty();
        simulation.run(Duration.ofSeconds(2));
        assertThat(atAlice.events).containsExactly("open 192.0.2.2", "close BROKEN");
        assertThat(bob.openStreams()).hasSize(1);
    }

    @Test
    void mendedCableBringsWhatWasSentMeanwhileOnceAndInOrder() {
        var stream = established();
        send(aliceLoop, stream, "one,");
        simulation.cut(alice, bob);
        simulation.run(Duration.ofSeconds(5));
        send(aliceLoop, stream, "two,");
        simulation.run(Duration.ofSeconds(20));
        send(aliceLoop, stream, "three");
        simulation.restore(alice, bob);
        simulation.run(Duration.ofSeconds(61));
        assertThat(atBob.bytes.toString()).isEqualTo("one,two,three");
    }

    @Test
    void messagesOfWebSocketStayWholeAndInOrder() {
        listen(StreamKind.WS);
        var stream = connect(StreamKind.WS);
        var large = "x".repeat(10_000);
        send(aliceLoop, stream, "one");
        send(aliceLoop, stream, large);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        simulation.cut(alice, bob);
        send(aliceLoop, stream, "three");
        send(aliceLoop, stream, "four");
        simulation.run(Duration.ofSeconds(5));
        simulation.restore(alice, bob);
        simulation.run(Duration.ofSeconds(61));
        assertThat(atBob.segments).containsExactly(3, 10_000, 5, 4);
        assertThat(atBob.bytes.toString()).isEqualTo("one" + large + "threefour");
    }

    @Test
    void ofAMessageOfAClientThatIsTooLargeTheBeginningArrives() {
        listen(StreamKind.WS);
        var stream = connect(StreamKind.WS);
        send(aliceLoop, stream, "x".repeat(100_000));
        send(aliceLoop, stream, "next");
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.segments).containsExactly(65_536, 4);
        assertThat(atBob.events).containsExactly("open 192.0.2.1");
    }

    @Test
    void messageThatIsTooLargeForAnybodyEndsTheWebSocket() {
        listen(StreamKind.WS);
        var stream = connect(StreamKind.WS);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        send(bobLoop, accepted.get(), "x".repeat(65_536));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.segments).isEmpty();
        assertThat(atAlice.events).containsExactly("open 192.0.2.2", "close BROKEN");
        assertThat(atBob.events).containsExactly("open 192.0.2.1", "close REMOTE");
        assertThat(send(aliceLoop, stream, "x")).isFalse();
    }

    @Test
    void unsentBytesAreBounded() {
        var stream = established();
        simulation.cut(alice, bob);
        int taken = 0;
        var block = "x".repeat(10_000);
        while (taken < 10_000 && send(aliceLoop, stream, block)) {
            taken++;
        }
        assertThat(taken).isBetween(100, 110);
    }

    @Test
    void resetBreaksBothEnds() {
        var stream = established();
        assertThat(simulation.resetStreams(alice, bob)).isEqualTo(1);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.events).containsExactly("open 192.0.2.2", "close BROKEN");
        assertThat(atBob.events).containsExactly("open 192.0.2.1", "close BROKEN");
        assertThat(send(aliceLoop, stream, "x")).isFalse();
    }

    @Test
    void hostThatCameBackKnowsNothingOfTheStream() {
        var stream = established();
        simulation.hostDies(bob);
        simulation.hostReturns(bob);
        send(aliceLoop, stream, "hello?");
        simulation.runUntilIdle(Duration.ofSeconds(5));
        assertThat(atAlice.closes).singleElement().satisfies(close -> {
            assertThat(close.kind()).isEqualTo(StreamClose.Kind.BROKEN);
            assertThat(close.detail()).contains("reset");
        });
    }

    @Test
    void listenerPortsAreExclusiveAndFreedByClosing() {
        var listener = listen(StreamKind.TCP);
        assertThatThrownBy(() -> bob.network().listen(bobLoop, StreamKind.WS, at("0.0.0.0", 5060), (c, n) -> atBob))
                .isInstanceOf(BindException.class)
                .hasMessage("TCP port 0.0.0.0:5060 is already in use");
        simulation.call(bobLoop, () -> {
            listener.close();
            return 0;
        });
        listen(StreamKind.TCP);
        assertThat(bob.openPorts()).containsExactly("TCP listener 192.0.2.2:5060 of bob/loop");
    }

    @Test
    void acceptedStreamsOutliveTheirListener() {
        var listener = listen(StreamKind.TCP);
        var stream = connect(StreamKind.TCP);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        simulation.call(bobLoop, () -> {
            listener.close();
            return 0;
        });
        send(aliceLoop, stream, "still here");
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.bytes.toString()).isEqualTo("still here");
    }

    @Test
    void bytesAreValidDuringTheCallOnly() throws IOException {
        var kept = new ArrayList<ByteBuffer>();
        bob.network()
                .listen(bobLoop, StreamKind.TCP, at("192.0.2.2", 5060), (connection, now) -> new KeepingHandler(kept));
        var stream = connect(StreamKind.TCP);
        send(aliceLoop, stream, "z");
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(kept.get(0).get(0)).isEqualTo((byte) 0xdd);
    }

    private record KeepingHandler(List<ByteBuffer> kept) implements io.switchhook.base.net.StreamHandler {
        @Override
        public void onOpen(StreamConnection connection, long nowNanos) {}

        @Override
        public void onBytes(StreamConnection connection, ByteBuffer bytes, long nowNanos) {
            kept.add(bytes);
        }

        @Override
        public void onClose(StreamConnection connection, StreamClose reason, long nowNanos) {}
    }
}
