package io.switchhook.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The messages of RFC 5769 §2 and of RFC 8489 appendix B.1. */
class StunVectorsTest {
    private static final String COOKIE = "2112a442";
    private static final String ID = "b7e7a701bc34d686fa87dfae";

    /** RFC 5769 §2.1. */
    private static final String REQUEST = "00010058" + COOKIE + ID
            + "80220010 5354554e 20746573 7420636c 69656e74"
            + "00240004 6e0001ff"
            + "80290008 932ff9b1 51263b36"
            + "00060009 6576746a 3a683676 59202020"
            + "00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2"
            + "80280004 e57a3bcf";

    /** RFC 5769 §2.2. */
    private static final String RESPONSE = "0101003c" + COOKIE + ID
            + "8022000b 74657374 20766563 746f7220"
            + "00200008 0001a147 e112a643"
            + "00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7"
            + "80280004 c07d4c96";

    /** RFC 5769 §2.4. */
    private static final String LONG_TERM = "00010060" + COOKIE + "78ad3433 c6ad72c0 29da412e"
            + "00060012 e3839ee3 8388e383 aae38383 e382afe3 82b90000"
            + "0015001c 662f2f34 39396b39 35346436 4f4c3334 6f4c3946 53547679 36347341"
            + "0014000b 6578616d 706c652e 6f726700"
            + "00080014 f6702465 6dd64a3e 02b8e071 2e85c9a2 8ca89666";

    /** RFC 8489 appendix B.1. */
    private static final String SHA256 = "0001009c" + COOKIE + "78ad3433 c6ad72c0 29da412e"
            + "001e0020 4a3cf38f ef6992bd a952c678 0417da0f 24819415 569e60b2 05c46e41 407f1704"
            + "00150029 6f624d61 744a6f73 32414141 43662f2f 3439396b 39353464 364f4c33 346f4c39 46535476 79363473 41000000"
            + "0014000b 6578616d 706c652e 6f726700"
            + "001c0020 e4686c8f 0edeb590 13e07090 010a93ef ccbccc54 4c0a45d9 f830aa6d 6f735a01";

    private static final StunKey SHORT = StunKey.shortTerm("VOkJxbRl1RmTxUk/WvJxBt");
    private static final String MATRIX = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static StunMessage message(String hex) {
        return StunMessage.parse(ByteBuffer.wrap(octets(hex))).orElseThrow();
    }

    @Test
    void requestOfACheck() {
        var request = message(REQUEST);
        assertThat(request.kind()).isEqualTo(StunKind.REQUEST);
        assertThat(request.isBinding()).isTrue();
        assertThat(request.text(StunAttribute.SOFTWARE)).contains("STUN test client");
        assertThat(request.number(StunAttribute.PRIORITY)).hasValue(0x6e0001ffL);
        assertThat(request.longNumber(StunAttribute.ICE_CONTROLLED)).hasValue(0x932ff9b151263b36L);
        assertThat(request.text(StunAttribute.USERNAME)).contains("evtj:h6vY");
        assertThat(request.has(StunAttribute.FINGERPRINT)).isTrue();
        assertThat(request.isSignedWith(SHORT)).isTrue();
        assertThat(request.isSignedWith(StunKey.shortTerm("VOkJxbRl1RmTxUk/WvJxBu")))
                .isFalse();
        assertThat(request.unknown(StunAttribute.OF_CHECKS)).isEmpty();
        assertThat(request.unknown(StunAttribute.OF_BINDING)).containsExactly(0x24);
    }

    @Test
    void changedOctetIsNoticed() {
        int fingerprint = octets(REQUEST).length - 8;
        for (int i = 20; i < octets(REQUEST).length; i++) {
            var changed = octets(REQUEST);
            // Of another type it would be no fingerprint.
            changed[i == fingerprint || i == fingerprint + 1 ? i + 4 : i] ^= 1;
            assertThat(StunMessage.parse(ByteBuffer.wrap(changed)))
                    .as("octet %d", i)
                    .isEmpty();
        }
        var withoutFingerprint = octets(LONG_TERM);
        withoutFingerprint[25] ^= 1;
        var key = StunKey.longTerm(MATRIX, "example.org", "TheMatrIX");
        assertThat(StunMessage.parse(ByteBuffer.wrap(withoutFingerprint))
                        .orElseThrow()
                        .isSignedWith(key))
                .isFalse();
    }

    @Test
    void responseWithAnAddress() {
        var response = message(RESPONSE);
        assertThat(response.kind()).isEqualTo(StunKind.SUCCESS);
        assertThat(response.mapped())
                .contains(new InetSocketAddress(IpLiteral.parse("192.0.2.1").orElseThrow(), 32853));
        assertThat(response.isSignedWith(SHORT)).isTrue();
    }

