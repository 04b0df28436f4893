package io.switchhook.systemtests.interop;

/** SIPp scenarios of a peer that speaks RFC 3262 and RFC 4028, as callee 1001 or as caller 1002; what it checks is planted by the test. */
final class ExtensionPeer {
    private static final String SDP = """
            Content-Type: application/sdp
            Content-Length: [len]

            v=0
            o=- 5 @version@ IN IP4 [local_ip]
            s=-
            c=IN IP4 [media_ip]
            t=0 0
            m=audio [media_port] RTP/AVP 8
            a=rtpmap:8 PCMA/8000
            a=@direction@
            """;
    private static final String NOTHING = "Content-Length: 0\n\n";

    private final SippScenario scenario;
    private int version = 1;
    private int checks;

    private ExtensionPeer(String name) {
        this.scenario = SippScenario.named(name);
    }

    static ExtensionPeer named(String name) {
        return new ExtensionPeer(name);
    }

    private String sdp(String direction) {
        return SDP.replace("@version@", Integer.toString(version++)).replace("@direction@", direction);
    }

    /** All of these POSIX expressions have to match somewhere in the message. */
    private String check(String... expressions) {
        var checks = new StringBuilder();
        for (String expression : expressions) {
            checks.append("<ereg regexp=\"")
                    .append(expression)
                    .append("\" search_in=\"msg\" check_it=\"true\" assign_to=\"check")
                    .append(this.checks++)
                    .append("\"/>\n");
        }
        return checks.toString();
    }

    // --- as callee ------------------------------------------------------------------------------------------------

    ExtensionPeer invited(String... expressions) {
        scenario.part("extensions/invited", "check", check(expressions));
        return this;
    }

    /** 183 with a description, to be acknowledged by PRACK (RFC 3262 §3), and the PRACK. */
    ExtensionPeer progressReliably(int rseq) {
        scenario.part(
                        "extensions/provisional",
                        "status",
                        "183 Session Progress",
                        "headers",
                        "Require: 100rel\nRSeq: " + rseq,
                        "body",
                        sdp("sendrecv"))
                .part("extensions/pracked", "rseq", Integer.toString(rseq));
        return this;
    }

    /** 180 without a description, to be acknowledged as well. */
    ExtensionPeer ringReliably(int rseq) {
        scenario.part(
                        "extensions/provisional",
                        "status",
                        "180 Ringing",
                        "headers",
                        "Require: 100rel\nRSeq: " + rseq,
                        "body",
                        NOTHING)
                .part("extensions/pracked", "rseq", Integer.toString(rseq));
        return this;
    }

    ExtensionPeer refuse(String status, String headers) {
        scenario.part("extensions/final", "status", status, "headers", headers, "body", NOTHING);
        return this;
    }

    /** 200 with a description, and the ACK. */
    ExtensionPeer answer(String headers, String direction) {
        scenario.part("extensions/final", "status", "200 OK", "headers", headers, "body", sdp(direction));
        return this;
    }

    /** 200 without one: the answer was in a reliable response (RFC 3262 §5). */
    ExtensionPeer answerWithoutDescription() {
        scenario.part("extensions/final", "status", "200 OK", "headers", "Server: SIPp", "body", NOTHING);
        return this;
    }

    SippScenario byeTaken() {
        return scenario.part("callee/bye-taken");
    }

    // --- as caller ------------------------------------------------------------------------------------------------

    ExtensionPeer invite(int cseq, String headers) {
        scenario.part("extensions/invite", "cseq", Integer.toString(cseq), "headers", headers, "body", sdp("sendrecv"));
        return this;
    }

    ExtensionPeer refused(int cseq, int status, String... expressions) {
        scenario.part(
                "extensions/refused",
                "cseq",
                Integer.toString(cseq),
                "status",
                Integer.toString(status),
                "check",
                check(expressions));
        return this;
    }

    /** A ringing tone that wants to be acknowledged. */
    ExtensionPeer hearsRingingReliably() {
        scenario.part("extensions/rings-reliably");
        return this;
    }

    ExtensionPeer answered(int cseq, String... expressions) {
        scenario.part("extensions/answered", "cseq", Integer.toString(cseq), "check", check(expressions));
        return this;
    }

    // --- as either ------------------------------------------------------------------------------------------------

    /** PRACK of what rang. */
    ExtensionPeer prack(int cseq, int inviteCseq) {
        return request("PRACK", cseq, "RAck: [$rseq] " + inviteCseq + " INVITE", NOTHING);
    }

    ExtensionPeer update(int cseq, String headers, String... expressions) {
        return request("UPDATE", cseq, headers, NOTHING, expressions);
    }

    ExtensionPeer reinvite(int cseq, String headers, String... expressions) {
        scenario.part(
                        "extensions/request",
                        "method",
                        "INVITE",
                        "cseq",
                        Integer.toString(cseq),
                        "headers",
                        headers,
                        "body",
                        sdp("sendrecv"))
                .part("extensions/answered", "cseq", Integer.toString(cseq), "check", check(expressions));
        return this;
    }

    SippScenario bye(int cseq) {
        return request("BYE", cseq, "User-Agent: SIPp", NOTHING).scenario;
    }

    private ExtensionPeer request(String method, int cseq, String headers, String body, String... expressions) {
        String number = Integer.toString(cseq);
        scenario.part("extensions/request", "method", method, "cseq", number, "headers", headers, "body", body)
                .part("extensions/response", "method", method, "cseq", number, "check", check(expressions));
        return this;
    }
}
