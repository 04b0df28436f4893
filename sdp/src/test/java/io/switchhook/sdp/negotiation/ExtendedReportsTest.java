package io.switchhook.sdp.negotiation;

import static io.switchhook.sdp.negotiation.Parties.audio;
import static io.switchhook.sdp.negotiation.Parties.phone;
import static io.switchhook.sdp.negotiation.Parties.sdp;
import static io.switchhook.sdp.negotiation.Parties.session;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.RtcpXrAttribute;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 3611 §5: who asks for extended reports gets them, in offers and answers")
class ExtendedReportsTest {
    private static final String LINE = "a=rtcp-xr:voip-metrics rcvr-rtt=all";

    private static LocalSession asking() {
        return session(audio(MediaFormat.PCMA).attribute(RtcpXrAttribute.OF_CALL.attribute()));
    }

    private static RtcpXrAttribute wanted(String... lines) {
        return Parties.answered(OfferAnswer.answer(phone(), sdp(lines)))
                .audio()
                .orElseThrow()
                .reports();
    }

    @Test
    void eachSideLearnsWhatTheOtherAsksFor() {
        var offer = OfferAnswer.createOffer(asking());
        assertThat(offer.description().toString()).contains(LINE + "\r\n");
        var answer = Parties.answered(OfferAnswer.answer(phone(), offer.description()));
        assertThat(answer.audio().orElseThrow().reports()).isEqualTo(RtcpXrAttribute.OF_CALL);
        assertThat(answer.local().toString()).doesNotContain("rtcp-xr");
        var agreed = Parties.agreed(OfferAnswer.accept(offer, answer.local()));
        assertThat(agreed.agreement().audio().orElseThrow().reports()).isEqualTo(RtcpXrAttribute.NONE);
        assertThat(Parties.answered(OfferAnswer.answer(asking(), offer.description()))
                        .local()
                        .toString())
                .contains(LINE);
    }

    @Test
    void reofferAsksAgain() {
        var offer = OfferAnswer.createOffer(asking());
        var answer = Parties.answered(OfferAnswer.answer(phone(), offer.description()));
        var agreed = Parties.agreed(OfferAnswer.accept(offer, answer.local())).agreement();
        var held = OfferAnswer.reoffer(asking().withDirection(Direction.SENDONLY), agreed);
        assertThat(held.description().toString()).containsOnlyOnce(LINE);
    }

    @Test
    void mediaLevelReplacesTheSession() {
        assertThat(wanted("a=rtcp-xr:voip-metrics", "m=audio 6000 RTP/AVP 8").wantsVoipMetrics())
                .isTrue();
        var own = wanted("a=rtcp-xr:voip-metrics", "m=audio 6000 RTP/AVP 8", "a=rtcp-xr:rcvr-rtt=sender:64");
        assertThat(own.wantsVoipMetrics()).isFalse();
        assertThat(own.roundTripMode()).contains("sender");
        assertThat(wanted("a=rtcp-xr:voip-metrics", "m=audio 6000 RTP/AVP 8", "a=rtcp-xr:"))
                .isEqualTo(RtcpXrAttribute.NONE);
        assertThat(wanted("m=audio 6000 RTP/AVP 8", "a=rtcp-xr")).isEqualTo(RtcpXrAttribute.NONE);
        assertThat(wanted("m=audio 6000 RTP/AVP 8")).isEqualTo(RtcpXrAttribute.NONE);
    }

    @Test
    void whatIsNotKnownIsKeptAndAsksForNothing() {
        var wanted = wanted(
                "m=audio 6000 RTP/AVP 8",
                "a=rtcp-xr:  pkt-loss-rle=500 stat-summary=loss,dup  rcvr-rtt voip-metricsx ");
        assertThat(wanted.wantsVoipMetrics()).isFalse();
        assertThat(wanted.roundTripMode()).isEmpty();
        assertThat(wanted).hasToString("pkt-loss-rle=500 stat-summary=loss,dup rcvr-rtt voip-metricsx");
    }
}
