package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.StandardTypes;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The messages of RFC 4475, each with the verdict that its section gives. */
class TortureTest {
    private static final Map<String, Verdict> VERDICTS = verdicts();

    /** @param malformed headers that must be refused when somebody asks for them */
    private record Verdict(String section, String outcome, List<String> malformed) {}

    private static Verdict valid(String section, String... malformed) {
        return new Verdict(section, "valid", List.of(malformed));
    }

    private static Verdict rejected(String section, int status, String reason) {
        return new Verdict(section, status + " " + reason, List.of());
    }

    private static Verdict discarded(String section) {
        return new Verdict(section, "discarded", List.of());
    }

    private static Map<String, Verdict> verdicts() {
        var verdicts = new TreeMap<String, Verdict>();
        putWellFormed(verdicts);
        putMalformed(verdicts);
        putLayersAbove(verdicts);
        return verdicts;
    }

    private static void putWellFormed(Map<String, Verdict> verdicts) {
        verdicts.put("wsinv", valid("3.1.1.1"));
        verdicts.put("intmeth", valid("3.1.1.2"));
        verdicts.put("esc01", valid("3.1.1.3"));
        verdicts.put("escnull", valid("3.1.1.4"));
        verdicts.put("esc02", valid("3.1.1.5"));
        verdicts.put("lwsdisp", valid("3.1.1.6"));
        verdicts.put("longreq", valid("3.1.1.7"));
        verdicts.put("dblreq", valid("3.1.1.8"));
        verdicts.put("semiuri", valid("3.1.1.9"));
        verdicts.put("transports", valid("3.1.1.10"));
        verdicts.put("mpart01", valid("3.1.1.11"));
        verdicts.put("unreason", valid("3.1.1.12"));
        verdicts.put("noreason", valid("3.1.1.13"));
    }

    private static void putMalformed(Map<String, Verdict> verdicts) {
        verdicts.put("badinv01", rejected("3.1.2.1", 400, "Malformed Via"));
        verdicts.put("clerr", rejected("3.1.2.2", 400, "Content-Length is 9999 but only 154 bytes follow"));
        verdicts.put("ncl", rejected("3.1.2.3", 400, "Malformed Content-Length"));
        verdicts.put("scalar02", rejected("3.1.2.4", 400, "Malformed CSeq"));
        verdicts.put("scalarlg", discarded("3.1.2.5"));
        verdicts.put("quotbal", rejected("3.1.2.6", 400, "Malformed To"));
        verdicts.put("ltgtruri", rejected("3.1.2.7", 400, "Malformed Request-URI"));
        verdicts.put("lwsruri", rejected("3.1.2.8", 400, "Malformed Request-Line"));
        verdicts.put("lwsstart", rejected("3.1.2.9", 400, "Malformed Request-Line"));
        verdicts.put("trws", rejected("3.1.2.10", 400, "White space at the end of the Request-Line"));
        verdicts.put("escruri", rejected("3.1.2.11", 400, "Request-URI with headers"));
        verdicts.put("baddate", valid("3.1.2.12", "Date"));
        verdicts.put("regbadct", valid("3.1.2.13", "Contact"));
        verdicts.put("badaspec", rejected("3.1.2.14", 400, "Malformed To"));
        // The file of the archive lacks the empty line that the text of the RFC shows; see the test below for the
        // display name.
        verdicts.put("baddn", rejected("3.1.2.15", 400, "Header section does not end with an empty line"));
        verdicts.put("badvers", rejected("3.1.2.16", 505, "Version Not Supported"));
        verdicts.put("mismatch01", rejected("3.1.2.17", 400, "CSeq method is not the method of the request"));
        verdicts.put("mismatch02", rejected("3.1.2.18", 400, "CSeq method is not the method of the request"));
        verdicts.put("bigcode", discarded("3.1.2.19"));
    }

    private static void putLayersAbove(Map<String, Verdict> verdicts) {
        verdicts.put("badbranch", valid("3.2.1"));
        verdicts.put("insuf", rejected("3.3.1", 400, "Missing From"));
        verdicts.put("unkscm", valid("3.3.2"));
        verdicts.put("novelsc", valid("3.3.3"));
        verdicts.put("unksm2", valid("3.3.4"));
        verdicts.put("bext01", valid("3.3.5"));
        verdicts.put("invut", valid("3.3.6"));
        verdicts.put("regaut01", valid("3.3.7"));
        verdicts.put("multi01", rejected("3.3.8", 400, "More than one From"));
        verdicts.put("mcl01", rejected("3.3.9", 400, "Content-Length given twice with different values"));
        verdicts.put("bcast", valid("3.3.10"));
        verdicts.put("zeromf", valid("3.3.11"));
        verdicts.put("cparam01", valid("3.3.12"));
        verdicts.put("cparam02", valid("3.3.13"));
        verdicts.put("regescrt", valid("3.3.14"));
        verdicts.put("sdp01", valid("3.3.15"));
        verdicts.put("inv2543", valid("3.4.1"));
    }

