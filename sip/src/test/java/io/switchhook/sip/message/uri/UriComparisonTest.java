package io.switchhook.sip.message.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §19.1.4 with RFC 5954, and RFC 3966 §4. */
class UriComparisonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "true sip:%61lice@atlanta.com;transport=TCP sip:alice@AtLanTa.CoM;Transport=tcp",
                "true sip:carol@chicago.com sip:carol@chicago.com;newparam=5",
                "true sip:carol@chicago.com sip:carol@chicago.com;security=on",
                "true sip:carol@chicago.com;newparam=5 sip:carol@chicago.com;security=on",
                "true sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
                "true sip:alice@atlanta.com?subject=project%20x&priority=urgent sip:alice@atlanta.com?priority=urgent&subject=project%20x",
                "false SIP:ALICE@AtLanTa.CoM;Transport=udp sip:alice@AtLanTa.CoM;Transport=UDP",
                "false sip:bob@biloxi.com sip:bob@biloxi.com:5060",
                "false sip:bob@biloxi.com sip:bob@biloxi.com;transport=udp",
                "false sip:bob@biloxi.com sip:bob@biloxi.com:6000;transport=tcp",
                "false sip:carol@chicago.com sip:carol@chicago.com?Subject=next%20meeting",
                "false sip:bob@phone21.boxesbybob.com sip:bob@192.0.2.4",
                "false sip:carol@chicago.com;security=on sip:carol@chicago.com;security=off",
                "true sip:bob@[::ffff:192.0.2.128] sip:bob@[::ffff:c000:280]",
                "true sip:bob@[2001:db8::9:1] sip:bob@[2001:db8::9:01]",
                "true sip:bob@[0:0:0:0:0:FFFF:129.144.52.38] sip:bob@[::FFFF:129.144.52.38]",
                "true sip:bob@b;x=1;x=2 sip:bob@b;x=1;x=2",
                "false sip:bob@[2001:db8::9:1] sip:bob@[2001:db8::9:10]"
            })
    void sipUrisAreEqualOrNot(boolean equal, String a, String b) {
        assertThat(SipUri.parse(a).equivalent(SipUri.parse(b))).isEqualTo(equal);
        assertThat(SipUri.parse(b).equivalent(SipUri.parse(a))).isEqualTo(equal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "true tel:+1-201-555-0123 tel:+12015550123",
                "true tel:+1(201)555.0123 TEL:+12015550123",
                "true tel:7042;phone-context=example.com tel:70-42;Phone-Context=EXAMPLE.com",
                "true tel:863-1234;phone-context=+1-914-555 tel:8631234;phone-context=+1914555",
                "true tel:+1;isub=1411;ext=5-6 tel:+1;ext=56;isub=1411",
                "true tel:+1;isub=%61b tel:+1;isub=AB",
                "true tel:12a tel:12A",
                "false tel:+12015550123 tel:12015550123",
                "false tel:7042;phone-context=example.com tel:7042;phone-context=example.org",
                "false tel:863-1234;phone-context=+1-914-555 tel:8631234;phone-context=+1-914-556",
                "false tel:+1 tel:+1;isub=1411",
                "false tel:+1;isub=1-4 tel:+1;isub=14",
                "false tel:+1;x tel:+1;x=1"
            })
    void telUrisAreEqualOrNot(boolean equal, String a, String b) {
        var first = (TelUri) Uri.parse(a);
        var second = (TelUri) Uri.parse(b);
        assertThat(first.equivalent(second)).isEqualTo(equal);
        assertThat(second.equivalent(first)).isEqualTo(equal);
    }

    @Test
    void partsOfATelUriAreTold() {
        var local = (TelUri) Uri.parse("tel:863-1234;phone-context=+1-914-555;isub=12%2034;ext=5(6)");
        assertThat(local.global()).isFalse();
        assertThat(local.phoneContext()).contains("+1-914-555");
        assertThat(local.isub()).contains("12 34");
        assertThat(local.extension()).contains("56");
        assertThat(((TelUri) Uri.parse("tel:+1")).global()).isTrue();
        assertThatThrownBy(() -> new TelUri("+1", Parameters.EMPTY.with("x", "a\r\nb")))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new TelUri("+1", Parameters.EMPTY.with("x", "")))
                .isInstanceOf(MalformedException.class);
        assertThat(new TelUri("+1", Parameters.EMPTY.with("x", "a/b"))).hasToString("tel:+1;x=a/b");
    }

    @Test
    void userMayBeATelephoneNumber() {
        var number = SipUri.parse("sip:+358-555-1234567;isub=1411@foo.com;user=phone")
                .telephone();
        assertThat(number.orElseThrow().digits()).isEqualTo("+3585551234567");
        assertThat(number.orElseThrow().isub()).contains("1411");
        assertThat(SipUri.parse("sip:+358@foo.com").telephone()).isEmpty();
        assertThat(SipUri.parse("sip:alice@foo.com;user=phone").telephone()).isEmpty();
        assertThat(SipUri.parse("sip:a@foo.com;gr").gruu()).isTrue();
        assertThat(SipUri.parse("sip:a@foo.com").gruu()).isFalse();
    }

    @Test
    void zonesAreRefusedAndForeignSchemesKept() {
        assertThatThrownBy(() -> Uri.parse("sip:bob@[fe80::1%25eth0]")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Uri.parse("sip:bob@[fe80::1%eth0]")).isInstanceOf(MalformedException.class);
        assertThat(Uri.parse("cid:20398823.2UWQFN309shb3@referror.example").scheme())
                .isEqualTo("cid");
        assertThat(Uri.parse("urn:service:sos")).isInstanceOf(OtherUri.class).hasToString("urn:service:sos");
    }
}
