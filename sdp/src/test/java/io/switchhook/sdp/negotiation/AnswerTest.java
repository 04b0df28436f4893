package io.switchhook.sdp.negotiation;

import static io.switchhook.sdp.negotiation.Parties.ILBC;
import static io.switchhook.sdp.negotiation.Parties.OPUS;
import static io.switchhook.sdp.negotiation.Parties.answered;
import static io.switchhook.sdp.negotiation.Parties.at;
import static io.switchhook.sdp.negotiation.Parties.audio;
import static io.switchhook.sdp.negotiation.Parties.phone;
import static io.switchhook.sdp.negotiation.Parties.refused;
import static io.switchhook.sdp.negotiation.Parties.sdp;
import static io.switchhook.sdp.negotiation.Parties.session;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaAddress;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SdpSamples;
import io.switchhook.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
    private static final PayloadMapping PCMA = new PayloadMapping(8, MediaFormat.PCMA);
    private static final PayloadMapping PCMU = new PayloadMapping(0, MediaFormat.PCMU);

    @Test
    void theOfferOfTheRejectArticleIsAnsweredCorrectly() {
        var ours = session(
                audio(MediaFormat.PCMU, MediaFormat.PCMA, MediaFormat.G722).telephoneEvents(true));
        var agreement = answered(OfferAnswer.answer(ours, SessionDescription.parse(SdpSamples.REJECT_ARTICLE)));
        assertThat(agreement.local())
                .hasToString(SdpSamples.crlf(
                        "v=0",
                        "o=- 1000 1 IN IP4 192.0.2.1",
                        "s=-",
                        "c=IN IP4 192.0.2.1",
                        "t=0 0",
                        "m=audio 4000 RTP/AVP 8 0 9 101",
                        "a=rtpmap:8 PCMA/8000",
                        "a=rtpmap:0 PCMU/8000",
                        "a=rtpmap:9 G722/8000",
                        "a=rtpmap:101 telephone-event/8000",
                        "a=fmtp:101 0-15",
                        "a=sendrecv"));
        var audio = agreement.audio().orElseThrow();
        assertThat(audio.sendFormat()).isEqualTo(PCMA);
        assertThat(audio.telephoneEventToSend())
                .contains(new PayloadMapping(101, MediaFormat.telephoneEvent(8000, "")));
        assertThat(audio.telephoneEventsToReceive())
                .containsExactly(new PayloadMapping(101, MediaFormat.telephoneEvent(8000, "0-15")));
        assertThat(audio.remoteRtp()).isEqualTo(new MediaAddress("192.168.115.149", 8653));
        assertThat(audio.remoteRtcp()).contains(new MediaAddress("192.168.115.149", 8654));
        assertThat(audio.sendPtimeMillis()).isEqualTo(20);
        assertThat(audio.direction()).isEqualTo(Direction.SENDRECV);
        assertThat(agreement.media().get(0).verdict()).isEqualTo(MediaVerdict.ACCEPTED);
    }

    @Test
    void aTelephoneEventListedFirstIsNeverTheCodec() {
        var offer = sdp("m=audio 6000 RTP/AVP 101 0", "a=rtpmap:101 telephone-event/8000");
        var agreement = answered(OfferAnswer.answer(phone(), offer));
        assertThat(agreement.local().media().get(0).formats()).containsExactly("0", "101");
        assertThat(agreement.audio().orElseThrow().sendFormat()).isEqualTo(PCMU);
    }

    @Test
    void telephoneEventsAloneAreNoCommonCodec() {
        var offer = sdp("m=audio 6000 RTP/AVP 18 101", "a=rtpmap:101 telephone-event/8000");
        var refusal = refused(OfferAnswer.answer(phone(), offer));
        assertThat(refusal.warningCode()).isEqualTo(305);
        assertThat(refusal.reason()).contains("G729/8000").contains("PCMA/8000");
        assertThat(refusal.media().get(0).verdict()).isEqualTo(MediaVerdict.NO_COMMON_FORMAT);
        assertThat(refusal.allRefused().media().get(0).toString()).isEqualTo("m=audio 0 RTP/AVP 18 101\r\n");
    }

    @Test
    void telephoneEventsAreLeftOutWhenWeDoNotWantThem() {
        var offer = sdp("m=audio 6000 RTP/AVP 0 101", "a=rtpmap:101 telephone-event/8000");
        var agreement = answered(OfferAnswer.answer(session(audio(MediaFormat.PCMU)), offer));
        assertThat(agreement.local().media().get(0).formats()).containsExactly("0");
        assertThat(agreement.audio().orElseThrow().telephoneEventToSend()).isEmpty();
    }

    @Test
    void telephoneEventsGoAtTheClockRateOfTheCodec() {
        var offer = sdp(
                "m=audio 6000 RTP/AVP 111 0 101 110",
                "a=rtpmap:111 opus/48000/2",
                "a=rtpmap:101 telephone-event/8000",
                "a=rtpmap:110 telephone-event/48000");
        var both = session(audio(OPUS, MediaFormat.PCMU).telephoneEvents(true));
        var agreed = answered(OfferAnswer.answer(both, offer)).audio().orElseThrow();
        assertThat(agreed.telephoneEventToSend().map(PayloadMapping::payloadType))
                .contains(110);
        assertThat(agreed.telephoneEventsToReceive())
                .extracting(PayloadMapping::payloadType)
                .containsExactly(101, 110);
        var narrow = session(audio(MediaFormat.PCMU).telephoneEvents(true));
        var agreedNarrow = answered(OfferAnswer.answer(narrow, offer)).audio().orElseThrow();
        assertThat(agreedNarrow.telephoneEventToSend().map(PayloadMapping::payloadType))
                .contains(101);
        var eightOnly =
                sdp("m=audio 6000 RTP/AVP 111 101", "a=rtpmap:111 opus/48000/2", "a=rtpmap:101 telephone-event/8000");
        var wide = session(audio(OPUS).telephoneEvents(true));
        assertThat(answered(OfferAnswer.answer(wide, eightOnly))
                        .audio()
                        .orElseThrow()
                        .telephoneEventToSend())
                .map(PayloadMapping::payloadType)
                .contains(101);
    }

    @Test
    void theOrderIsTheOfferersUnlessToldOtherwise() {
        var offer = sdp("m=audio 6000 RTP/AVP 0 8");
        var theirs = answered(OfferAnswer.answer(phone(), offer));
        assertThat(theirs.local().media().get(0).formats()).containsExactly("0", "8");
        assertThat(theirs.audio().orElseThrow().sendFormat()).isEqualTo(PCMU);
        var ours = answered(OfferAnswer.answer(phone().withPreference(Preference.ANSWERER), offer));
        assertThat(ours.local().media().get(0).formats()).containsExactly("8", "0");
        assertThat(ours.audio().orElseThrow().sendFormat()).isEqualTo(PCMA);
    }

    @Test
    void oneCodecAloneCanBeAnsweredAndKeepsItsTelephoneEvents() {
        var offer = sdp("m=audio 6000 RTP/AVP 0 8 101", "a=rtpmap:101 telephone-event/8000");
        var agreement = answered(OfferAnswer.answer(phone().withSingleCodec(true), offer));
        assertThat(agreement.local().media().get(0).formats()).containsExactly("0", "101");
    }

    /** RFC 3264 §6.1, with the direction we may act on. */
    @ParameterizedTest
    @CsvSource({
        "sendrecv,SENDRECV,SENDRECV,false",
        "sendonly,SENDRECV,RECVONLY,true",
        "recvonly,SENDRECV,SENDONLY,false",
        "inactive,SENDRECV,INACTIVE,true",
        "sendrecv,SENDONLY,SENDONLY,false",
        "sendonly,SENDONLY,INACTIVE,true",
        "recvonly,SENDONLY,SENDONLY,false",
        "sendonly,INACTIVE,INACTIVE,true"
    })
    void theDirectionFollowsFromTheirsAndOurWish(String offered, Direction wish, Direction answer, boolean held) {
        var offer = sdp("m=audio 6000 RTP/AVP 0", "a=" + offered);
        var agreement = answered(OfferAnswer.answer(phone().withDirection(wish), offer));
        assertThat(agreement.local().directionOf(0)).isEqualTo(answer);
        assertThat(agreement.audio().orElseThrow().direction()).isEqualTo(answer);
        assertThat(agreement.audio().orElseThrow().isHeldByPeer()).isEqualTo(held);
    }

    @Test
    void theOldHoldStopsOurSendingButNotTheAnswersDirection() {
        // RFC 6337 §5.4: the attribute follows the offered attribute; nothing is sent to 0.0.0.0.
        var offer = sdp("m=audio 6000 RTP/AVP 0", "c=IN IP4 0.0.0.0");
        var agreement = answered(OfferAnswer.answer(phone(), offer));
        var audio = agreement.audio().orElseThrow();
        assertThat(agreement.local().directionOf(0)).isEqualTo(Direction.SENDRECV);
        assertThat(audio.direction()).isEqualTo(Direction.RECVONLY);
        assertThat(audio.isHeldByPeer()).isTrue();
        assertThat(audio.remoteRtp().socketAddress()).isEmpty();
    }

    @Test
    void videoIsRefusedAndAudioAccepted() {
        var offer = sdp("m=video 7000 RTP/AVP 31", "a=rtpmap:31 H261/90000", "m=audio 6000 RTP/AVP 8");
        var agreement = answered(OfferAnswer.answer(phone(), offer));
        assertThat(agreement.media())
                .extracting(AgreedMedia::verdict)
                .containsExactly(MediaVerdict.UNSUPPORTED_MEDIA, MediaVerdict.ACCEPTED);
        assertThat(agreement.local().media().get(0).toString()).isEqualTo("m=video 0 RTP/AVP 31\r\n");
        assertThat(agreement.media().get(1).position()).hasValue(0);
    }

    @Test
    void anOfferWithoutAudioIsRefused() {
        var refusal = refused(OfferAnswer.answer(
                phone(), sdp("m=video 7000 RTP/AVP 31", "m=application 7002 UDP/BFCP *", "m=image 7004 udptl t38")));
        assertThat(refusal.warningCode()).isEqualTo(304);
        assertThat(refusal.reason()).isEqualTo("we have no video");
        assertThat(refusal.allRefused().media()).hasSize(3).allMatch(m -> m.isDisabled());
    }

    @Test
    void manyLinesAreEachAnsweredInTheirPlace() {
        var lines = new ArrayList<>(Collections.nCopies(30, "m=video 7000 RTP/AVP 31"));
        lines.set(17, "m=audio 6000 RTP/AVP 8");
        lines.set(20, "m=audio 6002 RTP/AVP 8");
        lines.set(25, "m=audio 0 RTP/AVP 8");
        var agreement = answered(OfferAnswer.answer(phone(), sdp(lines.toArray(new String[0]))));
        assertThat(agreement.local().media()).hasSize(30);
        assertThat(agreement.local().activeMedia("audio")).containsExactly(17);
        assertThat(agreement.local().media()).filteredOn(m -> m.isDisabled()).hasSize(29);
        assertThat(agreement.media().get(20).verdict()).isEqualTo(MediaVerdict.NO_FREE_STREAM);
        assertThat(agreement.media().get(25).verdict()).isEqualTo(MediaVerdict.PORT_ZERO);
    }

    @Test
    void theSecondLineIsTakenWhenTheFirstHasATransportWeLack() {
        var offer = sdp("m=audio 6000 RTP/SAVP 8", "m=audio 6000 RTP/AVP 8");
        var agreement = answered(OfferAnswer.answer(phone(), offer));
        assertThat(agreement.media())
                .extracting(AgreedMedia::verdict)
                .containsExactly(MediaVerdict.UNSUPPORTED_PROTOCOL, MediaVerdict.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({
        "RTP/AVP, x, x, false",
        "RTP/SAVP, x, x, true",
        "UDP/TLS/RTP/SAVPF, x, x, true",
        "RTP/AVP, crypto:1 A inline:B, x, false",
        "RTP/AVP, crypto:1 A inline:B, crypto:1 A inline:C, true",
        "RTP/AVPF, fingerprint:sha-1 AA, fingerprint:sha-1 BB, true"
    })
    @DisplayName("RFC 8643 §3.1: SRTP may be agreed on beside RTP/AVP, by keys of both")
    void whetherALineIsSecure(String profile, String offered, String answered, boolean secure) {
        var offer = sdp("m=audio 6000 " + profile + " 8", "a=" + offered);
        var answer = sdp("m=audio 7000 " + profile + " 8", "a=" + answered);
        assertThat(OfferAnswer.relayedAnswer(offer, answer).isSecure(0)).isEqualTo(secure);
    }

    @Test
    @DisplayName("RFC 4585 §4.2: the answer has the profile of the offer, and no feedback that we do not know")
    void feedbackProfileIsAnsweredWithoutFeedbackAndKept() {
        var ours = session(audio(MediaFormat.PCMA).protocols("RTP/AVP", "RTP/AVPF"));
        var offer = sdp("m=audio 6000 RTP/AVPF 8", "a=rtcp-fb:* trr-int 3000", "a=rtcp-fb:8 nack", "a=rtcp-rsize");
        var agreement = answered(OfferAnswer.answer(ours, offer));
        assertThat(agreement.local().media().get(0).toString())
                .startsWith("m=audio 4000 RTP/AVPF 8\r\n")
                .doesNotContain("rtcp-");
        var hold = OfferAnswer.reoffer(ours.withDirection(Direction.SENDONLY), agreement);
        assertThat(hold.description().media().get(0).protocol()).isEqualTo("RTP/AVPF");
        var changed = answered(OfferAnswer.answer(ours, sdp("m=audio 6000 RTP/AVP 8"), agreement));
        assertThat(OfferAnswer.reoffer(ours, changed)
                        .description()
                        .media()
                        .get(0)
                        .protocol())
                .isEqualTo("RTP/AVP");
        var off = answered(OfferAnswer.answer(ours, sdp("m=audio 0 RTP/AVPF 8"), agreement));
        assertThat(OfferAnswer.reoffer(ours, off).description().media().get(0).protocol())
                .isEqualTo("RTP/AVP");
        assertThat(OfferAnswer.createOffer(ours).description().media().get(0).protocol())
                .isEqualTo("RTP/AVP");
    }

    @ParameterizedTest
    @CsvSource({
        "m=audio 6000 RTP/SAVP 8,UNSUPPORTED_PROTOCOL,302",
        "m=audio 6000 RTP/AVPF 8,UNSUPPORTED_PROTOCOL,302",
        "m=audio 6000 RTP/AVP 18,NO_COMMON_FORMAT,305",
        "m=audio 6000 RTP/AVP 96,NO_COMMON_FORMAT,305",
        "m=text 6000 RTP/AVP 98,UNSUPPORTED_MEDIA,304"
    })
    void eachRefusalHasItsReason(String line, MediaVerdict verdict, int warning) {
        var refusal = refused(OfferAnswer.answer(phone(), sdp(line)));
        assertThat(refusal.media().get(0).verdict()).isEqualTo(verdict);
        assertThat(refusal.warningCode()).isEqualTo(warning);
        assertThat(refusal.reason()).isNotBlank();
    }

    @Test
    void aReasonQuotesThePeerBrieflyAndWithoutControlCharacters() {
        var numbers = new StringBuilder();
        for (int i = 96; i < 128; i++) {
            numbers.append(' ').append(i);
        }
        assertThat(refused(OfferAnswer.answer(phone(), sdp("m=audio 6000 RTP/AVP" + numbers)))
                        .reason())
                .contains("96 97 98 99 100 101 102 103)");
        assertThat(refused(OfferAnswer.answer(phone(), sdp("m=audio 6000 RTP\u0007 8")))
                        .reason())
                .startsWith("RTP\\x07 was offered");
    }

    @Test
    void addressesThatCannotBeUsedAreReasonsToo() {
        assertThat(verdict("m=audio 6000 RTP/AVP 8", "c=IN IP6 2001:db8::9"))
                .isEqualTo(MediaVerdict.INCOMPATIBLE_ADDRESS);
        assertThat(verdict("m=audio 6000 RTP/AVP 8", "c=IN IP4 224.2.1.1/127")).isEqualTo(MediaVerdict.MULTICAST);
        var nowhere = SessionDescription.parse("v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 6000 RTP/AVP 8\r\n");
        assertThat(refused(OfferAnswer.answer(phone(), nowhere)).media().get(0).verdict())
                .isEqualTo(MediaVerdict.NO_ADDRESS);
        var off = phone().withMedia(0, phone().media().get(0).withEnabled(false));
        assertThat(refused(OfferAnswer.answer(off, sdp("m=audio 6000 RTP/AVP 8")))
                        .media()
                        .get(0)
                        .verdict())
                .isEqualTo(MediaVerdict.DISABLED);
    }

    private static MediaVerdict verdict(String... lines) {
        return refused(OfferAnswer.answer(phone(), sdp(lines))).media().get(0).verdict();
    }

    @Test
    void anIpv6OfferIsAnsweredFromAnIpv6Address() {
        var offer = SessionDescription.parse(
                "v=0\r\no=- 1 1 IN IP6 2001:db8::9\r\ns=-\r\nc=IN IP6 2001:db8::9\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8\r\n");
        var ours = session(LocalMedia.audio(at("2001:db8::1", 4000)).formats(MediaFormat.PCMA));
        var agreement = answered(OfferAnswer.answer(ours, offer));
        assertThat(agreement.local().toString()).contains("c=IN IP6 2001:db8::1\r\n");
        assertThat(agreement.audio().orElseThrow().remoteRtp()).isEqualTo(new MediaAddress("2001:db8::9", 6000));
    }

    @Test
    void anOfferOfNoLinesIsAnsweredWithNone() {
        var empty = SessionDescription.parse("v=0\r\no=- 1 1 IN IP4 198.51.100.9\r\ns=-\r\nt=0 0\r\n");
        var agreement = answered(OfferAnswer.answer(phone(), empty));
        assertThat(agreement.local().media()).isEmpty();
        assertThat(agreement.audio()).isEmpty();
    }

    @Test
    void theTimeOfTheOfferIsRepeated() {
        var offer = SessionDescription.parse(
                "v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 198.51.100.9\r\nt=1153134164 1153137764\r\nm=audio 6 RTP/AVP 8\r\n");
        assertThat(answered(OfferAnswer.answer(phone(), offer)).local().timing())
                .isEqualTo(offer.timing());
    }

    @Test
    void rtcpIsMultiplexedWhenBothWantIt() {
        var offer = sdp("m=audio 6000 RTP/AVP 8", "a=rtcp-mux", "a=rtcp:6000");
        var without = answered(OfferAnswer.answer(phone(), offer));
        assertThat(without.local().media().get(0).rtcpMux()).isFalse();
        assertThat(without.audio().orElseThrow().rtcpMux()).isFalse();
        var mux = session(audio(MediaFormat.PCMA).rtcpMux(true));
        var agreed = answered(OfferAnswer.answer(mux, offer));
        assertThat(agreed.local().media().get(0).rtcpMux()).isTrue();
        assertThat(agreed.audio().orElseThrow().remoteRtcp()).contains(new MediaAddress("198.51.100.9", 6000));
        assertThat(answered(OfferAnswer.answer(mux, sdp("m=audio 6000 RTP/AVP 8")))
                        .local()
                        .media()
                        .get(0)
                        .rtcpMux())
                .isFalse();
    }

    @Test
    void ourRtcpPortIsToldWhenItIsNotTheNextOne() {
        var next = session(audio(MediaFormat.PCMA).rtcp(at("192.0.2.1", 4001)));
        var offer = sdp("m=audio 6000 RTP/AVP 8");
        assertThat(answered(OfferAnswer.answer(next, offer)).local().toString()).doesNotContain("a=rtcp:");
        var other = session(audio(MediaFormat.PCMA).rtcp(at("192.0.2.1", 4100)));
        assertThat(answered(OfferAnswer.answer(other, offer)).local().toString())
                .contains("a=rtcp:4100\r\n");
        var elsewhere = session(audio(MediaFormat.PCMA).rtcp(at("192.0.2.7", 4001)));
        assertThat(answered(OfferAnswer.answer(elsewhere, offer)).local().toString())
                .contains("a=rtcp:4001 IN IP4 192.0.2.7\r\n");
    }

    @ParameterizedTest
    @CsvSource({"a=ptime:30,30", "a=ptime:0,20", "a=maxptime:10,10", "a=ptime:5000,20", "a=ptime:20.5,20", "a=x:1,20"})
    void thePacketTimeIsThePeersWishWithinReason(String attribute, int expected) {
        var offer = sdp("m=audio 6000 RTP/AVP 8", attribute);
        assertThat(answered(OfferAnswer.answer(phone(), offer))
                        .audio()
                        .orElseThrow()
                        .sendPtimeMillis())
                .isEqualTo(expected);
    }

    @Test
    void encodingNamesAreComparedWithoutCaseAndDynamicNumbersAreTheOfferers() {
        var offer = sdp("m=audio 6000 RTP/AVP 120 97", "a=rtpmap:120 pcma/8000/1", "a=rtpmap:97 ILBC/8000");
        var agreement = answered(OfferAnswer.answer(session(audio(ILBC, MediaFormat.PCMA)), offer));
        assertThat(agreement.local().media().get(0).formats()).containsExactly("120", "97");
        assertThat(agreement.audio().orElseThrow().sendFormat())
                .isEqualTo(new PayloadMapping(120, MediaFormat.of("pcma", 8000)));
        assertThat(agreement.local().media().get(0).payload(97).orElseThrow().format())
                .isEqualTo(ILBC);
    }

    @Test
    void parametersThatChangeTheBitsMustAgree() {
        var aligned = new MediaFormat("AMR", 8000, 1, "octet-align=1");
        var offer = sdp(
                "m=audio 6000 RTP/AVP 98 99 9",
                "a=rtpmap:98 AMR/8000",
                "a=rtpmap:99 AMR/8000",
                "a=fmtp:99 octet-align=1; mode-set=7",
                "a=rtpmap:9 G722/16000");
        var agreement = answered(OfferAnswer.answer(session(audio(aligned, MediaFormat.G722)), offer));
        assertThat(agreement.local().media().get(0).formats()).containsExactly("99", "9");
    }
}
