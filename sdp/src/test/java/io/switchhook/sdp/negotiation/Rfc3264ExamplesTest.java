package io.switchhook.sdp.negotiation;

import static io.switchhook.sdp.negotiation.Parties.agreed;
import static io.switchhook.sdp.negotiation.Parties.answered;
import static io.switchhook.sdp.negotiation.Parties.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.Origin;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SdpSamples;
import io.switchhook.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RFC 3264 §10, both exchanges, both sides. Ours differ from the print in what the RFC leaves open: addresses instead
 * of host names, a=sendrecv written out, no attributes on a refused line (§8.2), a dash as name.
 */
class Rfc3264ExamplesTest {
    private static final String ALICE = "192.0.2.10";
    private static final String BOB = "192.0.2.20";
    private static final MediaFormat H261 = MediaFormat.of("H261", 90_000);
    private static final MediaFormat MPV = MediaFormat.of("MPV", 90_000);
    private static final MediaFormat G723 = MediaFormat.of("G723", 8000);
    private static final MediaFormat G729 = MediaFormat.of("G729", 8000);
    /** As printed in §10.1, with the s. */
    private static final MediaFormat EVENTS = MediaFormat.of("telephone-events", 8000);

    private static LocalSession party(String user, long id, long version, String host, LocalMediaBuilder... media) {
        var origin = Origin.of(user, id, version, at(host, 1).getAddress());
        var built = new ArrayList<LocalMedia>();
        for (var each : media) {
            built.add(each.build());
        }
        return new LocalSession(origin, "-", built, Preference.OFFERER, false);
    }

    private static LocalMediaBuilder audio(InetSocketAddress rtp, MediaFormat... formats) {
        return LocalMedia.audio(rtp).formats(formats);
    }

    private static LocalMediaBuilder video(InetSocketAddress rtp, MediaFormat... formats) {
        return LocalMedia.of("video", rtp).formats(formats);
    }

    private static String[] alicesOffer() {
        return new String[] {
            "v=0",
            "o=alice 2890844526 2890844526 IN IP4 192.0.2.10",
            "s=-",
            "c=IN IP4 192.0.2.10",
            "t=0 0",
            "m=audio 49170 RTP/AVP 0",
            "a=rtpmap:0 PCMU/8000",
            "a=sendrecv",
            "m=video 51372 RTP/AVP 31",
            "a=rtpmap:31 H261/90000",
            "a=sendrecv",
            "m=video 53000 RTP/AVP 32",
            "a=rtpmap:32 MPV/90000",
            "a=sendrecv"
        };
    }

    @Test
    void section10Dot1BasicExchange() {
        var alice = party(
                "alice",
                2890844526L,
                2890844526L,
                ALICE,
                audio(at(ALICE, 49170), MediaFormat.PCMU),
                video(at(ALICE, 51372), H261),
                video(at(ALICE, 53000), MPV));
        var bob = party(
                "bob",
                2890844730L,
                2890844730L,
                BOB,
                audio(at(BOB, 49920), MediaFormat.PCMU),
                video(at(BOB, 53000), MPV));

        var offer = OfferAnswer.createOffer(alice);
        assertThat(offer.description()).hasToString(SdpSamples.crlf(alicesOffer()));
        var bobs = answered(OfferAnswer.answer(bob, offer.description()));
        assertThat(bobs.local())
                .hasToString(SdpSamples.crlf(
                        "v=0",
                        "o=bob 2890844730 2890844730 IN IP4 192.0.2.20",
                        "s=-",
                        "c=IN IP4 192.0.2.20",
                        "t=0 0",
                        "m=audio 49920 RTP/AVP 0",
                        "a=rtpmap:0 PCMU/8000",
                        "a=sendrecv",
                        "m=video 0 RTP/AVP 31",
                        "m=video 53000 RTP/AVP 32",
                        "a=rtpmap:32 MPV/90000",
                        "a=sendrecv"));
        var alices = agreed(OfferAnswer.accept(offer, bobs.local())).agreement();
        assertThat(alices.media())
                .extracting(AgreedMedia::verdict)
                .containsExactly(MediaVerdict.ACCEPTED, MediaVerdict.REFUSED_BY_PEER, MediaVerdict.ACCEPTED);

        laterOfferOfSection10Dot1(alice, alices, bob, bobs);
    }

