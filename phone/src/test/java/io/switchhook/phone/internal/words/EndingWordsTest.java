package io.switchhook.phone.internal.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.EndingCause;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ReasonHeader;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EndingWordsTest {

    private static SessionEnding refused(int status, String... header) {
        var builder = SipResponse.builder(status, "Said So");
        for (var value : header) {
            builder.header(
                    value.substring(0, value.indexOf(':')),
                    value.substring(value.indexOf(':') + 1).strip());
        }
        return new SessionEnding.Refused(builder.build());
    }

    @ParameterizedTest
    @CsvSource({
        "302, FORWARDED",
        "404, FAILED",
        "480, FAILED",
        "486, BUSY",
        "488, FAILED",
        "503, FAILED",
        "600, BUSY",
        "603, REJECTED",
        "604, FAILED",
        "607, REJECTED",
        "608, REJECTED"
    })
    void aRefusalIsOfTheOtherSideWithItsStatusAndText(int status, CallState state) {
        assertThat(EndingWords.of(refused(status)))
                .isEqualTo(new CallEnding(CallEnding.Party.REMOTE, state, Optional.of(status), "Said So"));
    }

    @ParameterizedTest
    @EnumSource(ClientFailure.class)
    void aFailureIsOfTheNetwork(ClientFailure failure) {
        var ending = EndingWords.of(new SessionEnding.Failed(failure));
        assertThat(ending.by()).isEqualTo(CallEnding.Party.NETWORK);
        assertThat(ending.state()).isEqualTo(CallState.FAILED);
        assertThat(ending.status()).isEmpty();
        assertThat(EndingWords.dialOutcome(new SessionEnding.Failed(failure), "")
                        .orElseThrow()
                        .kind())
                .isEqualTo(
                        failure == ClientFailure.TIMEOUT ? DialOutcome.Kind.TIMED_OUT : DialOutcome.Kind.UNREACHABLE);
    }

    @Test
    void everyOtherEndHasItsOwnWords() {
        var reason = Optional.of(new ReasonHeader("SIP", OptionalInt.of(200), Optional.of("Call completed elsewhere")));
        assertThat(EndingWords.of(new SessionEnding.Cancelled()))
                .isEqualTo(new CallEnding(CallEnding.Party.LOCAL, CallState.CANCELLED, Optional.of(487), ""));
        assertThat(EndingWords.of(new SessionEnding.CancelledByPeer(reason)))
                .isEqualTo(new CallEnding(
                        CallEnding.Party.REMOTE,
                        CallState.CANCELLED,
                        Optional.of(487),
                        "Call completed elsewhere",
                        Optional.of(
                                new EndingCause("SIP", OptionalInt.of(200), Optional.of("Call completed elsewhere")))));
        assertThat(EndingWords.of(new SessionEnding.CancelledByPeer(reason)).isAnsweredElsewhere())
                .isTrue();
        assertThat(EndingWords.of(new SessionEnding.HungUpByPeer(reason)).isAnsweredElsewhere())
                .isFalse();
        assertThat(EndingWords.of(new SessionEnding.CancelledByPeer(Optional.empty()))
                        .isAnsweredElsewhere())
                .isFalse();
        assertThat(EndingWords.of(new SessionEnding.Expired()).reason()).contains("refreshed");
        assertThat(EndingWords.of(new SessionEnding.NoPrack()).reason()).contains("provisional");
        assertThat(EndingWords.of(new SessionEnding.RefusedByUs(486)).state()).isEqualTo(CallState.REJECTED);
        assertThat(EndingWords.of(new SessionEnding.RefusedByUs(302)).state()).isEqualTo(CallState.FORWARDED);
        assertThat(EndingWords.of(new SessionEnding.HungUp()))
                .isEqualTo(new CallEnding(CallEnding.Party.LOCAL, CallState.COMPLETED, Optional.empty(), ""));
        assertThat(EndingWords.of(new SessionEnding.HungUpByPeer(Optional.empty())))
                .isEqualTo(new CallEnding(CallEnding.Party.REMOTE, CallState.COMPLETED, Optional.empty(), ""));
        assertThat(EndingWords.of(new SessionEnding.NoAck()).by()).isEqualTo(CallEnding.Party.NETWORK);
        assertThat(EndingWords.of(new SessionEnding.NoAck()).reason()).contains("acknowledged");
        assertThat(EndingWords.of(new SessionEnding.DialogLost()).reason()).contains("lost the call");
    }

    @Test
    void aRedirectionNamesItsTargetsAndARefusalItsWarning() {
        var redirected = EndingWords.dialOutcome(refused(302, "Contact: <sip:1@a>, <sip:2@b>"), "")
                .orElseThrow();
        assertThat(redirected).isEqualTo(new DialOutcome.Redirected(302, java.util.List.of("sip:1@a", "sip:2@b")));
        var refused =
                (DialOutcome.Refused) EndingWords.dialOutcome(refused(486, "Warning: 399 pbx \"User reject\""), "")
                        .orElseThrow();
        assertThat(refused.warning()).contains("User reject");
        assertThat(refused.isBusy()).isTrue();
    }
}
