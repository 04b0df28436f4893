package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.session.LatchSettings.Trust;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rule in the documentation of {@link RtpLatch}, and those who would break it. */
class RtpLatchTest {
    private static final long MS = 1_000_000;
    private static final InetSocketAddress ADVERTISED = at("10.0.0.5", 4000);
    private static final InetSocketAddress NATTED = at("198.51.100.7", 33_000);
    private static final InetSocketAddress ATTACKER = at("203.0.113.66", 6666);

    private final RtpLatch latch = latch(Trust.ANY_ADDRESS);
    private int sequence;
    private long now;

    @Test
    void audioGoesToTheAdvertisedAddressUntilSomethingIsLearned() {
        assertThat(latch.remote()).contains(ADVERTISED);
        assertThat(latch.learned()).isEmpty();
    }

    @Test
    void advertisedAddressIsTakenAtOnce() {
        assertThat(send(ADVERTISED, 1)).isTrue();
        assertThat(latch.learned()).contains(ADVERTISED);
    }

    @Test
    void addressBehindNatIsLearnedAfterThreePacketsInSequence() {
        assertThat(send(NATTED, 1)).isFalse();
        assertThat(send(NATTED, 1)).isFalse();
        assertThat(latch.remote()).contains(ADVERTISED);
        assertThat(send(NATTED, 1)).isTrue();
        assertThat(latch.remote()).contains(NATTED);
    }

    @Test
    void whoIsLearnedBeforeTheAddressOfANameIsFoundStays() {
        latch.onRemote(Optional.empty(), Optional.empty());
        send(NATTED, 1);
        send(NATTED, 1);
        assertThat(send(NATTED, 1)).isTrue();
        latch.onFound(Optional.of(ADVERTISED));
        assertThat(latch.remote()).contains(NATTED);
        assertThat(send(NATTED, 1)).isTrue();
    }

    @Test
    void whoIsAtTheAddressThatANameTurnsOutToBeTakesTheStrangersPlace() {
        latch.onRemote(Optional.empty(), Optional.empty());
        send(ATTACKER, 1);
        send(ATTACKER, 1);
        assertThat(send(ATTACKER, 1)).isTrue();
        latch.onFound(Optional.of(ADVERTISED));
        send(ADVERTISED, 2);
        send(ADVERTISED, 2);
        assertThat(send(ADVERTISED, 2)).isTrue();
        assertThat(latch.remote()).contains(ADVERTISED);
        assertThat(send(ATTACKER, 1)).isFalse();
    }

    @Test
    void nameThatLeadsElsewhereThanBeforeIsANewAddress() {
        send(ADVERTISED, 1);
        latch.onFound(Optional.of(NATTED));
        assertThat(latch.remote()).contains(NATTED);
    }

    @Test
    void lossDoesNotKeepASourceFromBeingLearned() {
        send(NATTED, 1);
        sequence += 4;
        send(NATTED, 1);
        sequence += 2;
        assertThat(send(NATTED, 1)).isTrue();
    }

    @Test
    void sprayedSinglePacketsAreNeverLearned() {
        for (int i = 0; i < 1000; i++) {
            assertThat(latch.onPacket(at("203.0.113." + (i % 250 + 1), 1000 + i), i, i * 7919 & 0xFFFF, i * MS))
                    .isFalse();
        }
        assertThat(latch.remote()).contains(ADVERTISED);
        assertThat(latch.rejected()).isEqualTo(1000);
        assertThat(send(ADVERTISED, 1)).isTrue();
    }

    @Test
    void sprayWithChangingSsrcOrRandomSequenceIsNeverLearned() {
        for (int i = 0; i < 100; i++) {
            assertThat(latch.onPacket(ATTACKER, i, i, i * MS)).isFalse();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(latch.onPacket(ATTACKER, 1, i * 7919 & 0xFFFF, i * MS)).isFalse();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(latch.onPacket(ATTACKER, 1, 50, i * MS))
                    .as("the same packet again")
                    .isFalse();
        }
    }

    @Test
    void whoeverComesDuringTheCallIsRejected() {
        learn(NATTED);
        for (int i = 0; i < 500; i++) {
            assertThat(latch.onPacket(ATTACKER, 1, i, now)).isFalse();
            assertThat(send(NATTED, 1)).isTrue();
        }
        assertThat(latch.remote()).contains(NATTED);
    }

