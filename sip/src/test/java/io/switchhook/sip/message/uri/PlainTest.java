package io.switchhook.sip.message.uri;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the quick look passes, the careful reader takes, and both make the same of it. A leading space turns the quick look off. */
class PlainTest {
    private static final int MUTATIONS = 200_000;
    private static final List<String> URIS = List.of(
            "sip:2002@pbx.example.com",
            "sips:a:b@192.0.2.1:5061;transport=tcp;lr",
            "sip:example.com",
            "sip:a;b=c?d@example.com:0;x=@;y",
            "SIP:host:65535",
            "sip:[2001:db8::1]:5060",
            "sip:a@b;c=d?e=f");
    private static final List<String> PARAMETERS = List.of(
            ";tag=8d1f4a7c", ";rport;branch=z9hG4bKx;received=2001:db8::1", ";a=\"b;c\\\"d\" ;e", ";q=0.7;x=[::1]");
    private static final List<String> ADDRESSES = List.of(
            "<sip:2002@pbx.example.com>",
            "\"Alice Example\" <sip:a@b:5060;x>",
            "\"A\\\"\"<sip:a@b>",
            "\"\" <sip:a@b>",
            "Alice <sip:a@b>",
            "A B  <sip:a@b>");
    private static final String SPICE = ";;==::@@??&%<>\"\\ \t,[]09a-_.\u0000\u007f\r\né\u0085";

    private final Random random = new Random(1);

    @Test
    void uris() {
        int plain = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var text = mutated(URIS.get(i % URIS.size()));
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            long parts = PlainUri.find(bytes, 0, bytes.length);
            if (PlainUri.length(parts) != bytes.length) {
                continue;
            }
            plain++;
            var quick = PlainUri.read(bytes, 0, parts);
            var careful = SipUri.parse(text);
            assertThat(partsOf(quick)).as(text).isEqualTo(partsOf(careful));
            assertThat(careful.hasHeaders()).isFalse();
        }
        assertThat(plain).isGreaterThan(MUTATIONS / 10);
    }

    private static List<Object> partsOf(SipUri uri) {
        return List.of(
                uri,
                uri.secure(),
                uri.user(),
                uri.password(),
                uri.host(),
                uri.port(),
                uri.parameters(),
                uri.headers(),
                uri.transport());
    }

    @Test
    void parameters() {
        int plain = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var text = mutated(PARAMETERS.get(i % PARAMETERS.size()));
            var quick = FieldScanner.of(text);
            if (!Parameters.skipPlain(quick)) {
                continue;
            }
            plain++;
            var careful = FieldScanner.of(" " + text);
            var expected = Parameters.read(careful);
            // Where nothing is read, the careful reader gives the space back.
            assertThat(quick.position()).as(text).isEqualTo(Math.max(0, careful.position() - 1));
            assertThat(Parameters.read(FieldScanner.of(text)).entries()).isEqualTo(expected.entries());
            assertThat(Parameters.readPlain(quick.bytes(), 0, quick.position()))
                    .isEqualTo(expected)
                    .hasToString(expected.toString());
        }
        assertThat(plain).isGreaterThan(MUTATIONS / 10);
    }

    @Test
    void addresses() {
        int plain = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var text = mutated(ADDRESSES.get(i % ADDRESSES.size()));
            var scanner = FieldScanner.of(text);
            long uri = NameAddress.skipPlain(scanner);
            if (uri == PlainUri.NONE) {
                continue;
            }
            plain++;
            var address = NameAddress.readPlain(scanner.bytes(), 0, scanner.position(), uri);
            assertThat(address.displayName()).as(text).isEqualTo(nameIn(text));
            int bracket = text.lastIndexOf('<', scanner.position() - 1);
            assertThat(address.uri()).isEqualTo(SipUri.parse(text.substring(bracket + 1, scanner.position() - 1)));
        }
        assertThat(plain).isGreaterThan(MUTATIONS / 10);
    }

    private static Optional<String> nameIn(String text) {
        if (text.startsWith("\"")) {
            return Optional.of(FieldScanner.of(text).readQuoted("a name"));
        }
        var words = text.substring(0, text.indexOf('<'));
        return words.isEmpty() ? Optional.empty() : Optional.of(words.strip());
    }

    @Test
    void refusedIsPassedOverByNothing() {
        for (var text :
                List.of("<sip:a@b", "\"a", "\"\" <sip:a@b>", "sip:a@b", "<tel:1>", "<sip:a@[::1]>", "<sip:é@b>")) {
            var scanner = FieldScanner.of(text);
            assertThat(NameAddress.skipPlain(scanner)).as(text).isEqualTo(PlainUri.NONE);
            assertThat(scanner.position()).isZero();
        }
        for (var text : List.of(";", ";=", ";a=", ";a ;b", ";a=\"", ";a=\"\\\"\"", ";a=é", " ;a")) {
            var scanner = FieldScanner.of(text);
            assertThat(Parameters.skipPlain(scanner)).as(text).isFalse();
            assertThat(scanner.position()).isZero();
        }
    }

    private String mutated(String text) {
        var changed = new StringBuilder(text);
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(changed.length() + 1);
            char c = SPICE.charAt(random.nextInt(SPICE.length()));
            switch (random.nextInt(3)) {
                case 0 -> changed.insert(at, c);
                case 1 -> changed.replace(at, Math.min(changed.length(), at + 1), String.valueOf(c));
                default -> changed.delete(at, Math.min(changed.length(), at + 1));
            }
        }
        return changed.toString();
    }
}
