package io.switchhook.media.session;

import io.switchhook.base.text.Sentences;
import java.time.Duration;

/**
 * How freely the other side's real address is learned.
 *
 * @param trust which sources may be learned at all
 * @param confirmingPackets packets in sequence, of one SSRC, from one address, that a source other than the
 *     advertised one must send to be learned: 1 to 50
 * @param silence how long the learned source must have been silent before another may be learned in its place
 */
public record LatchSettings(Trust trust, int confirmingPackets, Duration silence) {

    /** Who may send to us. */
    public enum Trust {
        /** Anybody, as a peer behind a NAT needs it. */
        ANY_ADDRESS,
        /** Any port of the advertised address or of the one that signalling comes from. */
        SAME_ADDRESS,
        /** The advertised address and port alone. */
        ADVERTISED_ONLY
    }

    public LatchSettings {
        if (confirmingPackets < 1 || confirmingPackets > 50) {
            throw new IllegalArgumentException("Expected 1 to 50 confirming packets, got " + confirmingPackets);
        }
        if (silence.isNegative() || silence.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("Expected a silence of 0 to 60 s, got " + Sentences.time(silence));
        }
    }

    /** Any address, after three packets; another that may follow it only after two seconds of silence. */
    public static LatchSettings standard() {
        return new LatchSettings(Trust.ANY_ADDRESS, 3, Duration.ofSeconds(2));
    }
}
