package io.switchhook.testkit;

import java.util.Map;

/**
 * The messages of two published traces, one of a blind transfer and one of a rejected call, and variants of them that
 * other
 * systems send. Where a trace was broken over lines for print, its lines are joined again. Header order, spaces and odd
 * values are those of the traces; addresses, tags and branches are places to fill, and {@link #TRANSFER} and {@link
 * #REJECT}
 * hold what the traces print there.
 */
public final class RawMessages {

    /** What the transfer trace prints: softphone 1000 talks to 1001 through a PBX, all on one machine. */
    public static final Map<String, Object> TRANSFER = Map.ofEntries(
            Map.entry("phone", "192.168.112.215:7712"),
            Map.entry("phoneHost", "192.168.112.215"),
            Map.entry("phonePort", "7712"),
            Map.entry("pbx", "192.168.112.215:5060"),
            Map.entry("pbxHost", "192.168.112.215"),
            Map.entry("pbxPort", "5060"),
            Map.entry("transferor", "1000"),
            Map.entry("transferee", "1001"),
            Map.entry("target", "1003"),
            Map.entry("phoneTag", "ylduydlc"),
            Map.entry("pbxTag", "wethuuar"));

    /** What the reject trace prints: 1002 calls softphone 1001. */
    public static final Map<String, Object> REJECT = Map.ofEntries(
            Map.entry("pbx", "192.168.115.149:5060"),
            Map.entry("pbxHost", "192.168.115.149"),
            Map.entry("pbxPort", "5060"),
            Map.entry("caller", "1002"),
            Map.entry("callee", "1001"),
            Map.entry("callerTag", "irqayimj"),
            Map.entry("calleeTag", "hqihanei"));

    private static final String SIPFRAG_WITHOUT_CRLF = "SIP/2.0 200 OK";

    private RawMessages() {}

    /** Step 1 of the transfer: REFER within the dialog, from the phone. */
    public static Template refer() {
        return Template.of("""
                REFER sip:${transferee}@${pbx} SIP/2.0
                Via: SIP/2.0/UDP ${phone};branch=${branch};rport
                To: "${transferee}"<sip:${transferee}@${pbx}>;tag=${pbxTag}
                From: "${transferor}"<sip:${transferor}@${pbx}>;tag=${phoneTag}
                CSeq: ${cseq} REFER
                Call-ID: ${callId}
                Max-Forwards: 70
                Contact: <sip:${transferor}@${phone}>
                User-Agent: Ozeki VoIP SIP SDK v10.1.8
                Content-Length: 0
                Refer-To: <sip:${target}@${pbxHost}>
                Referred-By: "${transferor}"<sip:${transferor}@${pbxHost}>
                """, "");
    }

    /** Step 2: 202, with an Expires that means nothing and without the Contact that RFC 3515 wants. */
    public static Template referAccepted() {
        return Template.of("""
                SIP/2.0 202 Accepted
                Via: SIP/2.0/UDP ${phone};branch=${branch};rport=${phonePort};received=${phoneHost}
                To: "${transferee}"<sip:${transferee}@${pbx}>;tag=${pbxTag}
                From: "${transferor}"<sip:${transferor}@${pbx}>;tag=${phoneTag}
                CSeq: ${cseq} REFER
                Call-ID: ${callId}
                User-Agent: Ozeki Phone System XE v5.3.1
                Expires: 200
                Content-Length: 0
                """, "");
    }

    /** Step 3: the only NOTIFY, final, its body without CRLF (14 bytes), its Contact that of the receiver itself. */
    public static Template finalNotify() {
        return notify("refer", "terminated;reason=noresource", SIPFRAG_WITHOUT_CRLF);
    }

    /**
     * A NOTIFY of the transfer in the shape of the trace.
     *
     * @param event such as {@code refer} or {@code refer;id=3}
     * @param state such as {@code active;expires=60}, {@code active}, {@code terminated;reason=reason=noresource}
     * @param sipfrag a status line; with LF at its end it is sent with CRLF
     */
    public static Template notify(String event, String state, String sipfrag) {
        return Template.of("""
                NOTIFY sip:${transferor}@${phone} SIP/2.0
                Via: SIP/2.0/UDP ${pbx};branch=${branch};rport
                To: "${transferor}"<sip:${transferor}@${pbx}>;tag=${phoneTag}
                From: "${transferee}"<sip:${transferee}@${pbx}>;tag=${pbxTag}
                CSeq: ${cseq} NOTIFY
                Call-ID: ${callId}
                Max-Forwards: 70
                Contact: <sip:${transferor}@${phone}>
                User-Agent: Ozeki Phone System XE v5.3.1
                Event: @EVENT@
                Subscription-State: @STATE@
                Content-Type: message/sipfrag
                Content-Length: ${length}
                """.replace("@EVENT@", event).replace("@STATE@", state), sipfrag);
    }

    /** As Linphone ends a transfer: the word {@code reason=} twice, another spelling of OK. */
    public static Template finalNotifyWithDoubledReason() {
        return notify("refer", "terminated;reason=reason=noresource", "SIP/2.0 200 Ok\n");
    }

    /** As baresip ends a transfer: with the CSeq of the REFER as id. */
    public static Template finalNotifyWithId(long referCseq) {
        return notify("refer;id=" + referCseq, "terminated;reason=noresource", "SIP/2.0 200 OK\n");
    }

    /** As Linphone begins one: no expires. */
    public static Template tryingNotifyWithoutExpires() {
        return notify("refer", "active", "SIP/2.0 100 Trying\n");
    }

