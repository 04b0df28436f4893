package io.switchhook.sip.message.uri;

import java.nio.charset.StandardCharsets;

/** Bytes of a peer that are kept as text. */
final class Utf8 {
    private Utf8() {}

    /** The same bytes if they are UTF-8; else others, with U+FFFD for what is not, so that text and bytes of a value always say the same. */
    static byte[] valid(byte[] bytes) {
        int all = 0;
        for (byte b : bytes) {
            all |= b;
        }
        return all >= 0 ? bytes : new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }
}
