package io.switchhook.base.world;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.Network;
import io.switchhook.base.random.Randomness;
import java.time.Instant;

/**
 * Time and surroundings of one host: loops, network, randomness, wall time, and where callbacks run. The same phones and PBX run on the real
 * world and on a simulated one.
 */
public interface World {

    /** Opens a loop; its owner closes it. */
    Loop openLoop(String name);

    Network network();

    Randomness randomness();

    /** The time of day, for dates in messages and traces; never for deadlines. */
    Instant wallTime();

    /** A lane for the callbacks of one owner. It needs no closing: it holds no thread while it has nothing to run. */
    CallbackLane openLane(String name);
}
