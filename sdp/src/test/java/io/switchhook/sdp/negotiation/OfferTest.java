package io.switchhook.sdp.negotiation;

import static io.switchhook.sdp.negotiation.Parties.ILBC;
import static io.switchhook.sdp.negotiation.Parties.OPUS;
import static io.switchhook.sdp.negotiation.Parties.agreed;
import static io.switchhook.sdp.negotiation.Parties.answered;
import static io.switchhook.sdp.negotiation.Parties.at;
import static io.switchhook.sdp.negotiation.Parties.audio;
import static io.switchhook.sdp.negotiation.Parties.phone;
import static io.switchhook.sdp.negotiation.Parties.refused;
import static io.switchhook.sdp.negotiation.Parties.sdp;
import static io.switchhook.sdp.negotiation.Parties.session;
import static io.switchhook.sdp.negotiation.Parties.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaAddress;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SdpSamples;
import io.switchhook.sdp.SessionDescription;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferTest {

    @Test
    void theFirstOfferNamesAllWeHave() {
        var ours = session(audio(OPUS, MediaFormat.PCMA, ILBC)
                .telephoneEvents(true)
                .ptimeMillis(20)
                .rtcpMux(true));
        assertThat(OfferAnswer.createOffer(ours).description())
                .hasToString(SdpSamples.crlf(
                        "v=0",
                        "o=- 1000 1 IN IP4 192.0.2.1",
                        "s=-",
                        "c=IN IP4 192.0.2.1",
                        "t=0 0",
                        "m=audio 4000 RTP/AVP 96 8 97 98 101",
                        "a=rtpmap:96 opus/48000/2",
                        "a=rtpmap:8 PCMA/8000",
                        "a=rtpmap:97 iLBC/8000",
                        "a=fmtp:97 mode=30",
                        "a=rtpmap:98 telephone-event/48000",
                        "a=fmtp:98 0-15",
                        "a=rtpmap:101 telephone-event/8000",
                        "a=fmtp:101 0-15",
                        "a=ptime:20",
                        "a=rtcp-mux",
                        "a=sendrecv"));
    }

    @Test
    void wantedPayloadNumbersAreUsedAndNotGivenToOthers() {
        var ours = session(audio().format(new PayloadMapping(96, ILBC))
                .formats(OPUS)
                .format(new PayloadMapping(101, MediaFormat.of("speex", 16_000)))
                .telephoneEvents(true));
        assertThat(OfferAnswer.createOffer(ours).description().media().get(0).formats())
                .containsExactly("96", "97", "101", "98", "99", "100");
    }

    @Test
    void streamsAtOtherAddressesHaveConnectionsOfTheirOwn() {
        var ours = session(
                audio(MediaFormat.PCMA),
                LocalMedia.of("video", at("192.0.2.2", 5000)).formats(MediaFormat.of("H261", 90_000)));
        var offer = OfferAnswer.createOffer(ours).description();
        assertThat(offer.media().get(0).connection()).isEmpty();
        assertThat(offer.rtpAddressOf(1)).contains(new MediaAddress("192.0.2.2", 5000));
    }

    @Test
    void theAnswersNumbersAreForSendingAndOursForReceiving() {
        var ours = session(audio(ILBC, MediaFormat.PCMU).telephoneEvents(true));
        var offer = OfferAnswer.createOffer(ours);
        var answer = sdp(
                "m=audio 6000 RTP/AVP 110 0 100",
                "a=rtpmap:110 iLBC/8000",
                "a=rtpmap:100 telephone-event/8000",
                "a=ptime:30");
        var audio =
                agreed(OfferAnswer.accept(offer, answer)).agreement().audio().orElseThrow();
        assertThat(audio.sendFormat().payloadType()).isEqualTo(110);
        assertThat(audio.receiveFormats())
                .extracting(PayloadMapping::payloadType)
                .containsExactly(96, 0, 101);
        assertThat(audio.telephoneEventToSend().orElseThrow().payloadType()).isEqualTo(100);
        assertThat(audio.telephoneEventsToReceive().get(0).payloadType()).isEqualTo(101);
        assertThat(audio.sendPtimeMillis()).isEqualTo(30);
    }

    @Test
    void anAnswerThatForgetsItsRtpmapsMeansOurs() {
        var offer =
                OfferAnswer.createOffer(session(audio(ILBC, MediaFormat.PCMU).telephoneEvents(true)));
        var audio = agreed(OfferAnswer.accept(offer, sdp("m=audio 6000 RTP/AVP 96 101")))
                .agreement()
                .audio()
                .orElseThrow();
        assertThat(audio.sendFormat()).isEqualTo(new PayloadMapping(96, ILBC));
        assertThat(audio.telephoneEventToSend()).isPresent();
    }

    @Test
    void aNumberThatTheAnswerGivesAnotherMeaningIsNotOurs() {
        var offer = OfferAnswer.createOffer(session(audio(ILBC, MediaFormat.PCMU)));
        var answer = sdp("m=audio 6000 RTP/AVP 96 0", "a=rtpmap:96 speex/8000");
        var result = agreed(OfferAnswer.accept(offer, answer));
        assertThat(result.agreement().audio().orElseThrow().sendFormats())
                .containsExactly(new PayloadMapping(0, MediaFormat.PCMU));
        assertThat(result.tolerated()).hasSize(1);
    }

    /** What we offered, what is answered, what we then do: RFC 3264 §6.1 and, where peers break it, its intent. */
    @ParameterizedTest
    @CsvSource({
        "SENDRECV,sendrecv,SENDRECV,0",
        "SENDRECV,sendonly,RECVONLY,0",
        "SENDRECV,recvonly,SENDONLY,0",
        "SENDRECV,inactive,INACTIVE,0",
        "SENDONLY,recvonly,SENDONLY,0",
        "SENDONLY,inactive,INACTIVE,0",
        "SENDONLY,sendrecv,SENDONLY,1",
        "SENDONLY,sendonly,INACTIVE,1",
        "RECVONLY,sendonly,RECVONLY,0",
        "RECVONLY,sendrecv,RECVONLY,1",
        "INACTIVE,inactive,INACTIVE,0",
        "INACTIVE,sendrecv,INACTIVE,1"
    })
    void theAnsweredDirectionNeverGivesMoreThanWasOffered(
            Direction offered, String answered, Direction agreed, int tolerated) {
        var offer = OfferAnswer.createOffer(phone().withDirection(offered));
        var result = agreed(OfferAnswer.accept(offer, sdp("m=audio 6000 RTP/AVP 8", "a=" + answered)));
        assertThat(result.agreement().audio().orElseThrow().direction()).isEqualTo(agreed);
        assertThat(result.tolerated()).hasSize(tolerated);
    }

    @Test
    void answersThatDoNotFitAreViolations() {
        var offer = OfferAnswer.createOffer(phone());
        assertThat(violation(OfferAnswer.accept(offer, sdp("m=audio 6000 RTP/AVP 8", "m=video 0 RTP/AVP 31"))))
                .contains("expected 1 m= lines");
        assertThat(violation(OfferAnswer.accept(offer, sdp("m=video 6000 RTP/AVP 8"))))
                .contains("expected audio");
        assertThat(violation(OfferAnswer.accept(offer, sdp("m=audio 6000 RTP/SAVP 8"))))
                .contains("expected RTP/AVP");
        assertThat(violation(OfferAnswer.accept(offer, sdp("m=audio 6000 RTP/AVP 18"))))
                .contains("a codec from the offer, found 18");
        assertThat(violation(OfferAnswer.accept(offer, sdp("m=audio 6000 RTP/AVP 101"))))
                .contains("a codec from the offer, found 101");
        assertThat(violation(OfferAnswer.accept(offer, sdp("m=audio 6000 RTP/AVP 8", "c=IN IP4 224.2.1.1/1"))))
                .contains("unicast");
        var nowhere = SessionDescription.parse("v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 6000 RTP/AVP 8\r\n");
        assertThat(violation(OfferAnswer.accept(offer, nowhere))).contains("c= line");
    }

    @Test
    void anAnswerWithFeedbackToAnOfferWithoutIsReadInThePeersFavour() {
        var result = agreed(OfferAnswer.accept(OfferAnswer.createOffer(phone()), sdp("m=audio 6000 RTP/AVPF 8")));
        assertThat(result.agreement().audio()).isPresent();
        assertThat(result.tolerated()).containsExactly("m= line 1 answers RTP/AVPF to our RTP/AVP");
    }

    @Test
    void anAnswerThatNamesTelephoneEventsFirstStillSendsACodec() {
        var result = agreed(OfferAnswer.accept(OfferAnswer.createOffer(phone()), sdp("m=audio 6000 RTP/AVP 101 0")));
        assertThat(result.agreement().audio().orElseThrow().sendFormat())
                .isEqualTo(new PayloadMapping(0, MediaFormat.PCMU));
    }

    @Test
    void aMissingLineCountsAsRefused() {
        var ours = session(
                audio(MediaFormat.PCMA),
                LocalMedia.of("video", at("192.0.2.1", 5000)).formats(MediaFormat.of("H261", 90_000)));
        var offer = OfferAnswer.createOffer(ours);
        var result = agreed(OfferAnswer.accept(offer, sdp("m=audio 6000 RTP/AVP 8")));
        assertThat(result.agreement().media())
                .extracting(AgreedMedia::verdict)
                .containsExactly(MediaVerdict.ACCEPTED, MediaVerdict.REFUSED_BY_PEER);
        assertThat(result.tolerated()).hasSize(1);
        assertThat(agreed(OfferAnswer.accept(offer, sdp("m=audio 0 RTP/AVP 8", "m=video 0 RTP/AVP 31")))
                        .agreement()
                        .audio())
                .isEmpty();
    }

    @Test
    void holdAndResumeRaiseTheVersionAndChangeTheDirectionAlone() {
        var ours = phone();
        var first = agreed(OfferAnswer.accept(OfferAnswer.createOffer(ours), sdp("m=audio 6000 RTP/AVP 8 0")))
                .agreement();
        var hold = OfferAnswer.reoffer(ours.withDirection(Direction.SENDONLY), first);
        assertThat(hold.description())
                .hasToString(first.local()
                        .toString()
                        .replace("o=- 1000 1 ", "o=- 1000 2 ")
                        .replace("sendrecv", "sendonly"));
        var held = agreed(OfferAnswer.accept(hold, sdp("m=audio 6000 RTP/AVP 8 0", "a=recvonly")))
                .agreement();
        assertThat(held.audio().orElseThrow().direction()).isEqualTo(Direction.SENDONLY);
        var resume = OfferAnswer.reoffer(ours, held);
        assertThat(resume.description()).hasToString(first.local().toString().replace("o=- 1000 1 ", "o=- 1000 3 "));
    }

    @Test
    void anOfferThatChangesNothingHasTheSameVersion() {
        var agreement = agreed(OfferAnswer.accept(OfferAnswer.createOffer(phone()), sdp("m=audio 6000 RTP/AVP 8 0")))
                .agreement();
        assertThat(OfferAnswer.reoffer(phone(), agreement).description()).isEqualTo(agreement.local());
    }

    @Test
    void aRefusedOfferSpendsItsVersion() {
        var agreement = agreed(OfferAnswer.accept(OfferAnswer.createOffer(phone()), sdp("m=audio 6000 RTP/AVP 8 0")))
                .agreement();
        var refused = OfferAnswer.reoffer(phone().withDirection(Direction.SENDONLY), agreement);
        var after = agreement.afterRefused(refused);
        assertThat(after.local()).isEqualTo(agreement.local());
        assertThat(OfferAnswer.reoffer(phone(), after).description().origin().version())
                .isEqualTo("3");
        assertThat(OfferAnswer.reoffer(phone().withDirection(Direction.SENDONLY), after)
                        .description())
                .isEqualTo(refused.description());
    }

    @Test
    void anAnswerAfterARefusedOfferIsAVersionFurther() {
        var first = answered(OfferAnswer.answer(phone(), sdp("m=audio 6000 RTP/AVP 8 0")));
        var after = first.afterRefused(OfferAnswer.reoffer(phone().withDirection(Direction.SENDONLY), first));
        var later = answered(OfferAnswer.answer(phone(), sdp("m=audio 6000 RTP/AVP 8 0", "a=sendonly"), after));
        assertThat(later.local().origin().version()).isEqualTo("3");
    }

    @Test
    void rtcpIsNotMultiplexedWhenOnlyTheAnswerSaysSo() {
        var answer = sdp("m=audio 6000 RTP/AVP 8", "a=rtcp-mux");
        var audio = agreed(OfferAnswer.accept(OfferAnswer.createOffer(phone()), answer))
                .agreement()
                .audio()
                .orElseThrow();
        assertThat(audio.rtcpMux()).isFalse();
        assertThat(audio.remoteRtcp()).contains(new MediaAddress("198.51.100.9", 6001));
    }

    @Test
    void aStreamStaysWithTheLineItServes() {
        var first = answered(OfferAnswer.answer(phone(), sdp("m=audio 6000 RTP/SAVP 8", "m=audio 6002 RTP/AVP 8")));
        assertThat(first.media().get(1).position()).hasValue(0);
        var later =
                answered(OfferAnswer.answer(phone(), sdp("m=audio 6000 RTP/AVP 8", "m=audio 6002 RTP/AVP 8"), first));
        assertThat(later.media())
                .extracting(AgreedMedia::verdict)
                .containsExactly(MediaVerdict.NO_FREE_STREAM, MediaVerdict.ACCEPTED);
    }

    @Test
    void whenHeldByThePeerWeStillOfferWhatWeWant() {
        // RFC 6337 §5.3: else both get stuck on hold.
        var held = answered(OfferAnswer.answer(phone(), sdp("m=audio 6000 RTP/AVP 8", "a=sendonly")));
        assertThat(held.local().directionOf(0)).isEqualTo(Direction.RECVONLY);
        assertThat(OfferAnswer.reoffer(phone(), held).description().directionOf(0))
                .isEqualTo(Direction.SENDRECV);
    }

    @Test
    void aLaterOfferNamesTheCodecInUseFirstAndKeepsItsNumber() {
        var ours = session(audio(MediaFormat.PCMA, ILBC).telephoneEvents(true));
        var offer = sdp("m=audio 6000 RTP/AVP 120 8 96", "a=rtpmap:120 iLBC/8000", "a=rtpmap:96 telephone-event/8000");
        var agreement = answered(OfferAnswer.answer(ours, offer));
        var hold = OfferAnswer.reoffer(ours.withDirection(Direction.SENDONLY), agreement);
        assertThat(hold.description().media().get(0).formats()).containsExactly("120", "8", "96");
        assertThat(hold.description().origin().version()).isEqualTo("2");
    }

    @Test
    void aNumberNeverChangesItsMeaning() {
        // RFC 3264 §8.3.2: 96 was iLBC for us, so it cannot become opus when the peer numbers so later.
        var ours = session(audio(ILBC, OPUS));
        var agreement = agreed(OfferAnswer.accept(
                        OfferAnswer.createOffer(ours), sdp("m=audio 6000 RTP/AVP 96", "a=rtpmap:96 iLBC/8000")))
                .agreement();
        var swapped = sdp("m=audio 6000 RTP/AVP 96 97", "a=rtpmap:96 opus/48000/2", "a=rtpmap:97 iLBC/8000");
        var later = answered(OfferAnswer.answer(ours, swapped, agreement));
        assertThat(later.local().media().get(0).payloads())
                .containsExactly(new PayloadMapping(97, OPUS), new PayloadMapping(96, ILBC));
        assertThat(later.audio().orElseThrow().sendFormat().payloadType()).isEqualTo(96);
        assertThat(later.audio().orElseThrow().receiveFormats().get(0).payloadType())
                .isEqualTo(97);
    }

    @Test
    void anotherPortIsOfferedInPlace() {
        var agreement = agreed(OfferAnswer.accept(OfferAnswer.createOffer(phone()), sdp("m=audio 6000 RTP/AVP 8 0")))
                .agreement();
        var moved = phone().withMedia(0, phone().media().get(0).withRtp(at("192.0.2.99", 4400)));
        var offer = OfferAnswer.reoffer(moved, agreement).description();
        assertThat(offer.rtpAddressOf(0)).contains(new MediaAddress("192.0.2.99", 4400));
        assertThat(offer.origin().address()).isEqualTo("192.0.2.1");
        assertThat(offer.origin().version()).isEqualTo("2");
    }

    @Test
    void streamsComeAndGoWithoutMovingTheOthers() {
        var video = LocalMedia.of("video", at("192.0.2.1", 5000))
                .formats(MediaFormat.of("H261", 90_000))
                .build();
        var both = phone().withMedia(List.of(phone().media().get(0), video));
        var agreement = agreed(OfferAnswer.accept(
                        OfferAnswer.createOffer(both), sdp("m=audio 6000 RTP/AVP 8", "m=video 7000 RTP/AVP 31")))
                .agreement();
        var audioOff = both.withMedia(0, both.media().get(0).withEnabled(false));
        var offer = OfferAnswer.reoffer(audioOff, agreement);
        assertThat(offer.description().media().get(0).isDisabled()).isTrue();
        assertThat(offer.description().media().get(1).port()).isEqualTo(5000);
        var less = agreed(OfferAnswer.accept(offer, sdp("m=audio 0 RTP/AVP 8", "m=video 7000 RTP/AVP 31")))
                .agreement();
        assertThat(less.media().get(0).verdict()).isEqualTo(MediaVerdict.PORT_ZERO);
        var again = OfferAnswer.reoffer(both, less);
        assertThat(again.description().media()).hasSize(2);
        assertThat(again.description().media().get(0).port()).isEqualTo(4000);
    }

    @Test
    void theSameOfferAgainIsAnsweredTheSame() {
        var offer = sdp("m=audio 6000 RTP/AVP 8 0");
        var first = answered(OfferAnswer.answer(phone(), offer));
        assertThat(answered(OfferAnswer.answer(phone(), offer, first)).local()).isEqualTo(first.local());
    }

    @Test
    void aLaterOfferWithoutACommonCodecIsRefusedAndLeavesTheAgreement() {
        var first = answered(OfferAnswer.answer(phone(), sdp("m=audio 6000 RTP/AVP 8")));
        assertThat(refused(OfferAnswer.answer(phone(), sdp("m=audio 6000 RTP/AVP 18"), first))
                        .warningCode())
                .isEqualTo(305);
    }

    @Test
    void aPeerMayRemoveItsOnlyStream() {
        var first = answered(OfferAnswer.answer(phone(), sdp("m=audio 6000 RTP/AVP 8")));
        var gone = answered(OfferAnswer.answer(phone(), sdp("m=audio 0 RTP/AVP 8"), first));
        assertThat(gone.media().get(0).verdict()).isEqualTo(MediaVerdict.PORT_ZERO);
        assertThat(gone.local().media().get(0).isDisabled()).isTrue();
        assertThat(gone.local().origin().version()).isEqualTo("2");
    }

    @Test
    void whatCannotBeAnnouncedIsRefusedWhenItIsSaid() {
        assertThatThrownBy(() -> LocalMedia.audio(at("0.0.0.0", 4000))).hasMessageContaining("0.0.0.0:4000");
        assertThatThrownBy(() -> LocalMedia.audio(at("192.0.2.1", 0))).hasMessageContaining("port");
        assertThatThrownBy(() -> audio().build()).hasMessageContaining("at least one format");
        assertThatThrownBy(() -> audio(MediaFormat.PCMA, MediaFormat.PCMA)).hasMessageContaining("twice");
    }

    /** RFC 4733 §2.1: 8000 Hz is the default, and all that some phones know. */
    @Test
    void telephoneEventsAreOfferedAtTheClockOfEachCodecAndAt8000() {
        var offer = OfferAnswer.createOffer(session(audio(OPUS).telephoneEvents(true)));
        assertThat(offer.description().toString())
                .contains("RTP/AVP 96 97 101\r\n")
                .contains("a=rtpmap:97 telephone-event/48000\r\n")
                .contains("a=rtpmap:101 telephone-event/8000\r\n");
        var answer =
                sdp("m=audio 6000 RTP/AVP 96 101", "a=rtpmap:96 opus/48000/2", "a=rtpmap:101 telephone-event/8000");
        var stream =
                agreed(OfferAnswer.accept(offer, answer)).agreement().audio().orElseThrow();
        assertThat(stream.telephoneEventToSend().orElseThrow().format().clockRate())
                .isEqualTo(8000);
    }
}
