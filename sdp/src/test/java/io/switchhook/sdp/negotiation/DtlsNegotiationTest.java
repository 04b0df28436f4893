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
import io.switchhook.sdp.DtlsSetup;
import io.switchhook.sdp.Fingerprint;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5763 §5 and §6.6, RFC 8643: DTLS in offer and answer")
class DtlsNegotiationTest {
    private static final String OURS = "ourassociation0123456789";
    private static final String PEERS = "a=fingerprint:" + Fingerprint.of("sha-256", new byte[] {9});

    private static OwnDtls own(int certificate) {
        return OwnDtls.of(List.of(Fingerprint.of("sha-256", new byte[] {(byte) certificate})), OURS + certificate);
    }

    private static OwnCrypto crypto(int seed) {
        var key = new byte[CryptoSuite.AEAD_AES_256_GCM.keyAndSaltBytes()];
        Arrays.fill(key, (byte) seed);
        return new OwnCrypto(List.of(CryptoAttribute.of(1, CryptoSuite.AEAD_AES_256_GCM, key)), List.of());
    }

    private static LocalSession party(MediaSecurity security, KeyExchange exchange, OwnDtls dtls, int port) {
        return LocalSession.of(
                1,
                LocalMedia.audio(new InetSocketAddress("192.0.2.1", port))
                        .protocols("RTP/AVP", "RTP/AVPF")
                        .formats(MediaFormat.PCMA)
                        .security(security, crypto(port))
                        .keyExchange(exchange, dtls)
                        .build());
    }

    private static LocalSession ours(MediaSecurity security, KeyExchange exchange) {
        return party(security, exchange, own(1), 4001);
    }

    private static LocalSession theirs(MediaSecurity security, KeyExchange exchange) {
        return party(security, exchange, own(2), 4002);
    }

    private static String protocol(SessionDescription description) {
        return description.media().get(0).protocol();
    }

    private static AgreedStream stream(Agreement agreement) {
        return agreement.audio().orElseThrow();
    }

    private static Agreement accepted(Offer offer, SessionDescription answer) {
        return agreed(OfferAnswer.accept(offer, answer)).agreement();
    }

