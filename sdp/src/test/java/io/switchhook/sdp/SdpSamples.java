package io.switchhook.sdp;

import java.util.List;

/** Descriptions from RFCs and from real peers, line by line. */
public final class SdpSamples {
    private SdpSamples() {}

    /** Lines joined by CRLF, one at the end too. */
    public static String crlf(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    /** The INVITE of the reject article: 292 bytes. */
    public static final String REJECT_ARTICLE = crlf(
            "v=0",
            "o=- 763177212 429111000 IN IP4 192.168.115.149",
            "s=Ozeki Call",
            "c=IN IP4 192.168.115.149",
            "t=0 0",
            "m=audio 8653 RTP/AVP 8 0 3 101 9",
            "a=rtpmap:8 PCMA/8000",
            "a=rtpmap:0 PCMU/8000",
            "a=rtpmap:3 GSM/8000",
            "a=rtpmap:101 telephone-event/8000",
            "a=rtpmap:9 G722/8000",
            "a=fmtp:9 bitrate=64000",
            "a=sendrecv");

    /** RFC 8866 §5. */
    public static final String RFC8866_EXAMPLE = crlf(
            "v=0",
            "o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1",
            "s=Call to John Smith",
            "i=SDP Offer #1",
            "u=http://www.jdoe.example.com/home.html",
            "e=Jane Doe <jane@jdoe.example.com>",
            "p=+1 617 555-6011",
            "c=IN IP4 198.51.100.1",
            "t=0 0",
            "m=audio 49170 RTP/AVP 0",
            "m=audio 49180 RTP/AVP 0",
            "m=video 51372 RTP/AVP 99",
            "c=IN IP6 2001:db8::2",
            "a=rtpmap:99 h263-1998/90000");

    /** RFC 8866 §6.7. */
    public static final String RFC8866_DIRECTIONS = crlf(
            "v=0",
            "o=jdoe 3724395000 3724395001 IN IP6 2001:db8::1",
            "s=-",
            "c=IN IP6 2001:db8::1",
            "t=0 0",
            "a=inactive",
            "m=audio 49170 RTP/AVP 0",
            "a=sendrecv",
            "m=audio 49180 RTP/AVP 0",
            "m=video 51372 RTP/AVP 99",
            "a=rtpmap:99 h263-1998/90000");

    /** A browser by way of a gateway: ICE, mux, crypto, application and image lines. */
    public static final String BROWSERLIKE = crlf(
            "v=0",
            "o=mozilla 4567 0 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            "a=ice-options:trickle",
            "a=group:BUNDLE 0 1",
            "m=audio 50000 RTP/SAVPF 111 0 126",
            "c=IN IP4 203.0.113.7",
            "b=AS:64",
            "a=rtcp:9 IN IP4 0.0.0.0",
            "a=candidate:1 1 udp 2130706431 203.0.113.7 50000 typ host",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:0123456789012345678901",
            "a=fingerprint:sha-256 AA:BB",
            "a=mid:0",
            "a=rtcp-mux",
            "a=rtpmap:111 opus/48000/2",
            "a=fmtp:111 minptime=10;useinbandfec=1",
            "a=rtpmap:126 telephone-event/8000",
            "a=end-of-candidates",
            "m=image 0 udptl t38",
            "m=application 50002 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 203.0.113.7",
            "x=vendor",
            "a=sctp-port:5000");

    public static List<String> all() {
        return List.of(REJECT_ARTICLE, RFC8866_EXAMPLE, RFC8866_DIRECTIONS, BROWSERLIKE);
    }
}
