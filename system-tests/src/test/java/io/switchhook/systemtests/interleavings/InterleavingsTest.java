package io.switchhook.systemtests.interleavings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * RFC 3261 §14 and the races of RFC 5407, in every order: two stacks, one call, packets in any order, some lost, timers in between. Whatever happened, in the end both talk and
 * agree on one description, or both are done; everybody was told once; and nothing is left.
 *
 * <p>{@code -Dswitchhook.interleavings.factor=20} looks at twenty times as many states.
 */
class InterleavingsTest {
    private static final int STATES = 8_000 * Integer.getInteger("switchhook.interleavings.factor", 1);

    static Stream<Budget> families() {
        return Stream.concat(withoutExtensions().stream(), withExtensions().stream());
    }

    private static List<Budget> withoutExtensions() {
        var none = EnumSet.noneOf(Deed.class);
        return List.of(
                new Budget(
                        "set-up and its end: CANCEL, 200, ACK, BYE, refusal",
                        EnumSet.of(Deed.HANG_UP),
                        EnumSet.of(Deed.RING, Deed.ANSWER, Deed.REFUSE, Deed.HANG_UP),
                        0,
                        2,
                        STATES),
                new Budget(
                        "the same with a lost packet",
                        EnumSet.of(Deed.HANG_UP),
                        EnumSet.of(Deed.RING, Deed.ANSWER, Deed.HANG_UP),
                        1,
                        1,
                        STATES),
                new Budget(
                        "re-INVITEs of both, and BYE",
                        EnumSet.of(Deed.MODIFY, Deed.ACCEPT_CHANGE, Deed.REFUSE_CHANGE, Deed.HANG_UP),
                        EnumSet.of(Deed.ANSWER, Deed.MODIFY, Deed.ACCEPT_CHANGE, Deed.REFUSE_CHANGE, Deed.HANG_UP),
                        0,
                        1,
                        STATES),
                new Budget(
                        "REFER, NOTIFY, re-INVITE and BYE",
                        EnumSet.of(Deed.REFER, Deed.MODIFY, Deed.HANG_UP),
                        EnumSet.of(Deed.ANSWER, Deed.NOTIFY, Deed.ACCEPT_CHANGE, Deed.HANG_UP),
                        0,
                        0,
                        STATES),
                new Budget("everything", EnumSet.allOf(Deed.class), EnumSet.allOf(Deed.class), 1, 1, STATES),
                new Budget("a call that nobody takes", none, none, 1, 12, 500));
    }

    /** RFC 3262, RFC 3311. */
    private static List<Budget> withExtensions() {
        return List.of(
                new Budget(
                        "183 with PRACK, UPDATE of both before the answer, CANCEL, 200, BYE",
                        EnumSet.of(Deed.UPDATE, Deed.ACCEPT_CHANGE, Deed.HANG_UP),
                        EnumSet.of(
                                Deed.RING_WITH_ANSWER,
                                Deed.ANSWER,
                                Deed.REFUSE,
                                Deed.UPDATE,
                                Deed.ACCEPT_CHANGE,
                                Deed.REFUSE_CHANGE),
                        0,
                        1,
                        STATES),
                new Budget(
                        "183 with PRACK, a lost packet",
                        EnumSet.of(Deed.HANG_UP),
                        EnumSet.of(Deed.RING_WITH_ANSWER, Deed.ANSWER, Deed.REFUSE, Deed.HANG_UP),
                        1,
                        1,
                        STATES),
                new Budget(
                        "UPDATE against re-INVITE, and BYE",
                        EnumSet.of(Deed.UPDATE, Deed.MODIFY, Deed.ACCEPT_CHANGE, Deed.HANG_UP),
                        EnumSet.of(Deed.ANSWER, Deed.UPDATE, Deed.ACCEPT_CHANGE, Deed.REFUSE_CHANGE),
                        0,
                        1,
                        STATES));
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyOrderEndsWell(Budget budget) {
        var result = Exploration.of(budget);
        System.out.printf(
                "%s: %d states, %s, %d ends checked%n",
                budget.name(),
                result.states(),
                result.complete() ? "all there are" : "every order of " + result.completeDepth() + " steps",
                result.ends());
        assertThat(result.problems()).as(budget.name()).isEmpty();
        assertThat(result.states()).isGreaterThan(10);
    }
}
