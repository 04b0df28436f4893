package io.switchhook.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.switchhook.media.Packets;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpPathTest {
    private static final SrtpSuite SUITE = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
    private static final long SECOND = 1_000_000_000L;

    private final SrtpPath ours = new SrtpPath();
    private final SrtpPath theirs = new SrtpPath();
    private int sequence;

    private static SrtpMasterKey key(SrtpSuite suite, int seed) {
        var bytes = new byte[suite.keyBytes() + suite.saltBytes()];
        Arrays.fill(bytes, (byte) seed);
        return new SrtpMasterKey(suite, bytes);
    }

    private static Protection keys(int send, int receive) {
        return Protection.keys(SrtpKeys.of(key(SUITE, send), key(SUITE, receive)));
    }

    private ByteBuffer sent() {
        assertThat(theirs.seal(Packets.rtp(8, sequence++, 0, 7).asReadOnlyBuffer()))
                .isTrue();
        var sealed = theirs.sealed();
        return ByteBuffer.allocateDirect(sealed.remaining()).put(sealed).flip();
    }

    @Test
    void withoutKeysPacketsPassAsTheyAre() {
        var packet = Packets.rtp(8, 1, 0, 7);
        assertThat(ours.open(packet, 0)).isTrue();
        assertThat(ours.opened()).isSameAs(packet);
        assertThat(ours.seal(packet)).isTrue();
        assertThat(ours.sealed()).isSameAs(packet);
    }

    @Test
    void closedNothingPasses() {
        ours.use(Protection.CLOSED, 0);
        assertThat(ours.open(Packets.rtp(8, 1, 0, 7), 0)).isFalse();
        assertThat(ours.seal(Packets.rtp(8, 1, 0, 7))).isFalse();
        assertThat(ours.counters()).isEqualTo(new SrtpCounters(0, 0, 0, 1));
    }

    @Test
    void withKeysPlainPacketsDoNotPassAndProtectedOnesDo() {
        ours.use(keys(1, 2), 0);
        theirs.use(keys(2, 1), 0);
        assertThat(ours.open(Packets.rtp(8, 1, 0, 7), 0)).isFalse();
        assertThat(ours.open(sent(), 0)).isTrue();
        assertThat(ours.opened()).isEqualTo(Packets.rtp(8, 0, 0, 7));
        assertThat(ours.open(Packets.hex("160100"), 0)).isFalse();
    }

    @Test
    @DisplayName("RFC 5764 §4.2: RTCP on a port of its own has keys of its own, and none before they are there")
    void reportsMayHaveKeysOfTheirOwn() {
        ours.use(keys(1, 2), 0);
        theirs.use(keys(2, 1), 0);
        ours.useForReports(Protection.CLOSED, 0);
        var report = Packets.hex("80c90001 00000007");
        assertThat(ours.seal(report)).isFalse();
        assertThat(ours.seal(Packets.rtp(8, 1, 0, 7))).isTrue();
        theirs.useForReports(keys(4, 3), 0);
        assertThat(theirs.seal(report)).isTrue();
        assertThat(ours.open(theirs.sealed(), 0)).isFalse();
        ours.useForReports(keys(3, 4), 0);
        assertThat(theirs.seal(report)).isTrue();
        assertThat(ours.open(theirs.sealed(), 0)).isTrue();
        assertThat(ours.opened()).isEqualTo(report);
        assertThat(ours.open(sent(), 0)).isTrue();
        assertThat(ours.counters().otherwise()).isEqualTo(1);
        ours.shareWithReports();
        theirs.shareWithReports();
        assertThat(theirs.seal(report)).isTrue();
        assertThat(ours.open(theirs.sealed(), 0)).isTrue();
        ours.close();
        assertThat(ours.seal(report)).isFalse();
    }

    @Test
    @DisplayName("RFC 4568 §7.1.4: for a moment keys of before and keys of now both count")
    void newKeysOfTheOtherSide() {
        ours.use(keys(1, 2), 0);
        theirs.use(keys(2, 1), 0);
        var first = sent();
        var second = sent();
        theirs.use(keys(3, 1), 0);
        ours.use(keys(1, 3), 0);
        assertThat(ours.open(sent(), 0)).isTrue();
        assertThat(ours.open(first, SECOND)).isTrue();
        assertThat(ours.open(second, 6 * SECOND)).isFalse();
        assertThat(ours.open(sent(), 6 * SECOND)).isTrue();
    }

    @Test
    @DisplayName("RFC 3711 §9.1: the same keys again go on where they were, also after an exchange without keys")
    void keysThatComeBackGoOn() {
        ours.use(keys(1, 2), 0);
        assertThat(ours.seal(Packets.rtp(8, 1, 0, 7))).isTrue();
        ours.use(Protection.NONE, 0);
        ours.use(keys(5, 2), 0);
        ours.use(keys(1, 2), 0);
        assertThat(ours.seal(Packets.rtp(8, 1, 0, 7)))
                .as("the same packet again")
                .isFalse();
        assertThat(ours.seal(Packets.rtp(8, 2, 0, 7))).isTrue();
    }

    @Test
    void anotherPeerIsAnother() {
        ours.use(keys(1, 2), 0);
        theirs.use(keys(2, 1), 0);
        ours.forgetPeer();
        ours.use(keys(1, 3), 0);
        assertThat(ours.open(sent(), 0)).isFalse();
        assertThat(ours.seal(Packets.rtp(8, 1, 0, 7))).isTrue();
    }

    /** But by GCM, which is all the platform's. */
    @ParameterizedTest
    @EnumSource(value = SrtpSuite.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*GCM")
    void nothingIsAllocatedForAPacket(SrtpSuite suite) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var protection = Protection.keys(SrtpKeys.of(key(suite, 1), key(suite, 1)));
        ours.use(protection, 0);
        ByteBuffer packet = Packets.rtp(8, 0, 0, 7);
        ByteBuffer report = Packets.hex("81c8000c" + "00000007" + "4e545031".repeat(11));
        int count = 5_000;
        long[] runs = new long[9];
        for (int run = 0; run < runs.length; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < count; i++) {
                packet.putShort(2, (short) sequence++);
                boolean passed = ours.seal(packet) && ours.open(ours.sealed(), 0);
                passed &= ours.seal(report) && ours.open(ours.sealed(), 0);
                if (!passed) {
                    throw new IllegalStateException("packet " + i + " of run " + run);
                }
            }
            runs[run] = threads.getCurrentThreadAllocatedBytes() - before;
        }
        Arrays.sort(runs);
        assertThat(runs[runs.length / 2])
                .as("bytes for %d packets and reports", count)
                .isLessThan(count / 10);
    }
}
