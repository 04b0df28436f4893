package io.switchhook.media.rtp;

/**
 * Follows each packet of a source until nothing can change what became of it, and counts. A source that takes the place of another goes on where that ended. Allocates nothing
 * for a packet.
 */
final class PacketFates {
    /** A power of two. What is further behind is no packet of the sequence any more (RFC 3550 §A.1, MAX_MISORDER). */
    private static final int WINDOW = 128;

    private static final byte MISSING = 0;
    private static final byte GOOD = 1;
    private static final byte DISCARDED = 2;

    private final byte[] fates = new byte[WINDOW];
    private final Counts settled = new Counts();
    private boolean begun;
    /** What is not settled yet reaches from one to the other; extended sequence numbers. */
    private long oldest;

    private long newest;
    private long repeated;

    /** A source begins with this packet. */
    void begin(int sequence) {
        settleBefore(begun ? newest + 1 : 0);
        begun = true;
        oldest = sequence;
        newest = sequence;
        fates[slot(newest)] = GOOD;
    }

    /** A packet of the sequence has come. */
    void onArrival(int sequence) {
        long extended = extend(sequence);
        while (newest < extended) {
            settleBefore(++newest - WINDOW + 1);
            fates[slot(newest)] = MISSING;
        }
        if (extended < oldest) {
            return;
        }
        if (fates[slot(extended)] == MISSING) {
            fates[slot(extended)] = GOOD;
        } else {
            repeated++;
        }
    }

    /** The packet that has just come is of no use. */
    void onDiscarded(int sequence) {
        long extended = extend(sequence);
        if (extended >= oldest && extended <= newest) {
            fates[slot(extended)] = DISCARDED;
        }
    }

    private long extend(int sequence) {
        return newest + (short) (sequence - (int) newest);
    }

    private void settleBefore(long end) {
        while (begun && oldest < end && oldest <= newest) {
            settled.take(fates[slot(oldest++)]);
        }
    }

    private static int slot(long sequence) {
        return (int) sequence & WINDOW - 1;
    }

    PacketLosses losses() {
        if (!begun) {
            return PacketLosses.NONE;
        }
        var counts = settled.copy();
        for (long sequence = oldest; sequence <= newest; sequence++) {
            counts.take(fates[slot(sequence)]);
        }
        // RFC 3611 §4.7.2: taken as if good packets followed.
        counts.endBurst();
        return new PacketLosses(
                counts.expected,
                counts.lost,
                counts.discarded,
                repeated,
                counts.runs,
                counts.bursts,
                counts.burstPackets,
                counts.burstMissing);
    }

    /** Takes packets in the order of their sequence numbers. */
    private static final class Counts {
        private long expected;
        private long lost;
        private long discarded;
        private long runs;
        private long bursts;
        private long burstPackets;
        private long burstMissing;
        /** Of what is a burst if another missing packet comes soon enough: from its first missing packet to its latest. */
        private long openPackets;

        private long openMissing;
        private long goodSince;

        Counts copy() {
            var copy = new Counts();
            copy.expected = expected;
            copy.lost = lost;
            copy.discarded = discarded;
            copy.runs = runs;
            copy.bursts = bursts;
            copy.burstPackets = burstPackets;
            copy.burstMissing = burstMissing;
            copy.openPackets = openPackets;
            copy.openMissing = openMissing;
            copy.goodSince = goodSince;
            return copy;
        }

        void take(byte fate) {
            expected++;
            if (fate == GOOD) {
                goodSince++;
                return;
            }
            lost += fate == MISSING ? 1 : 0;
            discarded += fate == DISCARDED ? 1 : 0;
            if (goodSince >= PacketLosses.GAP_THRESHOLD) {
                endBurst();
            }
            runs += goodSince > 0 || openMissing == 0 ? 1 : 0;
            openPackets += openMissing == 0 ? 1 : goodSince + 1;
            openMissing++;
            goodSince = 0;
        }

        /** One that stands alone is part of a gap. */
        void endBurst() {
            if (openMissing > 1) {
                bursts++;
                burstPackets += openPackets;
                burstMissing += openMissing;
            }
            openPackets = 0;
            openMissing = 0;
        }
    }
}
