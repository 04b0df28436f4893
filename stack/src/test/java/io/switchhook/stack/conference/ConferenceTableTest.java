package io.switchhook.stack.conference;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.stack.XmlElement;
import io.switchhook.stack.conference.ConferenceEndpoint.DisconnectionMethod;
import io.switchhook.stack.conference.ConferenceEndpoint.JoiningMethod;
import io.switchhook.stack.conference.ConferenceEndpoint.Status;
import io.switchhook.stack.conference.ConferenceTable.Taken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4575 §4: application/conference-info+xml, read and put together")
class ConferenceTableTest {
    private static final List<String> PIECES = List.of(
            "<",
            ">",
            "&",
            "&#0;",
            "&#x10ffff;",
            "&lt;",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?x ",
            "?>",
            "<!DOCTYPE a [",
            "state=\"deleted\"",
            "<user>",
            "</user>",
            "\"",
            "'",
            "xmlns:a=\"\"",
            "a:b",
            "\ud800",
            "\udc00",
            "\0");

    private final ConferenceTable table = new ConferenceTable();

    private static String sample(String name) throws IOException {
        try (var file = ConferenceTableTest.class.getResourceAsStream("rfc4575-" + name + ".xml")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String document(String state, long version, String content) {
        return "<conference-info xmlns=\"urn:ietf:params:xml:ns:conference-info\" entity=\"sip:800@example.com\" state=\""
                + state + "\" version=\"" + version + "\">" + content + "</conference-info>";
    }

    private static String user(String name, String attributes, String content) {
        return "<user entity=\"sip:" + name + "@example.com\" " + attributes + ">" + content + "</user>";
    }

    private ConferenceInfo info() {
        return table.info().orElseThrow();
    }

    private List<String> users() {
        return info().users().stream().map(ConferenceUser::entity).toList();
    }

    @Test
    @DisplayName("§7.1, the basic example")
    void basicExample() throws IOException {
        assertThat(table.take(sample("7.1"))).isEqualTo(Taken.TAKEN);
        assertThat(info().entity()).isEqualTo("sips:conf233@example.com");
        assertThat(info().subject()).contains("Agenda: This month's goals");
        assertThat(info().count()).isEqualTo(33);
        assertThat(users()).containsExactly("sip:bob@example.com", "sip:alice@example.com");
        var bob = info().users().get(0);
        assertThat(bob.displayText()).contains("Bob Hoskins");
        assertThat(bob.isIn()).isFalse();
        assertThat(bob.endpoints().get(0))
                .isEqualTo(new ConferenceEndpoint(
                        "sip:bob@pc33.example.com",
                        Optional.of("Bob's Laptop"),
                        Optional.of(Status.DISCONNECTED),
                        Optional.empty(),
                        Optional.of(DisconnectionMethod.DEPARTED),
                        List.of(new ConferenceMedia(
                                "1",
                                Optional.of("audio"),
                                Optional.of("34567"),
                                Optional.of(ConferenceMedia.Status.SENDRECV)))));
        var alice = info().users().get(1);
        assertThat(alice.isIn()).isTrue();
        assertThat(alice.isMuted()).isFalse();
        assertThat(alice.endpoints().get(0).joining()).contains(JoiningMethod.DIALED_OUT);
    }

    @Test
    @DisplayName(
            "§7.2, the rich example: the fifth document, after the fourth; users without a state are all users (§4.4)")
    void richExample() throws IOException {
        assertThat(table.take(sample("7.1").replace("version=\"1\"", "version=\"4\"")))
                .isEqualTo(Taken.TAKEN);
        assertThat(table.take(sample("7.2"))).isEqualTo(Taken.TAKEN);
        assertThat(info().displayText()).contains("Weekly Sales Meeting");
        assertThat(info().maximumUserCount()).contains(100L);
        assertThat(info().host()).contains("Sales Host");
        assertThat(info().active()).contains(true);
        assertThat(info().locked()).contains(false);
        assertThat(info().count()).isEqualTo(32);
        assertThat(users()).containsExactly("sip:bob@example.com");
        assertThat(info().users().get(0).roles()).containsExactly("participant");
        assertThat(info().users().get(0).endpoints().get(0).status()).contains(Status.DISCONNECTING);
    }

    @Test
    @DisplayName("§4.6, step 3: users are added, changed within, replaced and removed")
    void partialDocuments() {
        table.take(document(
                "full",
                7,
                "<conference-description/><users>" + user("a", "", "<display-text>A</display-text>") + user("b", "", "")
                        + user("c", "", "<display-text>C</display-text>") + "</users>"));
        assertThat(table.take(document(
                        "partial",
                        8,
                        "<users state=\"partial\">"
                                + user(
                                        "a",
                                        "state=\"partial\"",
                                        "<endpoint entity=\"sip:a@pc\"><status>connected</status></endpoint>")
                                + user("b", "state=\"deleted\"", "<display-text>ignored</display-text>")
                                + user("c", "state=\"full\"", "")
                                + user("d", "state=\"partial\"", "<display-text>D</display-text>") + "</users>")))
                .isEqualTo(Taken.TAKEN);
        assertThat(users()).containsExactly("sip:a@example.com", "sip:c@example.com", "sip:d@example.com");
        assertThat(info().users().get(0).displayText()).contains("A");
        assertThat(info().users().get(0).endpoints()).hasSize(1);
        assertThat(info().users().get(1).displayText()).isEmpty();
        table.take(document(
                "partial",
                9,
                "<users state=\"partial\">"
                        + user(
                                "a",
                                "state=\"partial\"",
                                "<endpoint entity=\"sip:a@pc\" state=\"partial\"><media id=\"1\"><status>recvonly</status><type>audio</type></media></endpoint>")
                        + "</users>"));
        var a = info().users().get(0).endpoints().get(0);
        assertThat(a.status()).contains(Status.CONNECTED);
        assertThat(a.isMuted()).isTrue();
        assertThat(info().users().get(0).isMuted()).isTrue();
    }

    @Test
    @DisplayName("§4.6: what was told before is discarded, and after a gap the whole state is asked for, once")
    void versions() {
        assertThat(table.take(document("partial", 1, ""))).isEqualTo(Taken.MISSED);
        assertThat(table.take(document("full", 2, "<users/>"))).isEqualTo(Taken.TAKEN);
        assertThat(table.take(document("full", 2, "<users>" + user("a", "", "") + "</users>")))
                .isEqualTo(Taken.DISCARDED);
        assertThat(table.take(document("partial", 1, ""))).isEqualTo(Taken.DISCARDED);
        assertThat(table.take(document("partial", 4, "<users>" + user("a", "", "") + "</users>")))
                .isEqualTo(Taken.MISSED);
        assertThat(table.take(document("partial", 5, ""))).isEqualTo(Taken.DISCARDED);
        assertThat(users()).isEmpty();
        assertThat(table.take(document("full", 6, "<users>" + user("b", "", "") + "</users>")))
                .isEqualTo(Taken.TAKEN);
        assertThat(users()).containsExactly("sip:b@example.com");
        assertThat(table.take(document("partial", 8, ""))).isEqualTo(Taken.MISSED);
    }

    @Test
    @DisplayName("§4.6: deleted is the end of it")
    void over() {
        table.take(document("full", 1, "<users/>"));
        assertThat(table.take(document("deleted", 2, "<users/>"))).isEqualTo(Taken.OVER);
        assertThat(table.info()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "conference-info",
                "<conference-info",
                "<conference-info entity=\"sip:a@b\" version=\"1\"><users>",
                "<conference-info entity=\"sip:a@b\"/>",
                "<conference-info entity=\"sip:a@b\" version=\"-1\"/>",
                "<conference-info entity=\"sip:a@b\" version=\"4294967296\"/>",
                "<dialog-info version=\"1\" state=\"full\"/>",
                "<!DOCTYPE conference-info SYSTEM \"http://192.0.2.1/x\"><conference-info entity=\"sip:a@b\" version=\"1\"/>",
                "<!DOCTYPE x [<!ENTITY y \"z\">]><conference-info entity=\"sip:a@b\" version=\"1\">&y;</conference-info>",
                "<conference-info entity=\"sip:a@b\" version=\"1\">&y;</conference-info>",
                "<conference-info entity=\"sip:a@b\" version=\"1\"/><more/>"
            })
    @DisplayName("What is no such document, or has a DTD, is no document")
    void nonsense(String text) {
        assertThat(table.take(text)).isEqualTo(Taken.DISCARDED);
    }

    @Test
    void noPrefixOfADocumentIsOneOrThrows() throws IOException {
        var whole = sample("7.2").strip();
        for (int length = 0; length < whole.length(); length++) {
            assertThat(new ConferenceTable().take(whole.substring(0, length))).isEqualTo(Taken.DISCARDED);
        }
    }

    @Test
    void whatIsMutilatedIsReadOrRefused() throws IOException {
        var sample = sample("7.2");
        for (int seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder(sample);
            for (int i = 0; i <= random.nextInt(6); i++) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
                    case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                    default -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                }
            }
            var each = new ConferenceTable();
            each.take(document("full", 4, "<users/>"));
            each.take(text.toString());
            assertThat(each.info().isPresent() || text.indexOf("deleted") > 0).isTrue();
        }
    }

