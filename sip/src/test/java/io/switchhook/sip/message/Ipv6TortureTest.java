package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.StandardTypes;
import io.switchhook.sip.message.uri.SipUri;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The messages of RFC 5118, as printed there. */
class Ipv6TortureTest {
    private static String text(String name) {
        try (var stream = Ipv6TortureTest.class.getResourceAsStream("/rfc5118/" + name + ".dat")) {
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SipRequest request(String text) {
        var result = MessageParser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), Limits.DEFAULT);
        if (result instanceof ParseResult.Parsed parsed) {
            StandardTypes.all().forEach(parsed.message()::all);
            return (SipRequest) parsed.message();
        }
        throw new AssertionError(result);
    }

    private static String withoutLength(String text) {
        return text.replaceFirst("Content-Length: .*\r\n", "");
    }

    private static SipUri uri(String name) {
        return (SipUri) request(text(name)).uri();
    }

    /** §4.1. */
    @Test
    void addressInBracketsIsValid() {
        var request = request(text("ipv6-good"));
        assertThat(((SipUri) request.uri()).host()).isEqualTo("[2001:db8::10]");
        assertThat(request.topVia().host()).isEqualTo("[2001:db8::9:1]");
    }

    /** §4.2. */
    @Test
    void addressWithoutBracketsIsAnsweredWith400() {
        assertThat(Wire.verdict(text("ipv6-bad"))).isEqualTo("400 Malformed Request-URI");
    }

    /** §4.3: well-formed, and not what its sender meant. */
    @Test
    void portInsideOfTheBracketsBelongsToTheAddress() {
        assertThat(uri("port-ambiguous").host()).isEqualTo("[2001:db8::10:5070]");
        assertThat(uri("port-ambiguous").port()).isEmpty();
    }

    /** §4.4. */
    @Test
    void portBehindTheBracketsIsThePort() {
        assertThat(uri("port-unambiguous").host()).isEqualTo("[2001:db8::10]");
        assertThat(uri("port-unambiguous").port()).hasValue(5070);
    }

    /** §4.5: both are taken. */
    @Test
    void receivedIsReadWithAndWithoutBrackets() {
        assertThat(request(text("via-received-param-with-delim")).topVia().received())
                .contains("[2001:db8::9:255]");
        assertThat(request(text("via-received-param-no-delim")).topVia().received())
                .contains("2001:db8::9:255");
    }

    /** §4.6. The Content-Length that is printed counts more bytes than the body that is printed; over UDP that is an error (RFC 3261 §18.3). */
    @Test
    void addressesInSdpHaveNoBrackets() {
        assertThat(Wire.verdict(text("ipv6-in-sdp"))).isEqualTo("400 Content-Length is 268 but only 251 bytes follow");
        assertThat(request(withoutLength(text("ipv6-in-sdp"))).bodyText()).contains("c=IN IP6 2001:db8::20\r\n");
    }

    /** §4.7. */
    @Test
    void viasOfBothFamiliesAreRead() {
        var vias = request(text("mult-ip-in-header")).vias();
        assertThat(vias)
                .extracting(via -> via.host())
                .containsExactly("[2001:db8::9:1]", "192.0.2.1", "[2001:db8::9:255]");
        assertThat(vias.get(0).port()).hasValue(6050);
        assertThat(vias.get(2).received()).contains("192.0.2.200");
    }

    /** §4.8. The Content-Length that is printed is 8 bytes short: what is behind it is no part of the message (RFC 3261 §18.3). */
    @Test
    void sdpWithAddressesOfBothFamiliesIsKept() {
        assertThat(request(text("mult-ip-in-sdp")).bodyLength()).isEqualTo(181);
        assertThat(request(withoutLength(text("mult-ip-in-sdp"))).bodyText())
                .contains("c=IN IP4 192.0.2.1\r\n", "c=IN IP6 2001:db8::1\r\n")
                .endsWith("H263-1998/90000\r\n");
    }

    /** §4.9. */
    @Test
    void mappedAddressesAreRead() {
        var request = request(text("ipv4-mapped-ipv6"));
        assertThat(request.vias())
                .extracting(via -> via.host())
                .containsExactly("[::ffff:192.0.2.10]", "[::ffff:192.0.2.2]");
        assertThat(request.topVia().port()).hasValue(19823);
        assertThat(request.bodyLength()).isEqualTo(236);
    }

    /** §4.10: a colon too many, as the grammar of RFC 3261 allows, is passed over. */
    @Test
    void thirdColonIsTolerated() {
        var three = uri("ipv6-bug-abnf-3-colons");
        assertThat(three.host()).isEqualTo("[2001:db8:::192.0.2.1]");
        assertThat(three.equivalent(uri("ipv6-correct-abnf-2-colons"))).isTrue();
    }
}
