package io.switchhook.sip.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepeatBudgetTest {
    private static final long MEMORY = RepeatBudget.MEMORY.toNanos();

    private final RepeatBudget budget = new RepeatBudget();

    private int taken(String peer, long nowNanos) {
        int count = 0;
        while (budget.take(peer, nowNanos)) {
            count++;
        }
        return count;
    }

    @Test
    void eachPeerHasItsOwnAndProofGivesItBack() {
        assertThat(taken("a", 0)).isEqualTo(50);
        assertThat(taken("b", 0)).isEqualTo(50);
        budget.onProof("a");
        assertThat(taken("a", 1)).isEqualTo(50);
        assertThat(taken("b", 1)).isZero();
    }

    @Test
    void afterFiveMinutesItBeginsAnewHoweverOftenItWasAskedFor() {
        taken("a", 0);
        for (long now = 0; now <= MEMORY; now += MEMORY / 10) {
            assertThat(budget.take("a", now)).isFalse();
        }
        assertThat(taken("a", MEMORY + 1)).isEqualTo(50);
    }

    @Test
    void itForgetsTheOneThatWasHeardOfLongestAgo() {
        taken("first", 0);
        for (int i = 0; i < 20_000; i++) {
            budget.take("peer" + i, 0);
        }
        assertThat(budget.size()).isEqualTo(10_000);
        assertThat(budget.take("first", 0)).isTrue();
    }
}
