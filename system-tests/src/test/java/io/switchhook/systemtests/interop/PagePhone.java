package io.switchhook.systemtests.interop;

import java.util.regex.Pattern;

/** SIPp scenarios that play the phone at {@link PagePbx}; they prove the PBX's scenarios before, and beside, our own phone. */
final class PagePhone {
    private final SippScenario scenario;
    private final int pbxPort;
    private int cseq = 3;

    private PagePhone(SippScenario scenario, int pbxPort) {
        this.scenario = scenario;
        this.pbxPort = pbxPort;
    }

    private static PagePhone begin(String name, int pbxPort) {
        return new PagePhone(
                SippScenario.named(name)
                        .with("user", PagePbx.USER)
                        .with("callee", PagePbx.CALLEE)
                        .with("target", PagePbx.TARGET),
                pbxPort);
    }

    /** Registers with this secret, stays a moment, unregisters. */
    static SippScenario registering(int pbxPort, String secret) {
        PagePhone phone = begin("phone-register", pbxPort);
        String uri = "sip:127.0.0.1:" + pbxPort;
        return phone.scenario
                .with("registerDigest", phone.credentials("REGISTER", uri, "reg-", secret))
                .part("phone/register");
    }

    /** Calls 853 and has been answered; {@code code} is the challenge it expects. */
    static PagePhone calling(int pbxPort, int code) {
        PagePhone phone = begin("phone-call", pbxPort);
        String uri = "sip:853@127.0.0.1:" + pbxPort;
        phone.scenario
                .with("code", Integer.toString(code))
                .with("answer", code == 407 ? "Proxy-Authorization" : "Authorization")
                .with("inviteDigest", phone.credentials("INVITE", uri, "inv-", PagePbx.SECRET))
                .part("phone/call");
        return phone;
    }

    private String credentials(String method, String uri, String noncePrefix, String secret) {
        return Digest.credentials(PagePbx.USER, "page", secret, method, uri, noncePrefix + PagePbx.NONCE);
    }

    PagePhone hold() {
        return reinvite("sendonly", "recvonly");
    }

    PagePhone resume() {
        return reinvite("sendrecv", "sendrecv");
    }

    private PagePhone reinvite(String direction, String answer) {
        scenario.part("phone/reinvite", "cseq", nextCseq(), "direction", direction, "answerDirection", answer);
        return this;
    }

    /** A REFER without credentials. */
    PagePhone refer() {
        scenario.part("phone/refer", "cseq", nextCseq(), "credentials", "Supported: norefersub");
        return this;
    }

    /** A REFER that is not repeated: SIPp can then take a NOTIFY before its answer. */
    PagePhone referOnce() {
        scenario.part("phone/refer", "cseq", nextCseq(), "credentials", "Supported: norefersub", "retrans", "");
        return this;
    }

    PagePhone referWithCredentials(String secret) {
        String digest = credentials("REFER", "sip:853@127.0.0.1:" + pbxPort, "ref-", secret);
        scenario.part("phone/refer", "cseq", nextCseq(), "credentials", "Authorization: " + digest);
        return this;
    }

    PagePhone receives(int code, String method) {
        scenario.part("phone/response", "code", Integer.toString(code), "method", method);
        return this;
    }

    /** Takes a NOTIFY with this status line and this body length, answers 200. */
    PagePhone notified(String statusLine, int length) {
        scenario.part(
                "phone/notify",
                "fragment",
                Pattern.quote(statusLine).replace("\\Q", "^").replace("\\E", ""),
                "length",
                Integer.toString(length));
        return this;
    }

    PagePhone talk(int millis) {
        scenario.part("pbx/talk", "millis", Integer.toString(millis));
        return this;
    }

    PagePhone bye() {
        scenario.part("phone/bye", "cseq", nextCseq());
        return this;
    }

    /** Sends a BYE when the other's has come and is not yet answered. */
    PagePhone crossesBye() {
        scenario.part("phone/bye-crossing", "cseq", nextCseq());
        return this;
    }

    PagePhone answersBye() {
        scenario.part("phone/answer-bye");
        return this;
    }

    SippScenario end() {
        return scenario;
    }

    private String nextCseq() {
        return Integer.toString(cseq++);
    }
}
