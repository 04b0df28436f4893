package io.switchhook.systemtests.lives;

import io.switchhook.simulation.LinkModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Everything about a life that is decided before it begins; all of it follows from the seed.
 *
 * @param sound whether audio runs, so that it can be heard who talks with whom
 * @param damage whether cables are pulled and phones closed
 * @param rough whether a third of all packets may be lost, hosts stand still and the PBX dies; never with sound
 * @param steps what the users do and when, in order
 */
record LifePlan(long seed, boolean sound, boolean damage, boolean rough, LinkModel link, List<Step> steps) {
    /** One life in so many runs with audio. */
    private static final int SOUND_EVERY = 25;

    /**
     * One user does something.
     *
     * @param user index of the user
     * @param die decides what is left open, such as the number dialled
     */
    record Step(Duration at, int user, Action action, int die) {}

    static LifePlan of(long seed) {
        var random = new SplittableRandom(seed);
        boolean sound = random.nextInt(SOUND_EVERY) == 0;
        boolean damage = !sound && random.nextInt(3) == 0;
        var link = new LinkModel(
                Duration.ofMillis(1 + random.nextInt(40)),
                Duration.ofMillis(random.nextInt(20)),
                5,
                2,
                5,
                0,
                java.util.OptionalInt.empty());
        return new LifePlan(
                seed,
                sound,
                damage,
                false,
                link,
                steps(random, action -> !action.isRough() && (damage || !action.isDamage())));
    }

    /** A life in which the network and the machines are at their worst. */
    static LifePlan rough(long seed) {
        var random = new SplittableRandom(seed);
        var link = new LinkModel(
                Duration.ofMillis(1 + random.nextInt(150)),
                Duration.ofMillis(random.nextInt(120)),
                random.nextInt(31),
                random.nextInt(11),
                random.nextInt(21),
                0,
                java.util.OptionalInt.empty());
        return new LifePlan(seed, false, true, true, link, steps(random, action -> true));
    }

    private static List<Step> steps(SplittableRandom random, Predicate<Action> allowed) {
        int count = 12 + random.nextInt(14);
        long millis = 1_000;
        var steps = new ArrayList<Step>();
        while (steps.size() < count) {
            // Mostly soon after the last, so that things cross; now and then after things have settled.
            millis += random.nextInt(4) == 0 ? 3_000 + random.nextInt(4_000) : random.nextInt(1_200);
            var action = Action.at(random.nextInt(Action.total()));
            if (allowed.test(action)) {
                steps.add(new Step(Duration.ofMillis(millis), random.nextInt(3), action, random.nextInt(1 << 20)));
            }
        }
        return List.copyOf(steps);
    }

    Duration end() {
        return steps.get(steps.size() - 1).at().plusSeconds(2);
    }
}
