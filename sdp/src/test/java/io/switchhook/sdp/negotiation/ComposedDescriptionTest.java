package io.switchhook.sdp.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sdp.Attribute;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SessionDescription;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we know of a description that we composed is what a peer reads in it. */
class ComposedDescriptionTest {
    private static final MediaFormat AMR = new MediaFormat("AMR", 8000, 1, "octet-align=1");

    static List<LocalSession> sessions() {
        return List.of(
                Parties.phone(),
                Parties.phone().withDirection(Direction.INACTIVE),
                Parties.session(
                        Parties.audio(Parties.OPUS, MediaFormat.G722, AMR).telephoneEvents("0-16")),
                Parties.session(Parties.audio(MediaFormat.of("pcma", 8000))
                        .ptimeMillis(20)
                        .rtcpMux(true)),
                Parties.session(Parties.audio(new MediaFormat("x", 8000, 1, " mode=1 "))),
                Parties.session(
                        Parties.audio(MediaFormat.of("G729", 8000)).attribute(Attribute.of("fmtp", "18 annexb=no"))),
                Parties.session(
                        Parties.audio(MediaFormat.PCMA),
                        LocalMedia.of("video", Parties.at("192.0.2.2", 4002)).formats(MediaFormat.of("VP8", 90_000)),
                        LocalMedia.of("audio", Parties.at("192.0.2.1", 4004)).formats(MediaFormat.PCMU)));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void anOfferIsKnownAsItIsRead(LocalSession ours) {
        assertReadAsKnown(OfferAnswer.createOffer(ours).description());
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void anAnswerIsKnownAsItIsRead(LocalSession ours) {
        var offer = OfferAnswer.createOffer(ours).description();
        var agreement = Parties.answered(OfferAnswer.answer(ours, SessionDescription.parse(offer.toString())));
        assertReadAsKnown(agreement.local());
        var next = OfferAnswer.reoffer(ours.withDirection(Direction.SENDONLY), agreement);
        assertReadAsKnown(next.description());
    }

    @Test
    void moreChannelsThanAReaderTakesAreNotKnown() {
        var ours = Parties.session(Parties.audio(new MediaFormat("L16", 44_100, 300, "")));
        assertReadAsKnown(OfferAnswer.createOffer(ours).description());
    }

    @Test
    void aNumberThatIsDescribedTwiceMeansWhatComesFirst() {
        var ours = Parties.session(Parties.audio()
                .format(new PayloadMapping(96, Parties.OPUS))
                .attribute(Attribute.of("rtpmap", "96 other/8000")));
        var offer = OfferAnswer.createOffer(ours).description();
        assertReadAsKnown(offer);
        assertThat(offer.media().get(0).payloads()).containsExactly(new PayloadMapping(96, Parties.OPUS));
    }

    private static void assertReadAsKnown(SessionDescription composed) {
        var read = SessionDescription.parse(composed.toString());
        assertThat(read).isEqualTo(composed).hasSameHashCodeAs(composed).hasToString(composed.toString());
        assertThat(read.origin()).isEqualTo(composed.origin());
        assertThat(read.connection()).isEqualTo(composed.connection()).isPresent();
        assertThat(read.timing()).isEqualTo(composed.timing());
        assertThat(read.lines()).isEqualTo(composed.lines());
        assertThat(read.media()).hasSameSizeAs(composed.media());
        for (int i = 0; i < read.media().size(); i++) {
            var theirs = read.media().get(i);
            var ours = composed.media().get(i);
            assertThat(theirs).isEqualTo(ours).hasSameHashCodeAs(ours);
            assertThat(theirs.payloads()).isEqualTo(ours.payloads()).isNotEmpty();
            assertThat(theirs.lines()).isEqualTo(ours.lines());
            assertThat(theirs.connection()).isEqualTo(ours.connection());
            assertThat(theirs.direction()).isEqualTo(ours.direction()).isPresent();
            assertThat(theirs.ptimeMillis()).isEqualTo(ours.ptimeMillis());
            assertThat(theirs.rtcpMux()).isEqualTo(ours.rtcpMux());
        }
    }
}
