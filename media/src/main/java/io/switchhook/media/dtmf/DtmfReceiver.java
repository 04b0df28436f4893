package io.switchhook.media.dtmf;

import io.switchhook.base.timer.Timed;
import io.switchhook.media.rtp.SequenceNumbers;
import java.time.Duration;

/**
 * Makes digits of telephone events: each once, whichever of its packets are lost, repeated, overtaken or never sent.
 * An event is known by its timestamp (RFC 4733 §2.3, §2.5.1.2); it ends with the E bit, with the next
 * event, or when nothing was heard of it for {@link #PATIENCE}. Not thread-safe.
 */
public final class DtmfReceiver implements Timed {
    /**
     * RFC 4733 §2.5.2.2: a tone is not extended by more than three packet intervals; 50 ms is the longest recommended.
     */
    public static final Duration PATIENCE = Duration.ofMillis(150);

    private static final int SEGMENT_UNITS = 0xFFFF;

    private static final long OVERTAKING_NANOS = 2_000_000_000L;

    private final int clockRate;
    private final DtmfListener listener;
    private long lastHeardNanos;
    private boolean any;
    private boolean active;
    /** Whether the last event ended since nothing more was heard of it. */
    private boolean lapsed;

    private int event;
    private int timestamp;
    private int highestSequence;
    private long earlierUnits;
    private int units;
    private long deadlineNanos = NEVER;

    /** @param clockRate of the timestamps, in hertz */
    public DtmfReceiver(int clockRate, DtmfListener listener) {
        this.clockRate = clockRate;
        this.listener = listener;
    }

    /** Takes a report; events that are neither digits nor a hook flash are ignored. */
    public void onEvent(boolean marker, int sequence, int rtpTimestamp, TelephoneEvent report, long nowNanos) {
        onTime(nowNanos);
        // §2.3.5: a zero duration of what is no state is ignored; no digit is a state.
        if (report.event() > TelephoneEvent.FLASH || report.duration() == 0) {
            return;
        }
        // After a while nothing can be overtaken any more, and 16 bits of sequence may have gone halfway round.
        boolean idle = nowNanos - lastHeardNanos > OVERTAKING_NANOS;
        lastHeardNanos = nowNanos;
        if (any && isOfCurrent(marker, idle, sequence, rtpTimestamp, report)) {
            onCurrent(sequence, report, nowNanos);
            return;
        }
        int ahead = rtpTimestamp - timestamp;
        if (any && !idle && (ahead < 0 || !SequenceNumbers.isNewer(sequence, highestSequence))) {
            return;
        }
        if ((active || lapsed) && !marker && report.event() == event && ahead == SEGMENT_UNITS) {
            continueSegment(sequence, rtpTimestamp, report, nowNanos);
            return;
        }
        begin(sequence, rtpTimestamp, report, nowNanos);
    }

    private boolean isOfCurrent(boolean marker, boolean idle, int sequence, int rtpTimestamp, TelephoneEvent report) {
        if (rtpTimestamp != timestamp || report.event() != event) {
            return false;
        }
        // Some senders let the timestamp stand still between two equal digits; then only the marker tells them apart.
        return active || !marker || !idle && !SequenceNumbers.isNewer(sequence, highestSequence);
    }

    private void onCurrent(int sequence, TelephoneEvent report, long nowNanos) {
        if (!active) {
            return;
        }
        if (SequenceNumbers.isNewer(sequence, highestSequence)) {
            highestSequence = sequence;
        }
        units = Math.max(units, report.duration());
        deadlineNanos = nowNanos + PATIENCE.toNanos();
        if (report.end()) {
            end();
        }
    }

    private void continueSegment(int sequence, int rtpTimestamp, TelephoneEvent report, long nowNanos) {
        // §2.5.1.3: a long event goes on in a new segment. §2.5.2.2: one that has lapsed does not begin again by that.
        earlierUnits += SEGMENT_UNITS;
        units = 0;
        timestamp = rtpTimestamp;
        onCurrent(sequence, report, nowNanos);
    }

    private void begin(int sequence, int rtpTimestamp, TelephoneEvent report, long nowNanos) {
        end();
        any = true;
        active = true;
        lapsed = false;
        event = report.event();
        timestamp = rtpTimestamp;
        highestSequence = sequence;
        earlierUnits = 0;
        units = report.duration();
        deadlineNanos = nowNanos + PATIENCE.toNanos();
        if (event == TelephoneEvent.FLASH) {
            listener.onFlashStarted();
        } else {
            listener.onDigitStarted(digit());
        }
        if (report.end()) {
            end();
        }
    }

    private void end() {
        if (active) {
            active = false;
            deadlineNanos = NEVER;
            if (event == TelephoneEvent.FLASH) {
                listener.onFlashEnded();
                return;
            }
            listener.onDigitEnded(digit(), Duration.ofNanos((earlierUnits + units) * 1_000_000_000L / clockRate));
        }
    }

    private char digit() {
        return DtmfDigit.ALL.charAt(event);
    }

    @Override
    public long nextDeadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public void onTime(long nowNanos) {
        if (nowNanos >= deadlineNanos) {
            end();
            lapsed = true;
        }
    }

    /** Another source, whose timestamps have nothing to do with those before. A digit that was on ends. */
    public void restart() {
        end();
        any = false;
        lapsed = false;
    }
}
