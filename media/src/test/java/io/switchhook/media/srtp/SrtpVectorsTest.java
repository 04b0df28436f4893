package io.switchhook.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test vectors of the RFCs, byte for byte. */
class SrtpVectorsTest {
    private static final String GALLIA =
            "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";
    private static final int GALLIA_BODY = 12;
    private static final int GALLIA_LENGTH = 50;
    private static final int GALLIA_SSRC = 0x5501a0b2;
    private static final int GALLIA_SEQUENCE = 0xf17b;
    private static final String LUNA = "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
            + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    private static final int LUNA_LENGTH = 52;
    private static final int LUNA_SSRC = 0x4d617273;
    private static final int LUNA_INDEX = 0x5d4;
    private static final String QUID_PRO_QUO = "517569642070726f2071756f";
    private static final String KEY_128 = "000102030405060708090a0b0c0d0e0f";
    private static final String KEY_256 = KEY_128 + "101112131415161718191a1b1c1d1e1f";

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", "").toLowerCase(Locale.ROOT));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "2B7E151628AED2A6ABF7158809CF4F3C, 0, E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0",
        "2B7E151628AED2A6ABF7158809CF4F3C, 65279, EC8CDF7398607CB0F2D21675EA9EA1E4362B7C3C6773516318A077D7FC5073AE6A2CC3787889374FBEB4C81B17BA6C44",
        "57f82fe3613fd170a85ec93c40b1f0922ec4cb0dc025b58272147cc438944a98, 0, "
                + "92bdd28a93c3f52511c677d08b5515a49da71b2378a854f67050756ded165bac63c4868b7096d88421b563b8c94c9a31",
        "57f82fe3613fd170a85ec93c40b1f0922ec4cb0dc025b58272147cc438944a98, 65279, "
                + "cea518c90fd91ced9cbb18c078a547113dbc4814f4da5f00a08772b63c6a046d6eb246913062a16891433e97dd01a57f",
        "eab234764e517b2d3d160d587d8c86219740f65f99b6bcf7, 0, "
                + "35096cba4610028dc1b57503804ce37c5de986291dcce161d5165ec4568f5c9a474a40c77894bc17180202272a4c264d",
        "eab234764e517b2d3d160d587d8c86219740f65f99b6bcf7, 65279, "
                + "d108d1a31a00bad6367ec23eb044b415c8f57129fdeb970b59f917b257662d4ca5dab625811034e8cebdfeb6dc158dd3"
    })
    @DisplayName("RFC 3711 §B.2, RFC 6188 §7.1 and §7.3: key stream from a counter on")
    void keyStream(String key, int firstBlock, String expected) {
        var stream = new byte[3 * AesBlocks.BLOCK];
        new AesBlocks(hex(key)).xor(hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), firstBlock, stream, 0, stream.length);
        assertThat(hex(stream)).isEqualToIgnoringCase(expected);
    }

    @Test
    @DisplayName("RFC 3711 §B.2: the last block of the segment, made in one go with all before it")
    void longKeyStream() {
        var stream = new byte[1_044_512];
        new AesBlocks(hex("2B7E151628AED2A6ABF7158809CF4F3C"))
                .xor(hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), 0, stream, 0, stream.length);
        assertThat(hex(Arrays.copyOfRange(stream, stream.length - 16, stream.length)))
                .isEqualToIgnoringCase("6A2CC3787889374FBEB4C81B17BA6C44");
    }

    @ParameterizedTest
    @CsvSource({
        "AES_CM_128_HMAC_SHA1_80, E1F97A0D3E018BE0D64FA32C06DE4139, 0EC675AD498AFEEBB6960B3AABE6, 0, C61E7A93744F39EE10734AFE3FF7A087",
        "AES_CM_128_HMAC_SHA1_80, E1F97A0D3E018BE0D64FA32C06DE4139, 0EC675AD498AFEEBB6960B3AABE6, 2, 30CBBC08863D8C85D49DB34A9AE1",
        "AES_CM_128_HMAC_SHA1_80, E1F97A0D3E018BE0D64FA32C06DE4139, 0EC675AD498AFEEBB6960B3AABE6, 1, "
                + "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25"
                + "6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2",
        "AES_256_CM_HMAC_SHA1_80, f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6, 3b04803de51ee7c96423ab5b78d2, 0, "
                + "5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4",
        "AES_256_CM_HMAC_SHA1_80, f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6, 3b04803de51ee7c96423ab5b78d2, 2, "
                + "fa31791685ca444a9e07c6c64e93",
        "AES_256_CM_HMAC_SHA1_80, f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6, 3b04803de51ee7c96423ab5b78d2, 1, "
                + "fd9c32d39ed5fbb5a9dc96b30818454d1313dc05",
        "AES_192_CM_HMAC_SHA1_80, 73edc66c4fa15776fb57f9505c17136550ffda71f3e8e5f1, c8522f3acd4ce86d5add78edbb11, 0, "
                + "31874736a8f1143870c26e4857d8a5b2c4a354407faadabb",
        "AES_192_CM_HMAC_SHA1_80, 73edc66c4fa15776fb57f9505c17136550ffda71f3e8e5f1, c8522f3acd4ce86d5add78edbb11, 2, "
                + "2372b82d639b6d8503a47adc0a6c",
        "AES_192_CM_HMAC_SHA1_80, 73edc66c4fa15776fb57f9505c17136550ffda71f3e8e5f1, c8522f3acd4ce86d5add78edbb11, 1, "
                + "355b10973cd95b9eacf4061c7e1a7151e7cfbfcb"
    })
    @DisplayName("RFC 3711 §B.3, RFC 6188 §7.2 and §7.4: session keys")
    void sessionKeys(SrtpSuite suite, String key, String salt, int label, String expected) {
        var master = new SrtpMasterKey(suite, hex(key + salt));
        var derived = SessionKeys.derive(master, label, expected.length() / 2);
        assertThat(hex(derived)).isEqualToIgnoringCase(expected);
    }

    @ParameterizedTest
    @CsvSource({
        KEY_128
                + ", f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce",
        KEY_256
                + ", 32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13"
    })
    @DisplayName("RFC 7714 §16.1.1, §16.1.2, §16.2.1, §16.2.2: RTP encrypted and decrypted")
    void gcmRtp(String key, String ciphered) {
        var transform = new GcmTransform(hex(key), hex(QUID_PRO_QUO));
        var packet = Arrays.copyOf(hex(GALLIA), GALLIA_LENGTH + 16);
        transform.protectRtp(packet, 0, GALLIA_BODY, GALLIA_LENGTH, GALLIA_SSRC, GALLIA_SEQUENCE);
        assertThat(hex(packet)).isEqualTo("8040f17b8041f8d35501a0b2" + ciphered);
        assertThat(transform.openRtp(
                        packet, 0, GALLIA_BODY, GALLIA_LENGTH, GALLIA_LENGTH, GALLIA_SSRC, GALLIA_SEQUENCE))
                .isTrue();
        assertThat(Arrays.copyOf(packet, GALLIA_LENGTH)).isEqualTo(hex(GALLIA));
    }

    @Test
    @DisplayName("RFC 7714 §16.1.3: with nothing to encrypt all of the packet is associated data")
    void gcmTagAlone() {
        var transform = new GcmTransform(hex(KEY_128), hex(QUID_PRO_QUO));
        var packet = Arrays.copyOf(hex(GALLIA), GALLIA_LENGTH + 16);
        transform.protectRtp(packet, 0, GALLIA_LENGTH, GALLIA_LENGTH, GALLIA_SSRC, GALLIA_SEQUENCE);
        assertThat(hex(packet)).isEqualTo(hex(hex(GALLIA)) + "22493f82d2bce397e9d79e3b19aa4216");
    }

    @ParameterizedTest
    @CsvSource({
        KEY_128
                + ", 63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade",
        KEY_256
                + ", d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be"
    })
    @DisplayName("RFC 7714 §17.1, §17.2: RTCP encrypted and decrypted")
    void gcmRtcp(String key, String ciphered) {
        var transform = new GcmTransform(hex(key), hex(QUID_PRO_QUO));
        var packet = Arrays.copyOf(hex(LUNA), LUNA_LENGTH + 20);
        transform.protectRtcp(packet, 0, LUNA_LENGTH, LUNA_SSRC, LUNA_INDEX | PacketTransform.ENCRYPTED);
        assertThat(hex(packet)).isEqualTo("81c8000d4d617273" + ciphered + "800005d4");
        assertThat(transform.openRtcp(packet, 0, LUNA_LENGTH, LUNA_LENGTH + 16, LUNA_LENGTH, LUNA_SSRC))
                .isTrue();
        assertThat(Arrays.copyOf(packet, LUNA_LENGTH)).isEqualTo(hex(LUNA));
    }

    @ParameterizedTest
    @CsvSource({KEY_128 + ", 841dd9683dd78ec92ae58790125f62b3", KEY_256 + ", 91db4afbfeee5a978fab4393ed2615fe"})
    @DisplayName("RFC 7714 §17.3, §17.4: RTCP that is tagged only")
    void gcmRtcpTagged(String key, String tag) {
        var transform = new GcmTransform(hex(key), hex(QUID_PRO_QUO));
        var packet = hex(LUNA + tag + "000005d4");
        assertThat(transform.openRtcp(packet, 0, LUNA_LENGTH, LUNA_LENGTH + 16, LUNA_LENGTH, LUNA_SSRC))
                .isTrue();
        assertThat(packet).isEqualTo(hex(LUNA + tag + "000005d4"));
        packet[LUNA_LENGTH + 3] ^= 1;
        assertThat(transform.openRtcp(packet, 0, LUNA_LENGTH, LUNA_LENGTH + 16, LUNA_LENGTH, LUNA_SSRC))
                .isFalse();
    }
}