    @ParameterizedTest
    @CsvSource({
        "REQUIRED, DTLS, UDP/TLS/RTP/SAVP, true, false",
        "PREFERRED, DTLS, RTP/AVP, true, false",
        "REQUIRED, EITHER, RTP/SAVP, true, true",
        "PREFERRED, EITHER, RTP/AVP, true, true",
        "REQUIRED, SDES, RTP/SAVP, false, true"
    })
    void offers(MediaSecurity security, KeyExchange exchange, String over, boolean dtls, boolean keys) {
        var offer = OfferAnswer.createOffer(ours(security, exchange)).description();
        assertThat(protocol(offer)).isEqualTo(over);
        assertThat(!offer.dtlsOf(0).fingerprints().isEmpty()).isEqualTo(dtls);
        assertThat(!offer.media().get(0).crypto().isEmpty()).isEqualTo(keys);
        if (dtls) {
            assertThat(offer.dtlsOf(0).setup()).contains(DtlsSetup.ACTPASS);
            assertThat(offer.dtlsOf(0).tlsId()).contains(OURS + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "REQUIRED, DTLS, REQUIRED, DTLS, dtls",
        "REQUIRED, DTLS, PREFERRED, SDES, dtls",
        "PREFERRED, DTLS, REQUIRED, DTLS, dtls",
        "PREFERRED, DTLS, PREFERRED, SDES, dtls",
        "REQUIRED, EITHER, REQUIRED, EITHER, dtls",
        "REQUIRED, EITHER, REQUIRED, DTLS, dtls",
        "REQUIRED, EITHER, REQUIRED, SDES, crypto",
        "PREFERRED, EITHER, PREFERRED, SDES, crypto",
        "REQUIRED, SDES, REQUIRED, EITHER, crypto",
        "PREFERRED, SDES, PREFERRED, DTLS, plain",
        "PREFERRED, DTLS, OFF, SDES, plain"
    })
    void twoAgree(MediaSecurity we, KeyExchange ourWay, MediaSecurity they, KeyExchange theirWay, String outcome) {
        var offer = OfferAnswer.createOffer(ours(we, ourWay));
        var there = answered(OfferAnswer.answer(theirs(they, theirWay), offer.description()));
        var here = accepted(offer, there.local());
        assertThat(protocol(there.local())).isEqualTo(protocol(offer.description()));
        assertThat(stream(here).dtls().isPresent()).isEqualTo(outcome.equals("dtls"));
        assertThat(stream(here).crypto().isPresent()).isEqualTo(outcome.equals("crypto"));
        assertThat(stream(there).dtls().isPresent()).isEqualTo(outcome.equals("dtls"));
        assertThat(stream(there).crypto().isPresent()).isEqualTo(outcome.equals("crypto"));
        if (outcome.equals("dtls")) {
            // RFC 5763 §5: setup:active is recommended for who answers.
            assertThat(stream(there).dtls().orElseThrow().isClient()).isTrue();
            assertThat(stream(here).dtls().orElseThrow().isClient()).isFalse();
            assertThat(stream(here).dtls().orElseThrow().fingerprints()).isEqualTo(own(2).fingerprints());
            assertThat(there.local().media().get(0).crypto()).isEmpty();
        } else {
            assertThat(there.local().dtlsOf(0).fingerprints()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"actpass, active, true", "active, passive, false", "passive, active, true"})
    void whoBeginsIsSaid(String offered, String answered, boolean client) {
        var agreement = answered(OfferAnswer.answer(
                ours(MediaSecurity.REQUIRED, KeyExchange.SDES),
                sdp("m=audio 6000 UDP/TLS/RTP/SAVP 8", PEERS, "a=setup:" + offered)));
        assertThat(agreement.local().toString())
                .contains("a=setup:" + answered + "\r\n")
                .doesNotContain("tls-id");
        assertThat(stream(agreement).dtls().orElseThrow().isClient()).isEqualTo(client);
    }

    @Test
    void whoIsBehindANatMayLetTheOtherBegin() {
        var passive = party(MediaSecurity.REQUIRED, KeyExchange.SDES, own(1).asPassive(), 4001);
        var agreement =
                answered(OfferAnswer.answer(passive, sdp("m=audio 6000 UDP/TLS/RTP/SAVP 8", PEERS, "a=setup:actpass")));
        assertThat(agreement.local().dtlsOf(0).setup()).contains(DtlsSetup.PASSIVE);
        assertThat(stream(agreement).dtls().orElseThrow().isClient()).isFalse();
    }

    @Test
    void roleAndNameStayOverReoffersOfEither() {
        var we = ours(MediaSecurity.REQUIRED, KeyExchange.DTLS);
        var they = theirs(MediaSecurity.REQUIRED, KeyExchange.DTLS);
        var offer = OfferAnswer.createOffer(we);
        var there = answered(OfferAnswer.answer(they, offer.description()));
        var here = accepted(offer, there.local());
        var first = stream(here).dtls().orElseThrow();

        var hold = OfferAnswer.reoffer(we.withDirection(Direction.SENDONLY), here);
        assertThat(hold.description().dtlsOf(0).setup()).contains(DtlsSetup.ACTPASS);
        there = answered(OfferAnswer.answer(they, hold.description(), there));
        here = accepted(hold, there.local());
        assertThat(stream(here).dtls().orElseThrow().isSameAs(first)).isTrue();

        // The one who was the client offers, and who was the server answers passive.
        var theirOffer = OfferAnswer.reoffer(they.withDirection(Direction.SENDONLY), there);
        here = answered(OfferAnswer.answer(we, theirOffer.description(), here));
        assertThat(here.local().dtlsOf(0).setup()).contains(DtlsSetup.PASSIVE);
        assertThat(stream(here).dtls().orElseThrow().isSameAs(first)).isTrue();
        assertThat(protocol(here.local())).isEqualTo("UDP/TLS/RTP/SAVP");
    }

    @Test
    void anotherFingerprintOrNameIsAnotherAssociation() {
        var we = ours(MediaSecurity.REQUIRED, KeyExchange.DTLS);
        var first = answered(OfferAnswer.answer(
                we,
                sdp("m=audio 6000 UDP/TLS/RTP/SAVP 8", PEERS, "a=setup:passive", "a=tls-id:theirs-of-twenty-chars")));
        var renamed = answered(OfferAnswer.answer(
                we,
                sdp("m=audio 6000 UDP/TLS/RTP/SAVP 8", PEERS, "a=setup:passive", "a=tls-id:another-of-twenty-chars"),
                first));
        var before = stream(first).dtls().orElseThrow();
        var after = stream(renamed).dtls().orElseThrow();
        assertThat(before.ownTlsId()).isEqualTo(OURS + 1);
        assertThat(after.ownTlsId()).isEqualTo(OURS + 1 + "-2");
        assertThat(after.isSameAs(before)).isFalse();
        var other = answered(OfferAnswer.answer(
                we,
                sdp(
                        "m=audio 6000 UDP/TLS/RTP/SAVP 8",
                        "a=fingerprint:" + Fingerprint.of("sha-512", new byte[] {7}),
                        "a=setup:passive"),
                renamed));
        assertThat(stream(other).dtls().orElseThrow().isSameAs(after)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=setup:active", "a=fingerprint:sha-1 AA", "a=fingerprint:md5 AA"})
    void anOfferThatProvesNothingIsRefused(String attribute) {
        var result = refused(OfferAnswer.answer(
                ours(MediaSecurity.REQUIRED, KeyExchange.DTLS), sdp("m=audio 6000 UDP/TLS/RTP/SAVP 8", attribute)));
        assertThat(result.reason()).contains("UDP/TLS/RTP/SAVP was offered without a=fingerprint of SHA-256");
    }

    @Test
    void whoHasNoDtlsSaysWhy() {
        var without = party(MediaSecurity.PREFERRED, KeyExchange.SDES, OwnDtls.missing("It needs the add-on."), 4001);
        var offer = sdp("m=audio 6000 UDP/TLS/RTP/SAVPF 8", PEERS, "a=setup:actpass");
        assertThat(refused(OfferAnswer.answer(without, offer)).reason())
                .isEqualTo("UDP/TLS/RTP/SAVPF was offered: It needs the add-on.");
        var objection = MediaSecurity.PREFERRED
                .objection(offer, KeyExchange.SDES, OwnDtls.missing("It needs the add-on."))
                .orElseThrow();
        assertThat(objection.reason()).isEqualTo("UDP/TLS/RTP/SAVPF was offered: It needs the add-on.");
        assertThat(MediaSecurity.PREFERRED.objection(offer, KeyExchange.SDES, own(1)))
                .isEmpty();
        assertThat(MediaSecurity.OFF
                        .objection(offer, KeyExchange.SDES, own(1))
                        .orElseThrow()
                        .verdict())
                .isEqualTo(MediaVerdict.UNSUPPORTED_PROTOCOL);
        // Beside RTP/AVP it is left aside.
        assertThat(stream(answered(
                                OfferAnswer.answer(without, sdp("m=audio 6000 RTP/AVP 8", PEERS, "a=setup:actpass"))))
                        .dtls())
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        party(MediaSecurity.REQUIRED, KeyExchange.DTLS, OwnDtls.missing("It needs the add-on."), 1))
                .withMessage("It needs the add-on.");
    }

    @ParameterizedTest
    @CsvSource({
        "REQUIRED, UDP/TLS/RTP/SAVP, a=setup:active, a=fingerprint",
        "REQUIRED, UDP/TLS/RTP/SAVP, a=fingerprint:sha-1 AA, a=fingerprint",
        "REQUIRED, RTP/SAVP, a=x, expected UDP/TLS/RTP/SAVP",
        "REQUIRED, RTP/AVP, a=x, expected UDP/TLS/RTP/SAVP",
        "PREFERRED, RTP/AVP, a=fingerprint:sha-1 AA, a=fingerprint"
    })
    void answersThatProveNothingAreNone(MediaSecurity security, String protocol, String attribute, String reason) {
        var offer = OfferAnswer.createOffer(ours(security, KeyExchange.DTLS));
        assertThat(violation(OfferAnswer.accept(offer, sdp("m=audio 6000 " + protocol + " 8", attribute))))
                .contains(reason);
    }

    @Test
    void anAnswerMayNotLeaveOpenWhoBegins() {
        var offer = OfferAnswer.createOffer(ours(MediaSecurity.REQUIRED, KeyExchange.DTLS));
        assertThat(violation(
                        OfferAnswer.accept(offer, sdp("m=audio 6000 UDP/TLS/RTP/SAVP 8", PEERS, "a=setup:actpass"))))
                .contains("a=setup active or passive");
        // RFC 4145 §4: passive where nothing is said.
        var agreement = accepted(offer, sdp("m=audio 6000 UDP/TLS/RTP/SAVP 8", PEERS));
        assertThat(stream(agreement).dtls().orElseThrow().isClient()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RTP/AVP", "RTP/SAVP", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF"})
    void anOfferBesideRtpMayBeAnsweredUnderAnotherName(String protocol) {
        var offer = OfferAnswer.createOffer(ours(MediaSecurity.PREFERRED, KeyExchange.EITHER));
        var agreement = accepted(offer, sdp("m=audio 6000 " + protocol + " 8", PEERS, "a=setup:active"));
        assertThat(stream(agreement).dtls().orElseThrow().isClient()).isFalse();
        assertThat(stream(agreement).crypto()).isEmpty();
    }

    @Test
    void whatIsInUseGoesOnAlone() {
        var we = ours(MediaSecurity.PREFERRED, KeyExchange.EITHER);
        var offer = OfferAnswer.createOffer(we);
        var dtls = accepted(offer, sdp("m=audio 6000 RTP/AVP 8", PEERS, "a=setup:active"));
        assertThat(OfferAnswer.reoffer(we, dtls).description().media().get(0).crypto())
                .isEmpty();
        var there =
                answered(OfferAnswer.answer(theirs(MediaSecurity.PREFERRED, KeyExchange.SDES), offer.description()));
        var keys = accepted(offer, there.local());
        assertThat(OfferAnswer.reoffer(we, keys).description().dtlsOf(0).fingerprints())
                .isEmpty();
    }
}
