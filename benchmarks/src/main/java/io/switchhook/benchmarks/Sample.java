package io.switchhook.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The messages that are measured: what a softphone sends, and what the two programs of the articles have on the wire. */
public enum Sample {
    /** An INVITE of a softphone with SDP: 15 headers, 995 bytes. */
    INVITE(
            body(
                    "v=0",
                    "o=- 3906453121 3906453121 IN IP4 192.168.10.57",
                    "s=Softphone call",
                    "c=IN IP4 192.168.10.57",
                    "t=0 0",
                    "m=audio 40012 RTP/AVP 8 0 101",
                    "a=rtpmap:8 PCMA/8000",
                    "a=rtpmap:0 PCMU/8000",
                    "a=rtpmap:101 telephone-event/8000",
                    "a=fmtp:101 0-16",
                    "a=rtcp:40013 IN IP4 192.168.10.57",
                    "a=ssrc:1834203118 cname:5f0c1d7e93a24b6f",
                    "a=ptime:20",
                    "a=sendrecv"),
            "INVITE sip:2002@pbx.example.com SIP/2.0",
            "Via: SIP/2.0/UDP 192.168.10.57:5062;rport;branch=z9hG4bKPj5f0c1d7e93a24b6f8e",
            "Max-Forwards: 70",
            "From: \"Alice Example\" <sip:2001@pbx.example.com>;tag=8d1f4a7c2be94e60",
            "To: <sip:2002@pbx.example.com>",
            "Contact: <sip:2001@192.168.10.57:5062;transport=udp>",
            "Call-ID: 7b64c7d1f0e14a3c9d52@192.168.10.57",
            "CSeq: 20451 INVITE",
            "Allow: PRACK, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, SUBSCRIBE, NOTIFY, REFER, MESSAGE, OPTIONS",
            "Supported: replaces, 100rel, timer, norefersub",
            "Session-Expires: 1800",
            "Min-SE: 90",
            "User-Agent: Softphone Example 5.21.3 (Linux)",
            "Accept: application/sdp",
            "Content-Type: application/sdp"),

    /** The REFER of a blind transfer. */
    REFER(
            "",
            "REFER sip:1001@192.168.112.215:5060 SIP/2.0",
            "Via: SIP/2.0/UDP 192.168.112.215:7712;branch=z9hG4bK3a079c4d-5a4e-4d4b-9d0a-2f2f0c6ad0a1;rport",
            "To: <sip:1001@192.168.112.215>;tag=wethuuar",
            "From: \"1000\"<sip:1000@192.168.112.215>;tag=ylduydlc",
            "CSeq: 3 REFER",
            "Call-ID: qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvb",
            "Contact: <sip:1000@192.168.112.215:7712>",
            "User-Agent: Ozeki VoIP SIP SDK v10.1.8",
            "Max-Forwards: 70",
            "Refer-To: <sip:1003@192.168.112.215>",
            "Referred-By: \"1000\"<sip:1000@192.168.112.215>"),

    /** A 180 to the INVITE of a call that will be rejected. */
    RINGING("", response("SIP/2.0 180 Ringing")),

    /** A 200 of the same form. */
    OK("", response("SIP/2.0 200 OK"));

    /** Of {@link #INVITE}: branch, tag, Call-ID, CSeq, the user that is called, the ids of the origin, ports, SSRC and CNAME. */
    private static final List<String> PARTS_OF_A_CALL = List.of(
            "Pj5f0c1d7e93a24b6f8e",
            "8d1f4a7c2be94e60",
            "7b64c7d1f0e14a3c9d52",
            "20451",
            "2002",
            "3906453121",
            "40012",
            "40013",
            "1834203118",
            "cname:5f0c1d7e93a24b6f");

    private final byte[] bytes;
    private final int headerLines;

    Sample(String body, String... lines) {
        var head = String.join("\r\n", lines) + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
        this.bytes = (head + body).getBytes(StandardCharsets.US_ASCII);
        this.headerLines = lines.length;
    }

    /** The wire form, a copy. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }

    /** The wire form as it is in other calls of the same telephone: identifiers, port and origin have other digits, and nothing else differs. */
    byte[][] calls(int count) {
        var random = new SplittableRandom(bytes.length);
        var calls = new byte[count][];
        for (int i = 0; i < count; i++) {
            var call = new String(bytes, StandardCharsets.US_ASCII);
            for (var part : PARTS_OF_A_CALL) {
                call = call.replace(part, otherDigits(part, random));
            }
            calls[i] = call.getBytes(StandardCharsets.US_ASCII);
        }
        return calls;
    }

    /** Letters stay, and so does the first character, lest a number begins with 0. */
    private static String otherDigits(String part, SplittableRandom random) {
        var other = new StringBuilder(part);
        for (int i = 1; i < part.length(); i++) {
            if (Character.isDigit(part.charAt(i))) {
                other.setCharAt(i, (char) ('0' + random.nextInt(10)));
            }
        }
        return other.toString();
    }

    /** How many header lines there are. */
    public int headerLines() {
        return headerLines;
    }

    private static String body(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String[] response(String statusLine) {
        return new String[] {
            statusLine,
            "Via: SIP/2.0/UDP 192.168.115.149:5060;branch=z9hG4bK5b6c1d2e-2222-4000-8000-0f2f0c6ad0a1;"
                    + "rport=5060;received=192.168.115.149",
            "From: \"1002\"<sip:1002@192.168.115.149:5060>;tag=irqayimj",
            "To: \"1001\"<sip:1001@192.168.115.149:5060>;tag=hqihanei",
            "CSeq: 1 INVITE",
            "Call-ID: mnbvcxzlkjhgfdsapoiuytrewqmnbvcxzlkjhgfdsapoiuytre",
            "User-Agent: Ozeki VoIP SIP SDK v10.1.8"
        };
    }
}
