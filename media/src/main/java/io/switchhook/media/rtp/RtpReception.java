package io.switchhook.media.rtp;

import java.util.Optional;

/**
 * Follows the one source that is listened to, and its change. The first source is believed at once, so that no audio
 * is lost when a call begins; a new SSRC takes over
 * only with two packets in sequence (RFC 3550 §A.1), so that a stray packet cannot tear the playout. Not thread-safe.
 */
public final class RtpReception {

    /** What to do with a packet. */
    public enum Verdict {
        /** Play it: it belongs to the source listened to. */
        CONTINUES,
        /** Play it, and begin anew: another source, or the same one after a restart. */
        STARTS,
        /** Do not play it. */
        IGNORED
    }

    private static final int CHANGE_PROBATION = 2;

    private final PacketFates fates = new PacketFates();
    private RtpSource current = new RtpSource(0, 1);
    private RtpSource candidate = current;
    private long packets;

    /** Takes the SSRC and sequence number of a packet that was found well-formed. */
    public Verdict onPacket(int ssrc, int sequence) {
        Verdict verdict = judge(ssrc, sequence);
        switch (verdict) {
            case CONTINUES -> fates.onArrival(sequence);
            case STARTS -> fates.begin(sequence);
            case IGNORED -> {
                return verdict;
            }
        }
        packets++;
        return verdict;
    }

    private Verdict judge(int ssrc, int sequence) {
        if (!current.isValid()) {
            current = new RtpSource(ssrc, 1);
            candidate = current;
        }
        if (ssrc == current.ssrc()) {
            return onCurrent(current.onSequence(sequence));
        }
        if (candidate == current || candidate.ssrc() != ssrc) {
            candidate = new RtpSource(ssrc, CHANGE_PROBATION);
        }
        if (candidate.onSequence(sequence) != RtpSource.Verdict.ACCEPTED) {
            return Verdict.IGNORED;
        }
        current = candidate;
        return Verdict.STARTS;
    }

    private Verdict onCurrent(RtpSource.Verdict verdict) {
        candidate = current;
        return switch (verdict) {
            case VALID -> Verdict.CONTINUES;
            case ACCEPTED, RESTARTED -> Verdict.STARTS;
            case ON_PROBATION, REJECTED -> Verdict.IGNORED;
        };
    }

    /** The source listened to, absent before the first packet. */
    public Optional<RtpSource> source() {
        return current.isValid() ? Optional.of(current) : Optional.empty();
    }

    /** Whether packets of this SSRC are those listened to. */
    public boolean listensTo(int ssrc) {
        return current.isValid() && current.ssrc() == ssrc;
    }

    /** The packet that has just been taken came too late, or cannot be held. */
    public void onDiscarded(int sequence) {
        fates.onDiscarded(sequence);
    }

    /** Packets taken so far, of all sources, repeated ones included. */
    public long packets() {
        return packets;
    }

    /** What became of the packets of all sources so far. Allocates. */
    public PacketLosses losses() {
        return fates.losses();
    }

    /** Timing of a packet just found to continue or start; see {@link RtpSource#onTiming}. */
    public void onTiming(int timestamp, int clockRate, long nowNanos) {
        current.onTiming(timestamp, clockRate, nowNanos);
    }
}
