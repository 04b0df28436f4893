package io.switchhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4568 §9: a=crypto")
class CryptoAttributeTest {
    private static final String KEY = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
    private static final String LINE = "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY;

    private static CryptoAttribute parsed(String text) {
        return CryptoAttribute.parse(text).orElseThrow();
    }

    @Test
    @DisplayName("§6.1: the example with lifetime and MKI")
    void exampleOfTheRfc() {
        var crypto = parsed(LINE + "|2^20|1:4");
        assertThat(crypto.tag()).isEqualTo(1);
        assertThat(crypto.suite()).contains(CryptoSuite.AES_CM_128_HMAC_SHA1_80);
        assertThat(crypto.isUsable()).isTrue();
        var key = crypto.keys().get(0);
        assertThat(key.keyAndSalt()).isEqualTo(Base64.getDecoder().decode(KEY));
        assertThat(key.lifetime()).hasValue(1L << 20);
        assertThat(key.identifier()).containsExactly(0, 0, 0, 1);
        assertThat(crypto.attribute()).hasToString("crypto:" + LINE + "|2^20|1:4");
    }

    @Test
    @DisplayName("§6.1: the example with an MKI and no lifetime")
    void identifierWithoutLifetime() {
        var key = parsed("1 AES_CM_128_HMAC_SHA1_80 inline:YUJDZGVmZ2hpSktMbW9QUXJzVHVWd3l6MTIzNDU2|1066:4")
                .keys()
                .get(0);
        assertThat(key.lifetime()).isEmpty();
        assertThat(key.identifier()).containsExactly(0, 0, 4, 42);
        assertThat(parsed(LINE + "|1:128").keys().get(0).identifier()).hasSize(128);
        assertThat(parsed(LINE + "|255:1").keys().get(0).identifier()).containsExactly(255);
        assertThat(parsed(LINE + "|4096").keys().get(0).lifetime()).isEqualTo(OptionalLong.of(4096));
    }

    @Test
    @DisplayName("§7.1.5: two keys told apart by their MKIs, and a session parameter")
    void severalKeys() {
        var text = "2 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5QUJjZGVm|2^20|1:4;"
                + "inline:QUJjZGVmMTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5|2^20|2:4 FEC_ORDER=FEC_SRTP";
        assertThat(parsed(text).isUsable()).isTrue();
        assertThat(parsed(text).keys()).hasSize(2);
        assertThat(parsed(text).parameters())
                .containsExactly(new CryptoParameter(CryptoParameter.Kind.FEC_ORDER, Optional.of("FEC_SRTP")));
        assertThat(parsed(text.replace(";inline", ";\t inline")).keys()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LINE + " KDR=0",
                LINE + " WSH=64",
                LINE + " -FRESH=1 -OTHER",
                LINE + "==",
                "999999999 aes_cm_128_hmac_sha1_80 INLINE:" + KEY,
                LINE + "|2^48",
                LINE + "|1"
            })
    void lineThatCanBeUsed(String text) {
        assertThat(parsed(text).isUsable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 F8_128_HMAC_SHA1_80 inline:" + KEY,
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "AAAA",
                "1 AES_CM_128_HMAC_SHA1_80 inline:",
                "1 AES_CM_128_HMAC_SHA1_80 inline:not*base64",
                "1 AES_CM_128_HMAC_SHA1_80 uri:https://example.com/key",
                "1 AEAD_AES_128_GCM inline:" + KEY,
                LINE + "|2^49",
                LINE + "|2^",
                LINE + "|2^63",
                LINE + "|0",
                LINE + "|010",
                LINE + "|1:0",
                LINE + "|1:129",
                LINE + "|0:4",
                LINE + "|01:4",
                LINE + "|256:1",
                LINE + "|x:4",
                LINE + "|1:4|2^20",
                LINE + "|2^20|2^20|1:4",
                LINE + "|",
                LINE + ";inline:" + KEY,
                LINE + "|1:4;inline:" + KEY + "|1:2",
                LINE + " KDR=1",
                LINE + " KDR=24",
                LINE + " UNENCRYPTED_SRTP",
                LINE + " UNENCRYPTED_SRTCP",
                LINE + " UNAUTHENTICATED_SRTP",
                LINE + " WSH=63",
                LINE + " FEC_ORDER=NONE",
                LINE + " FEC_KEY=inline:" + KEY,
                LINE + " OPTIONAL",
                LINE + " NEW=1"
            })
    void lineThatCannotBeUsed(String text) {
        assertThat(parsed(text).isUsable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1 AES_CM_128_HMAC_SHA1_80",
                "x AES_CM_128_HMAC_SHA1_80 inline:a",
                "-1 AES_CM_128_HMAC_SHA1_80 inline:a",
                "1234567890 AES_CM_128_HMAC_SHA1_80 inline:a",
                "1 AES-CM inline:a"
            })
    void whatIsNoSuchLine(String text) {
        assertThat(CryptoAttribute.parse(text)).isEmpty();
    }

