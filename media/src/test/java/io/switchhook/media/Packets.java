package io.switchhook.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.random.Randomness;
import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.rtp.RtpParse;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Builds packets for tests. */
public final class Packets {

    private Packets() {}

    public static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    public static ByteBuffer rtp(boolean marker, int type, int sequence, long timestamp, int ssrc, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(12 + payload.length);
        RtpPacket.writeHeader(out, marker, type, sequence & 0xFFFF, (int) timestamp, ssrc);
        return out.put(payload).flip();
    }

    public static ByteBuffer rtp(int type, int sequence, long timestamp, int ssrc) {
        return rtp(false, type, sequence, timestamp, ssrc, new byte[160]);
    }

    public static RtpPacket parsed(ByteBuffer bytes) {
        var packet = new RtpPacket();
        assertThat(packet.parse(bytes)).isEqualTo(RtpParse.VALID);
        return packet;
    }

    /** Changes, cuts or lengthens the bytes at random. */
    public static ByteBuffer mutate(byte[] original, Randomness random) {
        int length = random.nextInt(4) == 0 ? random.nextInt(original.length + 40) : original.length;
        byte[] bytes = java.util.Arrays.copyOf(original, length);
        int changes = random.nextInt(6);
        for (int i = 0; i < changes && length > 0; i++) {
            // The beginning is where lengths and counts are.
            int at = random.nextInt(random.nextInt(2) == 0 ? Math.min(length, 16) : length);
            bytes[at] = (byte) (random.nextInt(3) == 0 ? 0xFF : random.nextInt(256));
        }
        return ByteBuffer.wrap(bytes);
    }
}
