package io.switchhook.sip.message.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.header.ContentDispositionHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.uri.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** RFC 2046 §5.1, RFC 5621. */
class MultipartTest {
    private static final ContentTypeHeader TYPE =
            ContentTypeHeader.TYPE.parse("multipart/mixed; boundary=\"unique 1\"");
    private static final ContentTypeHeader ISUP =
            ContentTypeHeader.TYPE.parse("application/ISUP;version=nxv3;base=etsi121");
    private static final String SDP = "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\n";
    private static final String BODY =
            "preamble\r\n--unique 1\r\nContent-Type: application/SDP; charset=ISO-10646\r\n\r\n" + SDP
                    + "\r\n--unique 1 \t\r\ncontent-type: application/ISUP;version=nxv3;\r\n base=etsi121\r\n"
                    + "Content-Disposition: signal; handling=optional\r\nContent-ID: <a@b>\r\n\r\n\u0001\0\u007f\r\n\r\n--unique 1--\r\nepilogue";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Multipart parse(String text) {
        return Multipart.parse(MultipartLimits.DEFAULT, TYPE, bytes(text));
    }

    @Test
    void sdpAndIsupAreTakenApart() {
        var multipart = parse(BODY);
        assertThat(multipart.parts()).hasSize(2);
        var sdp = multipart.parts().get(0);
        assertThat(sdp.text()).isEqualTo(SDP);
        assertThat(sdp.type().is("application", "sdp")).isTrue();
        assertThat(sdp.required()).isTrue();
        assertThat(sdp.disposition()).isEmpty();
        var isup = multipart.parts().get(1);
        assertThat(isup.type()).isEqualTo(ISUP);
        assertThat(isup.content()).containsExactly(1, 0, 127, '\r', '\n');
        assertThat(isup.length()).isEqualTo(5);
        assertThat(isup.required()).isFalse();
        assertThat(isup.contentId()).contains("a@b");
        assertThat(isup.disposition().orElseThrow().disposition()).isEqualTo("signal");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var multipart = Multipart.mixed(
                BodyPart.of(ContentTypeHeader.SDP, SDP),
                BodyPart.of(ContentTypeHeader.of("application", "pidf+xml"), "<presence/>")
                        .with("Content-ID", "<target123@atlanta.example.com>")
                        .with(ContentDispositionHeader.TYPE.parse("render;handling=optional")));
        var again = Multipart.parse(MultipartLimits.DEFAULT, multipart.type(), multipart.write());
        assertThat(again).isEqualTo(multipart).hasSameHashCodeAs(multipart);
        assertThat(again.type()).isEqualTo(multipart.type());
        assertThat(again.parts().get(1).toString()).contains("render").endsWith("11 bytes");
    }

    @Test
    void boundaryOfAWriterStandsInNoPart() {
        var plain = Multipart.mixed(BodyPart.of(ContentTypeHeader.SDP, SDP));
        var boundary = plain.type().parameters().get("boundary").orElseThrow();
        var nested = Multipart.mixed(BodyPart.of(plain.type(), plain.write()));
        assertThat(nested.type().parameters().get("boundary")).isPresent().isNotEqualTo(boundary);
        assertThat(nested.find(MultipartLimits.DEFAULT, "application", "sdp")
                        .orElseThrow()
                        .text())
                .isEqualTo(SDP);
    }

    @Test
    void bareLineFeedsAndAMissingEndAreTolerated() {
        var parts = parse("--unique 1\n\nfirst\nline\n--unique 1\nContent-Type: text/html\n\nsecond")
                .parts();
        assertThat(parts).extracting(BodyPart::text).containsExactly("first\nline", "second");
        assertThat(parts.get(0).type()).isEqualTo(ContentTypeHeader.of("text", "plain"));
        assertThat(parse("--unique 1\r\n--unique 1--").parts())
                .extracting(BodyPart::length)
                .containsExactly(0);
        assertThat(parse("--unique 1").parts()).extracting(BodyPart::length).containsExactly(0);
    }

    @Test
    void boundaryWithinALineIsText() {
        assertThat(parse("--unique 1\r\n\r\na --unique 1\r\n--unique 10\r\n--unique 1--")
                        .parts())
                .extracting(BodyPart::text)
                .containsExactly("a --unique 1\r\n--unique 10");
    }

    @Test
    void bodyWithoutBoundaryIsRefused() {
        assertThatThrownBy(() -> parse("v=0\r\n")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> parse("")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Multipart.parse(
                        MultipartLimits.DEFAULT, ContentTypeHeader.TYPE.parse("multipart/mixed"), bytes(BODY)))
                .hasMessage("expected the parameter boundary in a multipart type");
        assertThatThrownBy(() -> Multipart.parse(
                        MultipartLimits.DEFAULT,
                        ContentTypeHeader.TYPE.parse("multipart/mixed;boundary=" + "x".repeat(71)),
                        bytes(BODY)))
                .hasMessageStartingWith("expected a multipart boundary of 1 to 70 characters");
        assertThatThrownBy(() -> Multipart.parse(MultipartLimits.DEFAULT, ContentTypeHeader.SDP, bytes(BODY)))
                .hasMessageStartingWith("expected a multipart type");
    }

