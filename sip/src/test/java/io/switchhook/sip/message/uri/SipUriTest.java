package io.switchhook.sip.message.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SipUriTest {
    private static final List<String> MANY = List.of(
            "sip:alice@atlanta.com",
            "sip:alice:secretword@atlanta.com;transport=tcp",
            "sips:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:+1-212-555-1212:1234@gateway.com;user=phone",
            "sip:1212@gateway.com",
            "sip:alice@192.0.2.4",
            "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com",
            "sip:alice;day=tuesday@atlanta.com",
            "sip:bob@[2001:db8::9:1]:5062;lr",
            "SIP:*21*1#@pbx_1.local",
            "sip:bob@biloxi.com:0;a=;b");

    @Test
    void partsAreFound() {
        var uri = SipUri.parse(
                "sips:alice:secret%20word@atlanta.com:5062;transport=TCP;lr?subject=project%20x&priority=urgent");
        assertThat(uri.scheme()).isEqualTo("sips");
        assertThat(uri.secure()).isTrue();
        assertThat(uri.user()).contains("alice");
        assertThat(uri.password()).contains("secret word");
        assertThat(uri.host()).isEqualTo("atlanta.com");
        assertThat(uri.port()).hasValue(5062);
        assertThat(uri.transport()).contains("tcp");
        assertThat(uri.looseRouting()).isTrue();
        assertThat(uri.headers().get("Subject")).contains("project x");
        assertThat(uri.headers().get("priority")).contains("urgent");
    }

    @Test
    void ipv6HostStandsInBrackets() {
        var uri = SipUri.parse("sip:[2001:db8::1]:5060");
        assertThat(uri.host()).isEqualTo("[2001:db8::1]");
        assertThat(uri.port()).hasValue(5060);
        assertThat(uri.user()).isEmpty();
    }

    @Test
    void colonOfPortIsNoPassword() {
        assertThat(SipUri.parse("sip:alice@atlanta.com:5060").password()).isEmpty();
        assertThat(SipUri.parse("sip:atlanta.com:5060").user()).isEmpty();
    }

    @Test
    void wireFormIsKept() {
        for (var text : MANY) {
            assertThat(SipUri.parse(text)).hasToString(text).isEqualTo(Uri.parse(text));
        }
    }

    @Test
    void everyPrefixIsReadOrRefused() {
        for (var text : MANY) {
            for (int length = 0; length < text.length(); length++) {
                readOrRefuse(text.substring(0, length));
                readOrRefuse(text.substring(length));
                readOrRefuse(text.substring(0, length) + "%" + text.substring(length));
                readOrRefuse(text.substring(0, length) + "\r\n" + text.substring(length));
            }
        }
    }

    private static void readOrRefuse(String text) {
        try {
            var uri = Uri.parse(text);
            assertThat(uri).hasToString(text);
            if (uri instanceof SipUri sip) {
                sip.user();
                sip.password();
                sip.headers();
                assertThat(sip.withoutHeaders()
                                .withHeader("a", "b")
                                .withFlag("x")
                                .withoutParameters()
                                .withPort(1)
                                .withUser("u")
                                .withoutPort()
                                .headers()
                                .size())
                        .isEqualTo(1);
                assertThat(sip.equivalent(sip)).as(text).isTrue();
            }
        } catch (MalformedException e) {
            assertThat(e.getMessage()).startsWith("expected ");
        }
    }

    @Test
    void malformedUrisAreRefused() {
        for (var text : List.of(
                "sip:",
                "sip:@host",
                "sip::pw@host",
                "sip:a@",
                "sip:a@b:",
                "sip:a@b:65536",
                "sip:a@b:99999999999",
                "sip:a b@c",
                "sip:a@b c",
                "<sip:a@b>",
                "sip:a@[::1",
                "sip:a@[]",
                "sip:a@[x]",
                "sip:a@b;",
                "sip:a@b;;x",
                "sip:a@b;=x",
                "sip:a@b?",
                "sip:a@b@c",
                "sip:a@b/c",
                "sip:a@b\r\nX: y")) {
            assertThatThrownBy(() -> SipUri.parse(text))
                    .as(text)
                    .isInstanceOf(MalformedException.class)
                    .hasMessageStartingWith("expected ");
        }
        assertThatThrownBy(() -> SipUri.parse("tel:+1")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Uri.parse("600")).hasMessageContaining("scheme");
    }

    @Test
    void usersAreEscapedWhenWritten() {
        assertThat(SipUri.of("j@x y/ü", "host:5070")).hasToString("sip:j%40x%20y/%C3%BC@host:5070");
        assertThat(SipUri.of("j@x y/ü", "host").user()).contains("j@x y/ü");
        assertThat(SipUri.of("", "host")).hasToString("sip:host");
        assertThat(SipUri.of("a:b", "host")).hasToString("sip:a%3Ab@host");
        assertThat(SipUri.of("a:b", "host").user()).contains("a:b");
    }

    @Test
    void hostsOfUsersCannotSmuggleParts() {
        assertThatThrownBy(() -> SipUri.of("a", "host>\r\nX: y")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> SipUri.of("a", "")).isInstanceOf(MalformedException.class);
    }

    @Test
    void whatMayNotStandWhereItStandsIsEscapedAndNothingElse() {
        assertThat(SipUri.parse("sip:#97@h").escaped()).hasToString("sip:%2397@h");
        assertThat(SipUri.parse("sip:a%3bb;c:p#%23@h:5060;x=#;lr?s=a=b#").escaped())
                .hasToString("sip:a%3bb;c:p%23%23@h:5060;x=%23;lr?s=a%3Db%23");
        assertThat(SipUri.parse("sip:50%\u00fc:a:b;@h").escaped()).hasToString("sip:50%25%C3%BC:a%3Ab%3B@h");
        for (var text : MANY.subList(0, 9)) {
            assertThat(SipUri.parse(text).escaped()).hasToString(text);
        }
    }

    @Test
    @DisplayName("RFC 3261 §19.1.6, RFC 3966 §3")
    void telephoneNumberGoesIntoTheUserWithItsParameters() {
        assertTelephone("tel:+358-555-1234567;postd=pp22", "sip:+358-555-1234567;postd=pp22@foo.com;user=phone");
        assertTelephone("tel:+358-555-1234567;POSTD=PP22", "sip:+358-555-1234567;postd=pp22@foo.com;user=phone");
        assertTelephone(
                "tel:+358-555-1234567;postd=pp22;isub=1411",
                "sip:+358-555-1234567;isub=1411;postd=pp22@foo.com;user=phone");
        assertTelephone(
                "tel:*7#;tsp=a.b;flag;phone-context=5", "sip:*7%23;phone-context=5;flag;tsp=a.b@foo.com;user=phone");
        assertTelephone("tel:1;x=[%3b]:@", "sip:1;x=%5B%3b%5D%3A%40@foo.com;user=phone");
    }

    private static void assertTelephone(String number, String uri) {
        assertThat(SipUri.parse("sip:a:pw@foo.com").withTelephone((TelUri) Uri.parse(number)))
                .hasToString(uri);
    }

    @Test
    void withersChangeOnePartAlone() {
        var uri = SipUri.parse("sip:a:pw@h:5060;x=1;lr?s=t");
        assertThat(uri.withUser("b")).hasToString("sip:b@h:5060;x=1;lr?s=t");
        assertThat(uri.withHost("[::1]")).hasToString("sip:a:pw@[::1]:5060;x=1;lr?s=t");
        assertThat(uri.withPort(5080)).hasToString("sip:a:pw@h:5080;x=1;lr?s=t");
        assertThat(uri.withoutPort()).hasToString("sip:a:pw@h;x=1;lr?s=t");
        assertThat(uri.withParameter("X", "a b")).hasToString("sip:a:pw@h:5060;X=a%20b;lr?s=t");
        assertThat(uri.withFlag("ob")).hasToString("sip:a:pw@h:5060;x=1;lr;ob?s=t");
        assertThat(uri.withoutParameter("LR")).hasToString("sip:a:pw@h:5060;x=1?s=t");
        assertThat(uri.withoutParameters()).hasToString("sip:a:pw@h:5060?s=t");
        assertThat(uri.withHeader("Replaces", "a@b;to-tag=1"))
                .hasToString("sip:a:pw@h:5060;x=1;lr?s=t&Replaces=a%40b%3Bto-tag%3D1");
        assertThat(uri.withoutHeaders()).hasToString("sip:a:pw@h:5060;x=1;lr");
        assertThat(SipUri.parse("sip:h").withPort(1).withUser("u")).hasToString("sip:u@h:1");
    }

    @Test
    void equivalentUrisOfRfc3261AreEquivalent() {
        assertEquivalent(true, "sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp");
        assertEquivalent(true, "sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5");
        assertEquivalent(true, "sip:carol@chicago.com", "sip:carol@chicago.com;security=on");
        assertEquivalent(true, "sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on");
        assertEquivalent(
                true,
                "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com");
        assertEquivalent(
                true,
                "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                "sip:alice@atlanta.com?priority=urgent&subject=project%20x");
    }

    @Test
    void differentUrisOfRfc3261AreNotEquivalent() {
        assertEquivalent(false, "SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP");
        assertEquivalent(false, "sip:bob@biloxi.com", "sip:bob@biloxi.com:5060");
        assertEquivalent(false, "sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp");
        assertEquivalent(false, "sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp");
        assertEquivalent(false, "sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting");
        assertEquivalent(false, "sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4");
        assertEquivalent(false, "sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off");
    }

    @Test
    void rulesOfComparisonBeyondTheExamples() {
        assertEquivalent(false, "sip:a@b", "sips:a@b");
        assertEquivalent(false, "sip:b", "sip:a@b");
        assertEquivalent(false, "sip:a@b", "sip:a:pw@b");
        assertEquivalent(false, "sip:a@b", "sip:a@b;maddr=1.2.3.4");
        assertEquivalent(false, "sip:a@b", "sip:a@b;ttl=1");
        assertEquivalent(false, "sip:a@b", "sip:a@b;user=ip");
        assertEquivalent(false, "sip:a@b", "sip:a@b;method=INVITE");
        assertEquivalent(false, "sip:a%40@b", "sip:a%41@b");
        assertEquivalent(false, "sip:a%2Fb@c", "sip:a/b@c");
        assertEquivalent(true, "sip:a%7e@b", "sip:a~@b");
        assertEquivalent(true, "sip:a%c3%bc@b", "sip:a%C3%BC@b");
    }

    private static void assertEquivalent(boolean expected, String a, String b) {
        assertThat(SipUri.parse(a).equivalent(SipUri.parse(b)))
                .as(a + " and " + b)
                .isEqualTo(expected);
        assertThat(SipUri.parse(b).equivalent(SipUri.parse(a)))
                .as(b + " and " + a)
                .isEqualTo(expected);
    }

    @Test
    void telUrisKeepTheirNumberAndGiveItsDigits() {
        var uri = (TelUri) Uri.parse("tel:7042;phone-context=example.com");
        assertThat(uri.number()).isEqualTo("7042");
        assertThat(uri.parameters().get("phone-context")).contains("example.com");
        assertThat(((TelUri) Uri.parse("TEL:+1-201-555-0123")).digits()).isEqualTo("+12015550123");
        assertThatThrownBy(() -> Uri.parse("tel:")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Uri.parse("tel:hello")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Uri.parse("tel:-.")).isInstanceOf(MalformedException.class);
    }

    @Test
    void addressesAreReadInAllForms() {
        assertThat(NameAddress.parse("sip:a@b").displayName()).isEmpty();
        assertThat(NameAddress.parse("\"\" <sip:a@b>").displayName()).isEmpty();
        assertThat(NameAddress.parse("\"1000\"<sip:a@b>").displayName()).contains("1000");
        assertThat(NameAddress.parse("A. Bell <sip:a@b>").displayName()).contains("A. Bell");
        assertThat(NameAddress.of(SipUri.of("a", "b"))).hasToString("<sip:a@b>");
        assertThatThrownBy(() -> NameAddress.parse("Bell, Alexander <sip:a@b>")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> NameAddress.parse("\"A <sip:a@b>")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> NameAddress.parse("A <sip:a@b")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> NameAddress.parse("")).isInstanceOf(MalformedException.class);
    }

    @Test
    void parametersAreQuotedWhereTheyMustBe() {
        var parameters = Parameters.EMPTY
                .with("a", "b c")
                .with("d", "e")
                .withFlag("f")
                .with("host", "[::1]:5")
                .withQuoted("g", "h");
        assertThat(parameters).hasToString("a=\"b c\";d=e;f;host=[::1]:5;g=\"h\"");
        assertThat(Parameters.parse(parameters.toString()))
                .isEqualTo(parameters)
                .hasSameHashCodeAs(parameters);
        assertThat(parameters.get("A")).contains("b c");
        assertThat(parameters.has("F")).isTrue();
        assertThat(parameters.get("f")).isEmpty();
        assertThat(parameters.with("F", "1").without("a").size()).isEqualTo(4);
        assertThat(parameters.with("D", "2")).hasToString("a=\"b c\";D=2;f;host=[::1]:5;g=\"h\"");
        assertThat(parameters.entries()).hasSize(5);
        assertThatThrownBy(() -> parameters.with("a b", "c")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> parameters.withFlag("")).isInstanceOf(MalformedException.class);
    }

    @Test
    void charactersBeyondAsciiAreKeptAndControlsAmongThemRefused() {
        var uri = SipUri.parse("sip:j\u00fcrgen@example.com;x=\u20ac");
        assertThat(uri.user()).contains("j\u00fcrgen");
        assertThat(uri.host()).isEqualTo("example.com");
        assertThat(uri.parameters().get("x")).contains("\u20ac");
        assertThat(uri).hasToString("sip:j\u00fcrgen@example.com;x=\u20ac");
        for (char control = 0x80; control < 0xa0; control++) {
            var text = "sip:a" + control + "b@example.com";
            assertThatThrownBy(() -> SipUri.parse(text)).isInstanceOf(MalformedException.class);
        }
        assertThat(SipUri.parse("sip:a\u00a0b@example.com").user()).contains("a\u00a0b");
    }

    @Test
    void bytesThatAreNoTextBecomeTheReplacementCharacter() {
        var wire = new byte[] {'<', 's', 'i', 'p', ':', (byte) 0xc3, '@', 'h', '>'};
        var address = NameAddress.read(new FieldScanner(wire, 0, wire.length));
        assertThat(address.uri()).hasToString("sip:\ufffd@h").isEqualTo(Uri.parse("sip:\ufffd@h"));
    }
}
