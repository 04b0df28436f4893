package io.switchhook.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.SeededRandomness;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What we compute ourselves, beside what the platform computes. */
class GhashTest {
    private final SeededRandomness random = new SeededRandomness(7);

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void gcmIsThatOfThePlatform() throws GeneralSecurityException {
        for (int run = 0; run < 2_000; run++) {
            var key = bytes(run % 2 == 0 ? 16 : 32);
            var salt = bytes(12);
            int body = 12 + 4 * random.nextInt(16);
            var packet = bytes(body + random.nextInt(400));
            var iv = salt.clone();
            PacketTransform.xor(iv, 6, 0x12345678L, 4);
            PacketTransform.xor(iv, 12, 0x0102_0304_0506L, 6);
            var theirs = Cipher.getInstance("AES/GCM/NoPadding");
            theirs.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
            theirs.updateAAD(packet, 0, body);
            var expected = theirs.doFinal(packet, body, packet.length - body);
            var ours = Arrays.copyOf(packet, packet.length + 16);
            new GcmTransform(key, salt).protectRtp(ours, 0, body, packet.length, 0x12345678, 0x0102_0304_0506L);
            assertThat(Arrays.copyOfRange(ours, body, ours.length)).isEqualTo(expected);
        }
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