    @Test
    void attackerWhoCopiesSsrcAndSequenceIsRejectedToo() {
        learn(NATTED);
        for (int i = 0; i < 50; i++) {
            send(NATTED, 7);
            assertThat(latch.onPacket(ATTACKER, 7, sequence, now)).isFalse();
        }
    }

    @Test
    void otherPortOfTheLearnedHostIsRejectedWhileTheLearnedOneTalks() {
        learn(NATTED);
        for (int i = 0; i < 20; i++) {
            send(NATTED, 1);
            assertThat(latch.onPacket(at("198.51.100.7", 33_001), 2, i, now)).isFalse();
        }
    }

    @Test
    void natThatBindsAnewIsFollowedAfterSilence() {
        learn(NATTED);
        InetSocketAddress rebound = at("198.51.100.7", 40_000);
        now += 1_900 * MS;
        send(rebound, 1);
        assertThat(latch.remote()).contains(NATTED);
        now += 200 * MS;
        send(rebound, 1);
        send(rebound, 1);
        assertThat(send(rebound, 1)).isTrue();
        assertThat(latch.remote()).contains(rebound);
    }

    @Test
    void natThatChangesItsAddressIsFollowedByTheSsrc() {
        learn(NATTED);
        var elsewhere = at("198.51.100.99", 40_000);
        now += 2_100 * MS;
        send(elsewhere, 1);
        send(elsewhere, 1);
        assertThat(send(elsewhere, 1)).isTrue();
        assertThat(latch.remote()).contains(elsewhere);
    }

    @Test
    void strangerCannotTakeThePlaceOfOneWhoIsMuted() {
        learn(NATTED);
        now += 60_000 * MS;
        for (int i = 0; i < 20; i++) {
            assertThat(latch.onPacket(ATTACKER, 7, i, now)).isFalse();
        }
        assertThat(latch.remote()).contains(NATTED);
    }

    @Test
    void advertisedHostMaySpeakUpAfterASilence() {
        learn(NATTED);
        var neighbour = new InetSocketAddress(ADVERTISED.getAddress(), 50_000);
        now += 2_100 * MS;
        latch.onPacket(neighbour, 9, 1, now);
        latch.onPacket(neighbour, 9, 2, now);
        assertThat(latch.onPacket(neighbour, 9, 3, now)).isTrue();
    }

    @Test
    void attackerWhoGotInFirstLosesThePlaceToTheAdvertisedPeer() {
        learn(ATTACKER);
        int own = 5000;
        assertThat(latch.onPacket(ADVERTISED, 2, own, now)).isFalse();
        send(ATTACKER, 1);
        assertThat(latch.onPacket(ADVERTISED, 2, own + 1, now)).isFalse();
        send(ATTACKER, 1);
        assertThat(latch.onPacket(ADVERTISED, 2, own + 2, now)).isTrue();
        assertThat(send(ATTACKER, 1)).isFalse();
        assertThat(latch.remote()).contains(ADVERTISED);
    }

    @Test
    void attackerWhoGotInFirstLosesThePlaceToTheHostOfTheSignalling() {
        latch.onRemote(Optional.of(ADVERTISED), Optional.of(NATTED.getAddress()));
        learn(ATTACKER);
        for (int i = 0; i < 3; i++) {
            send(ATTACKER, 1);
            latch.onPacket(NATTED, 2, 9000 + i, now);
        }
        assertThat(latch.remote()).contains(NATTED);
        for (int i = 0; i < 20; i++) {
            latch.onPacket(ATTACKER, 1, 100 + i, now);
        }
        assertThat(latch.remote()).contains(NATTED);
    }

    @Test
    void newAddressInSdpBeginsAnewAndTheSameOneChangesNothing() {
        learn(NATTED);
        latch.onRemote(Optional.of(ADVERTISED), Optional.empty());
        assertThat(latch.remote()).contains(NATTED);
        InetSocketAddress moved = at("10.0.0.9", 5000);
        latch.onRemote(Optional.of(moved), Optional.empty());
        assertThat(latch.remote()).contains(moved);
        assertThat(latch.learned()).isEmpty();
    }

