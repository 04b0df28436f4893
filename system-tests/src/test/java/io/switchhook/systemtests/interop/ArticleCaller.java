package io.switchhook.systemtests.interop;

/** SIPp scenarios of the caller of the reject article, 1002 calling 1001 straight, and of what else a caller does. */
final class ArticleCaller {
    static final String REJECTED = "486 Busy Here";

    /** Of 8 0 3 101 9 we speak 8, 0 and 101; the answer names no other (RFC 3264 §6.1), a speech format first. */
    private static final String ANSWER_FORMATS = "[80]( 0| 8| 9| 101)*[^ 0-9]";
    /** In an offer of our own there may be anything beside G.711. */
    private static final String OFFER_FORMATS = "([0-9]+ )*[80]( [0-9]+)*[^ 0-9]";

    private final SippScenario scenario;

    private ArticleCaller(SippScenario scenario) {
        this.scenario = scenario;
    }

    private static SippScenario begin(String name) {
        return SippScenario.named(name).with("branch", "art-" + name);
    }

    /** The article's INVITE, byte by byte in its description. */
    static ArticleCaller article(String name) {
        return new ArticleCaller(begin(name).part("caller/invite-article"));
    }

    /** The article's formats at a media port that exists; answered. */
    static ArticleCaller answered(String name) {
        return new ArticleCaller(begin(name)
                .part("caller/invite-media")
                .part("caller/answered", "formats", ANSWER_FORMATS, "ackType", "", "ackBody", "Content-Length: 0\n\n"));
    }

    /** An INVITE without a description; the offer comes in the 200, our answer goes in the ACK. */
    static ArticleCaller lateOffer(String name) {
        String answer = "Content-Type: application/sdp\nContent-Length: [len]\n\n"
                + "v=0\no=- 1 1 IN IP4 [local_ip]\ns=-\nc=IN IP4 [media_ip]\nt=0 0\n"
                + "m=audio [media_port] RTP/AVP 8\na=rtpmap:8 PCMA/8000\n";
        return new ArticleCaller(begin(name)
                .part("caller/invite-late-offer")
                .part("caller/answered", "formats", OFFER_FORMATS, "ackType", "", "ackBody", answer));
    }

    /** Refused with this status, and a header that matches the POSIX expression. */
    SippScenario refused(String status, String header, String expression) {
        String check = "<ereg regexp=\"" + expression + "\" search_in=\"hdr\" header=\"" + header
                + "\" check_it=\"true\" assign_to=\"refusalHeader\"/>";
        return scenario.part("caller/refused", "status", status.substring(0, 3), "headerCheck", check);
    }

    SippScenario refused(String status) {
        return scenario.part("caller/refused", "status", status.substring(0, 3), "headerCheck", "");
    }

    /** 486 with a Warning 399 as the article shows it. */
    SippScenario rejectedWithWarning() {
        return refused(REJECTED, "Warning:", "^ *399 [^ ]+ .[^ ].*.$");
    }

    /** Rings, is cancelled: 200 to CANCEL, 487 to INVITE. */
    SippScenario cancelled() {
        return scenario.part("caller/ringing").part("pbx/talk", "millis", "300").part("caller/cancel");
    }

    ArticleCaller talk(int millis) {
        scenario.part("pbx/talk", "millis", Integer.toString(millis));
        return this;
    }

    /** The caller holds: the answer is recvonly or inactive (RFC 3264 §8.4). */
    ArticleCaller hold(int cseq) {
        return reinvite(cseq, "sendonly", "a=(recvonly|inactive)", false);
    }

    ArticleCaller resume(int cseq) {
        return reinvite(cseq, "sendrecv", "a=(sendonly|recvonly|inactive)", true);
    }

    private ArticleCaller reinvite(int cseq, String direction, String expression, boolean absent) {
        String check = "<ereg regexp=\"" + expression + "\" search_in=\"body\" check_it" + (absent ? "_inverse" : "")
                + "=\"true\" assign_to=\"direction" + cseq + "\"/>";
        scenario.part(
                "caller/reinvite",
                "cseq",
                Integer.toString(cseq),
                "direction",
                direction,
                "formats",
                ANSWER_FORMATS,
                "directionCheck",
                check);
        return this;
    }

    SippScenario bye(int cseq) {
        return scenario.part("caller/bye", "cseq", Integer.toString(cseq));
    }

    SippScenario byeByPhone() {
        return scenario.part("caller/bye-by-phone");
    }
}
