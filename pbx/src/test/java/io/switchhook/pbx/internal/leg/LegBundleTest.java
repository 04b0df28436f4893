package io.switchhook.pbx.internal.leg;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sdp.SessionDescription;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Groups of one line, for pages that take no description without a group: RFC 9143 §7. */
class LegBundleTest {
    private final LegBundle bundle = new LegBundle();

    private static SessionDescription read(String... lines) {
        return SessionDescription.parse(
                "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n" + String.join("\r\n", lines) + "\r\n");
    }

    private static SessionDescription relayed(int videoPort) {
        return read(
                "m=audio 20000 RTP/AVP 0",
                "c=IN IP4 198.51.100.1",
                "a=mid:theirs",
                "m=video " + videoPort + " RTP/AVP 97",
                "c=IN IP4 198.51.100.1");
    }

    /** As a page with {@code bundlePolicy: "max-bundle"} offers audio and video. */
    private static SessionDescription page() {
        return read(
                "a=group:BUNDLE 0 1",
                "m=audio 9 UDP/TLS/RTP/SAVPF 0",
                "c=IN IP4 0.0.0.0",
                "a=mid:0",
                "m=video 0 UDP/TLS/RTP/SAVPF 97",
                "c=IN IP4 0.0.0.0",
                "a=mid:1",
                "a=bundle-only");
    }

    @Test
    void firstLineThatIsInUseIsTheGroupOfTheAnswer() {
        var answer = bundle.answering(relayed(0), page()).toString();
        assertThat(answer)
                .contains("a=group:BUNDLE 0\r\n")
                .contains("a=mid:0\r\n")
                .contains("a=mid:1\r\n")
                .doesNotContain("theirs");
    }

    @Test
    void lineThatIsRefusedIsNotInTheGroup() {
        var offer = SessionDescription.parse(page().toString().replace("m=video 0", "m=video 9"));
        var answer = relayed(20_002).withMedia(0, relayed(0).media().get(0).refused());
        assertThat(bundle.answering(answer, offer).toString()).contains("a=group:BUNDLE 1\r\n");
        var none = answer.withMedia(1, answer.media().get(1).refused());
        assertThat(bundle.answering(none, offer).toString()).doesNotContain("a=group");
    }

    @Test
    void offerWithoutAGroupIsAnsweredWithoutOne() {
        var plain = read("m=audio 4000 RTP/AVP 0", "c=IN IP4 192.0.2.1", "m=video 0 RTP/AVP 97");
        assertThat(bundle.answering(relayed(0), plain).toString())
                .doesNotContain("a=group")
                .doesNotContain("a=mid");
    }

    @Test
    void pageIsOfferedAGroupAndOthersAreNot() {
        assertThat(bundle.offering(relayed(0), Optional.empty())).isEqualTo(relayed(0));
        bundle.offer(true);
        assertThat(bundle.offering(relayed(0), Optional.empty()).toString())
                .contains("a=group:BUNDLE theirs\r\n")
                .contains("a=mid:theirs\r\n")
                .contains("a=mid:1\r\n");
    }

    @Test
    void laterOfferKeepsTheTagsThatThePageKnows() {
        assertThat(bundle.offering(relayed(0), Optional.of(page())).toString())
                .contains("a=group:BUNDLE 0\r\n")
                .contains("a=mid:0\r\n")
                .doesNotContain("theirs");
    }

    @Test
    void severalLinesThatHaveWaysOfTheirOwnAreNoGroup() {
        var balanced = SessionDescription.parse(page().toString().replace("m=video 0", "m=video 9"));
        assertThat(bundle.answering(relayed(20_002), balanced).toString()).doesNotContain("a=group");
        bundle.offer(true);
        assertThat(bundle.offering(relayed(20_002), Optional.empty()).toString())
                .doesNotContain("a=group")
                .contains("a=mid:1\r\n");
    }

    @Test
    void groupThatStandsIsKeptAndTakesNoOtherLine() {
        bundle.answering(relayed(0), page());
        var more = SessionDescription.parse(page().toString().replace("m=video 0", "m=video 9"));
        assertThat(bundle.answering(relayed(20_002), more).toString())
                .contains("a=group:BUNDLE 0\r\n")
                .contains("m=video 0 ");
    }

    @Test
    void lineOfChromiumWithoutCandidatesHasNoWayOfItsOwn() {
        var offer = SessionDescription.parse(page().toString()
                .replace("m=video 0", "m=video 9")
                .replace("a=bundle-only\r\n", "a=ice-ufrag:page\r\n")
                .replace(
                        "a=mid:0\r\n",
                        "a=mid:0\r\na=ice-ufrag:page\r\na=candidate:1 1 udp 1 192.0.2.1 4000 typ host\r\n"));
        assertThat(LegBundle.isWithoutOwnWay(offer, 0)).isFalse();
        assertThat(LegBundle.isWithoutOwnWay(offer, 1)).isTrue();
        assertThat(LegBundle.isWithoutOwnWay(relayed(20_002), 1)).isFalse();
    }
}
