package io.switchhook.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
    private static final String PLAIN = "80 88 1234 01020304 A0B0C0D0 D5D5D5D5";
    // Padding, extension and two CSRCs: V=2 P=1 X=1 CC=2.
    private static final String FULL = "B2 00 0001 00000010 00000020 11111111 22222222 BEDE0001 51FF0000 AABBCC 000003";

    @Test
    void fixedHeaderIsReadAsRfc3550Section51Draws() {
        var packet = Packets.parsed(Packets.hex(PLAIN));
        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(8);
        assertThat(packet.sequence()).isEqualTo(0x1234);
        assertThat(packet.timestamp()).isEqualTo(0x01020304);
        assertThat(packet.ssrc()).isEqualTo(0xA0B0C0D0);
        assertThat(packet.csrcCount()).isZero();
        assertThat(packet.hasExtension()).isFalse();
        assertThat(packet.extensionLength()).isZero();
        assertThat(packet.payloadLength()).isEqualTo(4);
        assertThat(packet.payload()).isEqualTo(Packets.hex("D5D5D5D5"));
    }

    @Test
    void csrcsExtensionAndPaddingAreNotPayload() {
        var packet = Packets.parsed(Packets.hex(FULL));
        assertThat(packet.csrcCount()).isEqualTo(2);
        assertThat(packet.csrc(1)).isEqualTo(0x22222222);
        assertThat(packet.extensionProfile()).isEqualTo(0xBEDE);
        assertThat(packet.extensionLength()).isEqualTo(4);
        assertThat(packet.paddingLength()).isEqualTo(3);
        assertThat(packet.payload()).isEqualTo(Packets.hex("AABBCC"));
        assertThatThrownBy(() -> packet.csrc(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void packetIsReadFromPositionToLimitInAnyByteOrder() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(5);
        buffer.put(Packets.hex(PLAIN));
        buffer.limit(buffer.position()).position(5);
        var packet = Packets.parsed(buffer);
        assertThat(packet.sequence()).isEqualTo(0x1234);
        assertThat(packet.ssrc()).isEqualTo(0xA0B0C0D0);
        var copy = new byte[6];
        packet.copyPayload(copy, 1);
        assertThat(copy).containsExactly(0, 0xD5, 0xD5, 0xD5, 0xD5, 0);
        assertThat(buffer.position()).isEqualTo(5);
    }

    @Test
    void everyTruncatedPrefixOfTheHeaderIsRefused() {
        ByteBuffer full = Packets.hex(FULL);
        for (int length = 0; length < 28; length++) {
            assertThat(new RtpPacket().parse(full.slice(0, length)))
                    .as("%d bytes", length)
                    .isNotEqualTo(RtpParse.VALID);
        }
        assertThat(new RtpPacket().parse(full.slice(0, 11))).isEqualTo(RtpParse.TOO_SHORT);
        assertThat(new RtpPacket().parse(full.slice(0, 22))).isEqualTo(RtpParse.BAD_EXTENSION);
        assertThat(new RtpPacket().parse(full.slice(0, 26))).isEqualTo(RtpParse.BAD_EXTENSION);
    }

    @Test
    void wrongVersionAndImpossibleCountsAreRefused() {
        assertThat(new RtpPacket().parse(Packets.hex("40 00 0001 00000010 00000020")))
                .isEqualTo(RtpParse.WRONG_VERSION);
        assertThat(new RtpPacket().parse(Packets.hex("8F 00 0001 00000010 00000020")))
                .isEqualTo(RtpParse.TOO_SHORT);
        assertThat(new RtpPacket().parse(Packets.hex("90 00 0001 00000010 00000020 0000FFFF")))
                .isEqualTo(RtpParse.BAD_EXTENSION);
        assertThat(new RtpPacket().parse(Packets.hex("A0 00 0001 00000010 00000020 AA00")))
                .isEqualTo(RtpParse.BAD_PADDING);
        assertThat(new RtpPacket().parse(Packets.hex("A0 00 0001 00000010 00000020 AA03")))
                .isEqualTo(RtpParse.BAD_PADDING);
        assertThat(new RtpPacket().parse(Packets.hex("A0 00 0001 00000010 00000020")))
                .isEqualTo(RtpParse.BAD_PADDING);
    }

    @Test
    void writtenHeaderIsReadBack() {
        ByteBuffer out = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        RtpPacket.writeHeader(out, true, 101, 65535, 0xFFFFFFFF, 0x80000001);
        var packet = Packets.parsed(out.flip());
        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(101);
        assertThat(packet.sequence()).isEqualTo(65535);
        assertThat(packet.timestamp()).isEqualTo(-1);
        assertThat(packet.ssrc()).isEqualTo(0x80000001);
        assertThat(packet.payloadLength()).isZero();
        assertThatThrownBy(() -> RtpPacket.writeHeader(ByteBuffer.allocate(12), false, 128, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tenThousandMutatedPacketsAreReadOrRefused() {
        var random = new SeededRandomness(1);
        byte[] full = Packets.hex(FULL).array();
        int valid = 0;
        for (int i = 0; i < 10_000; i++) {
            ByteBuffer bytes = Packets.mutate(full, random);
            var packet = new RtpPacket();
            if (packet.parse(bytes) == RtpParse.VALID) {
                valid++;
                assertThat(packet.payloadOffset() + packet.payloadLength() + packet.paddingLength())
                        .isEqualTo(bytes.limit());
                packet.copyPayload(new byte[packet.payloadLength()], 0);
                for (int c = 0; c < packet.csrcCount(); c++) {
                    packet.csrc(c);
                }
                assertThat(packet.extensionProfile()).isBetween(0, 0xFFFF);
            }
        }
        assertThat(valid).isBetween(1000, 9900);
    }
}
