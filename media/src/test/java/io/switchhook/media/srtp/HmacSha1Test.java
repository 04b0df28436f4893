package io.switchhook.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.SeededRandomness;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What we compute ourselves, beside what the platform computes. */
class HmacSha1Test {
    private final SeededRandomness random = new SeededRandomness(7);

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void hmacIsThatOfThePlatform() throws GeneralSecurityException {
        for (int length = 0; length < 300; length++) {
            var key = bytes(20);
            var text = bytes(length);
            var theirs = Mac.getInstance("HmacSHA1");
            theirs.init(new SecretKeySpec(key, "HmacSHA1"));
            var ours = new HmacSha1(key);
            ours.begin();
            ours.update(text, 0, length);
            assertThat(ours.end()).isEqualTo(theirs.doFinal(text));
        }
    }
}
