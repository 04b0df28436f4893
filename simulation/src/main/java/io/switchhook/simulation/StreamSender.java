package io.switchhook.simulation;

import io.switchhook.base.timer.Timed;
import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * What the operating system does to bring the bytes of one stream end to the other: cuts them, sends them again, gives
 * up.
 */
final class StreamSender {
    /** What an Ethernet frame carries of a TCP stream. */
    private static final int MAX_SEGMENT = 1_460;

    /** As a common system's send buffer grown to its limit, in the order of magnitude. */
    private static final int MAX_UNSENT = 1 << 20;

    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
    private static final long MAX_RETRY_NANOS = 60_000_000_000L;

    /** RFC 1122 §4.2.3.5 asks for at least 100 s; common systems give up after about 15 minutes. */
    private static final long GIVE_UP_NANOS = 924_000_000_000L;

    private static final long RESEND_NANOS = 200_000_000L;

    private record Segment(Internet.Flight flight, byte[] bytes) {
        boolean isEnd() {
            return flight.kind() == Packet.Kind.STREAM_END;
        }
    }

    private final Internet internet;
    private final SimulatedStream end;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private final ArrayDeque<Segment> inFlight = new ArrayDeque<>();
    private int unsentBytes;
    private boolean endWaits;
    private boolean flushing;
    private boolean stopped;
    private long lastArrivalNanos;
    private long stuckSinceNanos = Timed.NEVER;
    private long retryNanos = FIRST_RETRY_NANOS;
    private int epoch;

    StreamSender(Internet internet, SimulatedStream end) {
        this.internet = internet;
        this.end = end;
    }

    boolean offer(byte[] bytes) {
        if (unsentBytes + bytes.length > MAX_UNSENT) {
            return false;
        }
        waiting.add(bytes);
        unsentBytes += bytes.length;
        flushSoon();
        return true;
    }

    /** After what is queued, the end. */
    void finish() {
        endWaits = true;
        flushSoon();
    }

    void stop() {
        stopped = true;
        waiting.clear();
        inFlight.clear();
    }

    void notBefore(long arrivalNanos) {
        lastArrivalNanos = arrivalNanos;
    }

    void flushSoon() {
        if (!flushing && !stopped && end.isEstablished()) {
            flushing = true;
            internet.scheduler().work(internet, this::flush);
        }
    }

    private void flush() {
        flushing = false;
        if (stopped || (waiting.isEmpty() && !endWaits)) {
            return;
        }
        if (!end.isPathUp()) {
            waitForPath();
            return;
        }
        stuckSinceNanos = Timed.NEVER;
        retryNanos = FIRST_RETRY_NANOS;
        if (end.kind().isWebSocket()) {
            launchMessages();
        } else {
            launchBytes(takeWaiting());
        }
        if (endWaits) {
            endWaits = false;
            launch(new Segment(end.depart(Packet.Kind.STREAM_END), new byte[0]));
        }
    }

    /** What was sent at once arrives at once: frames, and TCP below them, are not simulated. */
    private void launchMessages() {
        while (!waiting.isEmpty()) {
            launch(new Segment(end.depart(Packet.Kind.STREAM_BYTES), waiting.remove()));
        }
    }

    private void launchBytes(byte[] bytes) {
        for (int from = 0; from < bytes.length; ) {
            int length = segmentLength(bytes.length - from);
            var segment = new byte[length];
            System.arraycopy(bytes, from, segment, 0, length);
            launch(new Segment(end.depart(Packet.Kind.STREAM_BYTES), segment));
            from += length;
        }
    }

    private byte[] takeWaiting() {
        var bytes = new byte[waiting.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        while (!waiting.isEmpty()) {
            var part = waiting.remove();
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        return bytes;
    }

    /** Half of the segments are as long as can be, the others end anywhere, as a reader must expect. */
    private int segmentLength(int remaining) {
        int most = Math.min(remaining, MAX_SEGMENT);
        return internet.randomness().nextInt(2) == 0
                ? most
                : 1 + internet.randomness().nextInt(most);
    }

    private void launch(Segment segment) {
        inFlight.add(segment);
        var link = end.link();
        long delay = internet.travelNanos(link);
        // A link that loses everything is as good as cut; the sender's patience with one segment is bounded.
        for (int lost = 0; lost < 8 && internet.randomness().chance(link.lossPercent()); lost++) {
            end.tell(segment.flight, Packet.Fate.LOST, segment.bytes);
            delay += RESEND_NANOS << lost;
        }
        lastArrivalNanos = Math.max(lastArrivalNanos, internet.scheduler().nowNanos() + delay);
        int sentIn = epoch;
        internet.scheduler().workAt(lastArrivalNanos, internet, () -> arrive(segment, sentIn));
    }

    private void arrive(Segment segment, int sentIn) {
        if (stopped || sentIn != epoch) {
            return;
        }
        if (!end.isPathUp()) {
            callBack();
            waitForPath();
            return;
        }
        inFlight.remove();
        unsentBytes -= segment.bytes.length;
        end.tell(segment.flight, Packet.Fate.DELIVERED, segment.bytes);
        end.arrived(segment.bytes, segment.isEnd());
    }

    /** What is in flight did not arrive; it waits again, before what has been queued since. */
    private void callBack() {
        epoch++;
        var again = new ArrayList<byte[]>();
        for (var segment : inFlight) {
            end.tell(segment.flight, Packet.Fate.CUT, segment.bytes);
            if (segment.isEnd()) {
                endWaits = true;
            } else {
                again.add(segment.bytes);
            }
        }
        inFlight.clear();
        for (int i = again.size() - 1; i >= 0; i--) {
            waiting.addFirst(again.get(i));
        }
    }

    private void waitForPath() {
        long now = internet.scheduler().nowNanos();
        if (stuckSinceNanos == Timed.NEVER) {
            stuckSinceNanos = now;
        }
        if (now - stuckSinceNanos >= GIVE_UP_NANOS) {
            end.breakOff("timed out: nothing was acknowledged for " + GIVE_UP_NANOS / 1_000_000_000L + " s");
            return;
        }
        flushing = true;
        internet.scheduler()
                .timerAt(Math.min(now + retryNanos, stuckSinceNanos + GIVE_UP_NANOS), internet, this::flush);
        retryNanos = Math.min(2 * retryNanos, MAX_RETRY_NANOS);
    }
}
