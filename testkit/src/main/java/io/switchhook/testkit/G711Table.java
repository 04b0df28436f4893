package io.switchhook.testkit;

import java.util.NavigableMap;
import java.util.TreeMap;

/** G.711 by its decoding rule alone: a sample is encoded as the code whose value is nearest. Right by construction, and built once. */
final class G711Table {
    private static final G711Table A_LAW = new G711Table(true);
    private static final G711Table MU_LAW = new G711Table(false);

    private final short[] values = new short[256];
    private final byte[] codes = new byte[65_536];

    private G711Table(boolean aLaw) {
        var codesByValue = new TreeMap<Integer, Integer>();
        for (int code = 0; code < 256; code++) {
            values[code] = (short) (aLaw ? aLawValue(code) : muLawValue(code));
            codesByValue.putIfAbsent((int) values[code], code);
        }
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            codes[sample & 0xffff] = (byte) nearest(codesByValue, sample);
        }
    }

    static G711Table aLaw() {
        return A_LAW;
    }

    static G711Table muLaw() {
        return MU_LAW;
    }

    /** Of two that are as near as each other the lower code. */
    private static int nearest(NavigableMap<Integer, Integer> codesByValue, int sample) {
        var below = codesByValue.floorEntry(sample);
        var above = codesByValue.ceilingEntry(sample);
        if (below == null || above == null) {
            return (below == null ? above : below).getValue();
        }
        int nearer = Integer.compare(sample - below.getKey(), above.getKey() - sample);
        return nearer == 0 ? Math.min(below.getValue(), above.getValue()) : (nearer < 0 ? below : above).getValue();
    }

    /** ITU-T G.711 table 2: inverted bits; 14 bits, biased by 33, scaled to 16. */
    private static int muLawValue(int code) {
        int inverted = ~code & 0xff;
        int magnitude = ((((inverted & 0x0f) << 1) + 33) << ((inverted >> 4) & 7)) - 33;
        return (inverted & 0x80) != 0 ? -magnitude * 4 : magnitude * 4;
    }

    /** ITU-T G.711 table 1: even bits inverted; 13 bits, scaled to 16. */
    private static int aLawValue(int code) {
        int plain = code ^ 0x55;
        int segment = (plain >> 4) & 7;
        int step = ((plain & 0x0f) << 1) + 1;
        int magnitude = segment == 0 ? step : (step + 32) << (segment - 1);
        return (plain & 0x80) != 0 ? magnitude * 8 : -magnitude * 8;
    }

    short decode(byte code) {
        return values[code & 0xff];
    }

    byte encode(short sample) {
        return codes[sample & 0xffff];
    }
}
