package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ContentLengthHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.ReferToHeader;
import io.switchhook.sip.message.header.ReferredByHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.sip.message.uri.SipUri;
import org.junit.jupiter.api.Test;

/** The messages of the two programs this library grew from: a blind transfer and a rejected call, as they went over the wire. */
class SeedMessagesTest {
    private static final String DIALOG =
            "To: <sip:1001@192.168.112.215>;tag=wethuuar\r\nFrom: \"1000\"<sip:1000@192.168.112.215>;tag=ylduydlc\r\n";

    private static final String REFER = "REFER sip:1001@192.168.112.215:5060 SIP/2.0\r\n"
            + "Via: SIP/2.0/UDP 192.168.112.215:7712;branch=z9hG4bK3a079c4d-5a4e-4d4b-9d0a-2f2f0c6ad0a1;rport\r\n"
            + DIALOG
            + Wire.lines(
                    "CSeq: 3 REFER",
                    "Call-ID: qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvb",
                    "Contact: <sip:1000@192.168.112.215:7712>",
                    "User-Agent: Ozeki VoIP SIP SDK v10.1.8",
                    "Max-Forwards: 70",
                    "Content-Length: 0",
                    "Refer-To: <sip:1003@192.168.112.215>",
                    "Referred-By: \"1000\"<sip:1000@192.168.112.215>");

    private static final String ACCEPTED = "SIP/2.0 202 Accepted\r\n"
            + "Via: SIP/2.0/UDP 192.168.112.215:7712;branch=z9hG4bK42a77cd5-0000-4000-8000-000000000000;rport=7712;received=192.168.112.215\r\n"
            + DIALOG
            + Wire.lines(
                    "CSeq: 4 REFER",
                    "Call-ID: qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvb",
                    "User-Agent: Ozeki Phone System XE v5.3.1",
                    "Expires: 200",
                    "Content-Length: 0");

    private static final String NOTIFY = Wire.lines(
                    "NOTIFY sip:1000@192.168.112.215:7712 SIP/2.0",
                    "Via: SIP/2.0/UDP 192.168.112.215:5060;branch=z9hG4bKd0c9a2a0-1111-4000-8000-000000000000;rport",
                    "To: \"1000\"<sip:1000@192.168.112.215>;tag=ylduydlc",
                    "From: <sip:1001@192.168.112.215>;tag=wethuuar",
                    "CSeq: 2 NOTIFY",
                    "Call-ID: qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvb",
                    "Contact: <sip:1000@192.168.112.215:7712>",
                    "Event: refer",
                    "Subscription-State: terminated;reason=noresource",
                    "Max-Forwards: 70",
                    "Content-Type: message/sipfrag",
                    "Content-Length: 14")
            + "SIP/2.0 200 OK";

    private static final String SDP = Wire.lines(
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
                    "a=sendrecv")
            .replaceFirst("\r\n$", "");

    private static final String INVITE = Wire.lines(
                    "INVITE sip:1001@192.168.115.149:5060 SIP/2.0",
                    "Via: SIP/2.0/UDP 192.168.115.149:5060;branch=z9hG4bK5b6c1d2e-2222-4000-8000-000000000000;rport",
                    "From: \"1002\"<sip:1002@192.168.115.149:5060>;tag=irqayimj",
                    "To: \"1001\"<sip:1001@192.168.115.149:5060>",
                    "CSeq: 1 INVITE",
                    "Call-ID: mnbvcxzlkjhgfdsapoiuytrewqmnbvcxzlkjhgfdsapoiuytre",
                    "Contact: <sip:1002@192.168.115.149:5060>",
                    "User-Agent: Ozeki Phone System XE v5.2.1",
                    "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REGISTER, SUBSCRIBE, NOTIFY, REFER, INFO, MESSAGE",
                    "Max-Forwards: 70",
                    "Content-Type: application/sdp",
                    "Content-Length: 292")
            + SDP;

    private static final String BUSY = Wire.lines(
            "SIP/2.0 486 Busy Here",
            "Via: SIP/2.0/UDP 192.168.115.149:5060;branch=z9hG4bK5b6c1d2e-2222-4000-8000-000000000000;rport=5060;received=192.168.115.149",
            "From: \"1002\"<sip:1002@192.168.115.149:5060>;tag=irqayimj",
            "To: \"1001\"<sip:1001@192.168.115.149:5060>;tag=hqihanei",
            "CSeq: 1 INVITE",
            "Call-ID: mnbvcxzlkjhgfdsapoiuytrewqmnbvcxzlkjhgfdsapoiuytre",
            "User-Agent: Ozeki VoIP SIP SDK v10.1.8",
            "Content-Length: 0",
            "Warning: 399 ozsdk \"User reject\"");

