package io.switchhook.sip.message.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §8.2.3, RFC 5621 §8. */
class AcceptedBodiesTest {
    private static final AcceptedBodies SDP = AcceptedBodies.of("application/sdp");
    private static final AcceptedBodies TEXT = AcceptedBodies.of("text/plain", "Image/*");

    private static SipRequest request(String headers, String body) {
        var text = "MESSAGE sip:b@x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=1\r\n"
                + "To: <sip:b@x>\r\nCall-ID: c\r\nCSeq: 1 MESSAGE\r\nMax-Forwards: 70\r\n"
                + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        return (SipRequest) ((ParseResult.Parsed)
                        MessageParser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Limits.DEFAULT))
                .message();
    }

    private static String parts(String... parts) {
        return "--b\r\n" + String.join("\r\n--b\r\n", parts) + "\r\n--b--\r\n";
    }

    private static final String SDP_PART = "Content-Type: application/sdp\r\n\r\nv=0\r\n";

    @ParameterizedTest
    @CsvSource({
        "text/plain, , , true",
        "TEXT/Plain;charset=utf-8, , , true",
        "text/plain;charset=ISO-8859-1, , , true",
        "text/plain;charset=klingon, , , false",
        "text/html, , , false",
        "image/png, , , true",
        "application/octet-stream, , , false",
        "application/octet-stream, render;handling=optional, , true",
        "application/octet-stream, render;handling=OPTIONAL, , true",
        "application/octet-stream, render;handling=required, , false",
        "text/plain, , gzip, false",
        "text/plain, , identity, true",
        "text/plain, render;handling=optional, gzip, true",
    })
    void aBodyIsUnderstoodOrMayBePassedOver(String type, String disposition, String encoding, boolean understood) {
        var headers = "Content-Type: " + type + "\r\n"
                + (disposition == null ? "" : "Content-Disposition: " + disposition + "\r\n")
                + (encoding == null ? "" : "Content-Encoding: " + encoding + "\r\n");
        assertThat(TEXT.understand(request(headers, "hello"))).isEqualTo(understood);
        assertThat(TEXT.understand(request(headers, ""))).isTrue();
    }

    @Test
    void aBodyWithoutATypeIsLeftToItsMethod() {
        assertThat(SDP.understand(request("", "v=0"))).isTrue();
    }

    @Test
    void ofMixedPartsEachThatIsRequiredCounts() {
        var type = "Content-Type: multipart/mixed;boundary=b\r\n";
        var strange = "Content-Type: application/isup\r\n";
        assertThat(SDP.understand(request(type, parts(SDP_PART)))).isTrue();
        assertThat(SDP.understand(request(type, parts(SDP_PART, strange + "\r\nxx"))))
                .isFalse();
        assertThat(SDP.understand(request(
                        type, parts(SDP_PART, strange + "Content-Disposition: signal;handling=optional\r\n\r\nxx"))))
                .isTrue();
        assertThat(SDP.understand(
                        request(type, parts("Content-Type: application/sdp\r\nContent-Encoding: gzip\r\n\r\nv=0\r\n"))))
                .isFalse();
    }

    /** RFC 5621 §8.3: what the parts say of their handling does not matter. */
    @Test
    void ofAlternativesOneIsEnough() {
        var type = "Content-Type: multipart/alternative;boundary=b\r\n";
        var html = "Content-Type: text/html\r\n\r\nx";
        assertThat(TEXT.understand(request(type, parts("\r\nplain", html)))).isTrue();
        assertThat(TEXT.understand(request(
                        type,
                        parts("Content-Type: text/html\r\nContent-Disposition: render;handling=optional\r\n\r\nx"))))
                .isFalse();
    }

    @Test
    void partsInsidePartsAreLookedAtUpToALimit() {
        var inner =
                "Content-Type: multipart/mixed;boundary=c\r\n\r\n--c\r\nContent-Type: text/html\r\n\r\nx\r\n--c--\r\n";
        var type = "Content-Type: multipart/mixed;boundary=b\r\n";
        assertThat(SDP.understand(request(type, parts(SDP_PART, inner)))).isFalse();
        var deep = "Content-Type: application/sdp\r\n\r\nv=0\r\n";
        for (int i = 0; i < 6; i++) {
            deep = "Content-Type: multipart/mixed;boundary=b" + i + "\r\n\r\n--b" + i + "\r\n" + deep + "\r\n--b" + i
                    + "--\r\n";
        }
        var bomb = request(type, parts(deep));
        assertThatThrownBy(() -> SDP.understand(bomb)).isInstanceOf(MalformedException.class);
    }

    @Test
    void partsThatCannotBeReadAreMalformed() {
        var request = request("Content-Type: multipart/mixed\r\n", "x");
        assertThatThrownBy(() -> SDP.understand(request)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aRefusalSaysWhatIsUnderstood() {
        var request = request("Content-Type: text/html\r\n", "x");
        var refusal = SDP.describe(SipResponse.answering(request, 415, "Unsupported Media Type"))
                .build();
        assertThat(refusal.values("Accept"))
                .containsExactly("application/sdp, multipart/mixed, multipart/alternative, multipart/related");
        assertThat(refusal.value("Accept-Encoding")).contains("identity");
        assertThat(refusal.value("Accept-Language")).contains("*");
    }
}
