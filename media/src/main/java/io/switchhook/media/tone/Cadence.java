package io.switchhook.media.tone;

import java.time.Duration;
import java.util.List;

/**
 * How a tone is switched on and off.
 *
 * @param steps on, off, on, off ... and again from the start; empty is a continuous tone
 */
public record Cadence(List<Duration> steps) {
    /** A tone without pause. */
    public static final Cadence CONTINUOUS = new Cadence(List.of());

    public Cadence {
        steps = List.copyOf(steps);
        if (steps.size() % 2 != 0) {
            throw new IllegalArgumentException("A cadence is pairs of on and off, got " + steps.size() + " steps");
        }
        if (steps.stream().anyMatch(step -> step.isNegative() || step.compareTo(Duration.ofMinutes(1)) > 0)) {
            throw new IllegalArgumentException("Steps must be 0 to 1 minute long, are " + steps);
        }
        if (!steps.isEmpty() && steps.stream().allMatch(Duration::isZero)) {
            throw new IllegalArgumentException("A cadence must last some time");
        }
    }

    /** Times in milliseconds: on, off, on, off ... */
    public static Cadence ofMillis(int... millis) {
        return new Cadence(
                java.util.Arrays.stream(millis).mapToObj(Duration::ofMillis).toList());
    }
}
