package io.switchhook.opus;

import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.codec.CodecName;
import java.time.Duration;

/**
 * Opus in RTP (RFC 7587): {@code opus/48000/2} by name whatever it carries, here one channel of 48 kHz; packets of a peer
 * in stereo are mixed. Encodes as the other side wishes in its {@code a=fmtp}: {@code maxplaybackrate},
 * {@code maxaveragebitrate}, {@code cbr}, {@code useinbandfec}, {@code usedtx}; never in stereo. What is lost is taken
 * from the forward error correction of the next packet, or made up by the decoder.
 *
 * <p>An encoder takes about half a millisecond for 20 ms of audio and makes garbage, some 6 MB a second: on one media
 * loop there is room for a few dozen calls. A server that only passes audio on, as the PBX does, encodes nothing.
 */
public final class Opus implements CodecFactory {
    static final CodecName NAME = new CodecName("opus", 48_000, 2);

    private static final long[] PACKET_MILLIS = {60, 40, 20};

    private final OpusWishes wishes;

    /** For who has wished for nothing; the service loader calls this. */
    public Opus() {
        this(OpusWishes.NONE);
    }

    private Opus(OpusWishes wishes) {
        this.wishes = wishes;
    }

    @Override
    public CodecName name() {
        return NAME;
    }

    @Override
    public int channels() {
        return 1;
    }

    @Override
    public AudioCodec create() {
        return new OpusCodec(wishes);
    }

    @Override
    public String parameters() {
        return "useinbandfec=1";
    }

    @Override
    public CodecFactory towards(String parameters) {
        return new Opus(OpusWishes.of(parameters));
    }

    /** RFC 7587 §4.2, Table 2: a packet is one frame here, of 10, 20, 40 or 60 ms. */
    @Override
    public Duration packet(Duration wish) {
        for (long millis : PACKET_MILLIS) {
            if (millis <= wish.toMillis()) {
                return Duration.ofMillis(millis);
            }
        }
        return Duration.ofMillis(10);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Opus that && wishes.equals(that.wishes);
    }

    @Override
    public int hashCode() {
        return wishes.hashCode();
    }

    @Override
    public String toString() {
        return "Opus" + wishes;
    }
}
