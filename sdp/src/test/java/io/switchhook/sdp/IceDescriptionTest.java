package io.switchhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8839 §4 and §5. */
class IceDescriptionTest {
    /** RFC 8839 §4.2.6. */
    private static final String EXAMPLE = "v=0\r\no=jdoe 2890844526 2890842807 IN IP4 203.0.113.141\r\ns=\r\n"
            + "c=IN IP4 192.0.2.3\r\nt=0 0\r\na=ice-options:ice2\r\na=ice-pacing:50\r\n"
            + "a=ice-pwd:asd88fgpdd777uzjYhagZg\r\na=ice-ufrag:8hhY\r\n"
            + "m=audio 45664 RTP/AVP 0\r\nb=RS:0\r\nb=RR:0\r\na=rtpmap:0 PCMU/8000\r\n"
            + "a=candidate:1 1 UDP 2130706431 203.0.113.141 8998 typ host\r\n"
            + "a=candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998\r\n";

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    private static SessionDescription parsed(String text) {
        try {
            return SessionDescription.parse(text);
        } catch (SdpFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<IceDescription> ice(String text) {
        return IceDescription.in(parsed(text), 0);
    }

    @Test
    void exampleOfTheRfcIsRead() {
        var ice = ice(EXAMPLE).orElseThrow();
        assertThat(ice.ufrag()).isEqualTo("8hhY");
        assertThat(ice.password()).isEqualTo("asd88fgpdd777uzjYhagZg");
        assertThat(ice.isOfRfc8445()).isTrue();
        assertThat(ice.lite()).isFalse();
        assertThat(ice.candidates())
                .containsExactly(
                        new IceCandidate(
                                "1",
                                1,
                                "UDP",
                                2130706431,
                                address("203.0.113.141", 8998),
                                CandidateType.HOST,
                                Optional.empty()),
                        new IceCandidate(
                                "2",
                                1,
                                "UDP",
                                1694498815,
                                address("192.0.2.3", 45664),
                                CandidateType.SERVER_REFLEXIVE,
                                Optional.of(address("203.0.113.141", 8998))));
        assertThat(ice.matches(parsed(EXAMPLE), 0)).isTrue();
        assertThat(ice.toString()).doesNotContain("asd88");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var candidates = ice(EXAMPLE).orElseThrow().candidates();
        var ours = IceDescription.of("abcd", "0123456789abcdefghijkl", candidates)
                .withRemoteCandidates(Map.of(1, address("2001:db8::1", 4000), 2, address("2001:db8::1", 4001)));
        var section =
                MediaDescription.builder("audio", 45664, "RTP/AVP").payload(new PayloadMapping(0, MediaFormat.PCMU));
        ours.attributes().forEach(section::attribute);
        var description = parsed(EXAMPLE.substring(0, EXAMPLE.indexOf("a=ice-options")) + section.build());
        assertThat(IceDescription.in(description, 0)).contains(ours);
        assertThat(description.toString())
                .contains("a=remote-candidates:1 2001:db8::1 4000 2 2001:db8::1 4001\r\n")
                .contains(
                        "a=candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998\r\n");
    }

    @Test
    void mediaLevelCountsBeforeTheSession() {
        var ice = ice(EXAMPLE + "a=ice-ufrag:media\r\na=ice-pwd:media6789012345678901234\r\na=end-of-candidates\r\n")
                .orElseThrow();
        assertThat(ice.ufrag()).isEqualTo("media");
        assertThat(ice.complete()).isTrue();
        // RFC 8839 §4.4.1.1.1: another level alone restarts nothing.
        var moved = ice(EXAMPLE + "a=ice-ufrag:8hhY\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n")
                .orElseThrow();
        assertThat(moved.restarts(ice(EXAMPLE).orElseThrow())).isFalse();
        assertThat(ice.restarts(moved)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // RFC 8839 §5.1: host names, as browsers have them, and what nobody knows yet
                "1 1 UDP 2130706431 d3b07384.local 8998 typ host",
                "1 1 UDP 2130706431 203.0.113.141 8998 typ quantum",
                "1 1 UDP 2130706431 203.0.113.141 8998",
                "1 1 UDP 2130706431 203.0.113.141 8998 host typ",
                "1 0 UDP 2130706431 203.0.113.141 8998 typ host",
                "1 257 UDP 2130706431 203.0.113.141 8998 typ host",
                "1 1 UDP 0 203.0.113.141 8998 typ host",
                "1 1 UDP 2147483648 203.0.113.141 8998 typ host",
                "1 1 UDP 2130706431 203.0.113.141 0 typ host",
                "1 1 UDP 2130706431 203.0.113.141 65536 typ host",
                "_ 1 UDP 2130706431 203.0.113.141 8998 typ host",
                "123456789012345678901234567890123 1 UDP 2130706431 203.0.113.141 8998 typ host",
                "",
            })
    void candidateThatIsNoneIsPassedOver(String line) {
        assertThat(IceCandidate.parse(line)).isEmpty();
        assertThat(ice(EXAMPLE + "a=candidate:" + line + "\r\n").orElseThrow().candidates())
                .hasSize(2);
    }

    @Test
    void extensionsOfACandidateAreNotLookedAt() {
        var chromium = IceCandidate.parse(
                "842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag Yx2t network-cost 999");
        assertThat(chromium.orElseThrow().isUdp()).isTrue();
        assertThat(chromium.orElseThrow().related()).isEmpty();
        var tcp = IceCandidate.parse("2 1 TCP 2105458943 192.0.2.1 9 typ host tcptype active");
        assertThat(tcp.orElseThrow().isUdp()).isFalse();
    }

    @Test
    void everyTruncatedPrefixIsReadOrPassedOver() {
        for (int i = EXAMPLE.indexOf("a=ice"); i < EXAMPLE.length(); i++) {
            try {
                var description = SessionDescription.parse(EXAMPLE.substring(0, i));
                if (!description.media().isEmpty()) {
                    IceDescription.in(description, 0).ifPresent(ice -> ice.matches(description, 0));
                }
            } catch (SdpFormatException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void numberOfCandidatesHasABound() {
        var many = new StringBuilder(EXAMPLE);
        for (int i = 0; i < 100; i++) {
            many.append("a=candidate:1 1 UDP 1 192.0.2.9 ").append(1000 + i).append(" typ host\r\n");
        }
        assertThat(ice(many.toString()).orElseThrow().candidates()).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=ice-ufrag:8hh", "a=ice-ufrag:8h-Y", "a=ice-pwd:asd88fgpdd777uzjYhag", "a=ice-mismatch"})
    void nameOrPasswordThatIsNoneMeansNoIce(String line) {
        assertThat(ice(EXAMPLE + line + "\r\n")).isEmpty();
    }

    @Test
    void changedDefaultAddressIsNoticed() {
        var gateway = EXAMPLE.replace("c=IN IP4 192.0.2.3", "c=IN IP4 198.51.100.99");
        assertThat(ice(gateway).orElseThrow().matches(parsed(gateway), 0)).isFalse();
        var nowhere = EXAMPLE.replace("c=IN IP4 192.0.2.3", "c=IN IP4 0.0.0.0").replace("m=audio 45664", "m=audio 9");
        assertThat(ice(nowhere).orElseThrow().matches(parsed(nowhere), 0)).isTrue();
        var named = EXAMPLE.replace("c=IN IP4 192.0.2.3", "c=IN IP4 media.example.com");
        assertThat(ice(named).orElseThrow().matches(parsed(named), 0)).isTrue();
        // RTCP has a port of its own as soon as a candidate says so.
        var second = EXAMPLE + "a=candidate:3 2 UDP 1 192.0.2.3 5000 typ host\r\n";
        assertThat(ice(second).orElseThrow().matches(parsed(second), 0)).isFalse();
        assertThat(ice(second + "a=rtcp:5000\r\n").orElseThrow().matches(parsed(second + "a=rtcp:5000\r\n"), 0))
                .isTrue();
        assertThat(ice(second + "a=rtcp-mux\r\n").orElseThrow().matches(parsed(second + "a=rtcp-mux\r\n"), 0))
                .isTrue();
    }

    @Test
    void whatWouldNotBeReadIsNotComposed() {
        assertThatThrownBy(() -> IceDescription.of("abc", "0123456789abcdefghijkl", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IceCandidate(
                        "1", 1, "UDP", 1, address("192.0.2.1", 0), CandidateType.HOST, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
