package io.switchhook.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** As much of DER (ITU-T X.690) as a certificate needs. */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return tagged(SEQUENCE, parts);
    }

    /** An explicit tag around values. */
    static byte[] explicit(int number, byte[]... parts) {
        return tagged(CONTEXT | CONSTRUCTED | number, parts);
    }

    /** An implicit tag on bytes. */
    static byte[] implicit(int number, byte[] content) {
        return tagged(CONTEXT | number, content);
    }

    static byte[] integer(BigInteger value) {
        return tagged(2, value.toByteArray());
    }

    static byte[] yes() {
        return new byte[] {1, 1, (byte) 0xff};
    }

    static byte[] bits(byte[] content) {
        return tagged(3, new byte[] {0}, content);
    }

    static byte[] octets(byte[] content) {
        return tagged(4, content);
    }

    /** @param text {@code YYMMDDhhmmssZ} */
    static byte[] time(String text) {
        return tagged(0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] oid(String dotted) {
        var numbers = dotted.split("\\.");
        var out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(numbers[0]) * 40 + Integer.parseInt(numbers[1]));
        for (int i = 2; i < numbers.length; i++) {
            int value = Integer.parseInt(numbers[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (value >> shift != 0) {
                    out.write(value >> shift & 0x7f | 0x80);
                }
            }
            out.write(value & 0x7f);
        }
        return tagged(6, out.toByteArray());
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = length < 0x100 ? 1 : 2;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >> 8 * i);
            }
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
