package io.switchhook.media.jitter;

import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.rtp.SequenceNumbers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Holds packets of one source until their moment of playout, which follows from their timestamps. Reordered packets
 * are put in place, repeated ones dropped, missing ones reported as
 * lost once a later one is there and their time has come. A gap of timestamps without a gap of sequence numbers is
 * silence of the sender (DTX), and so is what follows comfort noise (RFC 3389). When it speaks again, and its clock has stood still meanwhile or the delay is longer than
 * need be, playout moves before anything is heard of it.
 *
 * <p>The delay adapts: a packet that comes after its time moves the playout back by as much as it was late (bounded
 * by the maximum); when for {@value #REVIEW_PACKETS} packets even the latest
 * one was more than a packet too early, the playout moves forward by one packet. So a spike costs delay for some
 * seconds and a steady network none.
 *
 * <p>Change of the SSRC and restarts of the sequence are judged by {@link io.switchhook.media.rtp.RtpReception}; on
 * its "starts", call {@link #restart}. Memory is bounded by the capacity;
 * in steady state nothing is allocated. Not thread-safe.
 */
public final class JitterBuffer {
    static final int REVIEW_PACKETS = 100;
    /** So many tell enough to shorten the delay in silence. */
    private static final int SPURT_PACKETS = 50;

    /** Largest payload held: 200 ms of G.711, which a receiver is to take (RFC 3551 §4.2) though they come in fragments. */
    private static final int MAX_PAYLOAD = 1600;

    private static final long NANOS = 1_000_000_000L;
    private static final long PAUSE_NANOS = NANOS;
    private static final int LATE_IN_A_ROW = 10;
    private static final long JUMP_NANOS = NANOS / 2;
    private static final int WINDOW = 64;

    private final JitterSettings settings;
    private final int clockRate;
    private final long minDelay;
    private final long maxDelay;
    private final Slots slots;
    private final PlayoutClock clock;

    private boolean started;
    /** Whether the newest packet was comfort noise. */
    private boolean quiet;

    private long nextSequence;
    private long highestSequence;
    private long nextTimestamp;
    private long latestTimestamp;
    private long lastArrival;
    private long unitsPerPacket;
    private long playedBits;
    private int lateInARow;
    private int reviewed;
    private long leastSlack;

    private int takenSlot;
    private long lostUnits;
    private long played;
    private long lost;
    private long late;
    private long duplicates;
    private long skipped;
    private long resyncs;

    /** @param clockRate of the timestamps, in hertz */
    public JitterBuffer(JitterSettings settings, int clockRate) {
        this.settings = settings;
        this.clockRate = clockRate;
        minDelay = settings.minDelay().toNanos();
        maxDelay = settings.maxDelay().toNanos();
        slots = new Slots(settings.capacity());
        clock = new PlayoutClock(clockRate);
        unitsPerPacket = clockRate / 50;
        restart();
    }

    /** Forgets what is held; the next packet is a beginning. */
    public void restart() {
        started = false;
        skipped += slots.clear();
    }

    /** Takes an audio packet. */
    public Arrival onPacket(RtpPacket packet, long nowNanos) {
        if (packet.payloadLength() > MAX_PAYLOAD) {
            return Arrival.TOO_LARGE;
        }
        Arrival arrival = admit(packet, nowNanos, true);
        if (arrival == Arrival.ACCEPTED || arrival == Arrival.RESYNCED) {
            slots.put(SequenceNumbers.extend(packet.sequence(), nextSequence), packet, extendedTimestamp(packet));
        }
        return arrival;
    }

    /**
     * Takes the place of a packet of the same sequence that carries no audio (telephone event), so that it is not
     * counted as lost audio.
     */
    public Arrival onOther(RtpPacket packet, long nowNanos) {
        if (!started) {
            return Arrival.ACCEPTED;
        }
        Arrival arrival = admit(packet, nowNanos, false);
        if (arrival == Arrival.ACCEPTED) {
            slots.putOther(SequenceNumbers.extend(packet.sequence(), nextSequence));
        }
        return arrival;
    }

    /**
     * Takes comfort noise (RFC 3389), which is given out as a frame in its turn. It never is too late to be heard, and some send it with the timestamp of what went before, so it
     * tells nothing of the delay.
     */
    public Arrival onNoise(RtpPacket packet, long nowNanos) {
        if (packet.payloadLength() > MAX_PAYLOAD) {
            return Arrival.TOO_LARGE;
        }
        Arrival arrival = admit(packet, nowNanos, false);
        if (arrival == Arrival.ACCEPTED || arrival == Arrival.RESYNCED) {
            long sequence = SequenceNumbers.extend(packet.sequence(), nextSequence);
            long timestamp = extendedTimestamp(packet);
            boolean far = clock.playoutNanos(timestamp) - nowNanos > maxDelay;
            slots.put(sequence, packet, far ? latestTimestamp : timestamp);
            quiet |= sequence == highestSequence;
        }
        return arrival;
    }

    private Arrival admit(RtpPacket packet, long nowNanos, boolean timed) {
        if (!started) {
            return begin(packet, nowNanos);
        }
        long sequence = SequenceNumbers.extend(packet.sequence(), nextSequence);
        if (isKnown(sequence)) {
            duplicates++;
            return Arrival.DUPLICATE;
        }
        boolean newest = sequence > highestSequence;
        if (timed
                && newest
                && (isBreak(packet, sequence, nowNanos) || isSpurtOfOtherTime(packet, sequence, nowNanos))) {
            resyncs++;
            return begin(packet, nowNanos);
        }
        if (sequence >= nextSequence + slots.capacity()) {
            if (timed) {
                resyncs++;
                return begin(packet, nowNanos);
            }
            return Arrival.LATE;
        }
        if (timed && !isInTime(packet, sequence, nowNanos)) {
            late++;
            if (++lateInARow >= LATE_IN_A_ROW && newest) {
                resyncs++;
                return begin(packet, nowNanos);
            }
            return Arrival.LATE;
        }
        if (sequence < nextSequence) {
            return Arrival.LATE;
        }
        lateInARow = 0;
        quiet &= !timed || !newest;
        highestSequence = Math.max(highestSequence, sequence);
        lastArrival = nowNanos;
        return Arrival.ACCEPTED;
    }

    /** Nothing is left to be heard, and the sender speaks again: RFC 3551 §4.1 has the marker for that. */
    private boolean beginsSpurt(RtpPacket packet, long sequence) {
        return (quiet || packet.marker()) && sequence == highestSequence + 1 && slots.held() == 0;
    }

    /** Its clock has stood still in the silence. */
    private boolean isSpurtOfOtherTime(RtpPacket packet, long sequence, long nowNanos) {
        return beginsSpurt(packet, sequence) && clock.playoutNanos(extendedTimestamp(packet)) < nowNanos;
    }

    private boolean isKnown(long sequence) {
        if (sequence >= nextSequence) {
            return slots.holds(sequence);
        }
        long behind = nextSequence - 1 - sequence;
        return behind < WINDOW && (playedBits >> behind & 1) != 0;
    }

    /** A pause in which clocks may have gone apart, or a timestamp that has nothing to do with those before. */
    private boolean isBreak(RtpPacket packet, long sequence, long nowNanos) {
        if (nowNanos - lastArrival > PAUSE_NANOS) {
            return true;
        }
        long slack = clock.playoutNanos(extendedTimestamp(packet)) - nowNanos;
        return sequence == highestSequence + 1 && (slack > maxDelay + JUMP_NANOS || slack < -maxDelay - JUMP_NANOS);
    }

    private Arrival begin(RtpPacket packet, long nowNanos) {
        skipped += slots.clear();
        started = true;
        quiet = false;
        nextSequence = SequenceNumbers.extend(packet.sequence(), nextSequence);
        highestSequence = nextSequence;
        nextTimestamp = packet.timestamp() & 0xFFFFFFFFL;
        latestTimestamp = nextTimestamp;
        lastArrival = nowNanos;
        playedBits = 0;
        lateInARow = 0;
        startReview();
        long delay = clock.isSet()
                ? Math.max(minDelay, Math.min(maxDelay, clock.delayNanos()))
                : settings.initialDelay().toNanos();
        clock.start(nextTimestamp, nowNanos, delay);
        return Arrival.RESYNCED;
    }

    private boolean isInTime(RtpPacket packet, long sequence, long nowNanos) {
        long timestamp = extendedTimestamp(packet);
        clock.onArrival(timestamp, nowNanos);
        long slack = clock.playoutNanos(timestamp) - nowNanos;
        leastSlack = Math.min(leastSlack, slack);
        if (slack < 0) {
            clock.delay(-slack, maxDelay);
            startReview();
        } else if (beginsSpurt(packet, sequence) && timestamp - latestTimestamp > 2 * unitsPerPacket) {
            reviewInSilence();
        } else if (++reviewed >= REVIEW_PACKETS) {
            review();
        }
        clock.limit(maxDelay);
        if (sequence < nextSequence || clock.playoutNanos(timestamp) < nowNanos) {
            return false;
        }
        noteSpacing(sequence, timestamp);
        return true;
    }

    /** Packets in sequence tell how long a packet is. */
    private void noteSpacing(long sequence, long timestamp) {
        if (sequence == highestSequence + 1 && !quiet) {
            long units = timestamp - latestTimestamp;
            if (units > 0 && units <= clockRate / 5) {
                unitsPerPacket = units;
            }
        }
        if (sequence > highestSequence) {
            latestTimestamp = timestamp;
        }
    }

    private void review() {
        long packet = nanos(unitsPerPacket);
        if (leastSlack > packet + minDelay / 2 && clock.delayNanos() - packet >= minDelay) {
            clock.advance(packet);
        }
        startReview();
    }

    /** Nobody hears that playout moves, so it moves all at once. */
    private void reviewInSilence() {
        long spare = Math.min(leastSlack, clock.delayNanos()) - minDelay;
        if (reviewed >= SPURT_PACKETS && spare > 0) {
            clock.advance(spare);
        }
        startReview();
    }

    private void startReview() {
        reviewed = 0;
        leastSlack = Long.MAX_VALUE;
    }

    private long extendedTimestamp(RtpPacket packet) {
        return SequenceNumbers.extendTimestamp(packet.timestamp(), latestTimestamp);
    }

    private long nanos(long units) {
        return units * NANOS / clockRate;
    }

    /**
     * What is to be heard at the moment, which may lie a little in the future when audio is fetched ahead. Call with
     * rising moments, once for each stretch of audio; after
     * {@link Playout#FRAME} and {@link Playout#LOST} again for what follows them.
     */
    public Playout take(long playNanos) {
        while (started && highestSequence >= nextSequence) {
            if (slots.holdsOther(nextSequence)) {
                slots.remove(nextSequence);
                step(true);
                continue;
            }
            if (!slots.holds(nextSequence)) {
                Playout missing = takeMissing(playNanos);
                if (missing == Playout.FRAME) {
                    continue;
                }
                return missing;
            }
            long timestamp = slots.timestamp(nextSequence);
            long due = clock.playoutNanos(timestamp);
            if (due > playNanos) {
                return Playout.NOTHING;
            }
            takenSlot = slots.remove(nextSequence);
            step(true);
            nextTimestamp = timestamp + unitsPerPacket;
            if (due + nanos(unitsPerPacket) <= playNanos && nextIsDue(playNanos)) {
                skipped++;
                continue;
            }
            played++;
            return Playout.FRAME;
        }
        return Playout.NOTHING;
    }

    /** @return FRAME when the gap was stepped over and the search goes on */
    private Playout takeMissing(long playNanos) {
        long due = clock.playoutNanos(nextTimestamp);
        if (due > playNanos) {
            return Playout.NOTHING;
        }
        step(false);
        lost++;
        if (headTimestamp() <= nextTimestamp) {
            return Playout.FRAME;
        }
        lostUnits = unitsPerPacket;
        nextTimestamp += unitsPerPacket;
        return due + nanos(unitsPerPacket) <= playNanos ? Playout.FRAME : Playout.LOST;
    }

    /** Timestamp of the first audio packet held: what is missing before it cannot have been longer. */
    private long headTimestamp() {
        long sequence = nextSequence;
        while (sequence < highestSequence && (!slots.holds(sequence) || slots.holdsOther(sequence))) {
            sequence++;
        }
        return slots.holds(sequence) && !slots.holdsOther(sequence) ? slots.timestamp(sequence) : Long.MAX_VALUE;
    }

    private boolean nextIsDue(long playNanos) {
        return slots.holds(nextSequence)
                && !slots.holdsOther(nextSequence)
                && clock.playoutNanos(slots.timestamp(nextSequence)) <= playNanos;
    }

    private void step(boolean wasThere) {
        playedBits = playedBits << 1 | (wasThere ? 1 : 0);
        nextSequence++;
    }

    /** After {@link Playout#FRAME}: its payload, good until the next packet is given. */
    public ByteBuffer payload() {
        return slots.payload(takenSlot);
    }

    /** After {@link Playout#FRAME}: its payload type. */
    public int payloadType() {
        return slots.removedType();
    }

    /** After {@link Playout#LOST}: length of what is missing, in timestamp units. */
    public long lostUnits() {
        return lostUnits;
    }

    /** After {@link Playout#LOST}: whether the packet after it is there, and of that payload type. */
    public boolean isNextOf(int payloadType) {
        return slots.holds(nextSequence) && slots.type(nextSequence) == payloadType;
    }

    /** After {@link Playout#LOST}, where {@link #isNextOf}: the payload of the packet after it, which comes in its turn. */
    public ByteBuffer nextPayload() {
        return slots.payloadOf(nextSequence);
    }

    /** Length of a packet as the sender seems to make them, in timestamp units. */
    public long unitsPerPacket() {
        return unitsPerPacket;
    }

    /** The delay now between the arrival of the fastest packets and their playout; absent before the first. */
    public Optional<Duration> delay() {
        return clock.isSet() ? Optional.of(Duration.ofNanos(clock.delayNanos())) : Optional.empty();
    }

    /** Packets thrown away so far, to catch up or at a new beginning. */
    public long skipped() {
        return skipped;
    }

    /** Packets held now. */
    public int held() {
        return slots.held();
    }

    public JitterCounters counters() {
        return new JitterCounters(played, lost, late, duplicates, skipped, resyncs);
    }
}
