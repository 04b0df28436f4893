package io.switchhook.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PacketKindTest {

    /** RFC 7983 §7, the ranges of its Figure 3, every first byte. */
    @Test
    void everyFirstByteHasTheKindOfRfc7983() {
        for (int first = 0; first < 256; first++) {
            PacketKind expected = PacketKind.UNKNOWN;
            if (first < 4) {
                expected = PacketKind.STUN;
            } else if (first > 15 && first < 20) {
                expected = PacketKind.ZRTP;
            } else if (first > 19 && first < 64) {
                expected = PacketKind.DTLS;
            } else if (first > 63 && first < 80) {
                expected = PacketKind.TURN_CHANNEL;
            } else if (first > 127 && first < 192) {
                expected = PacketKind.RTP;
            }
            assertThat(PacketKind.of(first, 0)).as("first byte %d", first).isEqualTo(expected);
        }
    }

    /** RFC 5761 §4. */
    @Test
    void rtcpIsToldFromRtpByItsType() {
        assertThat(PacketKind.of(0x80, 200)).isEqualTo(PacketKind.RTCP);
        assertThat(PacketKind.of(0x81, 192)).isEqualTo(PacketKind.RTCP);
        assertThat(PacketKind.of(0x81, 223)).isEqualTo(PacketKind.RTCP);
        assertThat(PacketKind.of(0x80, 191)).isEqualTo(PacketKind.RTP);
        assertThat(PacketKind.of(0x80, 224)).isEqualTo(PacketKind.RTP);
        assertThat(PacketKind.of(0x80, 0x88)).as("PCMA with marker").isEqualTo(PacketKind.RTP);
    }

    @Test
    void shortDatagramsHaveAKindToo() {
        assertThat(PacketKind.of(ByteBuffer.allocate(0))).isEqualTo(PacketKind.UNKNOWN);
        assertThat(PacketKind.of(ByteBuffer.wrap(new byte[] {(byte) 0x80}))).isEqualTo(PacketKind.RTP);
    }
}
