package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.Packets;
import io.switchhook.media.srtp.Protection;
import io.switchhook.media.srtp.SrtpKeys;
import io.switchhook.media.srtp.SrtpMasterKey;
import io.switchhook.media.srtp.SrtpPath;
import io.switchhook.media.srtp.SrtpSuite;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RtpRelayTest {
    private static final InetSocketAddress ALICE = RtpLatchTest.at("192.0.2.1", 4000);
    private static final InetSocketAddress BOB = RtpLatchTest.at("192.0.2.2", 5000);
    private static final InetSocketAddress CAROL = RtpLatchTest.at("192.0.2.3", 6000);
    private static final InetSocketAddress MALLORY = RtpLatchTest.at("203.0.113.6", 666);
    private static final long MS = 1_000_000;

    private record Out(RelaySide side, ByteBuffer packet, InetSocketAddress to, boolean rtcp) {}

    private final List<Out> sent = new ArrayList<>();
    private final RtpRelay relay = new RtpRelay(
            LatchSettings.standard(), (side, packet, to, rtcp) -> sent.add(new Out(side, packet, to, rtcp)));

    RtpRelayTest() {
        relay.update(RelaySide.A, RelayLeg.of(ALICE, Set.of(8, 101)), 0);
        relay.update(RelaySide.B, RelayLeg.of(BOB, Set.of(8, 101)), 0);
    }

    @Test
    void packetsPassUntouchedBothWays() {
        ByteBuffer packet = Packets.rtp(true, 8, 7, 160, 99, new byte[] {1, 2, 3});
        byte[] before = packet.array().clone();
        assertThat(relay.onPacket(RelaySide.A, packet, ALICE, 0)).isEqualTo(RelayOutcome.FORWARDED);
        assertThat(sent).containsExactly(new Out(RelaySide.B, packet, BOB, false));
        assertThat(packet.array()).isEqualTo(before);
        assertThat(packet.remaining()).isEqualTo(15);
        relay.onPacket(RelaySide.B, packet, BOB, 0);
        assertThat(sent.get(1)).isEqualTo(new Out(RelaySide.A, packet, ALICE, false));
        assertThat(relay.counters(RelaySide.A, 20 * MS).forwarded()).isEqualTo(1);
        assertThat(relay.counters(RelaySide.A, 20 * MS).forwardedBytes()).isEqualTo(15);
        assertThat(relay.counters(RelaySide.A, 20 * MS).sinceLastPacket()).contains(java.time.Duration.ofMillis(20));
    }

    @Test
    void peerBehindNatIsAnsweredWhereItSendsFrom() {
        var natted = RtpLatchTest.at("198.51.100.1", 7777);
        for (int i = 0; i < 3; i++) {
            relay.onPacket(RelaySide.A, Packets.rtp(8, i, i * 160L, 1), natted, i * 20 * MS);
        }
        relay.onPacket(RelaySide.B, Packets.rtp(8, 1, 0, 2), BOB, 70 * MS);
        assertThat(sent).last().extracting(Out::to).isEqualTo(natted);
    }

    @Test
    void twoShakeHandsThroughUsForTheirOwnKeysAndNobodyElseDoes() {
        var hello = Packets.hex("16fefd 0000 000000000000 0001 01");
        assertThat(relay.onPacket(RelaySide.A, hello, ALICE, 0)).isEqualTo(RelayOutcome.FORWARDED);
        assertThat(sent).containsExactly(new Out(RelaySide.B, hello, BOB, false));
        var ofReports = RtpLatchTest.at("192.0.2.2", 5001);
        assertThat(relay.onPacket(RelaySide.B, hello, ofReports, 0)).isEqualTo(RelayOutcome.FORWARDED);
        assertThat(sent.get(1)).isEqualTo(new Out(RelaySide.A, hello, RtpLatchTest.at("192.0.2.1", 4001), true));
        assertThat(relay.onPacket(RelaySide.A, hello, MALLORY, 0)).isEqualTo(RelayOutcome.REJECTED_SOURCE);
        assertThat(relay.remote(RelaySide.A)).contains(ALICE);
        relay.keys(RelaySide.B).use(Protection.CLOSED, 0);
        assertThat(relay.onPacket(RelaySide.A, hello, ALICE, 0))
                .as("keys of one side end here")
                .isEqualTo(RelayOutcome.REJECTED_SOURCE);
    }

    @Test
    @DisplayName("RFC 3389: comfort noise is passed on unasked, since it stands in the row of the packets")
    void comfortNoiseIsPassedOn() {
        relay.onPacket(RelaySide.A, Packets.rtp(8, 1, 0, 1), ALICE, 0);
        sent.clear();
        var noise = Packets.rtp(false, 13, 2, 160, 1, new byte[] {60});
        assertThat(relay.onPacket(RelaySide.A, noise, ALICE, 1)).isEqualTo(RelayOutcome.FORWARDED);
        assertThat(sent).hasSize(1);
    }

    @Test
    void strangersWrongTypesAndOtherProtocolsAreDropped() {
        relay.onPacket(RelaySide.A, Packets.rtp(8, 1, 0, 1), ALICE, 0);
        sent.clear();
        for (int i = 0; i < 10; i++) {
            assertThat(relay.onPacket(RelaySide.A, Packets.rtp(8, i, 0, 5), MALLORY, i))
                    .isEqualTo(RelayOutcome.REJECTED_SOURCE);
        }
        assertThat(relay.onPacket(RelaySide.A, Packets.rtp(0, 2, 0, 1), ALICE, 1))
                .isEqualTo(RelayOutcome.UNKNOWN_TYPE);
        assertThat(relay.onPacket(RelaySide.A, Packets.hex("0001 0000"), ALICE, 1))
                .isEqualTo(RelayOutcome.MALFORMED);
        assertThat(relay.onPacket(RelaySide.A, Packets.hex("8008 0000"), ALICE, 1))
                .isEqualTo(RelayOutcome.MALFORMED);
        assertThat(relay.onPacket(RelaySide.A, Packets.hex("80C9 0000"), ALICE, 1))
                .isEqualTo(RelayOutcome.MALFORMED);
        assertThat(sent).isEmpty();
        assertThat(relay.counters(RelaySide.A, 0).dropped()).isEqualTo(14);
    }

    @Test
    void packetsForASideThatIsNotKnownYetAreDropped() {
        relay.replace(RelaySide.B, RelayLeg.unknown(), 0);
        assertThat(relay.onPacket(RelaySide.A, Packets.rtp(8, 1, 0, 1), ALICE, 0))
                .isEqualTo(RelayOutcome.NO_DESTINATION);
        assertThat(relay.remote(RelaySide.A)).contains(ALICE);
    }

    @Test
    void transferReplacesASideAndForgetsTheOneBefore() {
        relay.onPacket(RelaySide.B, Packets.rtp(8, 1, 0, 2), BOB, 0);
        relay.replace(RelaySide.B, RelayLeg.of(CAROL, Set.of(8)), 0);
        sent.clear();
        relay.onPacket(RelaySide.A, Packets.rtp(8, 1, 0, 1), ALICE, 0);
        assertThat(sent).singleElement().extracting(Out::to).isEqualTo(CAROL);
        relay.onPacket(RelaySide.B, Packets.rtp(8, 900, 0, 3), CAROL, 1);
        assertThat(relay.onPacket(RelaySide.B, Packets.rtp(8, 2, 160, 2), BOB, 2))
                .isEqualTo(RelayOutcome.REJECTED_SOURCE);
    }

    @Test
    void whoIsReplacedAndGoesOnTalkingIsNotTakenForTheNewPeer() {
        for (int i = 0; i < 3; i++) {
            relay.onPacket(RelaySide.B, Packets.rtp(8, i, i * 160L, 2), BOB, i * 20 * MS);
        }
        relay.replace(RelaySide.B, RelayLeg.of(CAROL, Set.of(8)), 0);
        for (int i = 3; i < 500; i++) {
            assertThat(relay.onPacket(RelaySide.B, Packets.rtp(8, i, i * 160L, 2), BOB, i * 20 * MS))
                    .isEqualTo(RelayOutcome.REJECTED_SOURCE);
        }
        assertThat(relay.remote(RelaySide.B)).contains(CAROL);
        assertThat(relay.onPacket(RelaySide.B, Packets.rtp(8, 1, 0, 3), CAROL, 10_000 * MS))
                .as("from its first packet")
                .isEqualTo(RelayOutcome.FORWARDED);
    }

    @Test
    void placeThatWasLeftMayBeTakenAgainByAnotherCallFromThere() {
        for (int i = 0; i < 3; i++) {
            relay.onPacket(RelaySide.B, Packets.rtp(8, i, i * 160L, 2), BOB, i * 20 * MS);
        }
        relay.replace(RelaySide.B, RelayLeg.of(CAROL, Set.of(8)), 0);
        relay.onPacket(RelaySide.B, Packets.rtp(8, 3, 480, 2), BOB, 60 * MS);
        for (int i = 0; i < 3; i++) {
            relay.onPacket(RelaySide.B, Packets.rtp(8, i, i * 160L, 9), BOB, (3000 + i * 20) * MS);
        }
        assertThat(relay.remote(RelaySide.B)).contains(BOB);
    }

    @Test
    void whoHasLeftIsNeitherHeardNorSentAnything() {
        relay.vacate(RelaySide.B);
        assertThat(relay.onPacket(RelaySide.A, Packets.rtp(8, 1, 0, 1), ALICE, 0))
                .isEqualTo(RelayOutcome.NO_DESTINATION);
        assertThat(relay.onPacket(RelaySide.B, Packets.rtp(8, 1, 0, 2), BOB, 0))
                .isEqualTo(RelayOutcome.REJECTED_SOURCE);
        assertThat(relay.remote(RelaySide.B)).isEmpty();
        assertThat(relay.remoteRtcp(RelaySide.B)).isEmpty();
        assertThat(sent).isEmpty();
        relay.replace(RelaySide.B, RelayLeg.of(CAROL, Set.of(8)), 0);
        assertThat(relay.onPacket(RelaySide.A, Packets.rtp(8, 2, 160, 1), ALICE, 0))
                .isEqualTo(RelayOutcome.FORWARDED);
        assertThat(relay.onPacket(RelaySide.B, Packets.rtp(8, 1, 0, 3), CAROL, 0))
                .isEqualTo(RelayOutcome.FORWARDED);
    }

    @Test
    void newPeerAtTheSameAdvertisedAddressDoesNotInheritWhatWasLearned() {
        var natted = RtpLatchTest.at("198.51.100.1", 7777);
        for (int i = 0; i < 3; i++) {
            relay.onPacket(RelaySide.B, Packets.rtp(8, i, i * 160L, 1), natted, i * 20 * MS);
        }
        assertThat(relay.remote(RelaySide.B)).contains(natted);
        relay.update(RelaySide.B, RelayLeg.of(BOB, Set.of(8)), 0);
        assertThat(relay.remote(RelaySide.B)).contains(natted);
        relay.replace(RelaySide.B, RelayLeg.of(BOB, Set.of(8)), 0);
        assertThat(relay.remote(RelaySide.B)).contains(BOB);
        assertThat(relay.counters(RelaySide.B, 0).sinceLastPacket()).isEmpty();
    }

    @Test
    void rtcpGoesToItsOwnPortOrThroughTheSame() {
        ByteBuffer report = Packets.hex("80C90001 00000001");
        assertThat(relay.onPacket(RelaySide.A, report, RtpLatchTest.at("192.0.2.1", 4001), 0))
                .isEqualTo(RelayOutcome.FORWARDED);
        assertThat(sent.get(0)).isEqualTo(new Out(RelaySide.B, report, RtpLatchTest.at("192.0.2.2", 5001), true));
        relay.update(
                RelaySide.B, new RelayLeg(Optional.of(BOB), Optional.empty(), true, Set.of(8), Optional.empty()), 0);
        relay.onPacket(RelaySide.A, report, RtpLatchTest.at("192.0.2.1", 4001), 0);
        assertThat(sent.get(1)).isEqualTo(new Out(RelaySide.B, report, BOB, false));
        assertThat(relay.onPacket(RelaySide.A, report, MALLORY, 0)).isEqualTo(RelayOutcome.REJECTED_SOURCE);
    }

    @Test
    void blockedSideIsStillLearned() {
        relay.block(RelaySide.A, true);
        assertThat(relay.onPacket(RelaySide.A, Packets.rtp(8, 1, 0, 1), ALICE, 0))
                .isEqualTo(RelayOutcome.BLOCKED);
        relay.block(RelaySide.A, false);
        assertThat(relay.onPacket(RelaySide.A, Packets.rtp(8, 2, 160, 1), ALICE, 0))
                .isEqualTo(RelayOutcome.FORWARDED);
    }

    private ByteBuffer last() {
        return sent.get(sent.size() - 1).packet();
    }

    private static SrtpMasterKey key(SrtpSuite suite, int seed) {
        var bytes = new byte[suite.keyBytes() + suite.saltBytes()];
        Arrays.fill(bytes, (byte) seed);
        return new SrtpMasterKey(suite, bytes);
    }

    private static Protection keys(SrtpSuite suite, int send, int receive) {
        return Protection.keys(SrtpKeys.of(key(suite, send), key(suite, receive)));
    }

    @Test
    @DisplayName(
            "RFC 4568: keys end here; each side has its own, or none, and what is not authentic is not learned from")
    void keysOfEachSideEndHere() {
        var alice = new SrtpPath();
        alice.use(keys(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1, 2), 0);
        var bob = new SrtpPath();
        bob.use(keys(SrtpSuite.AEAD_AES_256_GCM, 3, 4), 0);
        relay.update(
                RelaySide.A,
                RelayLeg.of(ALICE, Set.of(8)).withProtection(keys(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 2, 1)),
                0);
        relay.update(
                RelaySide.B, RelayLeg.of(BOB, Set.of(8)).withProtection(keys(SrtpSuite.AEAD_AES_256_GCM, 4, 3)), 0);
        for (int sequence = 0; sequence < 20; sequence++) {
            assertThat(relay.onPacket(RelaySide.A, Packets.rtp(8, sequence, 0, 7), MALLORY, 0))
                    .isEqualTo(RelayOutcome.NOT_AUTHENTIC);
            assertThat(alice.seal(Packets.rtp(8, sequence, 0, 7))).isTrue();
            assertThat(relay.onPacket(RelaySide.A, alice.sealed(), ALICE, 0)).isEqualTo(RelayOutcome.FORWARDED);
            assertThat(bob.open(last(), 0)).isTrue();
            assertThat(bob.opened()).isEqualTo(Packets.rtp(8, sequence, 0, 7));
        }
        assertThat(relay.remote(RelaySide.A)).contains(ALICE);
        relay.replace(RelaySide.B, RelayLeg.of(CAROL, Set.of(8)), 0);
        assertThat(alice.seal(Packets.rtp(8, 20, 0, 7))).isTrue();
        relay.onPacket(RelaySide.A, alice.sealed(), ALICE, 0);
        assertThat(last()).as("in plain").isEqualTo(Packets.rtp(8, 20, 0, 7));
        relay.say(RelaySide.A, Packets.rtp(8, 1, 0, 9), false);
        assertThat(alice.open(last(), 0)).isTrue();
        assertThat(alice.opened()).isEqualTo(Packets.rtp(8, 1, 0, 9));
        relay.update(RelaySide.A, RelayLeg.of(ALICE, Set.of(8)).withProtection(Protection.CLOSED), 0);
        int before = sent.size();
        relay.say(RelaySide.A, Packets.rtp(8, 2, 0, 9), false);
        assertThat(relay.onPacket(RelaySide.B, Packets.rtp(8, 0, 0, 5), CAROL, 0))
                .isEqualTo(RelayOutcome.NOT_PROTECTED);
        assertThat(sent).hasSize(before);
    }
}
