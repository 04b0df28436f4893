package io.switchhook.sip.message.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.TelUri;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HeaderAccessorsTest {
    @Test
    void viaTellsWhereAResponseGoes() {
        var via =
                ViaHeader.TYPE.parse("SIP/2.0/UDP 10.1.1.1:4540;rport=9988;received=192.0.2.1;branch=z9hG4bKkjshdyff");
        assertThat(via.transport()).isEqualTo("UDP");
        assertThat(via.host()).isEqualTo("10.1.1.1");
        assertThat(via.port()).hasValue(4540);
        assertThat(via.branch()).contains("z9hG4bKkjshdyff");
        assertThat(via.received()).contains("192.0.2.1");
        assertThat(via.rport()).hasValue(9988);
    }

    @Test
    void bareRportIsThereWithoutAValue() {
        var via = ViaHeader.TYPE.parse("SIP/2.0/UDP 10.1.1.1;rport;branch=z9hG4bK1");
        assertThat(via.hasRport()).isTrue();
        assertThat(via.rport()).isEmpty();
        assertThat(via.withParameter("rport", "9988")
                        .withParameter("received", "192.0.2.1")
                        .toString())
                .isEqualTo("SIP/2.0/UDP 10.1.1.1;rport=9988;branch=z9hG4bK1;received=192.0.2.1");
    }

    @Test
    void rportOutOfRangeIsNoPort() {
        assertThat(ViaHeader.TYPE.parse("SIP/2.0/UDP h;rport=65536").rport()).isEmpty();
        assertThat(ViaHeader.TYPE
                        .parse("SIP/2.0/UDP h;rport=99999999999999999999")
                        .rport())
                .isEmpty();
        assertThat(ViaHeader.TYPE.parse("SIP/2.0/UDP h;rport=x").rport()).isEmpty();
    }

    @Test
    void numbersThatAreTooLargeAreRefusedAndNeverWrapped() {
        assertThatThrownBy(() -> CSeqHeader.TYPE.parse("2147483648 INVITE"))
                .isInstanceOf(MalformedHeaderException.class);
        assertThatThrownBy(() -> CSeqHeader.TYPE.parse("18446744073709551617 INVITE"))
                .isInstanceOf(MalformedHeaderException.class);
        assertThatThrownBy(() -> ViaHeader.TYPE.parse("SIP/2.0/UDP h:65536"))
                .isInstanceOf(MalformedHeaderException.class);
        assertThatThrownBy(() -> ExpiresHeader.TYPE.parse("99999999999")).isInstanceOf(MalformedHeaderException.class);
        assertThatThrownBy(() -> MaxForwardsHeader.TYPE.parse("300")).isInstanceOf(MalformedHeaderException.class);
        assertThatThrownBy(() -> ContentLengthHeader.TYPE.parse("2147483648"))
                .isInstanceOf(MalformedHeaderException.class);
        assertThatThrownBy(() -> ContentLengthHeader.TYPE.parse("-1")).isInstanceOf(MalformedHeaderException.class);
        assertThat(ContactHeader.TYPE.parse("<sip:a@b>;expires=280297596632815").expiresSeconds())
                .isEmpty();
    }

    @Test
    void contactTellsExpiryAndPreference() {
        var contact = ContactHeader.TYPE.parse("<sip:a@b>;q=0.33;expires=60");
        assertThat(contact.q()).hasValue(0.33);
        assertThat(contact.expiresSeconds()).hasValue(60);
        assertThat(ContactHeader.TYPE.parse("<sip:a@b>;q=1.001").q()).isEmpty();
        assertThat(ContactHeader.TYPE.parse("<sip:a@b>;q=.5").q()).isEmpty();
        assertThat(ContactHeader.TYPE.parse("*")).isSameAs(ContactHeader.STAR);
        assertThat(ContactHeader.STAR.star()).isTrue();
        assertThat(contact.star()).isFalse();
    }

    @Test
    void parametersWithoutAngleBracketsBelongToTheHeader() {
        var inside = ContactHeader.TYPE.parse("<sip:+19725552222@gw1.example.net;unknownparam>");
        assertThat(inside.parameters().isEmpty()).isTrue();
        assertThat(((SipUri) inside.address().uri()).parameters().has("unknownparam"))
                .isTrue();
        var outside = ContactHeader.TYPE.parse("sip:+19725552222@gw1.example.net;unknownparam");
        assertThat(outside.parameters().has("unknownparam")).isTrue();
        assertThat(((SipUri) outside.address().uri()).parameters().isEmpty()).isTrue();
    }

    @Test
    void uriWithHeadersMustStandInAngleBrackets() {
        assertThatThrownBy(() -> ContactHeader.TYPE.parse("sip:user@example.com?Route=%3Csip:sip.example.com%3E"))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessageContaining("angle brackets");
    }

    @Test
    void referToWithoutSchemeIsRefusedWithAClearMessage() {
        assertThatThrownBy(() -> ReferToHeader.TYPE.parse("600"))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessage("Refer-To: expected a URI with a scheme, such as sip:user@host, but found \"600\"");
    }

    @Test
    void replacesIsFoundInTheHeadersOfReferTo() {
        var referTo = ReferToHeader.TYPE.parse("<sip:895@host?Replaces=a%40b%3Bto-tag%3DX%3Bfrom-tag%3DY>");
        var text = ((SipUri) referTo.address().uri()).headers().get("Replaces").orElseThrow();
        assertThat(ReplacesHeader.TYPE.parse(text)).isEqualTo(new ReplacesHeader("a@b", "X", "Y", false));
    }

    @Test
    void replacesGoesIntoReferToWithEscapes() {
        var target = SipUri.parse("sip:895@host")
                .withHeader("Replaces", new ReplacesHeader("a@b", "X", "Y", false).toString());
        assertThat(target.toString()).isEqualTo("sip:895@host?Replaces=a%40b%3Bto-tag%3DX%3Bfrom-tag%3DY");
    }

    @Test
    void replacesNeedsBothTags() {
        assertThatThrownBy(() -> ReplacesHeader.TYPE.parse("a@b;to-tag=X")).hasMessageContaining("from-tag");
    }

    @Test
    void subscriptionStateUnderstandsTheDoubledReason() {
        var state = SubscriptionStateHeader.TYPE.parse("terminated;reason=reason=noresource");
        assertThat(state.isTerminated()).isTrue();
        assertThat(state.reason()).contains("noresource");
        assertThat(SubscriptionStateHeader.TYPE.parse("active").expiresSeconds())
                .isEmpty();
        assertThat(SubscriptionStateHeader.active(599).toString()).isEqualTo("active;expires=599");
        assertThat(SubscriptionStateHeader.terminated("noresource").toString())
                .isEqualTo("terminated;reason=noresource");
    }

    @Test
    void eventKeepsItsIdApart() {
        var event = EventHeader.TYPE.parse("refer;id=2;x=y");
        assertThat(event).isEqualTo(new EventHeader("refer", Optional.of("2"), Parameters.EMPTY.with("x", "y")));
    }

    @Test
    void reasonTellsTheCause() {
        var reasons = ReasonHeader.TYPE.parseAll("SIP;cause=600;text=\"Busy, really\", Q.850;cause=17");
        assertThat(reasons)
                .containsExactly(
                        new ReasonHeader("SIP", OptionalInt.of(600), Optional.of("Busy, really")),
                        new ReasonHeader("Q.850", OptionalInt.of(17), Optional.empty()));
    }

    @Test
    void dateIsGmtAlone() {
        assertThat(DateHeader.TYPE.parse("Sat, 13 Nov 2010 23:29:00 GMT").instant())
                .isEqualTo(Instant.parse("2010-11-13T23:29:00Z"));
        assertThatThrownBy(() -> DateHeader.TYPE.parse("Fri, 01 Jan 2010 16:00:00 EST"))
                .hasMessageContaining("GMT");
        assertThatThrownBy(() -> DateHeader.TYPE.parse("Sat, 31 Feb 2010 23:29:00 GMT"))
                .isInstanceOf(MalformedHeaderException.class);
    }

    @Test
    void challengeKeepsTheOrderAndQuotesOfItsParameters() {
        var challenge = new Challenge(
                "Digest",
                Parameters.EMPTY
                        .withQuoted("realm", "pbx")
                        .withQuoted("nonce", "abc")
                        .with("algorithm", "MD5")
                        .withQuoted("qop", "auth"));
        assertThat(new WwwAuthenticateHeader(challenge).toString())
                .isEqualTo("Digest realm=\"pbx\", nonce=\"abc\", algorithm=MD5, qop=\"auth\"");
        assertThat(challenge.parameters().get("realm")).contains("pbx");
        assertThat(challenge.digest()).isTrue();
    }

    @Test
    void supportedMayBeEmptyAndContactMayNot() {
        assertThat(SupportedHeader.TYPE.parseAll("")).isEmpty();
        assertThat(AllowHeader.TYPE.parseAll(" ")).isEmpty();
        assertThatThrownBy(() -> ContactHeader.TYPE.parseAll("")).isInstanceOf(MalformedHeaderException.class);
    }

    @Test
    void listsAreSplitOutsideOfQuotesAndBracketsOnly() {
        var contacts = ContactHeader.TYPE.parseAll(
                "\"Mr. \\\"W\\\", Watson\" <sip:w@a.com;x=1,2>;q=0.7, <mailto:watson@bell.com> ;q=0.1");
        assertThat(contacts).hasSize(2);
        assertThat(contacts.get(0).address().displayName()).contains("Mr. \"W\", Watson");
        assertThat(contacts.get(1).address().uri().scheme()).isEqualTo("mailto");
    }

    @Test
    void methodsAreComparedWithCase() {
        assertThat(SipMethod.of("INVITE")).isSameAs(SipMethod.INVITE);
        assertThat(SipMethod.of("Invite")).isNotEqualTo(SipMethod.INVITE);
        assertThatThrownBy(() -> SipMethod.of("IN VITE")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> SipMethod.of("")).isInstanceOf(MalformedException.class);
    }

    @Test
    void compactNamesAreThoseOfTheRegistry() {
        var compact = new StringBuilder();
        for (var type : StandardTypes.all()) {
            type.compactName()
                    .ifPresent(letter -> compact.append(letter)
                            .append('=')
                            .append(type.name())
                            .append(' '));
        }
        assertThat(List.of(compact.toString().split(" ")))
                .containsExactlyInAnyOrder(
                        "a=Accept-Contact",
                        "u=Allow-Events",
                        "i=Call-ID",
                        "m=Contact",
                        "e=Content-Encoding",
                        "l=Content-Length",
                        "c=Content-Type",
                        "o=Event",
                        "f=From",
                        "y=Identity",
                        "r=Refer-To",
                        "b=Referred-By",
                        "j=Reject-Contact",
                        "d=Request-Disposition",
                        "x=Session-Expires",
                        "s=Subject",
                        "k=Supported",
                        "t=To",
                        "v=Via");
        assertThat(HeaderName.indexOf("n")).isEqualTo(HeaderName.IDENTITY_INFO.ordinal());
    }

    @Test
    void namesAreFoundInAnyCaseAndOnlyWhole() {
        for (var name : HeaderName.values()) {
            assertThat(HeaderName.indexOf(name.text().toUpperCase(java.util.Locale.ROOT)))
                    .isEqualTo(name.ordinal());
            assertThat(HeaderName.indexOf(name.text().toLowerCase(java.util.Locale.ROOT)))
                    .isEqualTo(name.ordinal());
            assertThat(HeaderName.indexOf(name.text() + "x")).isEqualTo(-1);
            assertThat(HeaderName.indexOf(name.text().replace('-', '\r')))
                    .isEqualTo(name.text().indexOf('-') < 0 ? name.ordinal() : -1);
        }
        assertThat(HeaderName.indexOf("")).isEqualTo(-1);
        assertThat(HeaderName.indexOf("z")).isEqualTo(-1);
    }

    @Test
    void headersOfOnesOwnAreReadByTheSameRules() {
        var hint = HeaderType.list(
                "X-Hint", scanner -> scanner.readToken("a hint"), (value, writer) -> writer.append(value));
        assertThat(hint.parseAll("a, b ,c")).containsExactly("a", "b", "c");
        assertThat(hint.compactName()).isEmpty();
        assertThatThrownBy(() -> HeaderType.single("X Hint", scanner -> "", (value, writer) -> {}))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void displayNamesAreEscapedWhenWritten() {
        var from = FromHeader.of(NameAddress.of("Bob \"the\\man\"", new TelUri("+49123", Parameters.EMPTY)));
        assertThat(from.toString()).isEqualTo("\"Bob \\\"the\\\\man\\\"\" <tel:+49123>");
        assertThat(FromHeader.TYPE.parse(from.toString())).isEqualTo(from);
    }
}
