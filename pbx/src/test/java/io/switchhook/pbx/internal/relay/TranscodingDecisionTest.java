package io.switchhook.pbx.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.pbx.TranscodingSettings;
import io.switchhook.pbx.internal.leg.LegMedia;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AcceptResult;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.sdp.negotiation.Offer;
import io.switchhook.sdp.negotiation.OfferAnswer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 3264: what the PBX offers beside a telephone's formats, what it answers, and when it translates")
class TranscodingDecisionTest {
    private static final Transcoding ALL =
            new Transcoding(List.of(MediaFormat.PCMU, MediaFormat.PCMA, MediaFormat.G722, MediaFormat.OPUS));

    /** @param formats {@code 8:PCMA/8000} and so on, the preferred first */
    private static SessionDescription described(String formats, String direction) {
        var each = List.of(formats.split(" "));
        var numbers = each.stream().map(f -> f.split(":")[0]).collect(Collectors.joining(" "));
        var maps = each.stream()
                .map(f -> "a=rtpmap:" + f.replace(':', ' ') + "\r\n")
                .collect(Collectors.joining());
        return LegMedia.read(
                        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP "
                                + numbers + "\r\n" + maps + "a=" + direction + "\r\n")
                .orElseThrow();
    }

    private static SessionDescription described(String formats) {
        return described(formats, "sendrecv");
    }

