package io.switchhook.systemtests.hostile;

import io.switchhook.testkit.RawMessages;
import io.switchhook.testkit.Template;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The messages that are sent, whole or spoilt. */
final class Corpus {
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 10.6.6.6\r\ns=-\r\nc=IN IP4 10.6.6.6\r\nt=0 0\r\n"
            + "m=audio 49151 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
            + "a=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n";

    private Corpus() {}

    /** RFC 4475, by name; the files stand with the tests of the sip module. */
    static Map<String, byte[]> torture() throws IOException {
        var folder = root().resolve("sip/src/test/resources/rfc4475");
        var messages = new TreeMap<String, byte[]>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                messages.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return messages;
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("config/floors.txt"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** The messages of the articles, with whatever is left open in them filled somehow. */
    static List<byte[]> articles() {
        var templates = List.of(
                RawMessages.refer(),
                RawMessages.referAccepted(),
                RawMessages.finalNotify(),
                RawMessages.finalNotifyWithDoubledReason(),
                RawMessages.unsolicitedMessageSummary(),
                RawMessages.byeFromPbx(),
                RawMessages.rejectedInvite(),
                RawMessages.rejectTrying(),
                RawMessages.rejectBusy(),
                RawMessages.rejectAck());
        return templates.stream().map(Corpus::filled).toList();
    }

    private static byte[] filled(Template template) {
        var known = template.withKnown(RawMessages.TRANSFER).withKnown(RawMessages.REJECT);
        var open = List.of(
                "branch",
                "callId",
                "pbx",
                "pbxHost",
                "phone",
                "phoneHost",
                "calleeTag",
                "callerTag",
                "local",
                "remote",
                "localTag",
                "remoteTag",
                "cseq",
                "contact",
                "tag",
                "via",
                "target",
                "transferee",
                "user");
        var values = new TreeMap<String, Object>();
        open.forEach(name -> values.put(name, name.endsWith("seq") ? "7" : "10.6.6.6"));
        return known.withKnown(values).bytes();
    }

    /** Requests outside of any dialog, with everything a message can carry. */
    static List<byte[]> strangers(String host) {
        var all = new ArrayList<byte[]>();
        all.add(request("INVITE", "sip:853@" + host, "stranger", "", "Contact: <sip:m@10.6.6.6>\r\n", SDP));
        all.add(request(
                "INVITE",
                "sip:853@" + host,
                "stranger",
                "",
                "Contact: \"M\" <sip:m@10.6.6.6;x=y>;q=0.5\r\n"
                        + "Supported: replaces, norefersub, timer\r\nSession-Expires: 90;refresher=uas\r\n"
                        + "Replaces: abc;to-tag=1;from-tag=2\r\nReferred-By: <sip:a@b>\r\nWarning: 399 x \"y\"\r\n",
                SDP));
        all.add(request(
                "REGISTER",
                "sip:" + host,
                "register",
                "",
                "Contact: <sip:853@10.6.6.6>;expires=3600\r\n"
                        + "Authorization: Digest username=\"853\", realm=\"switchhook\", nonce=\"abc\", uri=\"sip:"
                        + host
                        + "\", response=\"0123456789abcdef0123456789abcdef\", algorithm=MD5, cnonce=\"x\", nc=00000001, qop=auth\r\n",
                ""));
        all.add(request("SUBSCRIBE", "sip:853@" + host, "subscribe", "", "Event: presence\r\nExpires: 60\r\n", ""));
        all.add(request("MESSAGE", "sip:853@" + host, "message", "", "Content-Type: text/plain\r\n", "hello"));
        all.add(request("CANCEL", "sip:853@" + host, "stranger", "", "", ""));
        return all;
    }

    /** Requests inside a dialog of others, whose secrets the stranger knows. */
    static List<byte[]> inside(WireMessage invite, WireMessage answer, boolean fromCaller, long cseq) {
        var local = fromCaller ? invite.header("From") : answer.header("To");
        var remote = fromCaller ? answer.header("To") : invite.header("From");
        var dialog = "From: " + local.orElseThrow() + "\r\nTo: " + remote.orElseThrow() + "\r\nCall-ID: "
                + invite.callId() + "\r\n";
        var uri = "sip:853@10.0.0.2";
        var all = new ArrayList<byte[]>();
        all.add(inDialog(
                "REFER",
                uri,
                dialog,
                cseq,
                "Contact: <sip:m@10.6.6.6>\r\nRefer-To: <sip:895@10.0.0.9>\r\n" + "Referred-By: <sip:858@10.0.0.9>\r\n",
                ""));
        all.add(inDialog(
                "NOTIFY",
                uri,
                dialog,
                cseq,
                "Event: refer;id=2\r\nSubscription-State: terminated;reason=noresource\r\n"
                        + "Content-Type: message/sipfrag;version=2.0\r\n",
                "SIP/2.0 200 OK\r\n"));
        all.add(inDialog(
                "UPDATE", uri, dialog, cseq, "Contact: <sip:m@10.0.0.9>\r\nContent-Type: application/sdp\r\n", SDP));
        all.add(inDialog(
                "INFO", uri, dialog, cseq, "Content-Type: application/dtmf-relay\r\n", "Signal=1\r\nDuration=160\r\n"));
        all.add(inDialog("SUBSCRIBE", uri, dialog, cseq, "Event: refer\r\nExpires: 0\r\n", ""));
        all.add(inDialog("OPTIONS", uri, dialog, cseq, "Accept: application/sdp\r\n", ""));
        all.add(inDialog("CANCEL", uri, dialog, cseq, "", ""));
        all.add(inDialog("ACK", uri, dialog, cseq, "", ""));
        return all;
    }

    private static byte[] inDialog(String method, String uri, String dialog, long cseq, String more, String body) {
        return message(
                method, uri, dialog + "CSeq: " + cseq + " " + method + "\r\n" + more, body, "in" + cseq + method);
    }

    private static byte[] request(String method, String uri, String callId, String toTag, String more, String body) {
        var type = body.startsWith("v=") ? "Content-Type: application/sdp\r\n" : "";
        return message(
                method,
                uri,
                "From: \"Mallory\" <sip:mallory@10.6.6.6>;tag=m1\r\nTo: <" + uri + ">" + toTag + "\r\nCall-ID: "
                        + callId + "\r\nCSeq: 1 " + method + "\r\n" + more + type,
                body,
                callId);
    }

    private static byte[] message(String method, String uri, String headers, String body, String branch) {
        return (method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 10.6.6.6:5060;rport;branch=z9hG4bK" + branch
                        + "\r\nMax-Forwards: 70\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
