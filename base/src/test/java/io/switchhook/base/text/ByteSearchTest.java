package io.switchhook.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
    /** Bytes that differ from CR or LF in one bit, or stand next to them, or have the top bit. */
    private static final byte[] OTHERS = {
        0,
        1,
        2,
        5,
        8,
        9,
        0x0b,
        0x0c,
        0x0e,
        0x0f,
        0x1a,
        0x1d,
        0x2a,
        0x2d,
        0x4a,
        0x4d,
        ' ',
        'a',
        0x7f,
        (byte) 0x80,
        (byte) 0x8a,
        (byte) 0x8d,
        (byte) 0xff
    };

    @Test
    void firstLineEndIsFoundWhereverItStands() {
        for (int length = 0; length <= 20; length++) {
            for (byte other : OTHERS) {
                for (int place = 0; place <= length; place++) {
                    check(filled(length, other), place, (byte) '\r', (byte) '\n');
                    check(filled(length, other), place, (byte) '\n', (byte) '\r');
                }
            }
        }
    }

    private static void check(byte[] bytes, int place, byte end, byte behind) {
        if (place < bytes.length) {
            bytes[place] = end;
        }
        if (place + 1 < bytes.length) {
            bytes[place + 1] = behind;
        }
        for (int from = 0; from <= place; from++) {
            assertThat(ByteSearch.lineEnd(bytes, from)).isEqualTo(place);
        }
    }

    @Test
    void firstOfOneByteIsFoundWhereverItStands() {
        for (int length = 0; length <= 20; length++) {
            for (byte other : OTHERS) {
                for (int place = 0; place <= length; place++) {
                    var bytes = filled(length, other);
                    Arrays.fill(bytes, place, length, (byte) ';');
                    for (int from = 0; from <= place; from++) {
                        assertThat(ByteSearch.indexOf(';', bytes, from, length)).isEqualTo(place);
                    }
                }
            }
        }
    }

    @Test
    void nothingIsFoundBehindTheEnd() {
        var bytes = "a;b;c;d;e;f;g;h;i;".getBytes(StandardCharsets.US_ASCII);
        for (int to = 0; to < bytes.length; to++) {
            assertThat(ByteSearch.indexOf('i', bytes, 0, to)).isEqualTo(Math.min(16, to));
            assertThat(ByteSearch.indexOf(';', bytes, to, to)).isEqualTo(to);
        }
    }

    private static byte[] filled(int length, byte with) {
        var bytes = new byte[length];
        Arrays.fill(bytes, with);
        return bytes;
    }
}
