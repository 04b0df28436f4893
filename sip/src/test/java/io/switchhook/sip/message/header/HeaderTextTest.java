package io.switchhook.sip.message.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Values that are a piece of a message until they are asked: they say what a value that was given its parts says. */
class HeaderTextTest {
    private static final String FROM =
            "\"Alice Example\" \t<sip:2001@pbx.example.com:5080;user=phone>;tag=8d1f;x;y=\"a b;c\"";
    private static final String VIA = "SIP/2.0/TLS 192.0.2.1:5062;rport;branch=z9hG4bKPj5f0c";

    private final byte[] bytes = FROM.getBytes(StandardCharsets.UTF_8);
    private final FromHeader read = FromHeader.TYPE.readOne(new FieldScanner(bytes, 0, bytes.length));
    private final FromHeader given = new FromHeader(
            NameAddress.of("Alice Example", SipUri.parse("sip:2001@pbx.example.com:5080;user=phone")),
            Parameters.EMPTY.with("tag", "8d1f").withFlag("x").with("y", "a b;c"));

    @Test
    void partsAreThoseThatAreWritten() {
        assertThat(read.address()).isEqualTo(given.address()).hasSameHashCodeAs(given.address());
        assertThat(read.parameters()).isEqualTo(given.parameters()).hasSameHashCodeAs(given.parameters());
        assertThat(read.tag()).contains("8d1f");
        assertThat(((SipUri) read.address().uri()).host()).isEqualTo("pbx.example.com");
        assertThat(((SipUri) read.address().uri()).port()).hasValue(5080);
        assertThat(((SipUri) read.address().uri()).user()).contains("2001");
    }

    @Test
    void equalToWhatWasGivenTheSameParts() {
        assertThat(read).isEqualTo(given).hasSameHashCodeAs(given).hasToString(given.toString());
        assertThat(given).isEqualTo(read);
        assertThat(read.withTag("z")).isEqualTo(given.withTag("z")).isNotEqualTo(given);
        assertThat(read.withoutTag().tag()).isEmpty();
    }

    @Test
    void differentKindsAreNeverEqual() {
        assertThat(ToHeader.TYPE.parse(FROM))
                .isNotEqualTo(read)
                .isNotEqualTo(new ToHeader(given.address(), Parameters.EMPTY));
        assertThat(read).isNotEqualTo(null);
    }

    @Test
    void partsAreTakenOutOnce() {
        assertThat(read.address()).isSameAs(read.address());
        assertThat(read.parameters()).isSameAs(read.parameters());
        assertThat(given.address()).isSameAs(given.address());
    }

    @Test
    void partsDoNotNeedTheBytesOfTheMessage() {
        var address = read.address();
        var parameters = read.parameters();
        Arrays.fill(bytes, (byte) 'x');
        assertThat(address).isEqualTo(given.address());
        assertThat(parameters).isEqualTo(given.parameters());
    }

    @Test
    void viaSaysTheSameInWhateverOrderItIsAsked() {
        var host = ViaHeader.TYPE.parse(VIA);
        assertThat(host.host()).isEqualTo("192.0.2.1");
        var branch = ViaHeader.TYPE.parse(VIA);
        assertThat(branch.branch()).contains("z9hG4bKPj5f0c");
        assertThat(branch.hasRport()).isTrue();
        var same = new ViaHeader(
                "TLS",
                "192.0.2.1",
                OptionalInt.of(5062),
                Parameters.EMPTY.withFlag("rport").with("branch", "z9hG4bKPj5f0c"));
        assertThat(host)
                .isEqualTo(branch)
                .isEqualTo(same)
                .hasSameHashCodeAs(same)
                .hasToString(VIA);
        assertThat(same.port()).isEqualTo(branch.port()).hasValue(5062);
        assertThat(branch.withParameter("received", "192.0.2.9")).hasToString(VIA + ";received=192.0.2.9");
    }

    @Test
    void severalContactsOnALineAreSeveralValues() {
        var contacts = ContactHeader.TYPE.parseAll("<sip:a@b>;q=1, \"C\" <sip:c@d> ,<sip:e@f>;x=\"1,2\"");
        assertThat(contacts)
                .extracting(ContactHeader::toString)
                .containsExactly("<sip:a@b>;q=1", "\"C\" <sip:c@d>", "<sip:e@f>;x=\"1,2\"");
    }
}
