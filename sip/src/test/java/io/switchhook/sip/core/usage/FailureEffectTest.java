package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.SipMethod;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 5057 §5.1, table 1, for NOTIFY as there, and the notes for other methods. */
class FailureEffectTest {
    private static final Set<Integer> USAGE = Set.of(405, 480, 481, 489, 501);
    private static final Set<Integer> DIALOG = Set.of(404, 410, 416, 482, 483, 484, 485, 502, 604);

    @Test
    @DisplayName("table 1")
    void everyStatusHasTheEffectOfTheTable() {
        for (int status = 400; status < 700; status++) {
            var expected = USAGE.contains(status)
                    ? FailureEffect.USAGE
                    : DIALOG.contains(status) ? FailureEffect.DIALOG : FailureEffect.TRANSACTION;
            assertThat(FailureEffect.of(status, SipMethod.NOTIFY))
                    .as("%d", status)
                    .isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("notes 3, 12 and §5.3")
    void methodsThatAreNotIntegralOnlyLoseTheirTransaction() {
        assertThat(FailureEffect.of(405, SipMethod.INFO)).isEqualTo(FailureEffect.TRANSACTION);
        assertThat(FailureEffect.of(501, SipMethod.UPDATE)).isEqualTo(FailureEffect.TRANSACTION);
        assertThat(FailureEffect.of(489, SipMethod.INVITE)).isEqualTo(FailureEffect.TRANSACTION);
        for (var method : List.of(SipMethod.OPTIONS, SipMethod.MESSAGE, SipMethod.of("KDMQ"), SipMethod.CANCEL)) {
            assertThat(FailureEffect.of(481, method)).isEqualTo(FailureEffect.TRANSACTION);
            assertThat(FailureEffect.of(604, method)).isEqualTo(FailureEffect.DIALOG);
        }
        assertThat(FailureEffect.endsInvite(481, SipMethod.INFO)).isTrue();
        assertThat(FailureEffect.endsInvite(481, SipMethod.NOTIFY)).isFalse();
        assertThat(FailureEffect.endsInvite(482, SipMethod.NOTIFY)).isTrue();
    }
}
