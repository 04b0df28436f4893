package io.switchhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireMessageTest {
    private static final String FOLDED = """
            INVITE sip:853@192.0.2.1 SIP/2.0
            v: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKa;rport, SIP/2.0/UDP 192.0.2.8;branch=z9hG4bKb
            f: "Smith, J. <x>" <sip:858@192.0.2.9;user=phone>;tag=abc
            t: <sip:853@192.0.2.1>
            i: one@two
            CSeq: 17 INVITE
            m: <sip:858@192.0.2.9:5062;ob>;q=0.5
            Subject: folded
              over lines
            l: 4

            body""".replace("\n", "\r\n");

    @Test
    void readsCompactNamesFoldedLinesAndLists() {
        var message = WireMessage.parse(FOLDED);
        assertThat(message.isRequest("INVITE")).isTrue();
        assertThat(message.requestUri()).isEqualTo("sip:853@192.0.2.1");
        assertThat(message.elements("Via")).hasSize(2);
        assertThat(message.branch()).isEqualTo("z9hG4bKa");
        assertThat(message.fromTag()).contains("abc");
        assertThat(message.toTag()).isEmpty();
        assertThat(message.callId()).isEqualTo("one@two");
        assertThat(message.cseq()).isEqualTo(17);
        assertThat(message.contactUri()).contains("sip:858@192.0.2.9:5062;ob");
        assertThat(message.header("subject")).contains("folded over lines");
        assertThat(message.body()).isEqualTo("body");
        assertThat(message.toString()).isEqualTo(FOLDED);
        assertThat(message.status()).isZero();
    }

    @Test
    void readsAnswers() {
        var message = WireMessage.parse("SIP/2.0 486 Busy Here\r\nCSeq: 2 INVITE\r\n\r\n");
        assertThat(message.isResponse("INVITE", 486)).isTrue();
        assertThat(message.reason()).isEqualTo("Busy Here");
        assertThat(message.method()).isEqualTo("INVITE");
        assertThatThrownBy(message::requestUri).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tellsSipFromEverythingElse() {
        assertThat(WireMessage.isSip("OPTIONS sip:a SIP/2.0\r\n\r\n".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(WireMessage.isSip("SIP/2.0 200 OK\r\n".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(WireMessage.isSip("\r\n\r\n".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(WireMessage.isSip(new byte[] {(byte) 0x80, 0, 1, 2})).isFalse();
        assertThat(WireMessage.isSip(new byte[0])).isFalse();
        assertThatThrownBy(() -> WireMessage.parse("hello")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void draftsKeepOrderAndCorrectTheLength() {
        var message = Draft.request("MESSAGE", "sip:a@192.0.2.1")
                .header("Call-ID", "x")
                .header("Content-Length", "0")
                .header("CSeq", "1 MESSAGE")
                .body("text/plain", "hällo")
                .first("Via", "SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKx")
                .replace("i", "y")
                .build();
        assertThat(message.toString())
                .isEqualTo("MESSAGE sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKx\r\n"
                        + "i: y\r\nContent-Length: 6\r\nCSeq: 1 MESSAGE\r\nContent-Type: text/plain\r\n\r\nhällo");
        assertThat(message.edit().build().toString()).isEqualTo(message.toString());
        assertThat(message.edit().replace("Content-Length", "9999").build().header("Content-Length"))
                .contains("9999");
    }

    @Test
    void findsParametersBehindTheUriOnly() {
        assertThat(Texts.parameter("<sip:a@b;tag=inner>;TAG=outer;lr", "tag")).contains("outer");
        assertThat(Texts.parameter("<sip:a@b;tag=inner>", "tag")).isEmpty();
        assertThat(Texts.parameter("SIP/2.0/UDP h;rport;branch=b", "rport")).contains("");
        assertThat(Texts.parameter("x;text=\"a;b\"", "text")).contains("a;b");
        assertThat(Texts.uriOf("sip:a@b;tag=1")).isEqualTo("sip:a@b");
        assertThat(Texts.addressOf("sip:a@[2001:db8::1]:5070;lr").orElseThrow().getPort())
                .isEqualTo(5070);
        assertThat(Texts.addressOf("sip:a@example.com")).isEmpty();
        assertThat(Texts.addressOf("sip:192.0.2.1").orElseThrow().getPort()).isEqualTo(5060);
    }

    @Test
    void framesAStreamWhateverItsSegments() {
        var first = Draft.request("MESSAGE", "sip:a")
                .body("text/plain", "one")
                .build()
                .toByteArray();
        var second = Draft.request("OPTIONS", "sip:a").header("l", "0").build().toByteArray();
        var stream = new byte[first.length + 4 + second.length];
        System.arraycopy(first, 0, stream, 0, first.length);
        System.arraycopy("\r\n\r\n".getBytes(StandardCharsets.UTF_8), 0, stream, first.length, 4);
        System.arraycopy(second, 0, stream, first.length + 4, second.length);
        for (int size = 1; size <= stream.length; size++) {
            var framer = new StreamFramer();
            var found = new java.util.ArrayList<byte[]>();
            for (int at = 0; at < stream.length; at += size) {
                found.addAll(
                        framer.onBytes(java.util.Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size))));
            }
            assertThat(found).containsExactly(first, second);
        }
    }

    @Test
    void streamOfAnotherProtocolIsLeft() {
        var framer = new StreamFramer();
        assertThat(framer.onBytes(new byte[] {0, 1, 0, 8})).isEmpty();
        var message = Draft.request("OPTIONS", "sip:a").header("l", "0").build();
        assertThat(framer.onBytes(message.toByteArray())).isEmpty();
        assertThat(new StreamFramer().onBytes(message.toByteArray())).hasSize(1);
    }
}
