package io.switchhook.media.srtp;

import io.switchhook.media.rtp.SequenceNumbers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sources that use one key. None is ever forgotten as long as the key is used: its old packets would pass for new ones, and a key stream could be used twice (RFC 3711 §9.1).
 * So there is a bound.
 */
final class Sources {
    static final int MOST = 256;
    private static final long LAST_INDEX = (1L << 48) - 1;

    private final List<Source> known = new ArrayList<>();

    /** What is known of one source. */
    static final class Source {
        private int ssrc;
        private final ReplayWindow rtp = new ReplayWindow();
        private final ReplayWindow rtcp = new ReplayWindow();
        private long reports;

        Source(int ssrc) {
            this.ssrc = ssrc;
        }

        /** Of one of which nothing is known, who it is. */
        void is(int other) {
            ssrc = other;
        }

        /** RFC 3711 §3.3.1: of the packets with that sequence number the one nearest to the newest; -1 when there is none. */
        long indexOf(int sequence) {
            // RFC 4568 §6.4: a source begins with roll-over counter zero.
            long index = rtp.isStarted() ? SequenceNumbers.extend(sequence, rtp.newest()) : sequence;
            return index > LAST_INDEX ? -1 : index;
        }

        ReplayWindow rtp() {
            return rtp;
        }

        ReplayWindow rtcp() {
            return rtcp;
        }

        /** How many reports have been sent, which is the index of the next. */
        long reports() {
            return reports;
        }

        void countReport() {
            reports++;
        }
    }

    @Nullable
    Source find(int ssrc) {
        for (int i = known.size() - 1; i >= 0; i--) {
            if (known.get(i).ssrc == ssrc) {
                return known.get(i);
            }
        }
        return null;
    }

    boolean isFull() {
        return known.size() >= MOST;
    }

    void add(Source source) {
        known.add(source);
    }
}
