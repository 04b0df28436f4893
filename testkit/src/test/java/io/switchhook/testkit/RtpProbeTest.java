package io.switchhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.simulation.LinkModel;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtpProbeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Simulation simulation = new Simulation(6);
    private final SimulatedHost aliceHost = simulation.host("alice", "192.0.2.1");
    private final SimulatedHost bobHost = simulation.host("bob", "192.0.2.2");
    private final RtpProbe alice = open("alice", aliceHost);
    private final RtpProbe bob = open("bob", bobHost);

    private RtpProbe open(String name, SimulatedHost host) {
        try {
            return RtpProbe.open(name, host, Pump.of(simulation), new InetSocketAddress(host.address(), 5004));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        alice.close();
        bob.close();
        simulation.assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void toneSentIsHeardAndNoOther(boolean pcmu) {
        if (pcmu) {
            alice.sendPcmu();
        }
        alice.sendTone(440, bob.address());
        bob.expectTone(440, SECOND);
        assertThat(bob.hears(880)).isFalse();
        assertThat(bob.hears(350)).isFalse();
        assertThat(bob.hears(480)).isFalse();
        assertThat(alice.hears(440)).isFalse();
        assertThat(alice.hearsNothing()).isTrue();
        assertThat(bob.sources()).containsExactly(alice.address());
        assertThat(bob.synchronizationSources()).hasSize(1);
    }

    @Test
    void packetsArePacedByAbsoluteDeadlines() {
        alice.sendTone(440, bob.address());
        simulation.run(Duration.ofSeconds(10));
        assertThat(bob.packets()).isEqualTo(500);
        assertThat(bob.missingPackets()).isZero();
    }

    @Test
    void silenceIsNoPacketsOrQuietOnes() {
        alice.sendTone(440, bob.address());
        bob.expectTone(440, SECOND);
        assertThatThrownBy(() -> bob.expectSilence(SECOND)).isInstanceOf(AssertionError.class);
        alice.sendTone(0, bob.address());
        bob.expectSilence(SECOND);
        assertThatThrownBy(() -> bob.expectTone(440, SECOND)).isInstanceOf(AssertionError.class);
        alice.sendTone(880, bob.address());
        bob.expectTone(880, SECOND);
        alice.stop();
        bob.expectSilence(SECOND);
        assertThat(bob.hears(880)).isFalse();
    }

    @Test
    void lossIsCountedAndTheToneStillHeard() {
        simulation.defaultLink(LinkModel.LAN.withLossPercent(5));
        alice.sendTone(440, bob.address());
        simulation.run(Duration.ofSeconds(10));
        assertThat(bob.missingPackets()).isBetween(5, 60);
        assertThat(bob.packets() + bob.missingPackets()).isBetween(495, 500);
        assertThat(bob.hears(440)).isTrue();
    }

    @Test
    void descriptionsNameAddressAndPort() {
        assertThat(RtpProbe.mediaAddress(alice.sdp())).isEqualTo(alice.address());
        assertThat(alice.sdp("sendonly")).contains("a=sendonly\r\n");
        var ownConnection = "v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 4000 RTP/AVP 8\r\nc=IN IP4 192.0.2.8\r\n";
        assertThat(RtpProbe.mediaAddress(ownConnection).getAddress().getHostAddress())
                .isEqualTo("192.0.2.8");
        assertThatThrownBy(() -> RtpProbe.mediaAddress("v=0\r\n")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void telephoneEventsAreToldOnceAndOtherPacketsLeftAlone() throws IOException {
        var loop = aliceHost.openLoop("raw");
        var port = aliceHost
                .network()
                .openDatagramPort(loop, new InetSocketAddress(aliceHost.address(), 0), (p, f, n) -> {});
        for (int i = 0; i < 6; i++) {
            int digit = i / 3 + 5;
            var packet =
                    ByteBuffer.allocate(16).put((byte) 0x80).put((byte) 101).putShort((short) i);
            packet.putInt(digit * 1000)
                    .putInt(7)
                    .put((byte) digit)
                    .put((byte) 10)
                    .putShort((short) 160)
                    .flip();
            simulation.call(loop, () -> port.send(packet, bob.address()));
        }
        simulation.call(loop, () -> port.send(ByteBuffer.wrap(new byte[] {0, 1}), bob.address()));
        simulation.call(
                loop,
                () -> port.send(ByteBuffer.allocate(40).put(0, (byte) 0x80).put(1, (byte) 200), bob.address()));
        simulation.runUntilIdle(SECOND);
        assertThat(bob.telephoneEvents()).containsExactly(5, 6);
        assertThat(bob.packets()).isEqualTo(6);
        simulation.call(loop, () -> {
            port.close();
            return 0;
        });
        loop.close();
    }

    /** Values from ITU-T G.711: the ends of the scales, silence, and the code that A-law sends for it. */
    @Test
    void companderHasTheValuesOfG711() {
        var muLaw = G711Table.muLaw();
        assertThat(muLaw.decode((byte) 0xff)).isZero();
        assertThat(muLaw.decode((byte) 0x80)).isEqualTo((short) 32_124);
        assertThat(muLaw.decode((byte) 0x00)).isEqualTo((short) -32_124);
        var aLaw = G711Table.aLaw();
        assertThat(aLaw.decode((byte) 0xd5)).isEqualTo((short) 8);
        assertThat(aLaw.decode((byte) 0x55)).isEqualTo((short) -8);
        assertThat(aLaw.decode((byte) 0xaa)).isEqualTo((short) 32_256);
        assertThat(aLaw.decode((byte) 0x2a)).isEqualTo((short) -32_256);
        for (int code = 0; code < 256; code++) {
            assertThat(aLaw.decode(aLaw.encode(aLaw.decode((byte) code)))).isEqualTo(aLaw.decode((byte) code));
            assertThat(muLaw.decode(muLaw.encode(muLaw.decode((byte) code)))).isEqualTo(muLaw.decode((byte) code));
        }
    }
}
