package io.switchhook.sdp;

import static io.switchhook.sdp.SdpSamples.crlf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDescriptionTest {

    static List<String> samples() {
        return SdpSamples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatNobodyChangedIsWrittenAsItCame(String text) {
        assertThat(SessionDescription.parse(text)).hasToString(text);
        assertThat(SessionDescription.parse(text).toBytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void lineEndsDoNotMatterAndTheLastMayBeMissing(String text) {
        var expected = SessionDescription.parse(text);
        assertThat(SessionDescription.parse(text.replace("\r\n", "\n"))).isEqualTo(expected);
        assertThat(SessionDescription.parse(text.replace("\r\n", "\r"))).isEqualTo(expected);
        assertThat(SessionDescription.parse(text.stripTrailing())).isEqualTo(expected);
        assertThat(SessionDescription.parse(text + "\r\n\r\n")).isEqualTo(expected);
        assertThat(SessionDescription.parse(text + "\0")).isEqualTo(expected);
    }

    @Test
    void theExampleOfRfc8866Section5IsReadInFull() {
        var sdp = SessionDescription.parse(SdpSamples.RFC8866_EXAMPLE);
        assertThat(sdp.origin()).isEqualTo(new Origin("jdoe", "3724394400", "3724394405", "IN", "IP4", "198.51.100.1"));
        assertThat(sdp.sessionName()).isEqualTo("Call to John Smith");
        assertThat(sdp.timing()).contains(Timing.UNBOUNDED);
        assertThat(sdp.media()).extracting(MediaDescription::port).containsExactly(49170, 49180, 51372);
        assertThat(sdp.rtpAddressOf(0)).contains(new MediaAddress("198.51.100.1", 49170));
        assertThat(sdp.rtcpAddressOf(0)).contains(new MediaAddress("198.51.100.1", 49171));
        assertThat(sdp.rtpAddressOf(2)).contains(new MediaAddress("2001:db8::2", 51372));
        assertThat(sdp.media().get(0).payloads()).containsExactly(new PayloadMapping(0, MediaFormat.PCMU));
        assertThat(sdp.media().get(2).payloads())
                .containsExactly(new PayloadMapping(99, MediaFormat.of("h263-1998", 90_000)));
    }

    @Test
    void theDirectionOfALineOverridesThatOfTheSession() {
        var sdp = SessionDescription.parse(SdpSamples.RFC8866_DIRECTIONS);
        assertThat(sdp.directionOf(0)).isEqualTo(Direction.SENDRECV);
        assertThat(sdp.directionOf(1)).isEqualTo(Direction.INACTIVE);
        assertThat(sdp.directionOf(2)).isEqualTo(Direction.INACTIVE);
        assertThat(SessionDescription.parse(SdpSamples.RFC8866_EXAMPLE).directionOf(0))
                .isEqualTo(Direction.SENDRECV);
    }

    @Test
    void theBodyOfTheRejectArticleIs292BytesAndReadsAsAnnounced() {
        assertThat(SdpSamples.REJECT_ARTICLE.getBytes(StandardCharsets.US_ASCII))
                .hasSize(292);
        var audio = SessionDescription.parse(SdpSamples.REJECT_ARTICLE).media().get(0);
        assertThat(audio.payloads())
                .containsExactly(
                        new PayloadMapping(8, MediaFormat.PCMA),
                        new PayloadMapping(0, MediaFormat.PCMU),
                        new PayloadMapping(3, MediaFormat.of("GSM", 8000)),
                        new PayloadMapping(101, MediaFormat.telephoneEvent(8000, "")),
                        new PayloadMapping(9, MediaFormat.G722.withFmtp("bitrate=64000")));
        assertThat(audio.ptimeMillis()).isEmpty();
    }

    @Test
    void everythingABrowserSendsIsReachable() {
        var sdp = SessionDescription.parse(SdpSamples.BROWSERLIKE);
        var audio = sdp.media().get(0);
        assertThat(audio.isRtp()).isTrue();
        assertThat(audio.rtcpMux()).isTrue();
        assertThat(audio.rtcp()).contains(new RtcpAttribute(9, Connection.parse("IN IP4 0.0.0.0")));
        assertThat(audio.bandwidths()).containsExactly(new Bandwidth("AS", 64));
        assertThat(audio.payload(111).map(PayloadMapping::format))
                .contains(new MediaFormat("opus", 48_000, 2, "minptime=10;useinbandfec=1"));
        assertThat(audio.payload(111).flatMap(p -> p.format().parameter("UseInbandFec")))
                .contains("1");
        assertThat(sdp.media().get(1).isDisabled()).isTrue();
        assertThat(sdp.media().get(2).formats()).containsExactly("webrtc-datachannel");
        assertThat(sdp.media().get(2).payloads()).isEmpty();
        assertThat(sdp.media().get(2).lines()).contains(new SdpLine('x', "vendor"));
        assertThat(sdp.attribute("group")).contains(Attribute.of("group", "BUNDLE 0 1"));
    }

    @Test
    void aUserNameMayHoldSpacesAndNumbersMayExceed64Bits() {
        var sdp = SessionDescription.parse(
                crlf("v=0", "o=Cisco SIP UA 99999999999999999999 18446744073709551616 IN IP4 10.0.0.1", "s=x"));
        assertThat(sdp.origin().userName()).isEqualTo("Cisco SIP UA");
        assertThat(sdp.origin().withNextVersion().version()).isEqualTo("18446744073709551617");
    }

    @Test
    void linesInTheWrongOrderAreUnderstood() {
        var sdp = SessionDescription.parse(crlf(
                "o=- 1 1 IN IP4 10.0.0.1", "v=0", "m=audio 4000 RTP/AVP 8", "c=IN IP4 10.0.0.1", "s=late", "t=0 0"));
        assertThat(sdp.sessionName()).isEqualTo("late");
        assertThat(sdp.timing()).isPresent();
        assertThat(sdp.media().get(0).lines()).containsExactly(new SdpLine('c', "IN IP4 10.0.0.1"));
        assertThat(SessionDescription.parse(sdp.toString())).isEqualTo(sdp);
    }

    @Test
    void missingNameTimeAndConnectionAreToleratedAndARefusedLineNeedsNoFormat() {
        var sdp = SessionDescription.parse(crlf("v=0", "o=- 1 1 IN IP4 10.0.0.1", "m=video 0 RTP/AVP"));
        assertThat(sdp.sessionName()).isEmpty();
        assertThat(sdp.timing()).isEmpty();
        assertThat(sdp.rtpAddressOf(0)).isEmpty();
        assertThat(sdp.media().get(0).refused().toString()).isEqualTo("m=video 0 RTP/AVP 0\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=rtpmap:96 x",
                "a=rtpmap:96 /8000",
                "a=rtpmap:abc",
                "a=rtpmap",
                "a=fmtp:96",
                "a=ptime:0",
                "a=ptime:-1",
                "a=ptime:99999999999999999999",
                "a=rtcp:",
                "a=rtcp:0",
                "a=rtcp:70000 IN",
                "a=",
                "a=:",
                "b=AS",
                "t=never",
                "a=rtpmap:96 opus/99999999999/2"
            })
    void aLineThatIsOfNoUseIsKeptAndIgnored(String line) {
        var text = crlf("v=0", "o=- 1 1 IN IP4 10.0.0.1", "m=audio 4000 RTP/AVP 0 96", line);
        var audio = SessionDescription.parse(text).media().get(0);
        assertThat(audio.payloads()).extracting(PayloadMapping::payloadType).containsExactly(0);
        assertThat(audio.ptimeMillis()).isEmpty();
        assertThat(audio.rtcp()).isEmpty();
        assertThat(audio.bandwidths()).isEmpty();
    }

    @Test
    void aFailureNamesTheLineAndWhatWasExpected() {
        var text = crlf("v=0", "o=- 1 1 IN IP4 10.0.0.1", "s=-", "m=audio 70000 RTP/AVP 0");
        assertThatThrownBy(() -> SessionDescription.parse(text)).isInstanceOfSatisfying(SdpFormatException.class, e -> {
            assertThat(e.lineNumber()).isEqualTo(4);
            assertThat(e.expected()).contains("port 0-65535");
            assertThat(e).hasMessageContaining("m=audio 70000");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "v=1\r\no=- 1 1 IN IP4 h\r\n",
                "v=0\r\n",
                "v=0\r\no=1 1 IN IP4\r\n",
                "o=- 1 1 IN IP4 h\r\n",
                "v=0\r\no=- 1 1 IN IP4 h\r\nc=IN IP4\r\n",
                "v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 1 RTP/AVP\r\n",
                "v=0\r\no=- 1 1 IN IP4 h\r\nm=audio x RTP/AVP 0\r\n",
                "v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 1/0 RTP/AVP 0\r\n",
                "v=0\r\no=- 1 1 IN IP4 h\r\nnonsense\r\n",
                "v=0\r\no=- 1 1 IN IP4 h\r\ns=a\0b\r\n",
                "v=0\r\no=- 1 1 IN IP4 h\r\nv=0\r\no=- 2 1 IN IP4 h\r\n",
                "<?xml version=\"1.0\"?>"
            })
    void whatIsNoDescriptionIsRefused(String text) {
        assertThatThrownBy(() -> SessionDescription.parse(text)).isInstanceOf(SdpFormatException.class);
    }

    @Test
    void limitsAreCheckedBeforeAnythingIsKept() {
        var text = SdpSamples.RFC8866_EXAMPLE;
        var enough = new SdpLimits(text.length(), 50, 14, 3, 1);
        assertThat(SessionDescription.parse(text, enough)).hasToString(text);
        for (var tooSmall : List.of(
                new SdpLimits(text.length() - 1, 50, 14, 3, 1),
                new SdpLimits(text.length(), 20, 14, 3, 1),
                new SdpLimits(text.length(), 50, 13, 3, 1),
                new SdpLimits(text.length(), 50, 14, 2, 1))) {
            assertThatThrownBy(() -> SessionDescription.parse(text, tooSmall))
                    .isInstanceOf(SdpFormatException.class)
                    .hasMessageContaining("at most");
        }
        assertThatThrownBy(
                        () -> SessionDescription.parse(SdpSamples.REJECT_ARTICLE, new SdpLimits(1000, 100, 100, 1, 4)))
                .hasMessageContaining("at most 4 formats");
    }

    @Test
    void bytesThatAreNotUtf8AreLatin1() {
        var body = crlf("v=0", "o=- 1 1 IN IP4 h", "s=Büro").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(SessionDescription.parse(body, SdpLimits.STANDARD).sessionName())
                .isEqualTo("Büro");
        var declared = crlf("v=0", "o=- 1 1 IN IP4 h", "s=Büro", "a=charset:ISO-8859-1")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(SessionDescription.parse(declared, SdpLimits.STANDARD).toBytes())
                .isEqualTo(declared);
        var utf8 = crlf("v=0", "o=- 1 1 IN IP4 h", "s=Büro").getBytes(StandardCharsets.UTF_8);
        assertThat(SessionDescription.parse(utf8, SdpLimits.STANDARD).toBytes()).isEqualTo(utf8);
    }

    @Test
    void aChangeTouchesItsLineAlone() {
        var sdp = SessionDescription.parse(SdpSamples.BROWSERLIKE);
        var changed = sdp.withMedia(0, sdp.media().get(0).withPort(6000).withDirection(Direction.RECVONLY));
        assertThat(changed.toString())
                .isEqualTo(SdpSamples.BROWSERLIKE
                        .replace("m=audio 50000", "m=audio 6000")
                        .replace("m=image", "a=recvonly\r\nm=image"));
        assertThat(sdp.withConnection(Connection.parse("IN IP4 10.1.1.1").orElseThrow())
                        .toString())
                .isEqualTo(SdpSamples.BROWSERLIKE.replace("t=0 0", "c=IN IP4 10.1.1.1\r\nt=0 0"));
        var audio = sdp.media().get(0).keepingPayloads(p -> p.payloadType() == 0);
        assertThat(audio.formats()).containsExactly("0");
        assertThat(audio.toString())
                .doesNotContain("opus")
                .doesNotContain("telephone-event")
                .contains("mid:0");
    }

    @Test
    void theVersionRisesOnlyWhenSomethingChanged() {
        var first = SessionDescription.parse(SdpSamples.REJECT_ARTICLE);
        var other = first.withOrigin(new Origin("x", "1", "7", "IN", "IP4", "10.0.0.9"));
        assertThat(other.succeeding(first)).isEqualTo(first);
        var held = other.withDirection(Direction.SENDONLY).succeeding(first);
        assertThat(held.toString())
                .isEqualTo(SdpSamples.REJECT_ARTICLE
                        .replace("429111000", "429111001")
                        .replace("sendrecv", "sendonly"));
        assertThat(held.origin().isSameSession(first.origin())).isTrue();
        assertThat(other.origin().isSameSession(first.origin())).isFalse();
    }

    @Test
    void rtcpIsWhereTheAttributeSaysAndNeverPastTheLastPort() {
        var head = "v=0\r\no=- 1 1 IN IP4 h\r\nc=IN IP4 10.0.0.1\r\n";
        assertThat(rtcpOf(head + "m=audio 8653 RTP/AVP 0\r\n")).contains(new MediaAddress("10.0.0.1", 8654));
        assertThat(rtcpOf(head + "m=audio 4000 RTP/AVP 0\r\na=rtcp:53020\r\n"))
                .contains(new MediaAddress("10.0.0.1", 53020));
        assertThat(rtcpOf(head + "m=audio 4000 RTP/AVP 0\r\na=rtcp:53020 IN IP4 126.16.64.4\r\n"))
                .contains(new MediaAddress("126.16.64.4", 53020));
        assertThat(rtcpOf(head + "m=audio 65535 RTP/AVP 0\r\n")).isEmpty();
    }

    private static Optional<MediaAddress> rtcpOf(String text) {
        return SessionDescription.parse(text).rtcpAddressOf(0);
    }

    @Test
    void blanksAfterAFlagDoNotHideIt() {
        var text = crlf("v=0", "o=- 1 1 IN IP4 h", "m=audio 4000 RTP/AVP 0", "a=rtcp-mux ", "a=sendonly  ");
        var audio = SessionDescription.parse(text).media().get(0);
        assertThat(audio.rtcpMux()).isTrue();
        assertThat(audio.direction()).contains(Direction.SENDONLY);
        assertThat(audio.withoutAttribute("rtcp-mux").rtcpMux()).isFalse();
    }

    @Test
    void addressesAreReadInEveryForm() {
        assertThat(Connection.parse("IN IP4 224.2.1.1/127/3").orElseThrow().isMulticast())
                .isTrue();
        assertThat(Connection.parse("IN IP4 0.0.0.0").orElseThrow().isUnspecified())
                .isTrue();
        assertThat(Connection.parse("IN IP6 ::").orElseThrow().isUnspecified()).isTrue();
        assertThat(Connection.parse("IN IP6 [2001:db8::1]").orElseThrow().host())
                .isEqualTo("2001:db8::1");
        assertThat(new MediaAddress("2001:db8::1", 4000)).hasToString("[2001:db8::1]:4000");
        assertThat(new MediaAddress("host.example.com", 4000).socketAddress()).isEmpty();
        assertThat(new MediaAddress("0.0.0.0", 4000).socketAddress()).isEmpty();
        assertThat(new MediaAddress("192.0.2.1", 4000)
                        .socketAddress()
                        .orElseThrow()
                        .getPort())
                .isEqualTo(4000);
    }

    @Test
    void aHostNameIsADestinationThatIsNotResolvedYet() {
        var named = new MediaAddress("host.example.com", 4000);
        assertThat(named.destination()).contains(InetSocketAddress.createUnresolved("host.example.com", 4000));
        assertThat(named.isUnspecified()).isFalse();
        assertThat(new MediaAddress("192.0.2.1", 4000).destination())
                .isEqualTo(new MediaAddress("192.0.2.1", 4000).socketAddress());
        assertThat(new MediaAddress("::", 4000).destination()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "hold.invalid", "x.INVALID."})
    @DisplayName("RFC 3264 §8.4, RFC 6157 §4.1: no place to send to")
    void unspecifiedAddresses(String host) {
        assertThat(new MediaAddress(host, 4000).isUnspecified()).isTrue();
        assertThat(new MediaAddress(host, 4000).destination()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid", "notinvalid", "x.invalid.example", "invalid.example.com", "a"})
    void namesThatOnlyLookSo(String host) {
        assertThat(new MediaAddress(host, 4000).isUnspecified()).isFalse();
    }

    @Test
    void builtDescriptionsAreInCanonicalOrder() {
        var origin = new Origin("-", "1", "1", "IN", "IP4", "10.0.0.1");
        var sdp = SessionDescription.builder(origin)
                .media(MediaDescription.builder("audio", 4000, "RTP/AVP")
                        .payload(new PayloadMapping(0, MediaFormat.PCMU))
                        .direction(Direction.SENDONLY)
                        .bandwidth(new Bandwidth("AS", 80))
                        .connection(Connection.parse("IN IP4 10.0.0.2").orElseThrow())
                        .build())
                .attribute(Attribute.flag("x-flag"))
                .connection(Connection.parse("IN IP4 10.0.0.1").orElseThrow())
                .build();
        assertThat(sdp)
                .hasToString(crlf(
                        "v=0",
                        "o=- 1 1 IN IP4 10.0.0.1",
                        "s=-",
                        "c=IN IP4 10.0.0.1",
                        "t=0 0",
                        "a=x-flag",
                        "m=audio 4000 RTP/AVP 0",
                        "c=IN IP4 10.0.0.2",
                        "b=AS:80",
                        "a=rtpmap:0 PCMU/8000",
                        "a=sendonly"));
        assertThat(SessionDescription.parse(sdp.toString())).isEqualTo(sdp);
        assertThatThrownBy(() -> new SdpLine('a', "x\r\nm=evil")).isInstanceOf(IllegalArgumentException.class);
    }
}
