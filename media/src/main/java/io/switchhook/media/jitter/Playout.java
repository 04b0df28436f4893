package io.switchhook.media.jitter;

/** What is to be heard at a moment. */
public enum Playout {
    /** A packet: its payload is to be decoded. */
    FRAME,
    /** A packet that others have overtaken: {@link JitterBuffer#lostUnits()} are to be concealed. */
    LOST,
    /** Nothing is due: the sender is silent, or the network is late. Fade out what was heard, then be silent. */
    NOTHING
}
