package io.switchhook.sdp;

import static io.switchhook.sdp.SdpSamples.crlf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.IpLiteral;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayRewriteTest {
    private static final InetAddress RELAY = IpLiteral.parse("192.0.2.50").orElseThrow();

    @Test
    void onlyAddressAndPortOfASimpleOfferChange() {
        var relayed = SessionDescription.parse(SdpSamples.REJECT_ARTICLE).withRelay(RELAY, List.of(30_000));
        assertThat(relayed)
                .hasToString(SdpSamples.REJECT_ARTICLE
                        .replace("c=IN IP4 192.168.115.149", "c=IN IP4 192.0.2.50")
                        .replace("m=audio 8653", "m=audio 30000"));
    }

    @Test
    void iceGoesAndEachOwnConnectionIsReplaced() {
        var relayed = SessionDescription.parse(SdpSamples.BROWSERLIKE).withRelay(RELAY, List.of(30_000, 0, 30_002));
        assertThat(relayed)
                .hasToString(crlf(
                        "v=0",
                        "o=mozilla 4567 0 IN IP4 0.0.0.0",
                        "s=-",
                        "t=0 0",
                        "m=audio 30000 RTP/SAVPF 111 0 126",
                        "c=IN IP4 192.0.2.50",
                        "b=AS:64",
                        "a=rtcp:30000",
                        "a=fingerprint:sha-256 AA:BB",
                        "a=mid:0",
                        "a=rtcp-mux",
                        "a=rtpmap:111 opus/48000/2",
                        "a=fmtp:111 minptime=10;useinbandfec=1",
                        "a=rtpmap:126 telephone-event/8000",
                        "m=image 0 udptl t38",
                        "m=application 30002 UDP/DTLS/SCTP webrtc-datachannel",
                        "c=IN IP4 192.0.2.50",
                        "x=vendor",
                        "a=sctp-port:5000"));
    }

    @Test
    void groupsThatTellOfNoPortStay() {
        var grouped = SdpSamples.BROWSERLIKE.replace("a=group:BUNDLE 0 1", "a=group:LS 0 1\r\na=group:BUNDLE");
        assertThat(SessionDescription.parse(grouped)
                        .withRelay(RELAY, List.of(30_000, 0, 30_002))
                        .lines())
                .contains(new SdpLine('a', "group:LS 0 1"))
                .noneMatch(line -> line.value().contains("BUNDLE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"IP4 0.0.0.0", "IP6 hold.invalid"})
    void theOldHoldSurvivesAsADirection(String nowhere) {
        var held = SdpSamples.REJECT_ARTICLE.replace("c=IN IP4 192.168.115.149", "c=IN " + nowhere);
        var relayed = SessionDescription.parse(held).withRelay(RELAY, List.of(30_000));
        assertThat(relayed.connection().orElseThrow().host()).isEqualTo("192.0.2.50");
        assertThat(relayed.directionOf(0)).isEqualTo(Direction.SENDONLY);
    }

    @Test
    void rtcpWithoutMuxIsThePortAfterTheRelays() {
        var own = SdpSamples.REJECT_ARTICLE + "a=rtcp:9999 IN IP4 192.168.115.149\r\n";
        var relayed = SessionDescription.parse(own).withRelay(RELAY, List.of(30_000));
        assertThat(relayed.rtcpAddressOf(0)).contains(new MediaAddress("192.0.2.50", 30_001));
    }

    @Test
    void aLineWithoutAnyConnectionGetsTheRelays() {
        var bare = SessionDescription.parse(crlf("v=0", "o=- 1 1 IN IP4 h", "m=audio 4000 RTP/AVP 0"));
        assertThat(bare.withRelay(RELAY, List.of(30_000)).rtpAddressOf(0))
                .contains(new MediaAddress("192.0.2.50", 30_000));
    }

    @Test
    void aWrongNumberOfPortsIsRefused() {
        var sdp = SessionDescription.parse(SdpSamples.REJECT_ARTICLE);
        assertThatThrownBy(() -> sdp.withRelay(RELAY, List.of())).hasMessageContaining("expected 1 ports");
        assertThatThrownBy(() -> sdp.withRelay(RELAY, List.of(0))).hasMessageContaining("needs a relay port");
    }
}
