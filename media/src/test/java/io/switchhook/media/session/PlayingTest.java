package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.G711;
import io.switchhook.media.pcm.Level;
import io.switchhook.media.tone.ToneSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of a stream, sample by sample. */
class PlayingTest {
    private static final long MS = 1_000_000;
    private static final InetSocketAddress PEER = RtpLatchTest.at("192.0.2.9", 9000);
    private static final int SAMPLES = 8000;

    private final short[] sent = new short[SAMPLES];
    private final short[] heard = new short[2 * SAMPLES];
    private int count;
    private long now = 1;

    private final RtpStream stream = new RtpStream(
            RtpStreamSettings.standard("me"),
            AudioPlan.builder(8, G711.A_LAW).remote(PEER).build(),
            (packet, to, rtcp) -> {},
            new SeededRandomness(1),
            now);

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 30, 40, 60, 100, 200})
    void packetsOfAnyLengthArePlayedWithoutGapOrRepetition(int millis) {
        talk(millis, -1);
        int onset = onset();
        // 40 ms of delay, and at most one frame until the next tick.
        assertThat(onset).isBetween(320, 480);
        int whole = SAMPLES - SAMPLES % (8 * millis);
        assertThat(Arrays.copyOfRange(heard, onset, onset + whole)).isEqualTo(Arrays.copyOf(sent, whole));
        assertThat(stream.statistics(now).received().playout().lost()).isZero();
    }

    @Test
    void lostPacketIsConcealedAndWhatFollowsKeepsItsPlace() {
        talk(20, 10);
        int onset = onset();
        int gap = onset + 10 * 160;
        assertThat(Level.rmsDbov(heard, gap, 160)).isGreaterThan(-22);
        int after = 11 * 160 + 32;
        assertThat(Arrays.copyOfRange(heard, onset + after, onset + 6000))
                .isEqualTo(Arrays.copyOfRange(sent, after, 6000));
        assertThat(stream.statistics(now).received().playout().lost()).isEqualTo(1);
    }

    private void talk(int millis, int lostPacket) {
        new ToneSource(8000, 430.0).read(sent, 0, SAMPLES);
        for (int i = 0; i < SAMPLES; i++) {
            sent[i] = G711.A_LAW.decode(G711.A_LAW.encode(sent[i]));
        }
        stream.attachSink((samples, offset, length) -> {
            System.arraycopy(samples, offset, heard, count, length);
            count += length;
        });
        int length = 8 * millis;
        int packets = SAMPLES / length;
        for (int at = 0; at < 1500; at += 10) {
            int index = at / millis;
            if (at % millis == 0 && index < packets && index != lostPacket) {
                ByteBuffer payload = ByteBuffer.allocate(length);
                G711.A_LAW.create().encode(sent, index * length, length, payload);
                stream.onPacket(Packets.rtp(false, 8, index, (long) index * length, 7, payload.array()), PEER, now);
            }
            stream.onTime(now);
            now += 10 * MS;
        }
    }

    private int onset() {
        int at = 0;
        while (Math.abs(heard[at]) == 0) {
            at++;
        }
        // The tone begins at zero, which A-law codes as 8: nothing else is heard before it.
        assertThat(heard[at]).isEqualTo(sent[0]);
        return at;
    }
}
