package io.switchhook.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds messages in a byte stream by Content-Length (RFC 3261 §18.3); line ends between messages are skipped (§7.5).
 */
final class StreamFramer {
    private byte[] pending = {};

    /** Takes the next bytes of the stream; returns the messages that are now complete. */
    List<byte[]> onBytes(byte[] bytes) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(pending);
        joined.writeBytes(bytes);
        pending = joined.toByteArray();
        var messages = new ArrayList<byte[]>();
        while (true) {
            pending = withoutLeadingLineEnds(pending);
            int length = completeLength(pending);
            if (length < 0) {
                return messages;
            }
            messages.add(Arrays.copyOf(pending, length));
            pending = Arrays.copyOfRange(pending, length, pending.length);
        }
    }

    private static byte[] withoutLeadingLineEnds(byte[] bytes) {
        int start = 0;
        while (start < bytes.length && (bytes[start] == '\r' || bytes[start] == '\n')) {
            start++;
        }
        return start == 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
    }

    /** The length of the first message, or -1 while it is not complete. */
    private static int completeLength(byte[] bytes) {
        int end = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        if (end < 0) {
            return -1;
        }
        var head = WireMessage.parse(Arrays.copyOf(bytes, end + 4));
        var field = head.header("Content-Length").orElse("0");
        int length = field.matches("\\d{1,7}") ? Integer.parseInt(field) : 0;
        return end + 4 + length <= bytes.length ? end + 4 + length : -1;
    }
}
