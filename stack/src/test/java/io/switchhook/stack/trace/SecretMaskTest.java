package io.switchhook.stack.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {

    private static String mask(String text) {
        return new String(SecretMask.mask(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void digestResponseAndClientNonceBecomeStarsAndNothingElseChanges() {
        var head = "REGISTER sip:example.test SIP/2.0\r\nCall-ID: response=keep\r\n"
                + "Authorization: Digest username=\"858\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"";
        var masked =
                mask(head + "0123456789abcdef\", algorithm=MD5, cnonce=\"seKret\", qop=auth, nc=00000001\r\n\r\nübrig");
        assertThat(masked)
                .isEqualTo(head
                        + "****************\", algorithm=MD5, cnonce=\"******\", qop=auth, nc=00000001\r\n\r\nübrig");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Digest response=\"SECRET\"",
                "authorization : Digest response=\"SECRET\"",
                "Proxy-Authorization: Digest response=SECRET,nc=1",
                "Proxy-Authorization: Digest nc=1, response = \"SECRET\"",
                "Authorization: Digest nc=1,\r\n response=\"SECRET\"",
                "Authorization: Digest nc=1,\r\n\tRESPONSE=\"SECRET\"",
                "Authorization: Digest response=\"SECRET",
                "Authentication-Info: rspauth=\"SECRET\"",
                "Proxy-Authentication-Info: cnonce=\"SECRET\""
            })
    void everyWayToWriteItIsFound(String header) {
        var message = "OPTIONS sip:a SIP/2.0\r\n" + header + "\r\nSubject: response=SECRETS-ELSEWHERE\r\n\r\n";
        assertThat(mask(message))
                .isEqualTo(message.replace("SECRET\"", "******\"")
                        .replace("SECRET,", "******,")
                        .replace("SECRET\r", "******\r"));
        assertThat(mask(message)).contains("******");
    }

    @Test
    void keysInDescriptionsBecomeStars() {
        var message = "INVITE sip:a SIP/2.0\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"
                + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEYONE|2^20|1:4;inline:KEYTWO|2^20|2:4 FEC_ORDER=FEC_SRTP\r\n"
                + "a=key-mgmt:mikey AQAF\r\nk=base64:a2V5\r\na=sendrecv\r\n";
        assertThat(mask(message))
                .isEqualTo(message.replace("KEYONE", "******")
                        .replace("KEYTWO", "******")
                        .replace("mikey AQAF", "**********")
                        .replace("a2V5", "****"));
    }

    @Test
    void passwordOfIceBecomesStars() {
        var message = "INVITE sip:a SIP/2.0\r\n\r\nv=0\r\na=ice-ufrag:8hhY\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n";
        assertThat(mask(message)).isEqualTo(message.replace("asd88fgpdd777uzjYhagZg", "*".repeat(22)));
    }

    @Test
    void aMessageWithoutSecretsIsTheSameArray() {
        var bytes = "OPTIONS sip:a SIP/2.0\r\nWWW-Authenticate: Digest realm=\"x\"\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(SecretMask.mask(bytes)).isSameAs(bytes);
    }

    @Test
    void aHugeHostileHeaderIsMaskedWithoutTrouble() {
        var message = "OPTIONS sip:a SIP/2.0\r\nAuthorization: " + "response=\"".repeat(6_001) + "x".repeat(60_000)
                + "\r\n\r\n" + "a=crypto:1 " + "inline:a".repeat(3_000);
        var masked = mask(message);
        assertThat(masked.length()).isEqualTo(message.length());
        assertThat(masked.contains("xx")).isFalse();
    }
}
