package io.switchhook.media.codec;

import java.time.Duration;

/**
 * Makes a codec for each stream. Safe to use from any thread. Add-ons provide it as a service
 * ({@link java.util.ServiceLoader}): a phone finds those on its class path or module path.
 */
public interface CodecFactory {

    CodecName name();

    /** A codec for one stream, with no history. */
    AudioCodec create();

    /** Channels of the PCM side: those of the name, unless the codec says otherwise. */
    default int channels() {
        return name().channels();
    }

    /** What our descriptions say of the codec, as after {@code a=fmtp:n }: how we would like it to be sent to us. Empty when there is nothing to say. */
    default String parameters() {
        return "";
    }

    /**
     * The codec as a peer wants it that has said this of it in {@code a=fmtp}. Two that were asked for the same are equal.
     *
     * @param parameters any text; what makes no sense is ignored
     */
    default CodecFactory towards(String parameters) {
        return this;
    }

    /**
     * How long our packets are where the other side wishes for that long: no longer than that, unless the codec has nothing so short.
     *
     * @param wish 10 to 120 ms, a multiple of 10
     */
    default Duration packet(Duration wish) {
        return wish;
    }
}
