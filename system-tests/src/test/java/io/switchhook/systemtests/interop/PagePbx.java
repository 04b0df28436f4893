package io.switchhook.systemtests.interop;

/**
 * SIPp scenarios of the PBX of the blind-transfer article, and of the other answers a PBX gives: the beginning (registrar, challenged
 * INVITE, answer) is common, what follows is put together by the test.
 */
final class PagePbx {
    static final String USER = "858";
    static final String SECRET = "s3cret-858";
    static final String CALLEE = "853";
    static final String TARGET = "895";
    static final String NONCE = "4fe1c2";

    private final SippScenario scenario;
    private int cseq = 2;

    private PagePbx(SippScenario scenario) {
        this.scenario = scenario;
    }

    /** A PBX that challenges REGISTER and INVITE with 401, and answers. */
    static PagePbx answering(String name, int port) {
        return begin(name, port).invite("401 Unauthorized", "WWW-Authenticate", "Authorization", true);
    }

    /** As {@link #answering}, but the INVITE is challenged with 407, as proxies do. SIPp cannot verify that digest; Kamailio does. */
    static PagePbx answeringAfter407(String name, int port) {
        return begin(name, port)
                .invite("407 Proxy Authentication Required", "Proxy-Authenticate", "Proxy-Authorization", false);
    }

    private static PagePbx begin(String name, int port) {
        return new PagePbx(SippScenario.named(name)
                .with("user", USER)
                .with("secret", SECRET)
                .with("callee", CALLEE)
                .with("target", TARGET)
                .with("nonce", NONCE)
                .with("port", Integer.toString(port))
                .part("pbx/start"));
    }

    private PagePbx invite(String status, String challenge, String answer, boolean verified) {
        scenario.with("answer", answer);
        scenario.part(
                "pbx/invite-challenged",
                "status",
                status,
                "challenge",
                challenge,
                "digestCheck",
                verified ? verify("validInvite") : "");
        if (verified) {
            scenario.part("pbx/digest-verified", "valid", "validInvite", "what", "INVITE");
        }
        scenario.part("pbx/answered");
        return this;
    }

    private static String verify(String variable) {
        return "<verifyauth assign_to=\"" + variable + "\" username=\"" + USER + "\" password=\"" + SECRET + "\"/>";
    }

    /** Waits three minutes for each request of the phone, so that the phone's own time-outs come first. */
    PagePbx patient() {
        scenario.with("long", "180000").with("longest", "240000");
        return this;
    }

    /** The phone holds before it transfers. */
    PagePbx hold() {
        scenario.part(
                "pbx/reinvite",
                "directionCheck",
                "<ereg regexp=\"a=(sendonly|inactive)\" search_in=\"body\" check_it=\"true\" assign_to=\"direction"
                        + "Hold\"/>",
                "direction",
                "sendonly",
                "answerDirection",
                "recvonly");
        return this;
    }

    /** The phone's hold is refused with this status, e.g. {@code 488 Not Acceptable Here}. */
    PagePbx holdRefused(String status) {
        scenario.part("pbx/reinvite-refused", "status", status);
        return this;
    }

    /** The phone takes the other side back. */
    PagePbx resume() {
        scenario.part(
                "pbx/reinvite",
                "directionCheck",
                "<ereg regexp=\"a=(sendonly|recvonly|inactive)\" search_in=\"body\" check_it_inverse=\"true\""
                        + " assign_to=\"directionResume\"/>"
                        + "<ereg regexp=\"m=audio [1-9]\" search_in=\"body\" check_it=\"true\" assign_to=\"mediaResume\"/>",
                "direction",
                "sendrecv",
                "answerDirection",
                "sendrecv");
        return this;
    }

    /** A REFER as the article has it; the answer is another step. */
    PagePbx refer() {
        scenario.part("pbx/refer", "digestCheck", "");
        return this;
    }

    /** The REFER is challenged with 401 and must come again with right credentials. */
    PagePbx referChallenged() {
        scenario.part("pbx/refer-challenged");
        scenario.part("pbx/refer", "digestCheck", verify("validRefer"));
        scenario.part("pbx/digest-verified", "valid", "validRefer", "what", "REFER");
        return this;
    }

    /** 202 with Expires and no Contact. */
    PagePbx accept() {
        scenario.part("pbx/refer-202");
        return this;
    }

    /** 200 with {@code Refer-Sub: false}. */
    PagePbx acceptWithoutSubscription() {
        scenario.part("pbx/refer-200-no-subscription");
        return this;
    }

    /** The REFER is refused with this status. */
    PagePbx refuse(String status) {
        scenario.part("pbx/refer-refused", "status", status);
        return this;
    }

    /** The article's NOTIFY: final, without CRLF, with the phone's own Contact; answered by the phone. */
    PagePbx finalNotify(String status) {
        return notify("SIP/2.0 " + status, "terminated;reason=noresource", "refer");
    }

    /** A NOTIFY with CRLF after the status line and the REFER's CSeq as id, as baresip sends it. */
    PagePbx report(String status, String state) {
        return notify("SIP/2.0 " + status + "\n", state, "refer;id=[$referCseq]");
    }

    private PagePbx notify(String fragment, String state, String event) {
        scenario.part(
                "pbx/notify-request",
                "cseq",
                Integer.toString(cseq),
                "event",
                event,
                "state",
                state,
                "fragment",
                fragment);
        scenario.part("pbx/notify-answer", "cseq", Integer.toString(cseq));
        cseq++;
        return this;
    }

    /** Both talk for so long. */
    PagePbx talk(int millis) {
        scenario.part("pbx/talk", "millis", Integer.toString(millis));
        return this;
    }

    SippScenario byeByPhone() {
        return scenario.part("pbx/bye-by-phone").part("pbx/end");
    }

    SippScenario byeByPbx() {
        return byePbx().scenario.part("pbx/end");
    }

    /** The PBX's BYE, after which more may follow on the same dialog. */
    PagePbx byePbx() {
        scenario.part("pbx/bye-by-pbx", "cseq", Integer.toString(cseq));
        cseq++;
        return this;
    }

    /** Both BYEs are under way at once; the phone's is answered with this status. */
    SippScenario byeCrossing(String status) {
        return scenario.part("pbx/bye-crossing", "cseq", Integer.toString(cseq), "status", status)
                .part("pbx/end");
    }

    /** Ends the scenario without anything more. */
    SippScenario end() {
        return scenario.part("pbx/end");
    }
}
