package io.switchhook.sdp.negotiation;

import static io.switchhook.sdp.negotiation.Parties.agreed;
import static io.switchhook.sdp.negotiation.Parties.answered;
import static io.switchhook.sdp.negotiation.Parties.refused;
import static io.switchhook.sdp.negotiation.Parties.sdp;
import static io.switchhook.sdp.negotiation.Parties.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4568 §5.1 and §7.1, RFC 8643: keys in offer and answer")
class CryptoNegotiationTest {
    private static final CryptoSuite GCM = CryptoSuite.AEAD_AES_256_GCM;
    private static final CryptoSuite CM = CryptoSuite.AES_CM_128_HMAC_SHA1_80;
    private static final CryptoSuite SHORT = CryptoSuite.AES_CM_128_HMAC_SHA1_32;
    private static final String THEIRS = "inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR";

    private static CryptoAttribute line(int tag, CryptoSuite suite, int seed) {
        var key = new byte[suite.keyAndSaltBytes()];
        Arrays.fill(key, (byte) seed);
        return CryptoAttribute.of(tag, suite, key);
    }

    private static LocalSession party(MediaSecurity security, int port) {
        var media = LocalMedia.audio(new InetSocketAddress("192.0.2.1", port))
                .protocols("RTP/AVP", "RTP/AVPF")
                .formats(MediaFormat.PCMA)
                .security(
                        security,
                        new OwnCrypto(
                                List.of(line(1, GCM, port), line(2, CM, port + 1)), List.of(line(3, SHORT, port + 2))))
                .build();
        return LocalSession.of(1, media);
    }

    private static LocalSession ours(MediaSecurity security) {
        return party(security, 6_000);
    }

    private static LocalSession theirs(MediaSecurity security) {
        return party(security, 7_000);
    }

    private static SessionDescription offered(String protocol, String... crypto) {
        var lines = new String[crypto.length + 1];
        lines[0] = "m=audio 6000 " + protocol + " 8";
        for (int i = 0; i < crypto.length; i++) {
            lines[i + 1] = "a=crypto:" + crypto[i];
        }
        return sdp(lines);
    }

    private static Optional<AgreedCrypto> keys(Agreement agreement) {
        return agreement.audio().orElseThrow().crypto();
    }

    private static Agreement accepted(Offer offer, SessionDescription answer) {
        return agreed(OfferAnswer.accept(offer, answer)).agreement();
    }

    @ParameterizedTest
    @CsvSource({
        "PREFERRED, PREFERRED, RTP/AVP, true",
        "PREFERRED, REQUIRED, RTP/AVP, true",
        "REQUIRED, PREFERRED, RTP/SAVP, true",
        "REQUIRED, REQUIRED, RTP/SAVP, true",
        "PREFERRED, OFF, RTP/AVP, false",
        "OFF, PREFERRED, RTP/AVP, false"
    })
    void bothSidesAgreeOnTheSameKeys(MediaSecurity caller, MediaSecurity callee, String protocol, boolean encrypted) {
        var offer = OfferAnswer.createOffer(ours(caller));
        assertThat(offer.description().media().get(0).protocol()).isEqualTo(protocol);
        var there = answered(OfferAnswer.answer(theirs(callee), offer.description()));
        var here = accepted(offer, there.local());
        assertThat(there.local().media().get(0).protocol()).isEqualTo(protocol);
        assertThat(keys(here).isPresent()).isEqualTo(encrypted);
        assertThat(keys(there).isPresent()).isEqualTo(encrypted);
        assertThat(here.isSecure(0)).isEqualTo(encrypted);
        keys(here).ifPresent(known -> {
            assertThat(known.suite()).isEqualTo(GCM);
            assertThat(known.theirs()).containsExactly(keys(there).orElseThrow().ours());
            assertThat(keys(there).orElseThrow().theirs()).containsExactly(known.ours());
            assertThat(known.ours()).isNotEqualTo(known.theirs().get(0));
        });
    }

    @ParameterizedTest
    @CsvSource({"REQUIRED, OFF", "OFF, REQUIRED"})
    void requiredAndOffDoNotComeTogether(MediaSecurity caller, MediaSecurity callee) {
        var offer = OfferAnswer.createOffer(ours(caller)).description();
        var refused = refused(OfferAnswer.answer(theirs(callee), offer));
        assertThat(refused.warningCode()).isEqualTo(302);
        assertThat(refused.reason())
                .isEqualTo(
                        callee == MediaSecurity.REQUIRED
                                ? "RTP/AVP was offered, we have RTP/SAVP, RTP/SAVPF"
                                : "RTP/SAVP was offered, we have RTP/AVP, RTP/AVPF");
    }