    private static void laterOfferOfSection10Dot1(
            LocalSession alice, Agreement alices, LocalSession bob, Agreement bobs) {
        var bobsMedia = new ArrayList<>(bob.media());
        bobsMedia.set(0, bobsMedia.get(0).withRtp(at(BOB, 65422)));
        bobsMedia.add(LocalMedia.audio(at(BOB, 51434))
                .format(new PayloadMapping(110, EVENTS))
                .direction(Direction.RECVONLY)
                .build());
        var later = OfferAnswer.reoffer(bob.withMedia(bobsMedia), bobs);
        assertThat(later.description())
                .hasToString(SdpSamples.crlf(
                        "v=0",
                        "o=bob 2890844730 2890844731 IN IP4 192.0.2.20",
                        "s=-",
                        "c=IN IP4 192.0.2.20",
                        "t=0 0",
                        "m=audio 65422 RTP/AVP 0",
                        "a=rtpmap:0 PCMU/8000",
                        "a=sendrecv",
                        "m=video 0 RTP/AVP 31",
                        "m=video 53000 RTP/AVP 32",
                        "a=rtpmap:32 MPV/90000",
                        "a=sendrecv",
                        "m=audio 51434 RTP/AVP 110",
                        "a=rtpmap:110 telephone-events/8000",
                        "a=recvonly"));

        var alicesMedia = new ArrayList<>(alice.media());
        alicesMedia.add(audio(at(ALICE, 53122), EVENTS).build());
        var accepted = answered(OfferAnswer.answer(alice.withMedia(alicesMedia), later.description(), alices));
        assertThat(accepted.local())
                .hasToString(SdpSamples.crlf(
                        "v=0",
                        "o=alice 2890844526 2890844527 IN IP4 192.0.2.10",
                        "s=-",
                        "c=IN IP4 192.0.2.10",
                        "t=0 0",
                        "m=audio 49170 RTP/AVP 0",
                        "a=rtpmap:0 PCMU/8000",
                        "a=sendrecv",
                        "m=video 0 RTP/AVP 31",
                        "m=video 53000 RTP/AVP 32",
                        "a=rtpmap:32 MPV/90000",
                        "a=sendrecv",
                        "m=audio 53122 RTP/AVP 110",
                        "a=rtpmap:110 telephone-events/8000",
                        "a=sendonly"));
        var bobsEnd = agreed(OfferAnswer.accept(later, accepted.local())).agreement();
        assertThat(bobsEnd.media().get(3).stream().orElseThrow().direction()).isEqualTo(Direction.RECVONLY);
        assertThat(accepted.media().get(0).stream().orElseThrow().remoteRtp().port())
                .isEqualTo(65422);
    }

    @Test
    void section10Dot2OneOfNCodecSelection() {
        var alice = party(
                "alice",
                2890844526L,
                2890844526L,
                ALICE,
                audio(at(ALICE, 62986), MediaFormat.PCMU, G723, G729).direction(Direction.INACTIVE));
        var bob = party("bob", 2890844730L, 2890844731L, BOB, audio(at(BOB, 54344), MediaFormat.PCMU, G723));

        var offer = OfferAnswer.createOffer(alice);
        assertThat(offer.description().toString())
                .contains("m=audio 62986 RTP/AVP 0 4 18\r\n")
                .endsWith("a=inactive\r\n");
        var bobs = answered(OfferAnswer.answer(bob, offer.description()));
        assertThat(bobs.local().toString())
                .contains("o=bob 2890844730 2890844731 ")
                .contains("m=audio 54344 RTP/AVP 0 4\r\n")
                .endsWith("a=inactive\r\n");
        var alices = agreed(OfferAnswer.accept(offer, bobs.local())).agreement();

        var locked = alice.withMedia(List.of(audio(at(ALICE, 62986), G723).build()));
        var update = OfferAnswer.reoffer(locked, alices);
        assertThat(update.description())
                .hasToString(SdpSamples.crlf(
                        "v=0",
                        "o=alice 2890844526 2890844527 IN IP4 192.0.2.10",
                        "s=-",
                        "c=IN IP4 192.0.2.10",
                        "t=0 0",
                        "m=audio 62986 RTP/AVP 4",
                        "a=rtpmap:4 G723/8000",
                        "a=sendrecv"));
        var end = answered(OfferAnswer.answer(bob, update.description(), bobs));
        assertThat(end.local().toString())
                .contains("o=bob 2890844730 2890844732 ")
                .contains("m=audio 54344 RTP/AVP 4\r\n")
                .endsWith("a=sendrecv\r\n");
        assertThat(end.audio().orElseThrow().sendPtimeMillis()).isEqualTo(30);
    }

    @Test
    void thePrintedDescriptionsAreAcceptedAsTheyStand() {
        var printed = String.join("\r\n", alicesOffer())
                .replace("192.0.2.10", "host.anywhere.com")
                .replace("s=-", "s=");
        var bob = party("bob", 1, 1, BOB, audio(at(BOB, 49920), MediaFormat.PCMU));
        var agreement = answered(OfferAnswer.answer(bob, SessionDescription.parse(printed)));
        assertThat(agreement.audio().orElseThrow().remoteRtp().host()).isEqualTo("host.anywhere.com");
        assertThat(agreement.audio().orElseThrow().remoteRtp().socketAddress()).isEmpty();
    }
}
