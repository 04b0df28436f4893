package io.switchhook.media.rtp;

import java.util.OptionalDouble;

/**
 * What became of the packets that the other side has sent in a call, all its sources together, by their sequence numbers: so silence that is not sent (DTX), comfort noise and
 * telephone events are no loss. A packet is missing when it never came (lost), or came and was of no use (discarded). Bursts are those of RFC 3611 §4.7.2: from one missing
 * packet to another, with fewer than {@value #GAP_THRESHOLD} good ones in a row between them; all else is gap, in which missing packets stand alone.
 *
 * @param expected from the first packet of a source to its latest, 0 before
 * @param lost never came, or more than a hundred packets late
 * @param discarded came too late to be heard, or could not be held
 * @param repeated came once more; counted nowhere else
 * @param runs rows of missing packets without a good one between them
 * @param bursts how many there were
 * @param burstPackets expected within bursts
 * @param burstMissing missing within bursts
 */
public record PacketLosses(
        long expected,
        long lost,
        long discarded,
        long repeated,
        long runs,
        long bursts,
        long burstPackets,
        long burstMissing) {
    /** Gmin, as RFC 3611 §4.7.2 recommends it. */
    public static final int GAP_THRESHOLD = 16;

    /** Before the first packet. */
    public static final PacketLosses NONE = new PacketLosses(0, 0, 0, 0, 0, 0, 0, 0);

    /** Lost and discarded ones. */
    public long missing() {
        return lost + discarded;
    }

    /** Missing ones of those expected, 0 to 1; absent before the first packet. */
    public OptionalDouble missingShare() {
        return expected == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) missing() / expected);
    }

    /** Missing ones of those expected within bursts, 0 to 1; 0 without bursts. */
    public double burstDensity() {
        return burstPackets == 0 ? 0 : (double) burstMissing / burstPackets;
    }

    /** Missing ones of those expected outside of bursts, 0 to 1. */
    public double gapDensity() {
        long packets = expected - burstPackets;
        return packets <= 0 ? 0 : (double) (missing() - burstMissing) / packets;
    }

    /**
     * BurstR of ITU-T G.107: how long rows of missing packets are, beside those of as many losses without any pattern. 1 for losses at random and without losses, more when
     * they come together.
     */
    public double burstRatio() {
        return runs == 0 ? 1 : (double) missing() / runs * (1 - missingShare().orElse(0));
    }
}
