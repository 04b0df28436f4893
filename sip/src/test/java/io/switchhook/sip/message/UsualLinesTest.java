package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A line as nearly everybody writes it is read in a quick way. The careful way makes the same of it; another case of the protocol's name leads there. */
class UsualLinesTest {
    private static final int MUTATIONS = 100_000;
    private static final List<String> VIAS = List.of(
            "/UDP 192.0.2.1:5060;rport;branch=z9hG4bKx",
            "/TCP pbx.example.com;branch=z9hG4bKx;received=192.0.2.1",
            "/TLS [2001:db8::1]:5061;branch=z9hG4bKx",
            "/WSS a.invalid;x=\"y;z\", SIP/2.0/UDP b:65535");
    private static final List<String> URIS =
            List.of("sip:2002@pbx.example.com", "sips:a@192.0.2.1:5061;transport=tcp", "sip:[::1]", "tel:+1;x", "x:y");
    private static final String SPICE = ";;==::@@??&%<>\"\\ \t,[]09a-_.\u0000\u007f\u00e9";

    private final Random random = new Random(2);

    @Test
    void vias() {
        int read = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var text = mutated(VIAS.get(i % VIAS.size()));
            var quick = valuesOf("SIP/2.0" + text);
            assertThat(quick).as(text).isEqualTo(valuesOf("sip/2.0" + text));
            read += quick.startsWith("[") ? 1 : 0;
        }
        assertThat(read).isBetween(MUTATIONS / 5, MUTATIONS - MUTATIONS / 10);
    }

    private static String valuesOf(String line) {
        try {
            return ViaHeader.TYPE.parseAll(line).toString();
        } catch (MalformedException e) {
            // What was found is quoted, and that differs in case.
            return String.valueOf(e.getMessage()).toUpperCase(Locale.ROOT);
        }
    }

    @Test
    void requestLines() {
        int plain = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var uri = mutated(URIS.get(i % URIS.size()));
            var quick = outcome("INVITE " + uri + " SIP/2.0");
            assertThat(quick).as(uri).isEqualTo(outcome("INVITE " + uri + " sip/2.0"));
            plain += quick.startsWith("plain") ? 1 : 0;
        }
        assertThat(plain).isBetween(MUTATIONS / 10, MUTATIONS - MUTATIONS / 10);
    }

    private static String outcome(String line) {
        var message = line
                + "\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n";
        var result = MessageParser.parse(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), Limits.DEFAULT);
        if (result instanceof ParseResult.Parsed parsed) {
            var request = (SipRequest) parsed.message();
            return "plain " + request.method().name() + " " + request.uri();
        }
        return result instanceof ParseResult.Rejected rejected
                ? rejected.status() + " " + rejected.reason()
                : ((ParseResult.Discarded) result).reason();
    }

    private String mutated(String text) {
        var changed = new StringBuilder(text);
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(changed.length());
            char c = SPICE.charAt(random.nextInt(SPICE.length()));
            switch (random.nextInt(3)) {
                case 0 -> changed.insert(at, c);
                case 1 -> changed.setCharAt(at, c);
                default -> changed.deleteCharAt(at);
            }
        }
        return changed.toString();
    }
}
