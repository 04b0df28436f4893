package io.switchhook.sdp.negotiation;

import static io.switchhook.sdp.negotiation.Parties.agreed;
import static io.switchhook.sdp.negotiation.Parties.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaAddress;
import io.switchhook.sdp.Origin;
import io.switchhook.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a B2BUA does that relays media: one offer goes through it, its answer comes back, later legs are joined. */
class LegMatchTest {
    private static final InetAddress RELAY = IpLiteral.parse("192.0.2.50").orElseThrow();
    private static final Origin TOWARDS_A = Origin.of("-", 10, 1, RELAY);
    private static final Origin TOWARDS_B = Origin.of("-", 20, 1, RELAY);
    private static final String TE = "a=rtpmap:101 telephone-event/8000";

    /** Both legs after one call went through. */
    private record Call(Agreement a, Agreement b) {
        static Call through(SessionDescription offerOfA, SessionDescription answerOfB) {
            var towardsB = Offer.of(offerOfA.withRelay(RELAY, List.of(30_000)).withOrigin(TOWARDS_B));
            var b = agreed(OfferAnswer.accept(towardsB, answerOfB)).agreement();
            var towardsA = answerOfB.withRelay(RELAY, List.of(30_002)).withOrigin(TOWARDS_A);
            return new Call(OfferAnswer.relayedAnswer(offerOfA, towardsA), b);
        }
    }

    @Test
    void aCallThatWentThroughIsCompatible() {
        var call = Call.through(sdp("m=audio 6000 RTP/AVP 8 0 101", TE), sdp("m=audio 7000 RTP/AVP 8 101", TE));
        assertThat(OfferAnswer.compare(call.a(), call.b())).isEqualTo(new LegMatch.Compatible());
        assertThat(call.a().audio().orElseThrow().remoteRtp()).isEqualTo(new MediaAddress("198.51.100.9", 6000));
        assertThat(call.b().audio().orElseThrow().remoteRtp()).isEqualTo(new MediaAddress("198.51.100.9", 7000));
        assertThat(call.a().local().origin()).isEqualTo(TOWARDS_A);
        assertThat(call.b().local().rtpAddressOf(0)).contains(new MediaAddress("192.0.2.50", 30_000));
    }

    @Test
    void holdThatPassedThroughIsCompatibleToo() {
        var call =
                Call.through(sdp("m=audio 6000 RTP/AVP 8", "a=sendonly"), sdp("m=audio 7000 RTP/AVP 8", "a=recvonly"));
        assertThat(OfferAnswer.compare(call.a(), call.b()).kind()).isEqualTo(LegMatch.Kind.COMPATIBLE);
        assertThat(call.a().audio().orElseThrow().direction()).isEqualTo(Direction.RECVONLY);
        assertThat(call.b().audio().orElseThrow().direction()).isEqualTo(Direction.SENDONLY);
    }

    /** A talks PCMA with events under 101; C was called anew after a transfer. */
    @ParameterizedTest
    @CsvSource({
        "8 101,telephone-event/8000,101,sendrecv,",
        "0 101,telephone-event/8000,101,sendrecv,FORMATS",
        "8 96,telephone-event/8000,96,sendrecv,TELEPHONE_EVENTS",
        "8,none/8000,99,sendrecv,TELEPHONE_EVENTS",
        "8 101,telephone-event/8000,101,recvonly,DIRECTION",
        "118 101,telephone-event/8000,101,sendrecv,PAYLOAD_NUMBERS"
    })
    void aJoinedLegIsComparedInAllThatMatters(
            String formats, String named, String number, String direction, LegMatch.Difference difference) {
        var answerOfB = sdp("m=audio 7000 RTP/AVP 8 101", TE);
        var a = Call.through(sdp("m=audio 6000 RTP/AVP 8 101", TE), answerOfB).a();
        var offeredToC = sdp(
                "m=audio 30000 RTP/AVP " + formats,
                "a=rtpmap:" + number + " " + named,
                "a=rtpmap:118 PCMA/8000",
                "a=sendrecv");
        var answerOfC = sdp(
                "m=audio 9000 RTP/AVP " + formats,
                "a=rtpmap:" + number + " " + named,
                "a=rtpmap:118 PCMA/8000",
                "a=" + direction);
        var c = agreed(OfferAnswer.accept(Offer.of(offeredToC), answerOfC)).agreement();
        var match = OfferAnswer.compare(a, c);
        if (difference == null) {
            assertThat(match.kind()).isEqualTo(LegMatch.Kind.COMPATIBLE);
        } else {
            assertThat(match).isInstanceOfSatisfying(LegMatch.NeedsReoffer.class, needs -> {
                assertThat(needs.differences()).containsExactly(difference);
                assertThat(needs.why()).isNotEmpty().allMatch(w -> w.startsWith("m= line 1: "));
            });
        }
    }

