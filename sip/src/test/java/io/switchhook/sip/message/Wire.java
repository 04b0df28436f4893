package io.switchhook.sip.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Short ways from text to messages, for tests. */
final class Wire {
    private Wire() {}

    /** Lines with CRLF behind each, and an empty line behind them all. */
    static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** An OPTIONS that is well-formed, with more lines at its end. */
    static String options(String... more) {
        var text =
                "OPTIONS sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP h.example.com;branch=z9hG4bK1\r\nFrom: <sip:alice@example.com>;tag=1\r\n"
                        + "To: <sip:bob@example.com>\r\nCall-ID: a@h\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n";
        return more.length == 0 ? text + "\r\n" : text + lines(more);
    }

    static ParseResult parse(String text) {
        return MessageParser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Limits.DEFAULT);
    }

    static SipRequest request(String text) {
        return (SipRequest) message(text);
    }

    static SipMessage message(String text) {
        var result = parse(text);
        if (result instanceof ParseResult.Parsed parsed) {
            return parsed.message();
        }
        throw new AssertionError(result);
    }

    static String verdict(String text) {
        var result = parse(text);
        if (result instanceof ParseResult.Rejected rejected) {
            return rejected.status() + " " + rejected.reason();
        }
        return result instanceof ParseResult.Discarded discarded ? "discarded: " + discarded.reason() : "parsed";
    }
}
