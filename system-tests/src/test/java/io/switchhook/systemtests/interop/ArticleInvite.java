package io.switchhook.systemtests.interop;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The INVITE of the reject article as a bare datagram, for what SIPp cannot do: repeat it, and withhold the ACK. */
final class ArticleInvite implements AutoCloseable {
    private static final Pattern TO_TAG = Pattern.compile("\r\nTo:[^\r]*;tag=([^;\r]+)");
    private static final String SDP = String.join(
            "\r\n",
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
            "a=sendrecv",
            "");

    private final RawSip sip;

    ArticleInvite(int remotePort) {
        sip = new RawSip(remotePort);
    }

    /** Sends the INVITE; each further time is a retransmission. */
    void send() {
        sip.send(request(
                "INVITE",
                "",
                "Contact: <sip:1002@127.0.0.1:" + sip.localPort() + ">\r\nContent-Type: application/sdp\r\n"
                        + "Content-Length: " + SDP.length() + "\r\n\r\n" + SDP));
    }

    /** ACKs a final answer that is no 2xx: same branch, its To tag (RFC 3261 §17.1.1.3). */
    void acknowledge(String finalAnswer) {
        Matcher tag = TO_TAG.matcher(finalAnswer);
        if (!tag.find()) {
            throw new AssertionError("no To tag in\n" + finalAnswer);
        }
        sip.send(request("ACK", ";tag=" + tag.group(1), "Content-Length: 0\r\n\r\n"));
    }

    private String request(String method, String toTag, String rest) {
        String own = "127.0.0.1:" + sip.localPort();
        return method + " sip:1001@" + own + " SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP " + own + ";branch=z9hG4bK-art-bare-" + sip.localPort() + ";rport\r\n"
                + "From: \"1002\"<sip:1002@" + own + ">;tag=irqayimj\r\n"
                + "To: \"1001\"<sip:1001@" + own + ">" + toTag + "\r\n"
                + "CSeq: 1 " + method + "\r\nCall-ID: bare" + sip.localPort() + "\r\nMax-Forwards: 70\r\n" + rest;
    }

    /** The next final answer; 100 is passed over, 180 too. */
    String awaitFinal(Duration within) {
        Deadline deadline = Deadline.in(within);
        while (!deadline.passed()) {
            Optional<String> answer = sip.receive(Duration.ofMillis(100)).filter(text -> !text.startsWith("SIP/2.0 1"));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw new AssertionError("no final answer to the bare INVITE within " + within);
    }

    /** Whether nothing at all comes for so long. */
    boolean silentFor(Duration length) {
        return sip.receive(length).isEmpty();
    }

    @Override
    public void close() {
        sip.close();
    }
}
