package io.switchhook.phone.internal.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.phone.call.CallSettings;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 3261 §8.1.3.4")
class RedirectPlanTest {
    private static final SipUri FIRST = SipUri.parse("sip:a@192.0.2.1");

    private static SipResponse response(int status, String... contacts) {
        var builder = SipResponse.builder(status, "Said So");
        for (var contact : contacts) {
            builder.header("Contact", contact);
        }
        return builder.noBody().build();
    }

    private static String next(Optional<RedirectPlan.Step> step) {
        return step.map(s -> s.target() + s.proxy().map(p -> " by " + p).orElse(""))
                .orElse("-");
    }

    @Test
    void preferredContactComesFirstAndAFailureLeadsToTheNext() {
        var plan = new RedirectPlan(FIRST, 5);
        assertThat(next(plan.after(response(302, "<sip:b@x.test>;q=0.1, <sip:c@x.test>"))))
                .isEqualTo("sip:c@x.test");
        assertThat(next(plan.after(response(486)))).isEqualTo("sip:b@x.test");
        assertThat(next(plan.after(response(486)))).isEqualTo("-");
    }

    @Test
    void globalFailureEndsTheSearch() {
        var plan = new RedirectPlan(FIRST, 5);
        plan.after(response(300, "<sip:b@x.test>, <sip:c@x.test>"));
        assertThat(next(plan.after(response(603)))).isEqualTo("-");
    }

    @Test
    void noTargetIsTriedTwiceAndTheNumberIsBounded() {
        var plan = new RedirectPlan(FIRST, 2);
        assertThat(next(plan.after(response(302, "<sip:a@192.0.2.1>, <sip:b@x.test>"))))
                .isEqualTo("sip:b@x.test");
        assertThat(next(plan.after(response(302, "<sip:b@x.test>, <sip:c@x.test>"))))
                .isEqualTo("sip:c@x.test");
        assertThat(next(plan.after(response(302, "<sip:d@x.test>")))).isEqualTo("-");
        assertThat(next(new RedirectPlan(FIRST, 0).after(response(302, "<sip:d@x.test>"))))
                .isEqualTo("-");
    }

    @Test
    void headersOfAStrangerAreLeftOutAndOtherSchemesSkipped() {
        var plan = new RedirectPlan(FIRST, 2);
        assertThat(next(plan.after(
                        response(302, "<mailto:x@y.test>, <sip:b@x.test;method=INVITE?Replaces=1%3Bto-tag%3D2>"))))
                .isEqualTo("sip:b@x.test");
    }

    @Test
    @DisplayName("§21.3.4: after 305 the same target is called through the proxy named; §21.3.5: 380 is not followed")
    void useProxyGoesThroughTheProxy() {
        var plan = new RedirectPlan(FIRST, 2);
        assertThat(next(plan.after(response(305, "<sip:proxy.test>")))).isEqualTo("sip:a@192.0.2.1 by sip:proxy.test");
        assertThat(next(new RedirectPlan(FIRST, 2).after(response(380, "<sip:b@x.test>"))))
                .isEqualTo("-");
    }

    @Test
    void failureBeforeAnyRedirectionIsTheOutcome() {
        var plan = new RedirectPlan(FIRST, 2);
        assertThat(next(plan.afterFailure())).isEqualTo("-");
        plan.after(response(302, "<sip:b@x.test>, <sip:c@x.test>"));
        assertThat(next(plan.afterFailure())).isEqualTo("sip:c@x.test");
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedWithWords() {
        assertThatThrownBy(() -> CallSettings.DEFAULT.withRedirections(11)).hasMessageContaining("0 to 10");
        assertThatThrownBy(() -> CallSettings.DEFAULT.withRingLimit(Duration.ZERO))
                .hasMessageContaining("1 second to 1 hour");
    }
}
