package io.switchhook.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8489 §5, §14: messages as hexadecimal text, built by hand from the figures. */
class StunMessageTest {
    private static final TransactionId ID = new TransactionId(0x00010203, 0x0405060708090a0bL);
    private static final String HEADER = "2112a442 00010203 0405060708090a0b";

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static String hex(ByteBuffer written) {
        var copy = new byte[written.remaining()];
        written.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    @Test
    void requestOfAKeepAliveHasNoAttributes() {
        var request = StunMessage.request(ID);
        assertThat(hex(request.write())).isEqualTo(("0001 0000" + HEADER).replace(" ", ""));
        assertThat(StunMessage.parse(request.write())).contains(request);
    }

    @Test
    void answerTellsTheAddressMaskedWithTheCookie() {
        var answer = StunMessage.request(ID).answerTo(address("192.0.2.1", 32853));
        // 32853 = 8055, with the cookie's first half a147; 192.0.2.1 = c0000201, with the cookie e112a643.
        assertThat(hex(answer.write()))
                .isEqualTo(("0101 000c" + HEADER + "0020 0008 0001 a147 e112a643").replace(" ", ""));
        assertThat(StunMessage.parse(answer.write())).contains(answer);
    }

    @Test
    void addressOfVersion6IsMaskedWithTheTransactionIdToo() {
        var answer = StunMessage.request(ID).answerTo(address("2001:db8::1", 5060));
        assertThat(hex(answer.write()))
                .endsWith("00200014" + "000232d6" + "0113a9fa" + "00010203" + "04050607" + "08090a0a");
        assertThat(StunMessage.parse(answer.write()).orElseThrow().mapped()).contains(address("2001:db8::1", 5060));
    }

    @Test
    void whatMustBeUnderstoodAndIsNotIsRefusedWith420() {
        var request = StunMessage.parse(bytes("0001 0010" + HEADER + "0024 0004 11223344" + "7fff 0001 ff000000"))
                .orElseThrow();
        assertThat(request.unknown(StunAttribute.OF_BINDING)).containsExactly(0x24, 0x7fff);
        var answer = request.answerTo(address("192.0.2.1", 5060));
        assertThat(answer.kind()).isEqualTo(StunKind.ERROR);
        assertThat(answer.errorCode()).isEqualTo(420);
        assertThat(hex(answer.write())).endsWith("000a0004" + "00247fff");
        assertThat(StunMessage.parse(answer.write()).orElseThrow().errorCode()).isEqualTo(420);
    }

    @Test
    void whatNeedNotBeUnderstoodIsPassedOver() {
        var request = StunMessage.parse(bytes("0001 000c" + HEADER + "8022 0006 737769746368 0000"));
        assertThat(request.orElseThrow().unknown(StunAttribute.OF_BINDING)).isEmpty();
    }

    @Test
    void fingerprintIsCheckedWhereThereIsOne() {
        // CRC-32 of the 20 octets before it, with the message length 8, xor 5354554e (RFC 8489 §14.7).
        var crc = new java.util.zip.CRC32();
        crc.update(bytes("0001 0008" + HEADER));
        var good = String.format("%08x", (int) crc.getValue() ^ 0x5354554e);
        assertThat(StunMessage.parse(bytes("0001 0008" + HEADER + "8028 0004" + good)))
                .isPresent();
        assertThat(StunMessage.parse(bytes("0001 0008" + HEADER + "8028 0004" + "00000000")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // methods that nobody knows
                "0002 0000" + HEADER,
                "3eef 0000" + HEADER,
                // no cookie: RFC 3489
                "0001 0000 00000000 00010203 0405060708090a0b",
                // length not of four, too short, too long
                "0001 0002" + HEADER + "0000",
                "0001 0008" + HEADER + "00200004",
                "0001 0000" + HEADER + "00200004",
                // an attribute that runs over the end
                "0101 000c" + HEADER + "0020 0009 0001 a147 e112a643",
                // a success without an address, with one of another family, with one cut short
                "0101 0000" + HEADER,
                "0101 000c" + HEADER + "0020 0008 0002 a147 e112a643",
                "0101 0008" + HEADER + "0020 0004 0001 a147",
                // an error without a code, with an absurd one
                "0111 0000" + HEADER,
                "0111 0008" + HEADER + "0009 0004 00000101",
                "0111 0008" + HEADER + "0009 0004 00000470",
            })
    void whatIsNoBindingMessageIsRefused(String hex) {
        assertThat(StunMessage.parse(bytes(hex))).isEmpty();
    }

    @Test
    void everyTruncatedPrefixIsRefused() {
        var whole = StunMessage.request(ID).answerTo(address("192.0.2.1", 5060)).write();
        for (int length = 0; length < whole.limit(); length++) {
            assertThat(StunMessage.parse(whole.duplicate().limit(length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    @Test
    void sipIsNotTakenForStun() {
        var sip =
                ByteBuffer.wrap("OPTIONS sip:a@b SIP/2.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(StunMessage.isIn(sip)).isFalse();
        assertThat(StunMessage.isIn(StunMessage.request(ID).write())).isTrue();
    }

    @Test
    void errorOfAServerIsRead() {
        var error = StunMessage.parse(bytes("0111 000c" + HEADER + "0009 0006 00000500 4f75 0000"))
                .orElseThrow();
        assertThat(error.kind()).isEqualTo(StunKind.ERROR);
        assertThat(error.errorCode()).isEqualTo(500);
        assertThat(error.reason()).isEqualTo("Ou");
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOCATE, REQUEST, 0003",
        "ALLOCATE, SUCCESS, 0103",
        "ALLOCATE, ERROR, 0113",
        "REFRESH, REQUEST, 0004",
        "SEND, INDICATION, 0016",
        "DATA, INDICATION, 0017",
        "CREATE_PERMISSION, SUCCESS, 0108",
        "CHANNEL_BIND, ERROR, 0119",
    })
    void typeHasTheClassBetweenTheBitsOfTheMethod(StunMethod method, StunKind kind, String type) {
        // RFC 8489 §5, figure 3, and RFC 8656 §17.
        var message =
                StunMessage.builder(kind, method, ID).error(400, "Bad Request").build();
        assertThat(hex(message.write())).startsWith(type);
        assertThat(StunMessage.parse(message.write()).orElseThrow().method()).isEqualTo(method);
        assertThat(StunMessage.parse(message.write()).orElseThrow().kind()).isEqualTo(kind);
    }

    @Test
    void messageThatWouldBeTooLongIsNotComposed() {
        var builder = StunMessage.builder(StunKind.INDICATION, StunMethod.SEND, ID);
        builder.add(StunAttribute.DATA, new byte[1_400]);
        assertThatThrownBy(() -> builder.add(StunAttribute.DATA, new byte[80]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreAttributesThanAnybodyNeedsAreRefused() {
        assertThat(StunMessage.parse(bytes("0001 0104" + HEADER + "80220000".repeat(65))))
                .isEmpty();
        assertThat(StunMessage.parse(bytes("0001 0100" + HEADER + "80220000".repeat(64))))
                .isPresent();
    }
}
