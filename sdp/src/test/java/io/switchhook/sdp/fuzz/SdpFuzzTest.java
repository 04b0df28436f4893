package io.switchhook.sdp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.SdpFormatException;
import io.switchhook.sdp.SdpLimits;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AnswerResult;
import io.switchhook.sdp.negotiation.LocalMedia;
import io.switchhook.sdp.negotiation.LocalSession;
import io.switchhook.sdp.negotiation.OfferAnswer;
import java.net.InetSocketAddress;
import java.util.Collections;

/** A body as it comes from a peer: read, written and read again, relayed, and answered. */
class SdpFuzzTest {
    private static final InetSocketAddress RTP =
            new InetSocketAddress(IpLiteral.parse("192.0.2.1").orElseThrow(), 4000);
    private static final LocalSession OURS = LocalSession.of(
            7,
            LocalMedia.audio(RTP)
                    .formats(MediaFormat.PCMA, MediaFormat.PCMU, new MediaFormat("opus", 48_000, 2, ""))
                    .telephoneEvents(true)
                    .rtcpMux(true)
                    .protocols("RTP/AVP", "RTP/SAVPF")
                    .build());

    @FuzzTest(maxDuration = "1m")
    void descriptionIsReadOrRefused(byte[] data) {
        SessionDescription sdp;
        try {
            sdp = SessionDescription.parse(data, SdpLimits.STANDARD);
        } catch (SdpFormatException e) {
            assertThat(e.lineNumber()).isPositive();
            return;
        }
        var written = sdp.toString();
        assertThat(SessionDescription.parse(sdp.toBytes(), SdpLimits.STANDARD)).isEqualTo(sdp);
        assertThat(SessionDescription.parse(written)).isEqualTo(sdp).hasSameHashCodeAs(sdp);
        assertThat(SessionDescription.parse(written).toString()).isEqualTo(written);
        var relayed =
                sdp.withRelay(RTP.getAddress(), Collections.nCopies(sdp.media().size(), 30_000));
        assertThat(SessionDescription.parse(relayed.toString())).isEqualTo(relayed);
        if (OfferAnswer.answer(OURS, sdp) instanceof AnswerResult.Answered answered) {
            assertThat(answered.answer().media()).hasSameSizeAs(sdp.media());
        }
        OfferAnswer.accept(OfferAnswer.createOffer(OURS), sdp);
    }
}
