package io.switchhook.media.pcm;

/** Takes linear 16-bit mono audio. Called on the media loop each frame, so it must neither block nor throw. */
@FunctionalInterface
public interface PcmSink {

    /** Takes the samples; the array is reused after the call, so copy what must stay. */
    void write(short[] samples, int offset, int length);
}