    @Test
    void limitsHold() {
        var few = new MultipartLimits(2, 2, 40);
        assertThatThrownBy(() -> Multipart.parse(few, TYPE, bytes("--unique 1\r\n\r\n".repeat(3))))
                .hasMessage("expected at most 2 parts");
        assertThatThrownBy(() -> Multipart.parse(few, TYPE, bytes("--unique 1\r\nA: " + "x".repeat(40) + "\r\n\r\n")))
                .hasMessage("expected at most 40 bytes of headers in one part");
        assertThatThrownBy(() -> new MultipartLimits(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        var deep = Multipart.mixed(BodyPart.of(ContentTypeHeader.SDP, SDP));
        for (int i = 1; i < 4; i++) {
            deep = Multipart.mixed(BodyPart.of(deep.type(), deep.write()));
        }
        assertThat(deep.find(MultipartLimits.DEFAULT, "application", "sdp")).isPresent();
        var deeper = Multipart.mixed(BodyPart.of(deep.type(), deep.write()));
        assertThatThrownBy(() -> deeper.find(MultipartLimits.DEFAULT, "application", "sdp"))
                .hasMessage("expected at most 4 levels of multipart");
    }

    @Test
    void headersOfAPartAreChecked() {
        assertThatThrownBy(() -> parse("--unique 1\r\nno colon\r\n\r\n")).hasMessageContaining("colon");
        assertThatThrownBy(() -> parse("--unique 1\r\n folded\r\n\r\n")).hasMessageContaining("folded");
        assertThatThrownBy(() -> parse("--unique 1\r\na b: c\r\n\r\n")).hasMessageContaining("token");
        assertThatThrownBy(() -> parse("--unique 1\r\na: b\0\r\n\r\n")).hasMessageContaining("NUL");
        var part = BodyPart.of(ContentTypeHeader.SDP, SDP);
        assertThatThrownBy(() -> part.with("X", "a\r\nY: b")).hasMessageContaining("CR, LF or NUL");
        assertThatThrownBy(() -> part.with("X:", "a")).hasMessageContaining("token");
        assertThatThrownBy(Multipart::mixed).hasMessageContaining("at least one part");
    }

    @Test
    void lastAlternativeIsTheBest() {
        var alternative = new Multipart(
                "alternative",
                java.util.List.of(
                        BodyPart.of(ContentTypeHeader.SDP, "v=0\r\ns=1\r\n"),
                        BodyPart.of(ContentTypeHeader.SDP, "v=0\r\ns=2\r\n"),
                        BodyPart.of(ContentTypeHeader.of("text", "html"), "x")));
        assertThat(alternative
                        .find(MultipartLimits.DEFAULT, "Application", "SDP")
                        .orElseThrow()
                        .text())
                .contains("s=2");
        assertThat(alternative.notUnderstood(part -> part.type().is("application", "sdp")))
                .isEmpty();
        assertThat(alternative.notUnderstood(part -> false)).hasSize(3);
    }

    @Test
    void partForAnotherPurposeIsNotFound() {
        var early = BodyPart.of(ContentTypeHeader.SDP, "v=0\r\ns=early\r\n")
                .with(ContentDispositionHeader.TYPE.parse("early-session;handling=optional"));
        var both = Multipart.mixed(
                early, BodyPart.of(ContentTypeHeader.SDP, SDP).with(ContentDispositionHeader.of("Session")));
        assertThat(both.find(MultipartLimits.DEFAULT, "application", "sdp", "session")
                        .orElseThrow()
                        .text())
                .isEqualTo(SDP);
        assertThat(both.notUnderstood(part -> false))
                .containsExactly(both.parts().get(1));
        assertThat(both.find(MultipartLimits.DEFAULT, "application", "sdp")).isEmpty();
    }

    @Test
    void everyPrefixAndEveryChangedByteIsReadOrRefused() {
        var whole = bytes(BODY);
        for (int i = 0; i < whole.length; i++) {
            readOrRefuse(Arrays.copyOf(whole, i));
            for (byte nasty : new byte[] {0, '\r', '\n', '-', ' ', ':', -1}) {
                var changed = whole.clone();
                changed[i] = nasty;
                readOrRefuse(changed);
            }
        }
    }

    private static void readOrRefuse(byte[] body) {
        Multipart multipart;
        try {
            multipart = Multipart.parse(MultipartLimits.DEFAULT, TYPE, body);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).startsWith("expected ");
            return;
        }
        assertThat(Multipart.parse(MultipartLimits.DEFAULT, multipart.type(), multipart.write()))
                .isEqualTo(multipart);
    }
}
