package io.switchhook.media.wav;

/** How samples are kept in a WAV file. */
public enum WavEncoding {
    /** Unsigned, 128 is silence. */
    PCM_8(1, 8),
    /** Signed, little-endian. */
    PCM_16(1, 16),
    A_LAW(6, 8),
    MU_LAW(7, 8);

    private final int tag;
    private final int bits;

    WavEncoding(int tag, int bits) {
        this.tag = tag;
        this.bits = bits;
    }

    int tag() {
        return tag;
    }

    public int bitsPerSample() {
        return bits;
    }

    public int bytesPerSample() {
        return bits / 8;
    }
}
