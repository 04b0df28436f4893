package io.switchhook.phone.internal.engine;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Notices that the host has slept, behind a closed lid for one: what others have done meanwhile nobody has told us, and what they keep for us by time may be gone. Many hosts stop
 * the clock of the loop while they sleep, so that it is the time of day that tells; where that is put right by so much, we only ask once too often. On the loop.
 */
final class WakeWatch {
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** As long as a peer repeats what it has to say, in the worst case two thirds of it; a busy machine is not so late. */
    private static final Duration SLEPT = Duration.ofSeconds(20);

    private final World world;
    private final Loop loop;
    private final Alarm alarm;
    private final BooleanSupplier needed;
    private final LongConsumer woken;
    private Instant before;

    /** @param needed whether anything is left that a sleep could spoil */
    WakeWatch(World world, Loop loop, BooleanSupplier needed, LongConsumer woken) {
        this.world = world;
        this.loop = loop;
        this.needed = needed;
        this.woken = woken;
        this.before = world.wallTime();
        this.alarm = loop.alarm(this::look);
    }

    /** There is something to watch over; from now on until {@code needed} says otherwise. */
    void begin() {
        if (!alarm.isSet()) {
            start();
        }
    }

    private void start() {
        before = world.wallTime();
        alarm.set(loop.nowNanos() + EVERY.toNanos());
    }

    void stop() {
        alarm.cancel();
    }

    private void look() {
        var passed = Duration.between(before, world.wallTime());
        if (!needed.getAsBoolean()) {
            return;
        }
        start();
        if (passed.compareTo(SLEPT) > 0) {
            woken.accept(loop.nowNanos());
        }
    }
}