    @Test
    void referOfTheBlindTransferIsRead() {
        var refer = Wire.request(REFER);
        assertThat(refer.method()).isEqualTo(SipMethod.REFER);
        assertThat(refer.uri()).isEqualTo(SipUri.parse("sip:1001@192.168.112.215:5060"));
        assertThat(refer.from().address().displayName()).contains("1000");
        assertThat(refer.from().tag()).contains("ylduydlc");
        assertThat(refer.to().tag()).contains("wethuuar");
        assertThat(refer.cseq().number()).isEqualTo(3);
        assertThat(refer.topVia().hasRport()).isTrue();
        assertThat(refer.first(ReferToHeader.TYPE).orElseThrow().address().uri())
                .isEqualTo(SipUri.of("1003", "192.168.112.215"));
        assertThat(refer.first(ReferredByHeader.TYPE).orElseThrow().address().displayName())
                .contains("1000");
        assertThat(refer.bodyLength()).isZero();
        assertThat(refer.toString()).isEqualTo(REFER);
    }

    @Test
    void acceptedOfTheBlindTransferIsRead() {
        var accepted = (SipResponse) Wire.message(ACCEPTED);
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.reason()).isEqualTo("Accepted");
        assertThat(accepted.cseq().method()).isEqualTo(SipMethod.REFER);
        assertThat(accepted.topVia().rport()).hasValue(7712);
        assertThat(accepted.topVia().received()).contains("192.168.112.215");
        assertThat(accepted.first(ExpiresHeader.TYPE)).contains(new ExpiresHeader(200));
        assertThat(accepted.has(ContactHeader.TYPE)).isFalse();
    }

    @Test
    void notifyWithoutLineEndInItsBodyIsRead() {
        var notify = Wire.request(NOTIFY);
        assertThat(notify.first(EventHeader.TYPE)).contains(EventHeader.of("refer"));
        var state = notify.first(SubscriptionStateHeader.TYPE).orElseThrow();
        assertThat(state.isTerminated()).isTrue();
        assertThat(state.reason()).contains("noresource");
        assertThat(state.expiresSeconds()).isEmpty();
        assertThat(notify.contentType().orElseThrow().is("message", "sipfrag")).isTrue();
        assertThat(notify.first(ContentLengthHeader.TYPE)).contains(new ContentLengthHeader(14));
        assertThat(notify.bodyText()).isEqualTo("SIP/2.0 200 OK");
    }

    @Test
    void inviteOfTheRejectedCallIsRead() {
        var invite = Wire.request(INVITE);
        assertThat(SDP).hasSize(292);
        assertThat(invite.bodyText()).isEqualTo(SDP);
        assertThat(invite.contentType()).contains(ContentTypeHeader.SDP);
        assertThat(invite.to().tag()).isEmpty();
        assertThat(((SipUri) invite.from().address().uri()).port()).hasValue(5060);
        assertThat(invite.all(AllowHeader.TYPE))
                .hasSize(11)
                .contains(new AllowHeader(SipMethod.REFER))
                .doesNotContain(new AllowHeader(SipMethod.UPDATE));
    }

    @Test
    void busyHereWithItsWarningIsReadAndBuilt() {
        var busy = (SipResponse) Wire.message(BUSY);
        assertThat(busy.status()).isEqualTo(486);
        assertThat(busy.first(WarningHeader.TYPE)).contains(new WarningHeader(399, "ozsdk", "User reject"));
        var invite = Wire.request(INVITE);
        var built = SipResponse.answering(invite, 486)
                .set(io.switchhook.sip.message.header.ToHeader.TYPE, invite.to().withTag("hqihanei"))
                .set(WarningHeader.TYPE, new WarningHeader(399, "ozsdk", "User reject"))
                .build();
        assertThat(built.toString())
                .startsWith("SIP/2.0 486 Busy Here\r\n")
                .contains("Warning: 399 ozsdk \"User reject\"\r\n");
        assertThat(built.to()).isEqualTo(busy.to());
        assertThat(built.from()).isEqualTo(busy.from());
        assertThat(built.cseq()).isEqualTo(busy.cseq());
        assertThat(built.callId()).isEqualTo(busy.callId());
    }

    @Test
    void lastNotifyOfLinphoneWithItsDoubledReasonIsRead() {
        var notify = Wire.request(NOTIFY.replace("reason=noresource", "reason=reason=noresource"));
        assertThat(notify.first(SubscriptionStateHeader.TYPE).orElseThrow().reason())
                .contains("noresource");
    }
}
