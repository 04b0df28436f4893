package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubjectHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.SipUri;
import org.junit.jupiter.api.Test;

/** What the text of RFC 4475 says is in its well-formed messages. */
class TortureContentTest {
    private static SipMessage message(String name) {
        return ((ParseResult.Parsed) TortureTest.parse(name)).message();
    }

    private static SipRequest request(String name) {
        return (SipRequest) message(name);
    }

    @Test
    void foldsAndWhiteSpaceOfTheTortuousInviteAreSeenThrough() {
        var request = request("wsinv");
        assertThat(request.uri()).isEqualTo(SipUri.parse("sip:vivekg@chair-dnrc.example.com;unknownparam"));
        assertThat(request.to().tag()).contains("1918181833n");
        assertThat(request.from().address().displayName()).contains("J Rosenberg \\\"");
        assertThat(request.from().tag()).contains("98asjd8");
        assertThat(request.first(MaxForwardsHeader.TYPE)).contains(new MaxForwardsHeader(68));
        assertThat(request.cseq()).isEqualTo(new CSeqHeader(9, SipMethod.INVITE));
        assertThat(request.vias()).extracting(ViaHeader::transport).containsExactly("UDP", "TCP", "UDP");
        assertThat(request.vias())
                .extracting(via -> via.branch().orElseThrow())
                .containsExactly("390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239");
        assertThat(request.first(SubjectHeader.TYPE)).contains(new SubjectHeader(""));
        assertThat(request.value("newfangledheader")).contains("newfangled value continued newfangled value");
        assertThat(request.value("UnknownHeaderWithUnusualValue")).contains(";;,,;;,;");
        assertThat(request.first(RouteHeader.TYPE).orElseThrow().address().uri().toString())
                .isEqualTo("sip:services.example.com;lr;unknownwith=value;unknown-no-value");
        var contact = request.first(ContactHeader.TYPE).orElseThrow();
        assertThat(contact.address().displayName()).contains("Quoted string \"\"");
        assertThat(contact.parameters().get("newparam")).contains("newvalue");
        assertThat(contact.parameters().has("secondparam")).isTrue();
        assertThat(contact.q()).hasValue(0.33);
        assertThat(request.bodyLength()).isEqualTo(150);
    }

    @Test
    void unusualCharactersAreKept() {
        var request = request("intmeth");
        assertThat(request.method()).isEqualTo(SipMethod.of("!interesting-Method0123456789_*+`.%indeed'~"));
        var uri = (SipUri) request.uri();
        assertThat(uri.user()).contains("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
        assertThat(uri.password()).contains("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
        assertThat(uri.host()).isEqualTo("example.com");
        assertThat(request.to().address().displayName()).contains("BEL:\u0007 NUL:\0 DEL:\u007f");
        assertThat(request.from().address().displayName()).contains("token1~` token2'+_ token3*%!.-");
        assertThat(request.from().parameters().get("fromParam''~+*_!.-%")).contains("работающий");
        assertThat(request.callId()).isEqualTo("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
        assertThat(request.value("extensionHeader-!.%*+_`'~")).contains("\ufeff大停電");
    }

    @Test
    void escapesAreTakenOffOnce() {
        var request = request("esc01");
        assertThat(((SipUri) request.uri()).user()).contains("sips:user@example.com");
        assertThat(((SipUri) request.to().address().uri()).user()).contains("user");
        assertThat(((SipUri) request.from().address().uri()).user()).contains("I have spaces");
        var contact = (SipUri)
                request.first(ContactHeader.TYPE).orElseThrow().address().uri();
        assertThat(contact.user()).contains("caller");
        assertThat(contact.looseRouting()).isTrue();
        assertThat(contact.parameters().get("name")).contains("value%41");
    }

    @Test
    void escapedNullsDoNotShortenAUser() {
        var contacts = request("escnull").all(ContactHeader.TYPE);
        assertThat(((SipUri) request("escnull").to().address().uri()).user()).contains("null-\0-null");
        assertThat(contacts).hasSize(2);
        assertThat(((SipUri) contacts.get(0).address().uri())
                        .equivalent((SipUri) contacts.get(1).address().uri()))
                .isFalse();
    }

    @Test
    void percentOutsideOfUrisIsNoEscape() {
        var request = request("esc02");
        assertThat(request.method()).isNotEqualTo(SipMethod.REGISTER);
        assertThat(request.from().address().displayName()).contains("%Z%45");
        assertThat(request.all(ContactHeader.TYPE)).hasSize(2);
        assertThat(request.value("C%6Fntact")).contains("<sip:alias2@host2.example.com>");
    }

    @Test
    void longValuesAreKept() {
        var request = request("longreq");
        assertThat(request.vias()).hasSize(34);
        assertThat(request.from().tag().orElseThrow()).hasSize(155);
        assertThat(request.callId()).hasSize("longreq.one".length() + 20 * "really".length() + "longcallid".length());
    }

    @Test
    void bytesBehindTheBodyAreIgnored() {
        var request = request("dblreq");
        assertThat(request.bodyLength()).isZero();
        assertThat(request.toString()).doesNotContain("INVITE");
    }

    @Test
    void parametersOfTheUserPartAreTheUsers() {
        var request = request("semiuri");
        assertThat(((SipUri) request.uri()).user()).contains("user;par=u@example.net");
        assertThat(request.all(AcceptHeader.TYPE)).hasSize(6).contains(AcceptHeader.of("message", "sipfrag"));
    }

    @Test
    void binaryBodyIsKeptWhole() {
        var request = request("mpart01");
        assertThat(request.bodyLength()).isEqualTo(553);
        assertThat(request.contentType().orElseThrow().parameters().get("boundary"))
                .contains("7a9cbec02ceef655");
    }

    @Test
    void unusualReasonPhrasesAreKept() {
        assertThat(((SipResponse) message("unreason")).reason())
                .isEqualTo("= 2**3 * 5**2 но сто девяносто девять - простое");
        var empty = (SipResponse) message("noreason");
        assertThat(empty.status()).isEqualTo(100);
        assertThat(empty.reason()).isEmpty();
    }

    @Test
    void requestOfTheOldRfcIsAccepted() {
        var request = request("inv2543");
        assertThat(request.from().tag()).isEmpty();
        assertThat(request.topVia().branch()).isEmpty();
        assertThat(request.has(MaxForwardsHeader.TYPE)).isFalse();
        assertThat(request.bodyText()).startsWith("v=0").endsWith("AVP 0\r\n");
    }

    @Test
    void contactParametersAreToldFromUriParameters() {
        var outside = request("cparam01").first(ContactHeader.TYPE).orElseThrow();
        assertThat(outside.parameters().has("unknownparam")).isTrue();
        assertThat(((SipUri) outside.address().uri()).parameters().isEmpty()).isTrue();
        var inside = request("cparam02").first(ContactHeader.TYPE).orElseThrow();
        assertThat(((SipUri) inside.address().uri()).parameters().has("unknownparam"))
                .isTrue();
        var escaped = request("regescrt").first(ContactHeader.TYPE).orElseThrow();
        assertThat(((SipUri) escaped.address().uri()).headers().get("Route")).contains("<sip:sip.example.com>");
    }

    @Test
    void unknownSchemesArePreserved() {
        assertThat(request("unkscm").uri().toString()).isEqualTo("nobodyKnowsThisScheme:totallyopaquecontent");
        assertThat(request("novelsc").uri().scheme()).isEqualTo("soap.beep");
        assertThat(request("unksm2").to().address().uri().toString()).isEqualTo("isbn:2983792873");
    }
}
