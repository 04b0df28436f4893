package io.switchhook.stack.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.base.dns.DnsType;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.rtcp.Goodbye;
import io.switchhook.media.rtcp.RtcpCompound;
import io.switchhook.media.rtcp.RtcpParse;
import io.switchhook.media.rtp.PacketKind;
import io.switchhook.media.session.RelayLeg;
import io.switchhook.media.session.RelaySide;
import io.switchhook.media.session.StreamStatistics;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.negotiation.AcceptResult;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.sdp.negotiation.AnswerResult;
import io.switchhook.sdp.negotiation.LocalMedia;
import io.switchhook.sdp.negotiation.LocalSession;
import io.switchhook.sdp.negotiation.OfferAnswer;
import io.switchhook.simulation.DnsZone;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import io.switchhook.stack.trace.TraceSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaEngineTest {
    private final Simulation simulation = new Simulation(3);
    private final SimulatedHost host = simulation.host("phone", "192.0.2.1");
    private final List<MediaEngine> engines = new ArrayList<>();

    private MediaEngine engine(int min, int max, Integer... avoided) {
        var engine = new MediaEngine(
                host, new PortRange(min, max, Set.of(avoided)), List.of(MediaFormat.PCMU), TraceSink.NONE);
        engines.add(engine);
        return engine;
    }

    @AfterEach
    void nothingIsLeft() {
        engines.forEach(MediaEngine::close);
        simulation.run(Duration.ofSeconds(1));
        simulation.assertNothingLeft();
    }

    @Test
    void aPortRestsUntilAllOthersHadTheirTurn() throws IOException {
        var engine = engine(5000, 5019);
        var ports = new ArrayList<Integer>();
        for (int i = 0; i < 20; i++) {
            var session = engine.openAudio(host.address());
            ports.add(session.rtp().getPort());
            session.close();
            simulation.run(Duration.ofMillis(1));
        }
        assertThat(new HashSet<>(ports.subList(0, 10))).hasSize(10);
        assertThat(ports.subList(10, 20)).isEqualTo(ports.subList(0, 10));
        assertThat(ports).allMatch(port -> port % 2 == 0);
    }

    @Test
    void portsInUseAreSkippedAndNothingLeaksWhenRtcpIsTaken() throws IOException {
        var loop = host.openLoop("other");
        var taken = new ArrayList<DatagramPort>();
        for (int port : new int[] {5000, 5003}) {
            taken.add(host.network()
                    .openDatagramPort(loop, new InetSocketAddress(host.address(), port), (packet, from, now) -> {}));
        }
        var session = engine(5000, 5005).openAudio(host.address());
        assertThat(session.rtp().getPort()).isEqualTo(5004);
        simulation.run(Duration.ofMillis(1));
        // 5002 was opened on the way and has been given back.
        assertThat(host.openPorts()).hasSize(4);
        session.close();
        simulation.call(loop, () -> {
            taken.forEach(DatagramPort::close);
            return true;
        });
        loop.close();
    }

    @Test
    void anExhaustedRangeSaysSo() throws IOException {
        var engine = engine(5000, 5003);
        engine.openAudio(host.address());
        engine.openAudio(host.address());
        assertThatIOException()
                .isThrownBy(() -> engine.openAudio(host.address()))
                .withMessageContaining("No RTP port is free between 5000 and 5003")
                .withMessageContaining("widen the range");
    }

    @Test
    void aRangeOfAvoidedPortsIsExhaustedFromTheStart() {
        assertThatIOException()
                .isThrownBy(() -> engine(5000, 5001, 5001).openAudio(host.address()))
                .withMessageContaining("between 5000 and 5001");
    }

    @Test
    void aRelayWithoutPortsForItsSecondSideGivesTheFirstBack() throws IOException {
        var relay = engine(5000, 5001).openRelay();
        relay.rtp(RelaySide.A, host.address());
        assertThatIOException().isThrownBy(() -> relay.rtp(RelaySide.B, host.address()));
        relay.close();
        simulation.run(Duration.ofMillis(1));
        assertThat(host.openPorts()).isEmpty();
        assertThatIOException().isThrownBy(() -> relay.rtp(RelaySide.A, host.address()));
    }

    @Test
    void aRelayOpensPortsOncePerSideAndAddressAndFreesThemOnce() throws IOException {
        var twoFaced = simulation.host("between networks", "10.1.0.9", "10.2.0.9");
        var engine = new MediaEngine(twoFaced, PortRange.of(5000, 5009), List.of(MediaFormat.PCMU), TraceSink.NONE);
        engines.add(engine);
        var relay = engine.openRelay();
        var first = twoFaced.addresses().get(0);
        var second = twoFaced.addresses().get(1);
        var a = relay.rtp(RelaySide.A, first);
        assertThat(relay.rtp(RelaySide.A, first)).isEqualTo(a);
        assertThat(a.getAddress()).isEqualTo(first);
        relay.rtp(RelaySide.B, first);
        assertThat(relay.rtp(RelaySide.B, second).getAddress()).isEqualTo(second);
        assertThat(twoFaced.openPorts()).hasSize(6);
        relay.close();
        relay.close();
        simulation.run(Duration.ofMillis(1));
        assertThat(twoFaced.openPorts()).isEmpty();
    }

    @Test
    void anUnknownCodecIsRefusedBeforeAnythingIsOpened() {
        var unknown = MediaFormat.of("SPEEX", 16_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MediaEngine(host, PortRange.of(5000, 5009), List.of(unknown), TraceSink.NONE));
        assertThat(host.openLoops()).isEmpty();
    }

    /** What two sides with these addresses come to, as the first of them sees it. */
    private AgreedStream agreed(InetSocketAddress ours, InetSocketAddress theirs) {
        return agreed(ours, theirs, 20);
    }

    private AgreedStream agreed(InetSocketAddress ours, InetSocketAddress theirs, int theirPtimeMillis) {
        var us = session(ours, 20);
        var offer = OfferAnswer.createOffer(us);
        var answered =
                (AnswerResult.Answered) OfferAnswer.answer(session(theirs, theirPtimeMillis), offer.description());
        var accepted = (AcceptResult.Agreed) OfferAnswer.accept(offer, answered.answer());
        return accepted.agreement().audio().orElseThrow();
    }

    private static LocalSession session(InetSocketAddress rtp, int ptimeMillis) {
        return LocalSession.of(
                        1,
                        LocalMedia.audio(rtp)
                                .formats(List.of(MediaFormat.PCMU))
                                .telephoneEvents(true)
                                .ptimeMillis(ptimeMillis)
                                .build())
                .withDirection(Direction.SENDRECV);
    }

    private static InetSocketAddress nobody() {
        return new InetSocketAddress(IpLiteral.parse("192.0.2.9").orElseThrow(), 4000);
    }

    /** A side of a relay, which records what it is sent. */
    private final class Side {
        private final List<ByteBuffer> heard = new ArrayList<>();
        private final Loop loop = host.openLoop("side");
        private final List<DatagramPort> ports = new ArrayList<>();

        /** Open on an even port and the next one. */
        InetSocketAddress open(int port) throws IOException {
            for (int each : new int[] {port, port + 1}) {
                ports.add(host.network()
                        .openDatagramPort(loop, new InetSocketAddress(host.address(), each), (packet, from, now) -> {
                            heard.add(ByteBuffer.allocate(packet.remaining())
                                    .put(packet.duplicate())
                                    .flip());
                        }));
            }
            return ports.get(0).local();
        }

        long ssrcsHeard() {
            return heard.stream()
                    .filter(packet -> PacketKind.of(packet) == PacketKind.RTP)
                    .map(packet -> packet.getInt(8))
                    .distinct()
                    .count();
        }

        boolean heardGoodbye() {
            return heard.stream()
                    .filter(packet -> PacketKind.of(packet) == PacketKind.RTCP)
                    .flatMap(packet -> ((RtcpParse.Parsed) RtcpCompound.parse(packet)).compound().packets().stream())
                    .anyMatch(Goodbye.class::isInstance);
        }

        void close() {
            simulation.call(loop, () -> {
                ports.forEach(DatagramPort::close);
                return true;
            });
            loop.close();
        }
    }

    @Test
    void aSideOfARelayHearsASoundOfOursUntilAnotherPeerTakesTheOtherSide() throws IOException {
        var side = new Side();
        var address = side.open(6000);
        var relay = engine(5000, 5009).openRelay();
        var a = relay.rtp(RelaySide.A, host.address());
        relay.rtp(RelaySide.B, host.address());
        relay.update(RelaySide.A, host.address(), RelayLeg.of(address, Set.of(0)));
        relay.vacate(RelaySide.B);
        relay.play(RelaySide.A, agreed(a, address), new ToneSource(8_000, 425));
        simulation.run(Duration.ofSeconds(1));
        assertThat(side.heard).hasSizeBetween(50, 53);
        assertThat(side.ssrcsHeard()).isEqualTo(1);
        assertThat(side.heardGoodbye()).isFalse();
        relay.replace(RelaySide.B, host.address(), RelayLeg.unknown());
        simulation.run(Duration.ofMillis(10));
        assertThat(side.heardGoodbye()).isTrue();
        side.heard.clear();
        simulation.run(Duration.ofSeconds(1));
        assertThat(side.heard).isEmpty();
        relay.play(RelaySide.A, agreed(a, address), new ToneSource(8_000, 425));
        simulation.run(Duration.ofSeconds(1));
        assertThat(side.heard).isNotEmpty();
        relay.close();
        simulation.run(Duration.ofMillis(10));
        assertThat(side.heardGoodbye()).isTrue();
        relay.play(RelaySide.A, agreed(a, address), new ToneSource(8_000, 425));
        simulation.run(Duration.ofSeconds(1));
        assertThat(host.armedAlarms()).isZero();
        side.close();
    }

    @ParameterizedTest
    @CsvSource({"5, 10", "25, 20", "150, 120"})
    void aSoundOfOursComesInPacketsAsLongAsTheSideWouldLike(int wished, int millis) throws IOException {
        var side = new Side();
        var address = side.open(6000);
        var relay = engine(5000, 5009).openRelay();
        var a = relay.rtp(RelaySide.A, host.address());
        relay.update(RelaySide.A, host.address(), RelayLeg.of(address, Set.of(0)));
        relay.play(RelaySide.A, agreed(a, address, wished), new ToneSource(8_000, 425));
        simulation.run(Duration.ofSeconds(1));
        assertThat(side.heard)
                .filteredOn(packet -> PacketKind.of(packet) == PacketKind.RTP)
                .isNotEmpty()
                .allMatch(packet -> packet.remaining() == 12 + 8 * millis);
        relay.close();
        simulation.run(Duration.ofMillis(10));
        side.close();
    }

    @Test
    void aSideOfARelayMayBeNamedAndIsSentASoundWhenTheNameIsFound() throws IOException {
        simulation.dns().a("side.example.com", "192.0.2.1");
        var side = new Side();
        var address = side.open(6000);
        var relay = engine(5000, 5009).openRelay();
        var told = new ArrayList<String>();
        relay.listenForTrouble(told::add);
        var a = relay.rtp(RelaySide.A, host.address());
        var named = InetSocketAddress.createUnresolved("side.example.com", 6000);
        relay.update(RelaySide.A, host.address(), RelayLeg.of(named, Set.of(0)));
        relay.play(RelaySide.A, agreed(a, address), new ToneSource(8_000, 425));
        simulation.run(Duration.ofMillis(15));
        assertThat(side.heard).isEmpty();
        simulation.run(Duration.ofSeconds(1));
        assertThat(side.heard).hasSizeBetween(48, 51);
        var nobody = InetSocketAddress.createUnresolved("nobody.example.com", 6000);
        relay.update(RelaySide.B, host.address(), RelayLeg.of(nobody, Set.of(0)));
        simulation.run(Duration.ofSeconds(1));
        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("DNS knows no IPv4 address of the host nobody.example.com, ");
        relay.update(RelaySide.B, host.address(), RelayLeg.of(nobody, Set.of(0)));
        relay.close();
        simulation.run(Duration.ofSeconds(1));
        assertThat(told).as("nobody waits for it any more").hasSize(1);
        side.close();
    }

    @Test
    void aNameIsAskedForInTheAddressFamilyThatWeSendFrom() throws IOException {
        var host6 = simulation.host("phone6", "2001:db8::1");
        var engine = new MediaEngine(host6, PortRange.of(5000, 5009), List.of(MediaFormat.PCMU), TraceSink.NONE);
        engines.add(engine);
        simulation.dns().a("side.example.com", "192.0.2.1", "2001:db8::9");
        var relay = engine.openRelay();
        relay.rtp(RelaySide.A, host6.address());
        var named = InetSocketAddress.createUnresolved("side.example.com", 6000);
        var reports = Optional.of(InetSocketAddress.createUnresolved("Side.example.com.", 6009));
        var leg = new RelayLeg(Optional.of(named), reports, false, Set.of(0), Optional.empty());
        relay.update(RelaySide.A, host6.address(), leg);
        simulation.run(Duration.ofSeconds(1));
        assertThat(simulation.dns().queries())
                .as("once for RTP and RTCP")
                .containsExactly(new DnsZone.Query("side.example.com", DnsType.AAAA));
        relay.close();
    }

    @Test
    void audioRunsUntilClosedAndCloseTwiceIsHarmless() throws IOException {
        var session = engine(5000, 5009).openAudio(host.address());
        session.run(agreed(session.rtp(), nobody()), Optional.empty());
        simulation.run(Duration.ofSeconds(1));
        assertThat(host.armedAlarms()).isEqualTo(1);
        session.close();
        session.close();
        simulation.run(Duration.ofMillis(1));
        assertThat(host.openPorts()).isEmpty();
        assertThat(host.armedAlarms()).isZero();
    }

    @Test
    void runAfterCloseStartsNothing() throws IOException {
        var session = engine(5000, 5009).openAudio(host.address());
        var plan = agreed(session.rtp(), nobody());
        session.close();
        session.run(plan, Optional.empty());
        simulation.run(Duration.ofMillis(100));
        assertThat(host.armedAlarms()).isZero();
    }

    @Test
    void aSourceThatThrowsDoesNotEndTheStream() throws IOException {
        var session = engine(5000, 5009).openAudio(host.address());
        var heard = new ArrayList<Integer>();
        session.attachSink((samples, offset, length) -> {
            heard.add(length);
            throw new IllegalStateException("the sink of a test");
        });
        session.attachSource((target, offset, length) -> {
            throw new IllegalStateException("the source of a test");
        });
        session.run(agreed(session.rtp(), nobody()), Optional.empty());
        simulation.run(Duration.ofSeconds(1));
        var sent = new ArrayList<Optional<StreamStatistics>>();
        session.statistics(sent::add);
        simulation.run(Duration.ofMillis(1));
        assertThat(sent.get(0).orElseThrow().sent().packets()).isGreaterThan(45);
        assertThat(heard).as("what threw once is not asked again").hasSize(1);
    }

    @Test
    void statisticsAreAbsentBeforeAStreamRanAndAfterTheEngineClosed() throws IOException {
        var engine = engine(5000, 5009);
        var session = engine.openAudio(host.address());
        var given = new ArrayList<Optional<StreamStatistics>>();
        session.statistics(given::add);
        simulation.run(Duration.ofMillis(1));
        engine.close();
        session.statistics(given::add);
        assertThat(given).containsExactly(Optional.empty(), Optional.empty());
    }

    @Test
    void lastStatisticsStayWhenAllIsClosed() throws IOException {
        var engine = engine(5000, 5009);
        var session = engine.openAudio(host.address());
        session.run(agreed(session.rtp(), nobody()), Optional.empty());
        simulation.run(Duration.ofSeconds(1));
        session.close();
        simulation.run(Duration.ofSeconds(5));
        var given = new ArrayList<Optional<StreamStatistics>>();
        session.statistics(given::add);
        simulation.run(Duration.ofMillis(1));
        engine.close();
        session.statistics(given::add);
        assertThat(given).hasSize(2);
        assertThat(given.get(0).orElseThrow().sent().packets()).isBetween(49L, 51L);
        assertThat(given.get(1)).isEqualTo(given.get(0));
    }
}
