package io.switchhook.media.pcm;

/**
 * Gives linear 16-bit mono audio, at the rate that whoever attaches it agreed to. Called on the media loop each
 * frame, so it must neither block nor throw. What it does not give is
 * filled with silence.
 */
@FunctionalInterface
public interface PcmSource {

    /**
     * @param length samples wanted
     * @return samples written at {@code offset}: 0 to {@code length}; fewer means that there is nothing more at
     *     the moment
     */
    int read(short[] target, int offset, int length);
}