    @Test
    void whateverComesNothingIsThrown() {
        var text = LINE + "|2^20|1:4;inline:" + KEY + "|2^20|2:4 KDR=1 -X FEC_KEY=inline:" + KEY + "|1:4";
        for (int end = 0; end <= text.length(); end++) {
            CryptoAttribute.parse(text.substring(0, end));
            CryptoAttribute.parse(text.substring(end));
        }
        var many = CryptoAttribute.parse(LINE + (";inline:" + KEY + "|1:4").repeat(100) + " -A".repeat(100))
                .orElseThrow();
        assertThat(many.isUsable()).isFalse();
        assertThat(many.keys()).hasSizeLessThan(17);
        assertThat(parsed(LINE + "|" + "9".repeat(5_000) + ":128").isUsable()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(CryptoSuite.class)
    void ourLineIsReadAsItWasMade(CryptoSuite suite) {
        var made = CryptoAttribute.of(7, suite, new byte[suite.keyAndSaltBytes()]);
        var read = parsed(made.attribute().value().orElseThrow());
        assertThat(read).isEqualTo(made);
        assertThat(read.isUsable()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> CryptoAttribute.of(0, suite, new byte[30]));
        assertThatIllegalArgumentException().isThrownBy(() -> CryptoAttribute.of(1, suite, new byte[29]));
    }

    @Test
    void textsTellNoKey() {
        var crypto = parsed(LINE + "|2^20|1:4 FEC_KEY=inline:" + KEY);
        assertThat(crypto.toString()).isEqualTo("crypto:1 AES_CM_128_HMAC_SHA1_80 inline:*|2^20|1:4 FEC_KEY=*");
        assertThat(crypto.keys().toString()).doesNotContain(KEY);
        assertThat(crypto.parameters().toString()).doesNotContain(KEY);
    }

    @Test
    void refusalOfADescriptionTellsNoKey() {
        var text = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\na=crypto:" + LINE + "\0\r\n";
        var failure = org.assertj.core.api.Assertions.catchThrowableOfType(
                SdpFormatException.class, () -> SessionDescription.parse(text, SdpLimits.STANDARD));
        assertThat(failure.getMessage()).contains("a line with keys").doesNotContain(KEY);
    }

    @Test
    void profilesAndWhatSecuresThem() {
        assertThat(RtpProfile.secured("RTP/AVP")).isEqualTo("RTP/SAVP");
        assertThat(RtpProfile.secured("rtp/avpf")).isEqualTo("RTP/SAVPF");
        assertThat(RtpProfile.plain("RTP/SAVPF")).isEqualTo("RTP/AVPF");
        assertThat(RtpProfile.plain("UDP/TLS/RTP/SAVPF")).isEqualTo("RTP/AVPF");
        assertThat(RtpProfile.plain("RTP/AVP")).isEqualTo("RTP/AVP");
        assertThat(RtpProfile.overDtls("RTP/AVP")).isEqualTo("UDP/TLS/RTP/SAVP");
        assertThat(RtpProfile.overDtls("RTP/SAVPF")).isEqualTo("UDP/TLS/RTP/SAVPF");
        assertThat(RtpProfile.overDtls("TCP/RTP/AVP")).isEqualTo("TCP/RTP/AVP");
        assertThat(RtpProfile.isOverDtls("udp/tls/rtp/savp")).isTrue();
        assertThat(RtpProfile.isSecure("UDP/TLS/RTP/SAVPF")).isFalse();
    }
}