    @Test
    void aCodecThatOnlyOneLegMaySendIsADifferenceEitherWay() {
        var narrow = Call.through(sdp("m=audio 6000 RTP/AVP 8"), sdp("m=audio 7000 RTP/AVP 8"));
        var wide = Call.through(sdp("m=audio 6000 RTP/AVP 8 0"), sdp("m=audio 7000 RTP/AVP 8 0"));
        assertThat(formatsDiffer(OfferAnswer.compare(narrow.a(), wide.b()))).isTrue();
        assertThat(formatsDiffer(OfferAnswer.compare(wide.a(), narrow.b()))).isTrue();
    }

    private static boolean formatsDiffer(LegMatch match) {
        return match instanceof LegMatch.NeedsReoffer needs
                && needs.differences().contains(LegMatch.Difference.FORMATS);
    }

    @Test
    void aStreamThatOneLegLacksIsADifference() {
        var with = Call.through(sdp("m=audio 6000 RTP/AVP 8"), sdp("m=audio 7000 RTP/AVP 8"));
        var without = Call.through(sdp("m=audio 6000 RTP/AVP 8"), sdp("m=audio 0 RTP/AVP 8"));
        assertThat(OfferAnswer.compare(with.a(), without.b()))
                .isInstanceOfSatisfying(
                        LegMatch.NeedsReoffer.class,
                        n -> assertThat(n.differences()).containsExactly(LegMatch.Difference.MEDIA_LINES));
        assertThat(without.a().media().get(0).verdict()).isEqualTo(MediaVerdict.DISABLED);
    }

    @Test
    void aLegWithHistoryIsOfferedAnotherLegsDescriptionInItsOwnSession() {
        var offerOfA = sdp("m=audio 6000 RTP/AVP 8", "m=video 6002 RTP/AVP 31");
        var answer = sdp("m=audio 7000 RTP/AVP 8", "m=video 7002 RTP/AVP 31")
                .withRelay(RELAY, List.of(30_000, 30_002))
                .withOrigin(TOWARDS_A);
        var a = OfferAnswer.relayedAnswer(offerOfA, answer);
        var descriptionOfC = sdp("m=audio 9000 RTP/AVP 0");
        var toA = OfferAnswer.continuing(descriptionOfC.withRelay(RELAY, List.of(30_000)), a.local());
        assertThat(toA.origin()).isEqualTo(TOWARDS_A.withNextVersion());
        assertThat(toA.media()).hasSize(2);
        assertThat(toA.media().get(0).formats()).containsExactly("0");
        assertThat(toA.media().get(1).isDisabled()).isTrue();
        assertThat(OfferAnswer.continuing(toA, toA)).isEqualTo(toA);
    }

    @Test
    void aRelayedAnswerThatDoesNotFitLeavesNoStream() {
        var a = OfferAnswer.relayedAnswer(
                sdp("m=audio 6000 RTP/AVP 8", "m=video 1 RTP/AVP 31"), sdp("m=audio 7 RTP/AVP 0"));
        assertThat(a.media())
                .extracting(AgreedMedia::verdict)
                .containsExactly(MediaVerdict.NO_COMMON_FORMAT, MediaVerdict.DISABLED);
    }
}
