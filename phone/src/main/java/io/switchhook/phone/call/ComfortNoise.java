package io.switchhook.phone.call;

/**
 * What a call does in silence: whether it agrees on comfort noise (RFC 3389), a short packet that describes the noise around in place of the audio. This is about the codecs
 * that have no silence of their own, G.711 and G.722: Opus has its own, which is heard here and not sent.
 */
public enum ComfortNoise {
    /**
     * It is neither offered nor accepted. The default: who is told that it may be silent cuts the beginnings of words and lets the paths through NATs fall asleep, for a
     * bandwidth that few miss. Comfort noise that comes all the same, with the static payload type 13, is heard as what it is and counts as no loss.
     */
    OFF,
    /** The other side may be silent, and its noise is heard; we send audio all the time. */
    RECEIVED,
    /**
     * We are silent too where nobody speaks here and the other side takes comfort noise: noise is described when silence begins, when it changes and once a second, and RTCP
     * goes on. What is louder than -40 dBov is never taken for silence, such as music.
     */
    SENT
}
