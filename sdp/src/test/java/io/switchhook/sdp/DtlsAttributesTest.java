package io.switchhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 8122 §5, RFC 4145 §4: a=fingerprint, a=setup and a=tls-id")
class DtlsAttributesTest {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);
    /** FIPS 180-4, the example of SHA-256. */
    private static final String OF_ABC =
            "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD";

    private static SessionDescription sdp(String session, String media) {
        return SessionDescription.parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                + session + "m=audio 4000 UDP/TLS/RTP/SAVP 0\r\n" + media);
    }

    @Test
    void fingerprintOfACertificate() {
        var made = Fingerprint.of("SHA-256", ABC);
        assertThat(made.value()).isEqualTo(OF_ABC);
        assertThat(made.attribute().line().toString()).contains("fingerprint:sha-256 " + OF_ABC);
        assertThat(Fingerprint.parse(" SHA-256  " + OF_ABC.toLowerCase(java.util.Locale.ROOT)))
                .contains(made);
        assertThatIllegalArgumentException().isThrownBy(() -> Fingerprint.of("sha-1", ABC));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha-256",
                "sha-256 ",
                "sha-256 AB:",
                "sha-256 AB:C",
                "sha-256 ABCD",
                "sha-256 G0",
                "sha 256 AB",
                "sha-256 :AB"
            })
    void whatIsNoFingerprintIsNotRead(String text) {
        assertThat(Fingerprint.parse(text)).isEmpty();
    }

    @Test
    void everyTruncationIsRefusedOrRead() {
        var whole = "sha-256 " + OF_ABC;
        for (int length = 0; length < whole.length(); length++) {
            Fingerprint.parse(whole.substring(0, length))
                    .ifPresent(read -> assertThat(Fingerprint.anyMatches(List.of(read), ABC))
                            .isFalse());
        }
    }

    @Test
    void theStrongestHashFunctionDecides() {
        var right = Fingerprint.of("sha-256", ABC);
        var wrong = Fingerprint.of("sha-512", new byte[] {1});
        var weak = new Fingerprint("sha-1", "A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D");
        assertThat(Fingerprint.anyMatches(List.of(right), ABC)).isTrue();
        assertThat(Fingerprint.anyMatches(List.of(weak, right), ABC)).isTrue();
        assertThat(Fingerprint.anyMatches(List.of(right, wrong), ABC)).isFalse();
        // RFC 8122 §5.1: several certificates under one hash function, of which one is shown.
        assertThat(Fingerprint.anyMatches(List.of(Fingerprint.of("sha-256", new byte[1]), right), ABC))
                .isTrue();
        assertThat(Fingerprint.anyMatches(List.of(weak), ABC)).isFalse();
        assertThat(Fingerprint.anyMatches(List.of(), ABC)).isFalse();
    }

    @Test
    void whatTheSessionSaysHoldsForLinesThatSayNothing() {
        var said =
                sdp("a=fingerprint:sha-256 " + OF_ABC + "\r\na=setup:actpass\r\na=tls-id:01234567890123456789\r\n", "");
        assertThat(said.dtlsOf(0))
                .isEqualTo(new DtlsAttributes(
                        List.of(Fingerprint.of("sha-256", ABC)),
                        Optional.of(DtlsSetup.ACTPASS),
                        Optional.of("01234567890123456789")));
        var own = sdp(
                "a=fingerprint:sha-256 " + OF_ABC + "\r\na=setup:actpass\r\n",
                "a=fingerprint:sha-512 AA\r\na=setup:passive\r\n");
        assertThat(own.dtlsOf(0).fingerprints()).containsExactly(new Fingerprint("sha-512", "AA"));
        assertThat(own.dtlsOf(0).setup()).contains(DtlsSetup.PASSIVE);
        assertThat(sdp("a=setup:active\r\n", "").dtlsOf(0)).isEqualTo(DtlsAttributes.NONE);
    }

    @Test
    void oddValuesAreLeftOut() {
        var said = sdp(
                        "",
                        "a=fingerprint:nonsense\r\na=fingerprint:sha-256 " + OF_ABC
                                + "\r\na=setup:maybe\r\na=tls-id:short\r\n")
                .dtlsOf(0);
        assertThat(said.fingerprints()).hasSize(1);
        assertThat(said.setup()).isEmpty();
        assertThat(said.tlsId()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DtlsAttributes(List.of(), Optional.empty(), Optional.of("a b")));
    }

    @Test
    void linesArePutInThePlaceOfOthers() {
        var line = sdp(
                        "",
                        "a=fingerprint:sha-1 AA\r\na=sendrecv\r\na=setup:active\r\na=tls-id:01234567890123456789\r\n")
                .media()
                .get(0);
        var ours = new DtlsAttributes(
                List.of(Fingerprint.of("sha-256", ABC)), Optional.of(DtlsSetup.PASSIVE), Optional.empty());
        assertThat(line.withDtls(ours).toString())
                .isEqualTo("m=audio 4000 UDP/TLS/RTP/SAVP 0\r\na=sendrecv\r\na=fingerprint:sha-256 " + OF_ABC
                        + "\r\na=setup:passive\r\n");
        assertThat(line.withDtls(DtlsAttributes.NONE).toString())
                .isEqualTo("m=audio 4000 UDP/TLS/RTP/SAVP 0\r\na=sendrecv\r\n");
    }
}