    @Test
    void requestWithAnAccountIsComposedOctetByOctet() {
        var key = StunKey.longTerm(MATRIX, "example.org", "TheMatrIX");
        var composed = StunMessage.builder(
                        StunKind.REQUEST, StunMethod.BINDING, new TransactionId(0x78ad3433, 0xc6ad72c029da412eL))
                .text(StunAttribute.USERNAME, MATRIX)
                .text(StunAttribute.NONCE, "f//499k954d6OL34oL9FSTvy64sA")
                .text(StunAttribute.REALM, "example.org")
                .sign(key)
                .build();
        assertThat(composed.write()).isEqualTo(ByteBuffer.wrap(octets(LONG_TERM)));
        assertThat(message(LONG_TERM).isSignedWith(key)).isTrue();
        assertThat(message(LONG_TERM).isSignedWith(StunKey.longTerm(MATRIX, "example.org", "TheMatrix")))
                .isFalse();
        assertThat(key.toString()).doesNotContain("Matr");
    }

    /** The vector states, and has signed, a length of 156 where 136 octets follow the header; so it is cut, and its digest can be compared alone. */
    @Test
    void requestSignedWithSha256() throws Exception {
        var vector = octets(SHA256);
        assertThat(StunMessage.parse(ByteBuffer.wrap(vector))).isEmpty();
        int before = vector.length - 36;
        var account = (MATRIX + ":example.org:TheMatrIX").getBytes(StandardCharsets.UTF_8);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(MessageDigest.getInstance("SHA-256").digest(account), "HmacSHA256"));
        assertThat(mac.doFinal(Arrays.copyOf(vector, before)))
                .isEqualTo(Arrays.copyOfRange(vector, before + 4, vector.length));

        // The same with the length it has, signed for an account as MD5 makes it of one.
        vector[3] = (byte) 0x88;
        mac.init(new SecretKeySpec(MessageDigest.getInstance("MD5").digest(account), "HmacSHA256"));
        System.arraycopy(mac.doFinal(Arrays.copyOf(vector, before)), 0, vector, before + 4, 32);
        var request = StunMessage.parse(ByteBuffer.wrap(vector)).orElseThrow();
        assertThat(request.text(StunAttribute.NONCE)).contains("obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA");
        assertThat(request.isSignedWith(StunKey.longTerm(MATRIX, "example.org", "TheMatrIX")))
                .isTrue();
        assertThat(request.isSignedWith(StunKey.longTerm(MATRIX, "example.org", "Thematrix")))
                .isFalse();
    }

    @Test
    void composedCheckIsSignedAndHasAFingerprint() {
        var composed = StunMessage.builder(StunKind.REQUEST, StunMethod.BINDING, new TransactionId(1, 2))
                .text(StunAttribute.USERNAME, "evtj:h6vY")
                .flag(StunAttribute.USE_CANDIDATE)
                .longNumber(StunAttribute.ICE_CONTROLLING, -1)
                .sign(SHORT)
                .fingerprint()
                .build();
        assertThat(composed.isSignedWith(SHORT)).isTrue();
        assertThat(composed.has(StunAttribute.FINGERPRINT)).isTrue();
        assertThat(composed.longNumber(StunAttribute.ICE_CONTROLLING)).hasValue(-1);
        assertThat(composed.toString()).isEqualTo("BINDING REQUEST");
    }

    @Test
    void whatStandsBehindTheSignatureIsNotRead() {
        // An address smuggled in, which nobody has signed (RFC 8489 §14.5).
        var smuggled = octets(LONG_TERM + "00200008 0001a147 e112a643");
        smuggled[3] += 12;
        var read = StunMessage.parse(ByteBuffer.wrap(smuggled)).orElseThrow();
        assertThat(read.has(StunAttribute.XOR_MAPPED_ADDRESS)).isFalse();
        assertThat(read.isSignedWith(StunKey.longTerm(MATRIX, "example.org", "TheMatrIX")))
                .isTrue();
    }

    @Test
    void everyTruncatedPrefixIsRefused() {
        for (var hex : new String[] {REQUEST, RESPONSE, LONG_TERM, SHA256}) {
            var whole = octets(hex);
            for (int length = 0; length < whole.length; length++) {
                assertThat(StunMessage.parse(ByteBuffer.wrap(whole, 0, length)))
                        .as("%d octets", length)
                        .isEmpty();
            }
        }
    }

    @Test
    void channelDataGoesThereAndBack() {
        // RFC 8656 §12.4: number, length, data; over UDP padding may follow or not.
        var out = ByteBuffer.allocate(64);
        new ChannelData(0x4001, ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII))).write(out, false);
        assertThat(out).isEqualTo(ByteBuffer.wrap(octets("40010005 68656c6c 6f")));
        assertThat(ChannelData.parse(out).orElseThrow().channel()).isEqualTo(0x4001);
        assertThat(ChannelData.parse(ByteBuffer.wrap(octets("40010005 68656c6c 6f000000")))
                        .orElseThrow()
                        .data())
                .isEqualTo(ByteBuffer.wrap(octets("68656c6c6f")));
        for (var wrong : new String[] {"400100", "40010005 68656c6c", "3fff0000", "50000000", ""}) {
            assertThat(ChannelData.parse(ByteBuffer.wrap(octets(wrong))))
                    .as(wrong)
                    .isEmpty();
        }
    }
}