    @Test
    @DisplayName("Too deep, too many and too long are refused; documents that grow what is known beyond that are too")
    void limits() {
        assertThat(XmlElement.read("<a>".repeat(XmlElement.DEEPEST) + "</a>".repeat(XmlElement.DEEPEST)))
                .isPresent();
        assertThat(XmlElement.read("<a>".repeat(XmlElement.DEEPEST + 1) + "</a>".repeat(XmlElement.DEEPEST + 1)))
                .isEmpty();
        assertThat(XmlElement.read("<a>" + "<b/>".repeat(XmlElement.MOST_ELEMENTS) + "</a>"))
                .isEmpty();
        assertThat(XmlElement.read("<a>" + "b".repeat(XmlElement.LONGEST) + "</a>"))
                .isEmpty();
        table.take(document("full", 1, "<users/>"));
        int version = 2;
        int taken = 0;
        for (int i = 0; i < 40; i++) {
            var many = new StringBuilder();
            for (int j = 0; j < 1000; j++) {
                many.append(user("u" + i + "x" + j, "", ""));
            }
            if (table.take(document("partial", version, "<users state=\"partial\">" + many + "</users>"))
                    == Taken.TAKEN) {
                version++;
                taken++;
            }
        }
        assertThat(taken).isLessThan(20);
        assertThat(info().users()).hasSize(taken * 1000);
    }

    @Test
    void textOfAPeerHasNoControlCharacters() {
        table.take(document(
                "full", 1, "<users>" + user("a", "", "<display-text>A&#10;\u0085B</display-text>") + "</users>"));
        assertThat(info().users().get(0).displayText()).contains("A\\x0a\\x85B");
    }

    @Test
    @DisplayName("§5.6: who is in .invalid is anonymous")
    void anonymous() {
        table.take(
                document(
                        "full",
                        1,
                        "<users><user entity=\"sip:anonymous1@anonymous.invalid\"/><user entity=\"sip:858@192.0.2.1\"/></users>"));
        assertThat(info().users()).extracting(ConferenceUser::isAnonymous).containsExactly(true, false);
    }
}
