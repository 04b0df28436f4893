package io.switchhook.media.dtmf;

import io.switchhook.base.text.Sentences;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Says which packets of events replace audio, one a frame. {@link #tick} is called once for each frame with the
 * timestamp that the audio would have; when it answers true, {@link #marker},
 * {@link #timestamp} and {@link #writePayload} describe the packet to send in place of the audio. The first packet of
 * a digit has the marker, the timestamp stands still, the duration grows with
 * each frame, the last packet is sent three times (RFC 4733 §2.5.1). Not thread-safe.
 */
public final class DtmfSender {
    /** Most digits waiting; a longer string is refused whole. */
    public static final int MAX_QUEUED = 128;

    private static final int END_PACKETS = 3;
    private static final int SEGMENT_UNITS = 0xFFFF;
    private static final int VOLUME = 10;
    private static final long MAX_MILLIS = 60_000;
    private static final long OPEN_END = Long.MAX_VALUE;

    private final int clockRate;
    private final byte[] queuedEvents = new byte[MAX_QUEUED];
    private final long[] queuedUnits = new long[MAX_QUEUED];
    private final long gapUnits;
    private int head;
    private int queued;

    private boolean active;
    private boolean first;
    private int event;
    private long wantedUnits;
    private long elapsedUnits;
    private long segmentStart;
    private int startTimestamp;
    private int endsLeft;
    private long pauseUnits;

    private boolean marker;
    private int timestamp;
    private int duration;
    private boolean end;

    /**
     * @param clockRate of the timestamps, in hertz
     * @param gap pause between two digits, in which audio is sent
     */
    public DtmfSender(int clockRate, Duration gap) {
        this.clockRate = clockRate;
        gapUnits = units(gap);
    }

    /**
     * Queues a digit.
     *
     * @param length 40 ms to 60 s; rounded up to whole frames
     * @return false when the queue is full
     * @throws IllegalArgumentException when it is no digit or the length is out of range
     */
    public boolean send(char digit, Duration length) {
        if (length.toMillis() < 40 || length.toMillis() > MAX_MILLIS) {
            throw new IllegalArgumentException("A digit lasts 40 ms to 60 s, not " + Sentences.time(length));
        }
        return enqueue(DtmfDigit.event(digit), units(length));
    }

    /**
     * Queues digits of one length each, all of them or none.
     *
     * @param length 40 ms to 60 s; rounded up to whole frames
     * @return false when there is no room for all
     * @throws IllegalArgumentException when one is no digit or the length is out of range
     */
    public boolean send(String pressed, Duration length) {
        pressed.chars().forEach(digit -> DtmfDigit.event((char) digit));
        if (pressed.length() > MAX_QUEUED - queued) {
            return false;
        }
        pressed.chars().forEach(digit -> send((char) digit, length));
        return true;
    }

    /** Queues a digit that lasts until {@link #stop}, 60 s at most. */
    public boolean start(char digit) {
        return enqueue(DtmfDigit.event(digit), OPEN_END);
    }

    /** As {@link #start} for a hook flash, event 16 of RFC 2833. */
    public boolean startFlash() {
        return enqueue(TelephoneEvent.FLASH, OPEN_END);
    }

    /**
     * Ends the digit begun with {@link #start}, sounding or queued last; it gets one packet at least. Digits of given
     * length are not affected.
     */
    public void stop() {
        if (active && wantedUnits == OPEN_END) {
            wantedUnits = Math.max(1, elapsedUnits);
        } else if (queued > 0) {
            int last = (head + queued - 1) % MAX_QUEUED;
            if (queuedUnits[last] == OPEN_END) {
                queuedUnits[last] = units(Duration.ofMillis(40));
            }
        }
    }

    /** Forgets the digits that wait and ends the one that sounds. */
    public void clear() {
        queued = 0;
        wantedUnits = Math.min(wantedUnits, Math.max(1, elapsedUnits));
    }

    private boolean enqueue(int digitEvent, long units) {
        if (queued == MAX_QUEUED) {
            return false;
        }
        int at = (head + queued++) % MAX_QUEUED;
        queuedEvents[at] = (byte) digitEvent;
        queuedUnits[at] = units;
        return true;
    }

    private long units(Duration time) {
        return time.toNanos() * clockRate / 1_000_000_000L;
    }

    /** Whether a digit sounds or waits. */
    public boolean isActive() {
        return pending() > 0;
    }

    /** How many digits sound or wait: 0 to {@link #MAX_QUEUED} and one. */
    public int pending() {
        return queued + (active ? 1 : 0);
    }

    /**
     * Goes on by one frame.
     *
     * @param audioTimestamp the timestamp of the audio frame that would be sent now
     * @param frameUnits length of a frame in timestamp units
     * @return whether to send a packet of an event in place of the audio
     */
    public boolean tick(int audioTimestamp, int frameUnits) {
        if (!active) {
            pauseUnits = Math.max(0, pauseUnits - frameUnits);
            if (queued == 0 || pauseUnits > 0) {
                return false;
            }
            begin(audioTimestamp);
        }
        marker = first;
        first = false;
        if (endsLeft > 0) {
            sendEnd();
            return true;
        }
        elapsedUnits += frameUnits;
        long limit = wantedUnits == OPEN_END ? MAX_MILLIS * clockRate / 1000 : wantedUnits;
        if (elapsedUnits - segmentStart > SEGMENT_UNITS) {
            // §2.5.1.3: the full segment is reported without E, then a new one begins where it ended.
            timestamp = startTimestamp + (int) segmentStart;
            duration = SEGMENT_UNITS;
            end = false;
            segmentStart += SEGMENT_UNITS;
            return true;
        }
        timestamp = startTimestamp + (int) segmentStart;
        duration = (int) (elapsedUnits - segmentStart);
        end = false;
        if (elapsedUnits >= limit) {
            endsLeft = END_PACKETS;
            sendEnd();
        }
        return true;
    }

    private void begin(int audioTimestamp) {
        active = true;
        first = true;
        event = queuedEvents[head];
        wantedUnits = queuedUnits[head];
        head = (head + 1) % MAX_QUEUED;
        queued--;
        elapsedUnits = 0;
        segmentStart = 0;
        startTimestamp = audioTimestamp;
        endsLeft = 0;
    }

    private void sendEnd() {
        end = true;
        if (--endsLeft == 0) {
            active = false;
            pauseUnits = gapUnits;
        }
    }

    /** Whether the packet has the marker bit. */
    public boolean marker() {
        return marker;
    }

    /** The packet's timestamp. */
    public int timestamp() {
        return timestamp;
    }

    public void writePayload(ByteBuffer out) {
        out.put((byte) event).put((byte) (end ? 0x80 | VOLUME : VOLUME));
        out.put((byte) (duration >> 8)).put((byte) duration);
    }
}