    private static String formatsOf(SessionDescription description) {
        return description.media().get(0).payloads().stream()
                .map(p -> p.payloadType() + ":" + p.format().rtpmap())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "8:PCMA/8000, 8:PCMA/8000 0:PCMU/8000 9:G722/8000 96:opus/48000/2",
        "96:opus/48000/2, 96:opus/48000/2 0:PCMU/8000 8:PCMA/8000 9:G722/8000",
        // The usual number has another meaning there.
        "96:iLBC/8000 8:PCMA/8000, 96:iLBC/8000 8:PCMA/8000 0:PCMU/8000 9:G722/8000 97:opus/48000/2",
        // RFC 4733 §2.1: events have the clock of their audio.
        "8:PCMA/8000 101:telephone-event/8000, 8:PCMA/8000 101:telephone-event/8000 0:PCMU/8000 9:G722/8000 96:opus/48000/2 97:telephone-event/48000",
        "96:opus/48000/2 97:telephone-event/48000, 96:opus/48000/2 97:telephone-event/48000 0:PCMU/8000 8:PCMA/8000 9:G722/8000 98:telephone-event/8000",
        // RFC 3551 §4.5.2: some say the rate of its samples.
        "9:G722/16000, 9:G722/16000 0:PCMU/8000 8:PCMA/8000 96:opus/48000/2",
        // Nothing that we could decode.
        "96:iLBC/8000, 96:iLBC/8000"
    })
    void whatIsOfferedBehindTheFormatsOfATelephone(String said, String offered) {
        assertThat(formatsOf(ALL.offer(described(said), List.of(), line -> true)))
                .isEqualTo(offered);
        assertThat(ALL.offer(described(said), List.of(), line -> false)).isEqualTo(described(said));
        assertThat(new Transcoding(List.of()).offer(described(said), List.of(), line -> true))
                .isEqualTo(described(said));
    }

    @Test
    @DisplayName("RFC 3264 §8.3.2: a number keeps its meaning in later offers")
    void numbersKeepTheirMeaning() {
        var before = described("111:opus/48000/2 96:speex/8000");
        assertThat(formatsOf(
                        ALL.offer(described("0:PCMU/8000 101:telephone-event/8000"), List.of(before), line -> true)))
                .isEqualTo(
                        "0:PCMU/8000 101:telephone-event/8000 8:PCMA/8000 9:G722/8000 111:opus/48000/2 97:telephone-event/48000");
    }

    @ParameterizedTest
    @CsvSource({
        // answer of one, offer of the other, what the other is answered, whether that is translated
        "8:PCMA/8000, 8:PCMA/8000 0:PCMU/8000, 8:PCMA/8000, false",
        "8:PCMA/8000 9:G722/8000, 8:PCMA/8000, 8:PCMA/8000, false",
        "9:G722/8000, 8:PCMA/8000 0:PCMU/8000, 8:PCMA/8000, true",
        // Who names ours first will send it.
        "9:G722/8000 8:PCMA/8000, 8:PCMA/8000, 8:PCMA/8000, true",
        "0:PCMU/8000 101:telephone-event/8000, 111:opus/48000/2 110:telephone-event/48000, 111:opus/48000/2 110:telephone-event/48000, true",
        "0:PCMU/8000, 111:opus/48000/2 110:telephone-event/48000, 111:opus/48000/2, true",
        "8:PCMA/8000 101:telephone-event/8000 98:telephone-event/48000, 8:PCMA/8000 101:telephone-event/8000, 8:PCMA/8000 101:telephone-event/8000, false",
        // What is none of ours passes as it always did.
        "3:GSM/8000, 8:PCMA/8000, 3:GSM/8000, false",
        "8:PCMA/8000, 96:iLBC/8000, 8:PCMA/8000, false"
    })
    void whatTheOtherOneIsAnswered(String answer, String offer, String passed, boolean translated) {
        assertThat(formatsOf(ALL.answer(described(answer), described(offer)))).isEqualTo(passed);
        assertThat(ALL.changes(described(answer), described(offer))).isEqualTo(translated);
        assertThat(new Transcoding(List.of()).answer(described(answer), described(offer)))
                .isEqualTo(described(answer));
    }

    @Test
    void aLineThatIsRefusedStaysRefused() {
        var offer = described("8:PCMA/8000");
        var refusal = offer.withMedia(0, offer.media().get(0).refused());
        assertThat(ALL.answer(refusal, offer)).isEqualTo(refusal);
        assertThat(ALL.offer(refusal, List.of(), line -> true)).isEqualTo(refusal);
    }

    private static Agreement answered(String offer, String answer) {
        return OfferAnswer.relayedAnswer(described(offer), described(answer));
    }

    private static Agreement offered(String offer, String answer) {
        return ((AcceptResult.Agreed) OfferAnswer.accept(Offer.of(described(offer)), described(answer))).agreement();
    }

    @ParameterizedTest
    @CsvSource({
        // what the caller was answered, what the callee was offered, what it took; whether it is translated, and
        // whether that stands
        "8:PCMA/8000, 8:PCMA/8000 0:PCMU/8000, 8:PCMA/8000, false, true",
        "8:PCMA/8000, 8:PCMA/8000 9:G722/8000, 9:G722/8000, true, true",
        "8:PCMA/8000, 8:PCMA/8000 9:G722/8000, 8:PCMA/8000 9:G722/8000, false, true",
        // It took the first of two, and may have the other one as well: it is to be asked.
        "0:PCMU/8000, 8:PCMA/8000 0:PCMU/8000, 8:PCMA/8000, true, false"
    })
    void whatStandsBetweenTwo(String caller, String offered, String taken, boolean translated, boolean stands) {
        var one = answered(caller, caller);
        var other = offered(offered, taken);
        var way = ALL.between(
                one.media().get(0).stream().orElseThrow(),
                other.media().get(0).stream().orElseThrow());
        assertThat(way instanceof Transcoding.Way.Translate).isEqualTo(translated);
        assertThat(ALL.fit(other, one, true)).isEqualTo(stands);
        assertThat(new Transcoding(List.of()).fit(other, one, true)).isEqualTo(!translated && !taken.contains(" "));
    }

    @Test
    void whoHoldsIsToBeToldWhateverTheCodecs() {
        var holds =
                OfferAnswer.relayedAnswer(described("8:PCMA/8000", "sendonly"), described("8:PCMA/8000", "recvonly"));
        assertThat(ALL.fit(offered("8:PCMA/8000 9:G722/8000", "9:G722/8000"), holds, true))
                .isFalse();
    }

    @Test
    void oneCodecIsNothingToTranslateBetween() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TranscodingSettings.of(MediaFormat.PCMA))
                .withMessageContaining("two codecs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TranscodingSettings.of(MediaFormat.PCMA, MediaFormat.of("iLBC", 8_000)))
                .withMessageContaining("no codec for iLBC");
        assertThatIllegalArgumentException().isThrownBy(() -> TranscodingSettings.DEFAULT.withMaxCalls(0));
        assertThat(Stream.of(TranscodingSettings.OFF, TranscodingSettings.DEFAULT)
                        .map(settings -> settings.codecs().size()))
                .containsExactly(0, 3);
    }
}
