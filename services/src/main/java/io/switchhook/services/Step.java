package io.switchhook.services;

import java.time.Duration;

/** What a dialogue wants done in its call, in order. */
sealed interface Step {

    /** Play this, behind what is playing; {@link Dialogue#onPlayed} follows when all of it was played. */
    record Say(Sound sound) implements Step {
        @Override
        public String toString() {
            return "say " + sound;
        }
    }

    /** Play nothing any more; {@link Dialogue#onPlayed} does not follow. */
    record Hush() implements Step {
        @Override
        public String toString() {
            return "hush";
        }
    }

    /** {@link Dialogue#onTime} follows after so long, unless something else is awaited before. */
    record Await(Duration time) implements Step {
        @Override
        public String toString() {
            return "await " + time.toMillis() + " ms";
        }
    }

    /** Await nothing any more. */
    record Rest() implements Step {
        @Override
        public String toString() {
            return "rest";
        }
    }

    record HangUp() implements Step {
        @Override
        public String toString() {
            return "hang up";
        }
    }

    /** What only the service of that dialogue knows how to do. */
    non-sealed interface Order extends Step {}
}
