package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.UserAgentHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandingLinesTest {

    private static SipMessage with(String... lines) {
        var text = """
                OPTIONS sip:853@example.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                From: <sip:858@example.com>;tag=a
                To: <sip:853@example.com>
                Call-ID: standing
                CSeq: 1 OPTIONS
                """ + String.join("\n", lines) + "\nContent-Length: 0\n\n";
        var bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return ((ParseResult.Parsed) MessageParser.parse(ByteBuffer.wrap(bytes), Limits.DEFAULT)).message();
    }

    @Test
    void equalLinesOfTwoMessagesAreDecodedOnce() {
        var line = "Allow: INVITE, ACK, STANDING-TEST";
        var first = with(line).all(AllowHeader.TYPE);
        var second = with(line).all(AllowHeader.TYPE);
        assertThat(second).isEqualTo(first).hasSize(3);
        assertThat(second.get(2)).isSameAs(first.get(2));
        var agent = "User-Agent: Standing/1.0";
        assertThat(with(agent).first(UserAgentHeader.TYPE).orElseThrow())
                .isSameAs(with(agent).first(UserAgentHeader.TYPE).orElseThrow());
    }

    @Test
    void linesThatDifferInTheMiddleAreNotTakenForEachOther() {
        var one = with("Supported: standing-one-standing");
        var two = with("Supported: standing-two-standing");
        assertThat(one.all(SupportedHeader.TYPE)).containsExactly(new SupportedHeader("standing-one-standing"));
        assertThat(two.all(SupportedHeader.TYPE)).containsExactly(new SupportedHeader("standing-two-standing"));
        assertThat(with("Supported: standing-one-standing").all(SupportedHeader.TYPE))
                .containsExactly(new SupportedHeader("standing-one-standing"));
    }

    @Test
    void equalValuesOfTwoHeadersAreNotTakenForEachOther() {
        var message = with("Supported: standing", "Require: standing");
        assertThat(message.all(SupportedHeader.TYPE)).containsExactly(new SupportedHeader("standing"));
        assertThat(message.all(RequireHeader.TYPE)).containsExactly(new RequireHeader("standing"));
    }

    @Test
    void noValueIsRememberedAsNone() {
        assertThat(with("Supported:").all(SupportedHeader.TYPE)).isEmpty();
        assertThat(with("Supported: ").all(SupportedHeader.TYPE)).isEmpty();
        assertThat(with("Supported:").first(SupportedHeader.TYPE)).isEmpty();
    }

    @Test
    void foldedLinesAreDecodedWithoutTheirFolds() {
        for (int i = 0; i < 2; i++) {
            assertThat(with("Supported: standing-a,\n standing-b").all(SupportedHeader.TYPE))
                    .containsExactly(new SupportedHeader("standing-a"), new SupportedHeader("standing-b"));
        }
    }

    @Test
    void malformedLinesAreRefusedEachTime() {
        for (int i = 0; i < 2; i++) {
            var message = with("Supported: standing, , standing");
            assertThatThrownBy(() -> message.all(SupportedHeader.TYPE)).isInstanceOf(MalformedHeaderException.class);
        }
    }

    @Test
    void longLinesAreDecodedAnew() {
        var line = "Supported: " + "standing-long, ".repeat(30) + "end";
        assertThat(with(line).all(SupportedHeader.TYPE))
                .hasSize(31)
                .isEqualTo(with(line).all(SupportedHeader.TYPE));
    }
}
