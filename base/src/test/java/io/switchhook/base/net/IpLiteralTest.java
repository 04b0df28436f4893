package io.switchhook.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {

    private static String bytesOf(String text) {
        return HexFormat.of()
                .formatHex(IpLiteral.parse(text).map(InetAddress::getAddress).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 00000000",
        "127.0.0.1, 7f000001",
        "192.168.115.100, c0a87364",
        "255.255.255.255, ffffffff",
    })
    void dottedDecimalIsRead(String text, String hex) {
        assertThat(bytesOf(text)).isEqualTo(hex);
        assertThat(IpLiteral.parse(text).orElseThrow()).isInstanceOf(Inet4Address.class);
    }

    /** The examples of RFC 4291 §2.2, in all three forms. */
    @ParameterizedTest
    @CsvSource({
        "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789, abcdef0123456789abcdef0123456789",
        "2001:DB8:0:0:8:800:200C:417A, 20010db80000000000080800200c417a",
        "2001:DB8::8:800:200C:417A, 20010db80000000000080800200c417a",
        "FF01:0:0:0:0:0:0:101, ff010000000000000000000000000101",
        "FF01::101, ff010000000000000000000000000101",
        "0:0:0:0:0:0:0:1, 00000000000000000000000000000001",
        "::1, 00000000000000000000000000000001",
        "0:0:0:0:0:0:0:0, 00000000000000000000000000000000",
        "::, 00000000000000000000000000000000",
        "0:0:0:0:0:0:13.1.68.3, 0000000000000000000000000d014403",
        "::13.1.68.3, 0000000000000000000000000d014403",
        "64:ff9b::192.0.2.33, 0064ff9b0000000000000000c0000221",
        "1:2:3:4:5:6:7::, 00010002000300040005000600070000",
        "::2:3:4:5:6:7:8, 00000002000300040005000600070008",
        "fe80::, fe800000000000000000000000000000",
    })
    void everyFormOfIpv6IsRead(String text, String hex) {
        assertThat(bytesOf(text)).isEqualTo(hex);
        assertThat(bytesOf("[" + text + "]")).isEqualTo(hex);
        assertThat(IpLiteral.parse(text).orElseThrow()).isInstanceOf(Inet6Address.class);
    }

    /** RFC 4291 §2.5.5.2: such an address is an IPv4 node's; the JDK gives it as what it is. */
    @ParameterizedTest
    @ValueSource(strings = {"::FFFF:129.144.52.38", "0:0:0:0:0:FFFF:129.144.52.38", "::ffff:8190:3426"})
    void ipv4MappedAddressBecomesItsIpv4Address(String text) {
        assertThat(IpLiteral.parse(text).orElseThrow()).isInstanceOf(Inet4Address.class);
        assertThat(bytesOf(text)).isEqualTo("81903426");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "127.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                ".1.2.3.4",
                "1..2.3",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.00",
                "1.2.3.-4",
                "1.2.3.4 ",
                "0x7f.0.0.1",
                "2130706433",
                "99999999999.1.1.1",
                "١.1.1.1",
                ":",
                ":::",
                "::1::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "::1:",
                ":1::",
                "12345::",
                "g::",
                "::-1",
                "::+1",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3.4:5",
                "1.2.3.4::",
                "::1.2.3",
                "::1.2.3.256",
                "fe80::1%eth0",
                "[",
                "]",
                "[]",
                "[::1",
                "::1]",
                "[[::1]]",
                "[1.2.3.4]",
                "[::1]:5060",
                "1.2.3.4:5060",
                "::１",
            })
    void everythingElseIsNoAddress(String text) {
        assertThat(IpLiteral.parse(text)).isEmpty();
    }

    /** RFC 5952 §4: lower case, no leading zeros, the longest run of zeros shortened, the first of equal ones, never a single group. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8::AAAA, 2001:db8::aaaa",
        "::, ::",
        "::1, ::1",
        "1:2:3:4:5:6::, 1:2:3:4:5:6::",
        "1:0:3:4:5:6:7:0, 1:0:3:4:5:6:7:0",
    })
    void addressIsWrittenInItsCanonicalForm(String text, String canonical) {
        assertThat(IpLiteral.asText(IpLiteral.parse(text).orElseThrow())).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.1, 192.0.2.1:5060", "2001:db8::1, [2001:db8::1], [2001:db8::1]:5060"})
    void hostAndPortAreWrittenAsSipWantsThem(String text, String host, String hostPort) {
        var address = IpLiteral.parse(text).orElseThrow();
        assertThat(IpLiteral.asHost(address)).isEqualTo(host);
        assertThat(IpLiteral.asHostPort(new InetSocketAddress(address, 5060))).isEqualTo(hostPort);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1", "fe80::aaaa:1"})
    void zoneIsNotWritten(String text) throws Exception {
        var plain = IpLiteral.parse(text).orElseThrow();
        var scoped = Inet6Address.getByAddress(null, plain.getAddress(), 3);
        assertThat(scoped.getHostAddress()).contains("%");
        assertThat(IpLiteral.asText(scoped)).isEqualTo(text);
    }
}
