package io.switchhook.testkit;

import io.switchhook.simulation.Simulation;
import java.util.Arrays;

/**
 * Lets a failing test print its ladder: whoever catches the failure, a JUnit extension for one, calls {@link #explain}
 * and
 * throws on what it returns.
 */
public final class FailureLadder {

    /** What a test does. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    /** The ladder in the shape of a suppressed exception, so that every report shows it beside the failure. */
    static final class Ladder extends Throwable {
        private static final long serialVersionUID = 1;

        Ladder(String text) {
            super(text, null, false, false);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    private final Simulation simulation;
    private final LadderRecorder recorder;

    private FailureLadder(Simulation simulation) {
        this.simulation = simulation;
        this.recorder = LadderRecorder.of(simulation);
    }

    /** Begins to record. */
    public static FailureLadder of(Simulation simulation) {
        return new FailureLadder(simulation);
    }

    public LadderRecorder recorder() {
        return recorder;
    }

    /** Adds seed, time and ladder to the failure, once. Returns the failure. */
    public <T extends Throwable> T explain(T failure) {
        return explain(
                failure,
                "Ladder (seed " + simulation.seed() + ", ended at " + simulation.elapsed() + "):\n"
                        + recorder.ladder());
    }

    /** Adds a ladder that was drawn elsewhere to the failure, unless it has one. Returns the failure. */
    public static <T extends Throwable> T explain(T failure, String ladder) {
        if (Arrays.stream(failure.getSuppressed()).noneMatch(Ladder.class::isInstance)) {
            failure.addSuppressed(new Ladder(ladder));
        }
        return failure;
    }

    /** Runs the body; what it throws comes out explained. */
    public void guard(Body body) throws Exception {
        try {
            body.run();
        } catch (Exception failure) {
            throw explain(failure);
        } catch (AssertionError failure) {
            throw explain(failure);
        }
    }
}