    /** The message-summary that some PBXes send unasked after a registration; it belongs to no subscription of ours. */
    public static Template unsolicitedMessageSummary() {
        return Template.of(
                """
                NOTIFY sip:${user}@${phone} SIP/2.0
                Via: SIP/2.0/UDP ${pbx};rport;branch=${branch}
                From: <sip:${user}@${pbxHost}>;tag=${pbxTag}
                To: <sip:${user}@${phone}>
                Contact: <sip:${pbx}>
                Call-ID: ${callId}
                CSeq: ${cseq} NOTIFY
                Event: message-summary
                Subscription-State: terminated
                Allow-Events: message-summary, presence, dialog, refer
                Max-Forwards: 70
                Content-Type: application/simple-message-summary
                Content-Length: ${length}
                """, "Messages-Waiting: no\nMessage-Account: sip:asterisk@${pbxHost}\nVoice-Message: 0/0 (0/0)\n");
    }

    /** Step 4: the phone answers the NOTIFY. */
    public static Template notifyAnswered() {
        return Template.of("""
                SIP/2.0 200 OK
                Via: SIP/2.0/UDP ${pbx};branch=${branch};rport=${pbxPort};received=${pbxHost}
                To: "${transferor}"<sip:${transferor}@${pbx}>;tag=${phoneTag}
                From: "${transferee}"<sip:${transferee}@${pbx}>;tag=${pbxTag}
                CSeq: ${cseq} NOTIFY
                Call-ID: ${callId}
                User-Agent: Ozeki VoIP SIP SDK v10.1.8
                Content-Length: 0
                """, "");
    }

    /** Step 5: the PBX ends the phone's leg, whatever the caption says; with a Contact, which BYE has not. */
    public static Template byeFromPbx() {
        return Template.of("""
                BYE sip:${transferor}@${phone} SIP/2.0
                Via: SIP/2.0/UDP ${pbx};branch=${branch};rport
                To: "${transferor}"<sip:${transferor}@${pbx}>;tag=${phoneTag}
                From: "${transferee}"<sip:${transferee}@${pbx}>;tag=${pbxTag}
                CSeq: ${cseq} BYE
                Call-ID: ${callId}
                Max-Forwards: 70
                Contact: <sip:${transferor}@${phone};rinstance=873e>
                User-Agent: Ozeki Phone System XE v5.3.1
                Content-Length: 0
                """, "");
    }

    /** Step 6: the phone answers the BYE. */
    public static Template byeAnswered() {
        return notifyAnswered().withLine("CSeq:", "CSeq: ${cseq} BYE");
    }

    /** The description of the reject trace: 292 bytes, an odd RTP port, telephone-event between codecs. */
    public static String rejectedOffer() {
        return """
                v=0
                o=- 763177212 429111000 IN IP4 ${pbxHost}
                s=Ozeki Call
                c=IN IP4 ${pbxHost}
                t=0 0
                m=audio 8653 RTP/AVP 8 0 3 101 9
                a=rtpmap:8 PCMA/8000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:3 GSM/8000
                a=rtpmap:101 telephone-event/8000
                a=rtpmap:9 G722/8000
                a=fmtp:9 bitrate=64000
                a=sendrecv
                """;
    }

    /** Step 1 of the reject: INVITE with ports in From and To, its Request-URI the PBX's own address. */
    public static Template rejectedInvite() {
        return Template.of("""
                INVITE sip:${callee}@${pbx} SIP/2.0
                Via: SIP/2.0/UDP ${pbx};branch=${branch};rport
                To: "${callee}"<sip:${callee}@${pbx}>
                From: "${caller}"<sip:${caller}@${pbx}>;tag=${callerTag}
                CSeq: 1 INVITE
                Call-ID: ${callId}
                Max-Forwards: 70
                Contact: <sip:${caller}@${pbx}>
                User-Agent: Ozeki Phone System XE v5.2.1
                Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REGISTER, SUBSCRIBE, NOTIFY, REFER, INFO, MESSAGE
                Content-Type: application/sdp
                Content-Length: ${length}
                """, rejectedOffer());
    }

    /** Step 2: 100, its To without a tag. */
    public static Template rejectTrying() {
        return Template.of("""
                SIP/2.0 100 Trying
                Via: SIP/2.0/UDP ${pbx};branch=${branch};rport=${pbxPort};received=${pbxHost}
                To: "${callee}"<sip:${callee}@${pbx}>
                From: "${caller}"<sip:${caller}@${pbx}>;tag=${callerTag}
                CSeq: 1 INVITE
                Call-ID: ${callId}
                User-Agent: Ozeki VoIP SIP SDK v10.1.8
                Content-Length: 0
                """, "");
    }

    /** Step 3: 486 with the Warning as its last line. */
    public static Template rejectBusy() {
        return Template.of("""
                SIP/2.0 486 Busy Here
                Via: SIP/2.0/UDP ${pbx};branch=${branch};rport=${pbxPort};received=${pbxHost}
                To: "${callee}"<sip:${callee}@${pbx}>;tag=${calleeTag}
                From: "${caller}"<sip:${caller}@${pbx}>;tag=${callerTag}
                CSeq: 1 INVITE
                Call-ID: ${callId}
                User-Agent: Ozeki VoIP SIP SDK v10.1.8
                Content-Length: 0
                Warning: 399 ozsdk "User reject"
                """, "");
    }

    /** Step 4: the ACK, of the INVITE's branch, from the PBX. */
    public static Template rejectAck() {
        return Template.of("""
                ACK sip:${callee}@${pbx} SIP/2.0
                Via: SIP/2.0/UDP ${pbx};branch=${branch};rport
                To: "${callee}"<sip:${callee}@${pbx}>;tag=${calleeTag}
                From: "${caller}"<sip:${caller}@${pbx}>;tag=${callerTag}
                CSeq: 1 ACK
                Call-ID: ${callId}
                Max-Forwards: 70
                Content-Length: 0
                """, "");
    }
}
