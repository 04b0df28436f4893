package io.switchhook.media.session;

import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.codec.CodecName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The decoder of one payload type, made when the first packet of that type is played: of the formats agreed on most never come. */
final class Decoder {
    /** Of a type that is no audio of ours. */
    static final Decoder NONE = new Decoder(null);

    private final @Nullable CodecFactory factory;
    private @Nullable AudioCodec codec;

    private Decoder(@Nullable CodecFactory factory) {
        this.factory = factory;
    }

    /** Keeps the decoder, and its history, where the codec stays the same. */
    static Decoder of(@Nullable CodecFactory factory, Decoder before) {
        if (factory == null) {
            return NONE;
        }
        return factory.equals(before.factory) ? before : new Decoder(factory);
    }

    boolean isAudio() {
        return factory != null;
    }

    CodecName name() {
        return Objects.requireNonNull(factory).name();
    }

    int clockRate() {
        return name().clockRate();
    }

    AudioCodec codec() {
        if (codec == null) {
            codec = Objects.requireNonNull(factory).create();
        }
        return codec;
    }

    /** Another source begins, which knows nothing of what came before. */
    void restart() {
        codec = null;
    }
}
