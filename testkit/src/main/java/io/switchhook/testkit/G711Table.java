package io.switchhook.testkit;

/**
 * G.711 by its decoding rule alone: a sample is encoded as the code whose value is nearest. Slow to build, right by
 * construction.
 */
final class G711Table {
    private final short[] values = new short[256];
    private final byte[] codes = new byte[65_536];

    private G711Table(boolean aLaw) {
        for (int code = 0; code < 256; code++) {
            values[code] = (short) (aLaw ? aLawValue(code) : muLawValue(code));
        }
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            codes[sample & 0xffff] = (byte) nearest(sample);
        }
    }

    static G711Table aLaw() {
        return new G711Table(true);
    }

    static G711Table muLaw() {
        return new G711Table(false);
    }

    private int nearest(int sample) {
        int best = 0;
        for (int code = 1; code < 256; code++) {
            if (Math.abs(values[code] - sample) < Math.abs(values[best] - sample)) {
                best = code;
            }
        }
        return best;
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