    static Path folder() {
        try {
            return Path.of(TortureTest.class.getResource("/rfc4475/wsinv.dat").toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(folder().resolve(name + ".dat"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> names() {
        return namesIn(folder());
    }

    private static List<String> namesIn(Path folder) {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".dat"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static ParseResult parse(String name) {
        return MessageParser.parse(ByteBuffer.wrap(bytes(name)), Limits.DEFAULT);
    }

    @Test
    void everyMessageHasAVerdictAndEveryVerdictAMessage() {
        assertThat(names()).hasSize(49).containsExactlyElementsOf(VERDICTS.keySet());
    }

    @TestFactory
    Stream<DynamicTest> messagesGetTheirVerdict() {
        return VERDICTS.entrySet().stream()
                .map(entry -> dynamicTest(
                        entry.getKey() + " (RFC 4475 §" + entry.getValue().section() + ")",
                        () -> judge(entry.getKey(), entry.getValue())));
    }

    private static void judge(String name, Verdict verdict) {
        var result = parse(name);
        assertThat(outcome(result)).isEqualTo(verdict.outcome());
        if (result instanceof ParseResult.Parsed parsed) {
            assertThat(malformed(parsed.message())).containsExactlyElementsOf(verdict.malformed());
            var sent = new String(parsed.message().toByteArray(), java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(new String(bytes(name), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .startsWith(sent);
        }
        if (result instanceof ParseResult.Rejected rejected
                && rejected.request().isPresent()) {
            var answer = SipResponse.answering(rejected.request().get(), rejected.status(), rejected.reason())
                    .build();
            assertThat(answer.topVia()).isEqualTo(rejected.request().get().topVia());
            assertThat(answer.toString())
                    .startsWith("SIP/2.0 " + verdict.outcome() + "\r\n")
                    .endsWith("\r\n\r\n");
        }
    }

    private static String outcome(ParseResult result) {
        if (result instanceof ParseResult.Rejected rejected) {
            return rejected.status() + " " + rejected.reason();
        }
        return result.kind() == ParseResult.Kind.PARSED ? "valid" : "discarded";
    }

    private static Iterable<String> malformed(SipMessage message) {
        var malformed = new TreeSet<String>();
        for (var type : StandardTypes.all()) {
            try {
                message.all(type);
            } catch (MalformedHeaderException e) {
                malformed.add(e.headerName());
            }
        }
        return malformed;
    }

    @Test
    void allRejectedRequestsButTheOneWithoutViaCanBeAnswered() {
        var unanswerable = new ArrayList<String>();
        for (var name : names()) {
            if (parse(name) instanceof ParseResult.Rejected rejected
                    && rejected.request().isEmpty()) {
                unanswerable.add(name);
            }
        }
        assertThat(unanswerable).containsExactly("badinv01");
    }

    @Test
    void unquotedCommaInDisplayNameIsRefused() {
        var complete = new String(bytes("baddn"), java.nio.charset.StandardCharsets.UTF_8) + "\r\n";
        assertThat(outcome(MessageParser.parse(
                        ByteBuffer.wrap(complete.getBytes(java.nio.charset.StandardCharsets.UTF_8)), Limits.DEFAULT)))
                .isEqualTo("400 Malformed From");
    }

    @TestFactory
    Stream<DynamicTest> messagesAreThoseOfTheReferenceFolder() {
        var reference = Path.of("")
                .toAbsolutePath()
                .getParent()
                .resolve("../shared/rfc/torture")
                .normalize();
        if (!Files.isDirectory(reference)) {
            return Stream.empty();
        }
        assertThat(namesIn(reference)).isEqualTo(names());
        return names().stream()
                .map(name -> dynamicTest(
                        name,
                        () -> assertThat(bytes(name)).isEqualTo(Files.readAllBytes(reference.resolve(name + ".dat")))));
    }
}
