package io.switchhook.sip.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.ViaHeader;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §18.2.1 and §18.2.2, RFC 3581 §4. */
class ViaStampTest {

    @ParameterizedTest
    @CsvSource({
        "bobspc.biloxi.com, branch=x, 192.0.2.4, branch=x;received=192.0.2.4",
        "192.0.2.4, branch=x, 192.0.2.4, branch=x",
        "192.0.2.5, branch=x, 192.0.2.4, branch=x;received=192.0.2.4",
        "10.1.1.1, rport;branch=x, 192.0.2.1, rport=9988;branch=x;received=192.0.2.1",
        "192.0.2.1, rport;branch=x, 192.0.2.1, rport=9988;branch=x;received=192.0.2.1",
        "[2001:db8::9], branch=x, 2001:db8:0::9, branch=x",
        "[2001:db8::9], branch=x, 2001:db8::1, branch=x;received=2001:db8::1",
        "192.0.2.4, branch=x;received=203.0.113.9, 192.0.2.4, branch=x"
    })
    void viaTellsWhereTheRequestCameFrom(String sentBy, String before, String source, String after) {
        var request = Sample.request("sip:a@b", Sample.via("UDP", sentBy, OptionalInt.empty(), before));
        var stamped = ViaStamp.stamp(request, Sample.address(source, 9988));
        assertThat(stamped.topVia().parameters().toString()).isEqualTo(after);
    }

    @Test
    void onlyTheTopViaChangesAndTheRestStays() {
        var other = Sample.via("UDP", "first.example.com", OptionalInt.empty(), "branch=y");
        var request = Sample.request("sip:a@b", Sample.via("UDP", "p1", OptionalInt.empty(), "branch=x"))
                .edit()
                .add(ViaHeader.TYPE, other)
                .build();
        var stamped = ViaStamp.stamp(request, Sample.address("192.0.2.1", 5060));
        assertThat(stamped.vias()).hasSize(2).endsWith(other);
        assertThat(stamped.topVia().received()).contains("192.0.2.1");
    }

    @Test
    void requestThatNeedsNothingIsNotCopied() {
        var request = Sample.request("sip:a@b");
        assertThat(ViaStamp.stamp(request, Sample.address("192.0.2.7", 5060))).isSameAs(request);
    }

    @ParameterizedTest
    @CsvSource({
        "UDP, pc.example.com, , branch=x, false, pc.example.com, 5060",
        "UDP, pc.example.com, 5070, branch=x, false, pc.example.com, 5070",
        "UDP, pc.example.com, 5070, received=192.0.2.1, false, 192.0.2.1, 5070",
        "UDP, pc.example.com, , received=192.0.2.1, false, 192.0.2.1, 5060",
        "UDP, 10.1.1.1, 4540, received=192.0.2.1;rport=9988, false, 192.0.2.1, 9988",
        "UDP, 10.1.1.1, 4540, rport=9988, false, 10.1.1.1, 4540",
        "TCP, 10.1.1.1, 4540, received=192.0.2.1;rport=9988, true, 192.0.2.1, 4540",
        "TLS, 10.1.1.1, , received=192.0.2.1, true, 192.0.2.1, 5061",
        "TCP, 10.1.1.1, , maddr=239.1.1.1, true, 10.1.1.1, 5060",
        "UDP, 10.1.1.1, , maddr=239.1.1.1;ttl=16;received=192.0.2.1, false, 192.0.2.1, 5060",
        "UDP, 10.1.1.1, 4540, maddr=203.0.113.9;received=192.0.2.1;rport=9988, false, 192.0.2.1, 9988",
        "UDP, 10.1.1.1, 4540, maddr=pc.example.com;received=192.0.2.1;rport=9988, false, 192.0.2.1, 9988",
        "UDP, 10.1.1.1, 4540, maddr=192.0.2.1;received=192.0.2.1;rport=9988, false, 192.0.2.1, 4540",
        "UDP, 10.1.1.1, , maddr=192.0.2.1;received=192.0.2.1;rport=9988, false, 192.0.2.1, 5060"
    })
    void responseGoesWhereTheTopViaSays(
            String transport, String host, Integer port, String parameters, boolean same, String to, int toPort) {
        var sentByPort = port == null ? OptionalInt.empty() : OptionalInt.of(port);
        var route = ResponseRoute.of(Sample.via(transport, host, sentByPort, parameters));
        assertThat(route.sameConnection()).isEqualTo(same);
        assertThat(route.transport()).isEqualTo(transport);
        assertThat(route.host()).isEqualTo(to);
        assertThat(route.port()).isEqualTo(toPort);
    }
}
