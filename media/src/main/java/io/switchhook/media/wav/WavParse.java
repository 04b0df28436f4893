package io.switchhook.media.wav;

/** The outcome of reading the beginning of a WAV file. */
public sealed interface WavParse {

    /** The samples begin at {@link WavHeader#dataOffset()}. */
    record Parsed(WavHeader header) implements WavParse {}

    /**
     * The bytes are well so far, but the samples have not begun: read at least that many bytes from the file's start
     * and try again.
     */
    record NeedMore(int bytes) implements WavParse {}

    /** @param reason what was expected and what was found */
    record Malformed(String reason) implements WavParse {}
}
