package io.switchhook.media.codec;

/**
 * ITU-T G.722 at 64 kbit/s: 7 kHz of audio, sampled at 16 kHz, a byte for each two samples. Its timestamps run at 8000
 * all the same: {@code G722/8000}, payload type 9 (RFC 3551 §4.5.2).
 */
public final class G722 implements CodecFactory {
    /** The one there is: this codec has no parameters. */
    public static final G722 WIDEBAND = new G722();

    /** Hertz of the audio, which are not those of the timestamps. */
    public static final int SAMPLE_RATE = 16_000;

    static final CodecName NAME = new CodecName("G722", 8000);

    private G722() {}

    @Override
    public CodecName name() {
        return NAME;
    }

    @Override
    public AudioCodec create() {
        return new G722Codec();
    }
}
