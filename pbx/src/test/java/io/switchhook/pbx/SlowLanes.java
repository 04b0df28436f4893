package io.switchhook.pbx;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.Network;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.world.World;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** A world in which callbacks of one name wait until the test lets them run: those of a program that takes its time. */
final class SlowLanes implements World {
    private final World world;
    private final String slow;
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    SlowLanes(World world, String slow) {
        this.world = world;
        this.slow = slow;
    }

    /** How many callbacks have begun and not come back. */
    int waiting() {
        return waiting.size();
    }

    void runAll() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    @Override
    public CallbackLane openLane(String name) {
        return name.equals(slow) ? waiting::add : world.openLane(name);
    }

    @Override
    public Loop openLoop(String name) {
        return world.openLoop(name);
    }

    @Override
    public Network network() {
        return world.network();
    }

    @Override
    public Randomness randomness() {
        return world.randomness();
    }

    @Override
    public Instant wallTime() {
        return world.wallTime();
    }
}
