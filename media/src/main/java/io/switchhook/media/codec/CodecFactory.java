package io.switchhook.media.codec;

/** Makes a codec for each stream. Safe to use from any thread. */
public interface CodecFactory {

    CodecName name();

    /** A codec for one stream, with no history. */
    AudioCodec create();
}
