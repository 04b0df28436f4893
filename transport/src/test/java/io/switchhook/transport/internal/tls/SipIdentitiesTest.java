package io.switchhook.transport.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5922 §7.1 and §7.2. */
class SipIdentitiesTest {

    private static SipIdentities of(String... names) {
        return SipIdentities.of(TestCertificate.of(names).certificate());
    }

    @Test
    void sipUriNamesItsHostAndHidesDnsNames() {
        var identities = of("uri:SIP:Example.com", "uri:sip:other.example:5061;transport=tls", "dns:dns.example.com");
        assertThat(identities.prove("example.COM")).isTrue();
        assertThat(identities.prove("other.example")).isTrue();
        assertThat(identities.prove("dns.example.com")).isFalse();
    }

    @Test
    void otherSchemesAndPersonsNameNoDomain() {
        var identities = of("uri:sips:a.example", "uri:sip:alice@b.example", "uri:http://c.example", "dns:d.example");
        for (var name : new String[] {"a.example", "b.example", "c.example", "//c.example"}) {
            assertThat(identities.prove(name)).as(name).isFalse();
        }
        assertThat(identities.prove("d.example")).isTrue();
        assertThat(identities).hasToString("d.example");
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, true",
        "EXAMPLE.com., true",
        "foo.example.com, false",
        "com, false",
        "'', false",
        "wild.example.org, false",
        "*.example.org, false",
        ".example.com, false"
    })
    void dnsNamesMatchWholeAndWithoutWildcards(String name, boolean matches) {
        assertThat(of("dns:example.com", "dns:*.example.org").prove(name)).isEqualTo(matches);
    }

    @Test
    void addressIsProvenByAnAddressAlone() {
        var identities = of("ip:192.0.2.1", "ip:2001:db8::1", "dns:a.example");
        assertThat(identities.prove("192.0.2.1")).isTrue();
        assertThat(identities.prove("[2001:DB8:0::1]")).isTrue();
        assertThat(identities.prove("192.0.2.2")).isFalse();
        assertThat(identities.prove("a.example")).isTrue();
    }

    @Test
    void commonNameCountsOnlyWithoutSubjectAltName() {
        var bare =
                SipIdentities.of(TestCertificate.ofCommonName("pbx.example.com").certificate());
        assertThat(bare.prove("PBX.example.com")).isTrue();
        assertThat(of("ip:192.0.2.1").prove("Switchhook test")).isFalse();
        var person =
                SipIdentities.of(TestCertificate.ofCommonName("Alice Example").certificate());
        assertThat(person.prove("Alice Example")).isFalse();
        assertThat(person).hasToString("no SIP domain");
    }

    @Test
    void whatNeedsAnEscapeIsNoDomain() {
        var tricky = SipIdentities.of(
                TestCertificate.ofCommonName("x\\,CN=bank.example").certificate());
        assertThat(tricky.prove("bank.example")).isFalse();
    }
}
