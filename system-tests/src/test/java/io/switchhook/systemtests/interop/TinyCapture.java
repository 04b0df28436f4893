package io.switchhook.systemtests.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a capture of UDP datagrams between two loopback ports, to prove that tshark tells good from bad. */
final class TinyCapture {
    private static final int LINKTYPE_IPV4 = 228;
    private static final int HEADERS = 28;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int seconds;

    TinyCapture() {
        // Classic pcap 2.4, big endian, microseconds.
        out.writeBytes(ByteBuffer.allocate(24)
                .putInt(0xA1B2C3D4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65535)
                .putInt(LINKTYPE_IPV4)
                .array());
    }

    TinyCapture sip(String message) {
        return datagram(5060, 5060, message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    TinyCapture datagram(int from, int to, byte[] payload) {
        int length = HEADERS + payload.length;
        ByteBuffer frame = ByteBuffer.allocate(16 + length);
        frame.putInt(seconds++).putInt(0).putInt(length).putInt(length);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
        frame.put((byte) 64)
                .put((byte) 17)
                .putShort((short) 0)
                .putInt(0x7F000001)
                .putInt(0x7F000001);
        frame.putShort((short) from).putShort((short) to).putShort((short) (8 + payload.length));
        frame.putShort((short) 0).put(payload);
        out.writeBytes(frame.array());
        return this;
    }

    Path writeTo(Path file) {
        try {
            return Files.write(file, out.toByteArray());
        } catch (IOException e) {
            throw new AssertionError("cannot write " + file, e);
        }
    }
}