    @Test
    @DisplayName(
            "§7.1.5: the example, whose first line can be used; the answer has its tag and its suite, and a key of ours")
    void exampleOfTheRfc() {
        var offer = offered(
                "RTP/SAVP",
                "1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4 FEC_ORDER=FEC_SRTP",
                "2 F8_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5QUJjZGVm|2^20|1:4;"
                        + "inline:QUJjZGVmMTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5|2^20|2:4 FEC_ORDER=FEC_SRTP");
        var agreement = answered(OfferAnswer.answer(ours(MediaSecurity.PREFERRED), offer));
        var crypto = agreement.local().media().get(0).crypto();
        assertThat(crypto).hasSize(1);
        assertThat(crypto.get(0).tag()).isEqualTo(1);
        assertThat(crypto.get(0).suite()).contains(CM);
        assertThat(crypto.get(0).keys()).isEqualTo(line(2, CM, 6_001).keys());
        assertThat(keys(agreement).orElseThrow().theirs().get(0).identifier()).containsExactly(0, 0, 0, 1);
    }

    @Test
    @DisplayName("§5.1.2: the first line that can be used is taken, whatever stands before it")
    void whatCannotBeUsedIsPassedOver() {
        var offer = offered(
                "RTP/SAVPF",
                "1 F8_128_HMAC_SHA1_80 " + THEIRS,
                "2 AES_CM_128_HMAC_SHA1_80 " + THEIRS + " UNENCRYPTED_SRTP",
                "nonsense",
                "4 AES_CM_128_HMAC_SHA1_80 " + THEIRS + "|2^60",
                "5 AES_CM_128_HMAC_SHA1_32 " + THEIRS,
                "6 AES_CM_128_HMAC_SHA1_80 " + THEIRS);
        var answer = answered(OfferAnswer.answer(ours(MediaSecurity.REQUIRED), offer))
                .local();
        assertThat(answer.media().get(0).protocol()).isEqualTo("RTP/SAVPF");
        assertThat(answer.media().get(0).crypto()).hasSize(1);
        assertThat(answer.media().get(0).crypto().get(0).tag()).isEqualTo(5);
        assertThat(answer.media().get(0).crypto().get(0).suite()).contains(SHORT);
    }

    @Test
    @DisplayName("§5.1.2: when none can be used the stream is refused, and the reason names suites and no keys")
    void noUsableLine() {
        var offer = offered(
                "RTP/SAVP", "1 F8_128_HMAC_SHA1_80 " + THEIRS, "2 AES_CM_128_HMAC_SHA1_80 " + THEIRS + " KDR=2");
        var refused = refused(OfferAnswer.answer(ours(MediaSecurity.PREFERRED), offer));
        assertThat(refused.warningCode()).isEqualTo(399);
        assertThat(refused.reason())
                .startsWith("RTP/SAVP was offered with F8_128_HMAC_SHA1_80, AES_CM_128_HMAC_SHA1_80 KDR=2, we have ")
                .contains("AES_CM_128_HMAC_SHA1_80")
                .doesNotContain("PS1uQ");
        var without = refused(OfferAnswer.answer(ours(MediaSecurity.PREFERRED), offered("RTP/SAVP")));
        assertThat(without.reason()).startsWith("RTP/SAVP was offered without a usable a=crypto line");
        assertThat(without.media().get(0).verdict()).isEqualTo(MediaVerdict.NO_COMMON_KEYS);
    }

    @Test
    @DisplayName("RFC 8643 §3.2: keys beside RTP/AVP that cannot be used are declined, and the media is plain")
    void opportunisticKeysAreDeclined() {
        var offer = offered("RTP/AVP", "1 F8_128_HMAC_SHA1_80 " + THEIRS);
        var agreement = answered(OfferAnswer.answer(ours(MediaSecurity.PREFERRED), offer));
        assertThat(agreement.local().media().get(0).crypto()).isEmpty();
        assertThat(keys(agreement)).isEmpty();
        assertThat(OfferAnswer.answer(ours(MediaSecurity.REQUIRED), offer)).isInstanceOf(AnswerResult.Refused.class);
    }

    @Test
    @DisplayName("§7.1.2: a key of ours that comes back is not taken")
    void ownKeyIsNoKeyOfTheOtherSide() {
        var mine = line(9, CM, 6_001).attribute().value().orElseThrow();
        assertThat(OfferAnswer.answer(ours(MediaSecurity.REQUIRED), offered("RTP/SAVP", mine)))
                .isInstanceOf(AnswerResult.Refused.class);
        var offer = OfferAnswer.createOffer(ours(MediaSecurity.REQUIRED));
        assertThat(OfferAnswer.accept(
                        offer,
                        offered(
                                "RTP/SAVP",
                                line(2, CM, 6_001).attribute().value().orElseThrow())))
                .isInstanceOf(AcceptResult.Violation.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2 AES_CM_128_HMAC_SHA1_32",
                "1 AES_CM_128_HMAC_SHA1_80",
                "7 AES_CM_128_HMAC_SHA1_80",
                "2 F8_128_HMAC_SHA1_80"
            })
    @DisplayName(
            "§5.1.3: an answer with another tag or suite fails the negotiation, and does not fall back to plain RTP")
    void answerThatAcceptsNoOfferedLine(String tagAndSuite) {
        for (var security : List.of(MediaSecurity.PREFERRED, MediaSecurity.REQUIRED)) {
            var offer = OfferAnswer.createOffer(ours(security));
            var answer = offered(offer.description().media().get(0).protocol(), tagAndSuite + " " + THEIRS);
            assertThat(violation(OfferAnswer.accept(offer, answer)))
                    .contains("expected one of the offered a=crypto lines")
                    .doesNotContain("PS1uQ");
        }
    }

