package io.switchhook.media.session;

import io.switchhook.base.random.Randomness;
import io.switchhook.media.SeededRandomness;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Two streams joined by a network with delay, jitter and loss, in virtual time. */
final class Wire {
    static final long MS = 1_000_000;
    static final InetSocketAddress LEFT = RtpLatchTest.at("192.0.2.1", 4000);
    static final InetSocketAddress RIGHT = RtpLatchTest.at("192.0.2.2", 5000);

    private final Randomness random;
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(Comparator.comparingLong(Flight::at).thenComparingLong(Flight::number));
    private int lossPercent;
    private int jitterMillis;
    private long delayNanos = 10 * MS;
    private long number;
    long nowNanos = 1_000_000_000L;
    long rtpFromLeft;
    long rtcpFromLeft;
    RtpStream left;
    RtpStream right;

    private record Flight(long at, long number, byte[] bytes, boolean fromLeft) {}

    Wire(long seed) {
        random = new SeededRandomness(seed);
    }

    Wire losing(int percent, int jitter) {
        lossPercent = percent;
        jitterMillis = jitter;
        return this;
    }

    void join(AudioPlan.Builder leftPlan, AudioPlan.Builder rightPlan) {
        left = new RtpStream(
                RtpStreamSettings.standard("left"), leftPlan.remote(RIGHT).build(), this::fromLeft, random, nowNanos);
        right = new RtpStream(
                RtpStreamSettings.standard("right"), rightPlan.remote(LEFT).build(), this::fromRight, random, nowNanos);
    }

    private void fromLeft(ByteBuffer packet, InetSocketAddress to, boolean rtcp) {
        rtpFromLeft += rtcp ? 0 : 1;
        rtcpFromLeft += rtcp ? 1 : 0;
        fly(packet, true);
    }

    private void fromRight(ByteBuffer packet, InetSocketAddress to, boolean rtcp) {
        fly(packet, false);
    }

    private void fly(ByteBuffer packet, boolean isFromLeft) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        if (random.nextInt(100) >= lossPercent) {
            long jitter = jitterMillis == 0 ? 0 : random.nextInt(jitterMillis) * MS;
            flights.add(new Flight(nowNanos + delayNanos + jitter, number++, bytes, isFromLeft));
        }
    }

    void run(long millis) {
        long end = nowNanos + millis * MS;
        while (nowNanos < end) {
            long next = Math.min(left.nextDeadlineNanos(), right.nextDeadlineNanos());
            next = flights.isEmpty() ? next : Math.min(next, flights.peek().at());
            nowNanos = Math.max(nowNanos, Math.min(end, next));
            while (!flights.isEmpty() && flights.peek().at() <= nowNanos) {
                Flight flight = flights.poll();
                (flight.fromLeft() ? right : left)
                        .onPacket(ByteBuffer.wrap(flight.bytes()), flight.fromLeft() ? LEFT : RIGHT, nowNanos);
            }
            left.onTime(nowNanos);
            right.onTime(nowNanos);
        }
    }
}