    @Test
    void whoHasMovedIsSentAudioAtTheNewPlaceThoughTheOldOneGoesOnForAMoment() {
        learn(NATTED);
        InetSocketAddress moved = at("10.0.0.9", 5000);
        latch.onRemote(Optional.of(moved), Optional.empty());
        for (int i = 0; i < 50; i++) {
            assertThat(send(NATTED, 1)).as("it is heard").isTrue();
            assertThat(latch.remote()).contains(moved);
        }
        assertThat(send(moved, 2)).as("the new one at once").isTrue();
        assertThat(send(NATTED, 1)).isFalse();
        assertThat(latch.remote()).contains(moved);
    }

    @Test
    void whoHasNotMovedThoughTheSdpSaysSoIsLearnedAnewInTheEnd() {
        learn(NATTED);
        latch.onRemote(Optional.of(at("10.0.0.9", 5000)), Optional.empty());
        for (int i = 0; i < 110; i++) {
            send(NATTED, 1);
        }
        assertThat(latch.remote()).contains(NATTED);
    }

    @Test
    void addressThatIsWithheldForAWhileIsNoMove() {
        learn(NATTED);
        latch.onRemote(Optional.empty(), Optional.empty());
        latch.onRemote(Optional.of(ADVERTISED), Optional.empty());
        learn(NATTED);
    }

    @Test
    void withoutAnAdvertisedAddressThereIsNowhereToSendUntilLearned() {
        latch.onRemote(Optional.empty(), Optional.empty());
        assertThat(latch.remote()).isEmpty();
        learn(NATTED);
        assertThat(latch.remote()).contains(NATTED);
    }

    @Test
    void trustCanBeNarrowed() {
        var strict = latch(Trust.ADVERTISED_ONLY);
        var sameHost = latch(Trust.SAME_ADDRESS);
        for (int i = 0; i < 10; i++) {
            assertThat(strict.onPacket(at("10.0.0.5", 4001), 1, i, i)).isFalse();
            assertThat(sameHost.onPacket(NATTED, 1, i, i)).isFalse();
        }
        assertThat(strict.onPacket(ADVERTISED, 1, 1, 1)).isTrue();
        for (int i = 0; i < 3; i++) {
            sameHost.onPacket(at("10.0.0.5", 4001), 1, i, i);
        }
        assertThat(sameHost.remote()).contains(at("10.0.0.5", 4001));
    }

    @Test
    void whoHasMovedIsHeardAtTheOldPlaceOnlyWhereThatIsTrusted() {
        for (var trust : Trust.values()) {
            var moving = latch(trust);
            moving.onPacket(ADVERTISED, 1, 1, 1);
            moving.onRemote(Optional.of(at("10.0.0.9", 5000)), Optional.empty());
            assertThat(moving.onPacket(ADVERTISED, 1, 2, 2)).isEqualTo(trust == Trust.ANY_ADDRESS);
        }
    }

    @Test
    void floodOfStrangersDoesNotKeepTheAdvertisedPeerOut() {
        for (int i = 0; i < 100; i++) {
            latch.onPacket(at("203.0.113.9", 1000 + i), i, 1, i);
        }
        assertThat(latch.onPacket(ADVERTISED, 1, 1, 200)).isTrue();
    }

    @Test
    void floodOfStrangersDoesNotKeepTheHostOfTheSignallingOut() {
        latch.onRemote(Optional.of(ADVERTISED), Optional.of(NATTED.getAddress()));
        for (int i = 0; i < 3; i++) {
            for (int stranger = 0; stranger < 50; stranger++) {
                latch.onPacket(at("203.0.113.9", 1000 + 50 * i + stranger), stranger, 1, now);
            }
            send(NATTED, 1);
        }
        assertThat(latch.remote()).contains(NATTED);
    }

    private void learn(InetSocketAddress from) {
        send(from, 1);
        send(from, 1);
        assertThat(send(from, 1)).isTrue();
    }

    private boolean send(InetSocketAddress from, int ssrc) {
        now += 20 * MS;
        return latch.onPacket(from, ssrc, ++sequence & 0xFFFF, now);
    }

    private static RtpLatch latch(Trust trust) {
        var latch = new RtpLatch(new LatchSettings(trust, 3, Duration.ofSeconds(2)));
        latch.onRemote(Optional.of(ADVERTISED), Optional.empty());
        return latch;
    }

    static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }
}
