package io.switchhook.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpTest {
    private static final int SSRC = 0x1234_5678;
    private static final byte[] WORDS = "what is said in confidence".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private final SeededRandomness random = new SeededRandomness(3);

    private byte[] bytes(SrtpSuite suite) {
        var bytes = new byte[suite.keyBytes() + suite.saltBytes()];
        random.nextBytes(bytes);
        return bytes;
    }

    private SrtpMasterKey key(SrtpSuite suite) {
        return new SrtpMasterKey(suite, bytes(suite));
    }

    private static ByteBuffer roomy(ByteBuffer packet) {
        return ByteBuffer.allocate(packet.remaining() + 40).put(packet).flip();
    }

    private static ByteBuffer rtp(int sequence) {
        return roomy(Packets.rtp(false, 8, sequence, 160L * sequence, SSRC, WORDS));
    }

    private static ByteBuffer rtcp() {
        return roomy(Packets.hex("81c8000c" + "12345678" + "4e545031".repeat(11)));
    }

    private static ByteBuffer copy(ByteBuffer packet) {
        return ByteBuffer.allocate(packet.capacity()).put(packet.duplicate()).flip();
    }

    private static ByteBuffer sent(SrtpSender sender, int sequence) {
        var packet = rtp(sequence);
        assertThat(sender.protectRtp(packet)).isEqualTo(SrtpOutcome.PASSED);
        return packet;
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void whatIsProtectedIsUnreadableAndOpensToWhatItWas(SrtpSuite suite) {
        var key = key(suite);
        var sender = new SrtpSender(key);
        var receiver = new SrtpReceiver(List.of(key));
        for (int sequence = 0; sequence < 300; sequence++) {
            var packet = sent(sender, sequence);
            assertThat(packet.remaining()).isEqualTo(12 + WORDS.length + suite.tagBytes());
            assertThat(packet.slice(0, 12)).isEqualTo(rtp(sequence).slice(0, 12));
            assertThat(packet.slice(12, WORDS.length)).isNotEqualTo(ByteBuffer.wrap(WORDS));
            assertThat(receiver.openRtp(packet)).isEqualTo(SrtpOutcome.PASSED);
            assertThat(packet).isEqualTo(rtp(sequence));
            var report = rtcp();
            int length = report.remaining();
            assertThat(sender.protectRtcp(report)).isEqualTo(SrtpOutcome.PASSED);
            assertThat(report.remaining()).isEqualTo(length + 4 + suite.srtcpTagBytes());
            assertThat(report.slice(0, 8)).isEqualTo(rtcp().slice(0, 8));
            assertThat(report.slice(8, 40)).isNotEqualTo(rtcp().slice(8, 40));
            assertThat(receiver.openRtcp(report)).isEqualTo(SrtpOutcome.PASSED);
            assertThat(report).isEqualTo(rtcp());
        }
        assertThat(receiver.counters()).isEqualTo(new SrtpCounters(600, 0, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    @DisplayName("RFC 3711 §3.3.1: the roll-over counter follows, also over loss and disorder")
    void sequenceNumbersRollOver(SrtpSuite suite) {
        var key = key(suite);
        var sender = new SrtpSender(key);
        var receiver = new SrtpReceiver(List.of(key));
        var late = new ArrayList<ByteBuffer>();
        for (int n = 30_000; n < 250_000; n += 7) {
            var packet = sent(sender, n & 0xFFFF);
            if (n % 11 == 0) {
                late.add(packet);
            } else if (n % 5 != 0) {
                assertThat(receiver.openRtp(packet)).as("packet %d", n).isEqualTo(SrtpOutcome.PASSED);
            }
            if (late.size() == 2) {
                assertThat(receiver.openRtp(late.remove(1))).isEqualTo(SrtpOutcome.PASSED);
                assertThat(receiver.openRtp(late.remove(0))).isEqualTo(SrtpOutcome.PASSED);
            }
        }
    }

    @Test
    void whatWasThereBeforeOrIsTooOldIsNotOpened() {
        var key = key(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        var sender = new SrtpSender(key);
        var receiver = new SrtpReceiver(List.of(key));
        var all = new ArrayList<ByteBuffer>();
        for (int sequence = 0; sequence < 200; sequence++) {
            all.add(sent(sender, sequence));
        }
        assertThat(receiver.openRtp(copy(all.get(199)))).isEqualTo(SrtpOutcome.PASSED);
        assertThat(receiver.openRtp(copy(all.get(199)))).isEqualTo(SrtpOutcome.REPLAYED);
        assertThat(receiver.openRtp(copy(all.get(72)))).isEqualTo(SrtpOutcome.PASSED);
        assertThat(receiver.openRtp(copy(all.get(72)))).isEqualTo(SrtpOutcome.REPLAYED);
        assertThat(receiver.openRtp(copy(all.get(130)))).isEqualTo(SrtpOutcome.PASSED);
        assertThat(receiver.openRtp(copy(all.get(130)))).isEqualTo(SrtpOutcome.REPLAYED);
        assertThat(receiver.openRtp(copy(all.get(71)))).isEqualTo(SrtpOutcome.REPLAYED);
        var report = rtcp();
        sender.protectRtcp(report);
        assertThat(receiver.openRtcp(copy(report))).isEqualTo(SrtpOutcome.PASSED);
        assertThat(receiver.openRtcp(copy(report))).isEqualTo(SrtpOutcome.REPLAYED);
        assertThat(receiver.counters()).isEqualTo(new SrtpCounters(4, 0, 5, 0));
    }

    @Test
    void windowFollowsInStepsOfAnySize() {
        var window = new ReplayWindow();
        var taken = new java.util.HashSet<Long>();
        long newest = 0;
        for (int i = 0; i < 20_000; i++) {
            newest += random.nextInt(10) == 0 ? random.nextInt(300) : 0;
            long index = Math.max(0, newest - random.nextInt(140));
            boolean expected = !taken.contains(index)
                    && (taken.isEmpty()
                            || taken.stream().mapToLong(Long::longValue).max().getAsLong() - index < 128);
            assertThat(window.isNew(index)).isEqualTo(expected);
            if (expected) {
                window.take(index);
                taken.add(index);
                taken.removeIf(old -> old < index - 1_000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void aChangeOfAnyBitIsFoundAndChangesNothing(SrtpSuite suite) {
        var key = key(suite);
        var sender = new SrtpSender(key);
        var receiver = new SrtpReceiver(List.of(key));
        var packet = sent(sender, 5);
        for (int bit = 0; bit < 8 * packet.remaining(); bit++) {
            var changed = copy(packet);
            changed.put(bit / 8, (byte) (changed.get(bit / 8) ^ 1 << bit % 8));
            var before = copy(changed);
            assertThat(receiver.openRtp(changed)).as("bit %d", bit).isNotEqualTo(SrtpOutcome.PASSED);
            assertThat(changed).isEqualTo(before);
        }
        assertThat(receiver.openRtp(packet)).isEqualTo(SrtpOutcome.PASSED);
        var report = rtcp();
        sender.protectRtcp(report);
        for (int bit = 0; bit < 8 * report.remaining(); bit++) {
            var changed = copy(report);
            changed.put(bit / 8, (byte) (changed.get(bit / 8) ^ 1 << bit % 8));
            var before = copy(changed);
            assertThat(receiver.openRtcp(changed)).as("bit %d", bit).isNotEqualTo(SrtpOutcome.PASSED);
            assertThat(changed).isEqualTo(before);
        }
        assertThat(receiver.openRtcp(report)).isEqualTo(SrtpOutcome.PASSED);
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void whateverComesNothingIsThrown(SrtpSuite suite) {
        var sender = new SrtpSender(key(suite));
        var receiver = new SrtpReceiver(List.of(key(suite)));
        var seeds = List.of(sent(sender, 1), rtp(2), rtcp());
        for (int i = 0; i < 20_000; i++) {
            var seed = seeds.get(i % seeds.size());
            var bytes = new byte[seed.remaining()];
            seed.duplicate().get(bytes);
            assertThat(receiver.openRtp(Packets.mutate(bytes, random))).isNotEqualTo(SrtpOutcome.PASSED);
            assertThat(receiver.openRtcp(Packets.mutate(bytes, random))).isNotEqualTo(SrtpOutcome.PASSED);
            sender.protectRtp(roomy(Packets.mutate(bytes, random)));
            sender.protectRtcp(roomy(Packets.mutate(bytes, random)));
        }
        assertThat(receiver.counters().passed()).isZero();
        assertThat(receiver.counters().refused()).isEqualTo(40_000);
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    @DisplayName("RFC 3711 §3.1: the MKI tells the keys apart")
    void identifiersNameTheKeys(SrtpSuite suite) {
        var one = bytes(suite);
        var two = bytes(suite);
        var receiver = new SrtpReceiver(List.of(
                new SrtpMasterKey(suite, one, new byte[] {0, 1}, 100),
                new SrtpMasterKey(suite, two, new byte[] {0, 2}, 100)));
        var first = new SrtpSender(new SrtpMasterKey(suite, one));
        var second = new SrtpSender(new SrtpMasterKey(suite, two));
        assertThat(receiver.openRtp(named(suite, sent(first, 1), 0, 1))).isEqualTo(SrtpOutcome.PASSED);
        var opened = named(suite, sent(second, 2), 0, 2);
        assertThat(receiver.openRtp(opened)).isEqualTo(SrtpOutcome.PASSED);
        assertThat(opened).isEqualTo(rtp(2));
        assertThat(receiver.openRtp(named(suite, sent(second, 3), 0, 1))).isEqualTo(SrtpOutcome.NOT_AUTHENTIC);
        assertThat(receiver.openRtp(named(suite, sent(second, 4), 0, 3))).isEqualTo(SrtpOutcome.UNKNOWN_KEY);
        var report = rtcp();
        first.protectRtcp(report);
        int tag = suite.isGcm() ? 0 : suite.srtcpTagBytes();
        var namedReport = inserted(report, report.limit() - tag, 0, 1);
        assertThat(receiver.openRtcp(namedReport)).isEqualTo(SrtpOutcome.PASSED);
        assertThat(namedReport).isEqualTo(rtcp());
    }

    private static ByteBuffer named(SrtpSuite suite, ByteBuffer packet, int... identifier) {
        return inserted(packet, packet.limit() - (suite.isGcm() ? 0 : suite.tagBytes()), identifier);
    }

    private static ByteBuffer inserted(ByteBuffer packet, int place, int... identifier) {
        var longer = ByteBuffer.allocate(packet.limit() + identifier.length + 40);
        longer.put(packet.slice(0, place));
        for (int each : identifier) {
            longer.put((byte) each);
        }
        return longer.put(packet.slice(place, packet.limit() - place)).flip();
    }

    @Test
    @DisplayName("RFC 3711 §9.2, RFC 4568 §6.1: a key is for so many packets of RTP, and so many of RTCP")
    void keysWearOut() {
        var suite = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
        var sender = new SrtpSender(key(suite));
        sender.keys().pretendUsed((1L << 48) - 1, (1L << 31) - 1);
        sent(sender, 1);
        assertThat(sender.protectRtp(rtp(2))).isEqualTo(SrtpOutcome.KEY_EXHAUSTED);
        assertThat(sender.protectRtcp(rtcp())).isEqualTo(SrtpOutcome.PASSED);
        assertThat(sender.protectRtcp(rtcp())).isEqualTo(SrtpOutcome.KEY_EXHAUSTED);
        var secret = bytes(suite);
        var unlimited = new SrtpSender(new SrtpMasterKey(suite, secret));
        var receiver = new SrtpReceiver(List.of(new SrtpMasterKey(suite, secret, new byte[0], 2)));
        assertThat(receiver.openRtp(sent(unlimited, 1))).isEqualTo(SrtpOutcome.PASSED);
        assertThat(receiver.openRtp(sent(unlimited, 2))).isEqualTo(SrtpOutcome.PASSED);
        assertThat(receiver.openRtp(sent(unlimited, 3))).isEqualTo(SrtpOutcome.KEY_EXHAUSTED);
    }

    @Test
    @DisplayName("RFC 3711 §9.1: no key stream is used twice, whatever a source that we relay does")
    void noSequenceNumberIsProtectedTwice() {
        var sender = new SrtpSender(key(SrtpSuite.AEAD_AES_128_GCM));
        sent(sender, 1_000);
        sent(sender, 999);
        assertThat(sender.protectRtp(rtp(999))).isEqualTo(SrtpOutcome.REPLAYED);
        sent(sender, 1_001);
        assertThat(sender.protectRtp(rtp(800))).isEqualTo(SrtpOutcome.REPLAYED);
    }

    @Test
    void sourcesOfOneKeyAreBoundedAndStrangersCostNothing() {
        var key = key(SrtpSuite.AES_CM_128_HMAC_SHA1_32);
        var other = key(SrtpSuite.AES_CM_128_HMAC_SHA1_32);
        var sender = new SrtpSender(key);
        var stranger = new SrtpSender(other);
        var receiver = new SrtpReceiver(List.of(key));
        for (int i = 0; i < Sources.MOST; i++) {
            var strange = roomy(Packets.rtp(8, 0, 0, i));
            stranger.protectRtp(strange);
            assertThat(receiver.openRtp(strange)).isEqualTo(SrtpOutcome.NOT_AUTHENTIC);
            var packet = roomy(Packets.rtp(8, 0, 0, i));
            assertThat(sender.protectRtp(packet)).isEqualTo(SrtpOutcome.PASSED);
            assertThat(receiver.openRtp(packet)).isEqualTo(SrtpOutcome.PASSED);
        }
        assertThat(sender.protectRtp(roomy(Packets.rtp(8, 0, 0, 9_999)))).isEqualTo(SrtpOutcome.TOO_MANY_SOURCES);
        var more = new SrtpSender(key);
        var packet = roomy(Packets.rtp(8, 0, 0, 9_999));
        more.protectRtp(packet);
        assertThat(receiver.openRtp(packet)).isEqualTo(SrtpOutcome.TOO_MANY_SOURCES);
        var known = roomy(Packets.rtp(8, 1, 0, 0));
        assertThat(sender.protectRtp(known)).isEqualTo(SrtpOutcome.PASSED);
        assertThat(receiver.openRtp(known)).isEqualTo(SrtpOutcome.PASSED);
    }

    @Test
    void closedNothingIsProtectedOrOpened() {
        var key = key(SrtpSuite.AEAD_AES_256_GCM);
        var sender = new SrtpSender(key);
        var receiver = new SrtpReceiver(List.of(key));
        var packet = sent(sender, 1);
        sender.close();
        receiver.close();
        assertThat(sender.protectRtp(rtp(2))).isEqualTo(SrtpOutcome.KEY_EXHAUSTED);
        assertThat(receiver.openRtp(packet)).isEqualTo(SrtpOutcome.KEY_EXHAUSTED);
        assertThat(sender.key().key()).containsOnly(0);
        assertThat(key.key()).as("the caller's own copy").isNotEqualTo(new byte[32]);
        key.wipe();
        assertThat(key.key()).containsOnly(0);
    }

    @Test
    void textsTellNoKey() {
        var suite = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
        var key = new SrtpMasterKey(suite, new byte[30]);
        var keys = SrtpKeys.of(key, key);
        assertThat(key).hasToString("key of AES_CM_128_HMAC_SHA1_80");
        assertThat(Protection.keys(keys).toString()).doesNotContain("0, 0").contains("key of AES_CM_128_HMAC_SHA1_80");
        assertThat(key).isEqualTo(new SrtpMasterKey(suite, new byte[30])).isNotEqualTo(key(suite));
    }

    @ParameterizedTest
    @CsvSource({
        "AES_CM_128_HMAC_SHA1_80, 29, 0, 1",
        "AEAD_AES_128_GCM, 30, 0, 1",
        "AEAD_AES_128_GCM, 28, 129, 1",
        "AEAD_AES_128_GCM, 28, 4, 0"
    })
    void wrongLengthsAreRefused(SrtpSuite suite, int bytes, int identifier, long lifetime) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SrtpMasterKey(suite, new byte[bytes], new byte[identifier], lifetime));
    }
}
