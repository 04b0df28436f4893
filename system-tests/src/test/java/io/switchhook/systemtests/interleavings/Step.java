package io.switchhook.systemtests.interleavings;

/** One thing that can happen next. */
sealed interface Step {

    /** A party acts; index 0 is the caller. */
    record Act(int party, Deed deed) implements Step {}

    /** A packet arrives, whichever of those under way: UDP keeps no order. */
    record Arrive(int packet) implements Step {}

    /** A packet is lost. */
    record Lose(int packet) implements Step {}

    /** Nothing happens until the next timer runs out. */
    record Wait() implements Step {}
}