    @Test
    @DisplayName("§7.4: RTP/SAVP that is answered without keys fails")
    void answerWithoutKeys() {
        var offer = OfferAnswer.createOffer(ours(MediaSecurity.REQUIRED));
        assertThat(OfferAnswer.accept(offer, offered("RTP/SAVP"))).isInstanceOf(AcceptResult.Violation.class);
        assertThat(OfferAnswer.accept(offer, offered("RTP/AVP"))).isInstanceOf(AcceptResult.Violation.class);
    }

    @Test
    void answerWithRtpSavpToKeysBesideRtpAvpIsUnderstood() {
        var offer = OfferAnswer.createOffer(ours(MediaSecurity.PREFERRED));
        assertThat(keys(accepted(offer, offered("RTP/SAVP", "2 AES_CM_128_HMAC_SHA1_80 " + THEIRS))))
                .isPresent();
        assertThat(OfferAnswer.accept(offer, offered("RTP/SAVP"))).isInstanceOf(AcceptResult.Violation.class);
    }

    @Test
    @DisplayName("§7.3: each fork has keys of its own")
    void forksAnswerWithTheirOwnKeys() {
        var offer = OfferAnswer.createOffer(ours(MediaSecurity.REQUIRED));
        var one = accepted(
                offer,
                answered(OfferAnswer.answer(party(MediaSecurity.REQUIRED, 7_000), offer.description()))
                        .local());
        var two = accepted(
                offer,
                answered(OfferAnswer.answer(party(MediaSecurity.REQUIRED, 8_000), offer.description()))
                        .local());
        assertThat(keys(one).orElseThrow().ours())
                .isEqualTo(keys(two).orElseThrow().ours());
        assertThat(keys(one).orElseThrow().theirs())
                .isNotEqualTo(keys(two).orElseThrow().theirs());
    }

    @Test
    @DisplayName(
            "§7.1.4: a later offer names the suite in use first and our key again; the other side may have a new one")
    void laterOffers() {
        var first = answered(OfferAnswer.answer(
                ours(MediaSecurity.PREFERRED), offered("RTP/SAVP", "4 AES_CM_128_HMAC_SHA1_32 " + THEIRS)));
        var hold = OfferAnswer.reoffer(ours(MediaSecurity.PREFERRED).withDirection(Direction.SENDONLY), first);
        var line = hold.description().media().get(0);
        assertThat(line.protocol()).isEqualTo("RTP/SAVP");
        assertThat(line.crypto()).extracting(CryptoAttribute::tag).containsExactly(3, 1, 2);
        var renewed = accepted(
                hold, offered("RTP/SAVP", "3 AES_CM_128_HMAC_SHA1_32 inline:MTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5QUJjZGVm"));
        assertThat(keys(renewed).orElseThrow().ours())
                .isEqualTo(keys(first).orElseThrow().ours());
        assertThat(keys(renewed).orElseThrow().theirs())
                .isNotEqualTo(keys(first).orElseThrow().theirs());
        var again = answered(OfferAnswer.answer(
                ours(MediaSecurity.PREFERRED), offered("RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_32 " + THEIRS), renewed));
        assertThat(keys(again)).isEqualTo(keys(first));
    }

    @Test
    void linesOfOursMustBeUsableAndTheirOwn() {
        var media = LocalMedia.audio(new InetSocketAddress("192.0.2.1", 6_000)).formats(MediaFormat.PCMA);
        var unusable = CryptoAttribute.parse("1 F8_128_HMAC_SHA1_80 " + THEIRS).orElseThrow();
        assertThatIllegalArgumentException().isThrownBy(() -> media.security(MediaSecurity.PREFERRED, OwnCrypto.NONE));
        assertThatIllegalArgumentException().isThrownBy(() -> new OwnCrypto(List.of(unusable), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnCrypto(List.of(line(1, CM, 1)), List.of(line(1, GCM, 2))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnCrypto(List.of(line(1, CM, 1)), List.of(line(2, CM, 2))));
    }
}
