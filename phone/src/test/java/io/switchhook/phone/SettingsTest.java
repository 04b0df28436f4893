package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.sdp.MediaFormat;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Via",
                "v",
                "CONTACT",
                "Content-Length",
                "Call-ID",
                "Max-Forwards",
                "Route",
                "From",
                "Allow-Events",
                "u",
                "Recv-Info",
                "Event",
                "o",
                "Replaces",
                "Content-Disposition",
                "",
                "X Y",
                "X:",
                "X\r\nY",
                "Ü"
            })
    void aHeaderThatTheCallSetsOrThatIsNoneIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> DialOptions.DEFAULT.withHeader(name, "x"));
    }

    @Test
    void aLineEndInAHeaderValueIsRefusedAndNotRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DialOptions.DEFAULT.withHeader("X-Info", "a\r\nVia: evil"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r"));
    }

    @Test
    void otherHeadersAreKeptInTheirOrder() {
        var options = DialOptions.DEFAULT.withHeader("X-One", "1").withHeader("Subject", "hello, wörld");
        assertThat(options.headers().keySet()).containsExactly("X-One", "Subject");
        assertThat(options.withLateOffer().headers()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject", "subject", "s", "S"})
    void twoSpellingsOfOneNameAreOneHeader(String name) {
        var options = DialOptions.DEFAULT.withHeader("SUBJECT", "old").withHeader(name, "new");
        assertThat(options.headers()).containsExactly(Map.entry(name, "new"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DialOptions(
                        Optional.empty(), false, Map.of("SUBJECT", "a", name, "b"), Optional.empty(), false))
                .withMessageContaining("twice");
        assertThat(DialOptions.DEFAULT
                        .withHeader("X-S", "a")
                        .withHeader("x-s", "b")
                        .headers())
                .containsExactly(Map.entry("x-s", "b"));
    }

    @Test
    void timesMustBeMoreThanZeroAndAtMostADay() {
        var day = Duration.ofDays(1);
        for (var time :
                new Duration[] {Duration.ZERO, Duration.ofMillis(-1), day.plusNanos(1), ChronoUnit.FOREVER.getDuration()
                }) {
            assertThatIllegalArgumentException().isThrownBy(() -> DialOptions.DEFAULT.withRingTimeout(time));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DialOptions(Optional.of(time), false, Map.of(), Optional.empty(), false));
            assertThatIllegalArgumentException().isThrownBy(() -> TransferOptions.DEFAULT.withPatience(time));
        }
        assertThat(DialOptions.DEFAULT.withRingTimeout(day).ringTimeout()).contains(day);
        assertThatIllegalArgumentException().isThrownBy(() -> DialOptions.DEFAULT.withRingTimeout(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransferOptions.DEFAULT.withPatience(Duration.ofSeconds(-1)));
    }

    @Test
    void aPhoneNeedsACodecAnAddressAndCleanText() {
        assertThatIllegalArgumentException().isThrownBy(() -> PhoneConfig.DEFAULT.withCodecs(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PhoneConfig.DEFAULT.withListen())
                .withMessageContaining("udp:0.0.0.0:0");
        assertThatIllegalArgumentException().isThrownBy(() -> PhoneConfig.DEFAULT.withProduct("a\r\nb"));
        assertThatIllegalArgumentException().isThrownBy(() -> PhoneConfig.DEFAULT.withProduct(""));
        assertThatIllegalArgumentException().isThrownBy(() -> PhoneConfig.DEFAULT.withRtpPorts(10, 20));
    }

    @Test
    void aCodecThatThePhoneHasNotIsRefusedAndNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PhoneConfig.DEFAULT.withCodecs(List.of(MediaFormat.of("SPEEX", 16_000))))
                .withMessageContaining("SPEEX/16000")
                .withMessageContaining("PCMU/8000, G722/8000");
    }

    @Test
    void thePatienceToCloseWithIsZeroToADay() {
        var config =
                PhoneConfig.DEFAULT.withClosePatience(Duration.ofSeconds(1)).withByePatience(Duration.ZERO);
        assertThat(config.closePatience()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.byePatience()).isZero();
        for (var time : new Duration[] {Duration.ofNanos(-1), ChronoUnit.FOREVER.getDuration()}) {
            assertThatIllegalArgumentException().isThrownBy(() -> PhoneConfig.DEFAULT.withClosePatience(time));
            assertThatIllegalArgumentException().isThrownBy(() -> PhoneConfig.DEFAULT.withByePatience(time));
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void aSettingThatIsNotThereIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> PhoneConfig.DEFAULT.withTrace(null))
                .withMessage("trace");
        assertThatNullPointerException()
                .isThrownBy(() -> PhoneConfig.DEFAULT.withTimers(null))
                .withMessage("timers");
        assertThatNullPointerException()
                .isThrownBy(() -> CallSettings.DEFAULT.withExtensions(null))
                .withMessage("extensions");
        assertThatNullPointerException()
                .isThrownBy(() -> SipAccount.builder("sip:858@h").digest(null))
                .withMessage("policy");
    }

    @ParameterizedTest
    @EnumSource(CallState.class)
    void aStateIsBeforeTheAnswerAnsweredOrEnded(CallState state) {
        assertThat(state.isAnswered() && state.isEnded()).isFalse();
        assertThat(state.isAnswered())
                .isEqualTo(List.of(
                                CallState.IN_CALL,
                                CallState.LOCAL_HELD,
                                CallState.REMOTE_HELD,
                                CallState.INACTIVE_HELD,
                                CallState.TRANSFERRING)
                        .contains(state));
        assertThat(state.isEnded())
                .isEqualTo(List.of(
                                CallState.COMPLETED,
                                CallState.REJECTED,
                                CallState.BUSY,
                                CallState.CANCELLED,
                                CallState.FORWARDED,
                                CallState.FAILED)
                        .contains(state));
    }

    @Test
    void whoIsAssertedToCallHasASipAddress() {
        assertThat(DialOptions.DEFAULT
                        .withAssertedCaller("Sales: \"858\"\r\n", "sip:858@example.com")
                        .headers())
                .containsEntry("P-Asserted-Identity", "\"Sales: \\\"858\\\"\\\\x0d\\\\x0a\" <sip:858@example.com>");
        assertThatIllegalArgumentException().isThrownBy(() -> DialOptions.DEFAULT.withAssertedCaller("858", "858"));
    }
}
