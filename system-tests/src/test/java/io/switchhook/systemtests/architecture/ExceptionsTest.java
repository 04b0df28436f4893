package io.switchhook.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of allowed exceptions can neither hide anything else nor outlive its reason. */
class ExceptionsTest {
    private static final Rule RULE = new Rule("no-sleep", house -> List.of());
    private static final Violation HERE = new Violation("io.switchhook.sip.Here", "sleeps");
    private static final Violation THERE = new Violation("io.switchhook.sip.There", "sleeps");

    @Test
    void entryAllowsItsRuleAtItsPlaceOnly() {
        var exceptions = Exceptions.parse(List.of("no-sleep | io.switchhook.sip.Here | it waits for a real device"));
        assertThat(exceptions.notAllowed(RULE, List.of(HERE, THERE))).containsExactly(THERE);
        assertThat(exceptions.notAllowed(new Rule("floors", house -> List.of()), List.of(HERE)))
                .containsExactly(HERE);
    }

    @Test
    void entryThatNothingNeedsIsReported() {
        var exceptions = Exceptions.parse(List.of("no-sleep | io.switchhook.sip.Here | it waits for a real device"));
        assertThat(exceptions.outlived(RULE, List.of(THERE))).hasSize(1);
        assertThat(exceptions.outlived(RULE, List.of(HERE))).isEmpty();
    }

    @Test
    void entryOfAnUnknownRuleIsReported() {
        var exceptions =
                Exceptions.parse(List.of("no-such-rule | io.switchhook.sip.Here | it waits for a real device"));
        assertThat(exceptions.ofUnknownRules(List.of(RULE))).hasSize(1);
    }

    @Test
    void entryWithoutAReasonIsRefused() {
        assertThatThrownBy(() -> Exceptions.parse(List.of("no-sleep | io.switchhook.sip.Here")))
                .hasMessageContaining("REASON");
        assertThatThrownBy(() -> Exceptions.parse(List.of("no-sleep | io.switchhook.sip.Here | because")))
                .hasMessageContaining("REASON");
    }
}
