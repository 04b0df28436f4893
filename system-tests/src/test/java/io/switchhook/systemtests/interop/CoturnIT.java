package io.switchhook.systemtests.interop;

import static io.switchhook.systemtests.interop.OurPhone.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.TlsTrust;
import io.switchhook.ice.IceServer;
import io.switchhook.ice.IceSettings;
import io.switchhook.ice.ServerAddress;
import io.switchhook.ice.ServerTransport;
import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.sdp.CandidateType;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.testkit.TestCertificate;
import io.switchhook.transport.RealWorld;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** coturn as STUN and TURN server (RFC 8489, RFC 8656) of our phones and of our ICE agent. */
class CoturnIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CALLERS_TONE = 440;
    private static final int CALLEES_TONE = 700;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();

    private static CallSettings settings(CoturnPeer coturn, String secret) {
        var server = IceServer.turn("127.0.0.1", coturn.address().getPort(), CoturnPeer.USER, secret);
        return CallSettings.DEFAULT.withIce(IceSettings.of(server).withGatherLimit(Duration.ofSeconds(10)));
    }

    private static void assertTalk(Call caller, Call callee) {
        soon(CallSound.hearing(caller, CALLEES_TONE));
        soon(CallSound.hearing(callee, CALLERS_TONE));
    }

    /** An allocation of four seconds, which coturn makes one of ten minutes when it is renewed, and nonces of one. */
    @Test
    void callGoesOverTheRelayForLongerThanAllocationAndNonceLast() {
        try (var coturn = CoturnPeer.start(folder, ports, "--stale-nonce=1", "--max-allocate-lifetime=4");
                var world = RealWorld.open();
                var callee = callee(world, CallSettings.DEFAULT.withIce(IceSettings.of()))) {
            int calleePort = callee.phone().listenPoints().get(0).address().getPort();
            var walled =
                    new FirewallWorld(world, Set.of(calleePort, coturn.address().getPort()));
            try (var caller = OurPhone.alone(
                    walled,
                    OurPhone.CONFIG,
                    "sip:alice@127.0.0.1:" + calleePort,
                    settings(coturn, CoturnPeer.SECRET))) {
                var call = caller.line().createCall("bob");
                CallSound.send(call, CALLERS_TONE);
                var started = call.start();
                var taken = callee.answers(CALLEES_TONE, coturn::report);
                assertThat(soon(started).isAnswered()).as(coturn::report).isTrue();
                assertTalk(call, taken);
                Deadline.in(SOON)
                        .await(
                                "both settled",
                                () -> call.path().isPresent() && taken.path().isPresent(),
                                coturn::report);
                assertThat(call.path().orElseThrow().local().type()).isEqualTo(CandidateType.RELAYED);
                assertThat(taken.path().orElseThrow().remote().type()).isEqualTo(CandidateType.RELAYED);
                coturn.await("CHANNEL_BIND processed, success", 1, SOON);
                coturn.await("error 438: Stale nonce", 2, SOON);
                coturn.await("REFRESH processed, success", 2, SOON);
                assertTalk(call, taken);
                soon(call.hangUp());
                soon(taken.ended());
            }
        }
    }

    private static OurPhone callee(RealWorld world, CallSettings settings) {
        return OurPhone.alone(world, OurPhone.CONFIG, "sip:bob@127.0.0.1:5060", settings);
    }

    @Test
    void wrongSecretIsToldAndTheCallGoesDirectly() {
        try (var coturn = CoturnPeer.start(folder, ports);
                var world = RealWorld.open();
                var callee = callee(world, CallSettings.DEFAULT.withIce(IceSettings.of()))) {
            int calleePort = callee.phone().listenPoints().get(0).address().getPort();
            try (var caller = OurPhone.alone(
                    world, OurPhone.CONFIG, "sip:alice@127.0.0.1:" + calleePort, settings(coturn, "queen"))) {
                var call = caller.line().createCall("bob");
                CallSound.send(call, CALLERS_TONE);
                var started = call.start();
                var taken = callee.answers(CALLEES_TONE, coturn::report);
                assertThat(soon(started).isAnswered()).as(coturn::report).isTrue();
                assertTalk(call, taken);
                assertThat(caller.phone().ladder(call))
                        .contains(
                                "The TURN server 127.0.0.1:" + coturn.address().getPort()
                                        + " refuses to relay: 401 Unauthorized. Check the user name and the secret.");
                soon(call.hangUp());
                soon(taken.ended());
            }
        }
    }

    /** UDP reaches nothing but the callee's signalling. */
    @ParameterizedTest
    @EnumSource(names = {"TCP", "TLS"})
    void callGoesOverTheRelayByAStreamWhereNoUdpComesOut(ServerTransport transport) {
        var certificate = TestCertificate.signed("ip:127.0.0.1");
        try (var coturn = CoturnPeer.startWithStreams(folder, ports, certificate);
                var world = RealWorld.open();
                var callee = callee(world, CallSettings.DEFAULT.withIce(IceSettings.of()))) {
            int calleePort = callee.phone().listenPoints().get(0).address().getPort();
            int port = transport == ServerTransport.TLS
                    ? coturn.tlsPort()
                    : coturn.address().getPort();
            var server = IceServer.turn("127.0.0.1", port, CoturnPeer.USER, CoturnPeer.SECRET)
                    .over(transport)
                    .withTrust(TlsTrust.anchors(certificate.anchor()));
            var settings = CallSettings.DEFAULT.withIce(IceSettings.of(server).withGatherLimit(Duration.ofSeconds(10)));
            try (var caller = OurPhone.alone(
                    new FirewallWorld(world, Set.of(calleePort)),
                    OurPhone.CONFIG,
                    "sip:alice@127.0.0.1:" + calleePort,
                    settings)) {
                var call = caller.line().createCall("bob");
                CallSound.send(call, CALLERS_TONE);
                var started = call.start();
                var taken = callee.answers(CALLEES_TONE, coturn::report);
                assertThat(soon(started).isAnswered()).as(coturn::report).isTrue();
                assertTalk(call, taken);
                Deadline.in(SOON).await("settled", () -> call.path().isPresent(), coturn::report);
                assertThat(call.path().orElseThrow().local().type()).isEqualTo(CandidateType.RELAYED);
                coturn.await("CHANNEL_BIND processed, success", 1, SOON);
                assertTalk(call, taken);
                soon(call.hangUp());
                soon(taken.ended());
                coturn.await("REFRESH processed, success", 1, SOON);
            }
        }
    }

    // --- by a clock that is turned forward ------------------------------------------------------------------------

    /** Turns the clock on, from alarm to alarm, and waits at each until the sides' questions are answered. */
    private static long pass(Duration time, long nowNanos, CoturnPeer coturn, IceSide... sides) {
        long end = nowNanos + time.toNanos();
        long now = nowNanos;
        while (now < end) {
            long next = end;
            for (var side : sides) {
                next = Math.min(next, side.agent().nextDeadlineNanos());
            }
            now = Math.max(now, next);
            settle(now, coturn, sides);
        }
        return now;
    }

    private static void settle(long now, CoturnPeer coturn, IceSide... sides) {
        List.of(sides).forEach(side -> side.agent().onTime(now));
        Deadline.in(SOON)
                .await(
                        "all is answered",
                        () -> {
                            List.of(sides).forEach(side -> side.receive(now));
                            return List.of(sides).stream().allMatch(IceSide::isAnswered);
                        },
                        coturn::report);
    }

    private static List<ServerAddress> turn(CoturnPeer coturn, String secret) {
        var server = IceServer.turn("127.0.0.1", coturn.address().getPort(), CoturnPeer.USER, secret);
        return List.of(new ServerAddress(coturn.address(), server));
    }

    /** RFC 8656 §9, §12, §3.2: permissions last five minutes, channels and allocations ten. */
    @Test
    void permissionChannelAndAllocationAreRenewed() throws Exception {
        try (var world = RealWorld.open();
                var coturn = CoturnPeer.start(folder, ports);
                var walled = new IceSide(world.randomness(), coturn.address()::equals);
                var free = new IceSide(world.randomness(), to -> !to.equals(walled.address()))) {
            walled.agent().addHost(1, walled.address());
            free.agent().addHost(1, free.address());
            walled.agent().gather(turn(coturn, CoturnPeer.SECRET), Duration.ofSeconds(10), 0);
            long now = pass(Duration.ofSeconds(1), 0, coturn, walled);
            assertThat(walled.troubles()).contains(List.of());
            assertThat(walled.agent().candidates())
                    .extracting(IceCandidate::type)
                    .containsExactly(CandidateType.HOST, CandidateType.RELAYED);
            walled.run(free, true, now);
            free.run(walled, false, now);
            now = pass(Duration.ofSeconds(5), now, coturn, walled, free);
            assertThat(walled.selected().orElseThrow().local().type()).isEqualTo(CandidateType.RELAYED);
            for (int minute = 0; minute < 12; minute++) {
                now = pass(Duration.ofMinutes(1), now, coturn, walled, free);
                exchange(walled, free, now, coturn);
            }
            assertThat(walled.failures()).isEmpty();
            assertThat(free.failures()).isEmpty();
            assertThat(coturn.count("CREATE_PERMISSION processed, success")).isGreaterThanOrEqualTo(3);
            assertThat(coturn.count("CHANNEL_BIND processed, success")).isGreaterThanOrEqualTo(2);
            assertThat(coturn.count("REFRESH processed, success")).isGreaterThanOrEqualTo(1);
            walled.agent().close(now);
            coturn.await("lifetime=0", 1, SOON);
        }
    }

    /** A packet each way. */
    private static void exchange(IceSide one, IceSide other, long now, CoturnPeer coturn) {
        int atOne = one.media();
        int atOther = other.media();
        var media = ByteBuffer.wrap(new byte[] {(byte) 0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1});
        assertThat(one.agent().send(1, media.duplicate(), now)).isTrue();
        assertThat(other.agent().send(1, media.duplicate(), now)).isTrue();
        Deadline.in(SOON)
                .await(
                        "media both ways",
                        () -> {
                            one.receive(now);
                            other.receive(now);
                            return one.media() > atOne && other.media() > atOther;
                        },
                        coturn::report);
    }

    /** RFC 8489 §14.2: the agent believes to be somewhere else, as behind a NAT. */
    @Test
    void tellsWhereWeAreSeenAndRefusesAWrongSecret() throws Exception {
        try (var world = RealWorld.open();
                var coturn = CoturnPeer.start(folder, ports);
                var asking = new IceSide(world.randomness(), coturn.address()::equals);
                var guessing = new IceSide(world.randomness(), coturn.address()::equals)) {
            asking.agent().addHost(1, new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
            asking.agent()
                    .gather(
                            List.of(new ServerAddress(
                                    coturn.address(),
                                    IceServer.stun("127.0.0.1", coturn.address().getPort()))),
                            Duration.ofSeconds(10),
                            0);
            guessing.agent().addHost(1, guessing.address());
            guessing.agent().gather(turn(coturn, "queen"), Duration.ofSeconds(10), 0);
            pass(Duration.ofSeconds(1), 0, coturn, asking, guessing);
            assertThat(asking.troubles()).contains(List.of());
            assertThat(asking.agent().candidates())
                    .filteredOn(each -> each.type() == CandidateType.SERVER_REFLEXIVE)
                    .extracting(IceCandidate::address)
                    .containsExactly(asking.address());
            assertThat(guessing.troubles())
                    .contains(List.of(
                            "The TURN server 127.0.0.1:" + coturn.address().getPort()
                                    + " refuses to relay: 401 Unauthorized. Check the user name and the secret."));
        }
    }
}
