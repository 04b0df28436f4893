package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.util.Optional;
import java.util.OptionalInt;

/** The messages of the other side, Bob: his requests inside the call, and his answers to ours. */
final class Peer {
    static final String SDP = "v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\n";
    static final String CALL_ID = "call-1";
    static final String OUR_TAG = "us";
    static final String TAG = "bob";
    private long sequence = 100;

    /** Our INVITE to Bob, as a product hands it over. */
    static SipRequest.Builder inviteToBob() {
        return SipRequest.builder(SipMethod.INVITE, SipUri.parse("sip:bob@biloxi.com"))
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(address("sip:alice@atlanta.com"), tag(OUR_TAG)))
                .set(ToHeader.TYPE, new ToHeader(address("sip:bob@biloxi.com"), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(CALL_ID))
                .set(CSeqHeader.TYPE, new CSeqHeader(1, SipMethod.INVITE));
    }

    /** Bob's INVITE to us. */
    SipRequest.Builder inviteFromBob(Optional<String> offer) {
        var builder = SipRequest.builder(SipMethod.INVITE, SipUri.parse(FakeUsageHost.OWN_CONTACT))
                .set(ViaHeader.TYPE, via())
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(address("sip:bob@biloxi.com"), tag(TAG)))
                .set(ToHeader.TYPE, new ToHeader(address("sip:alice@atlanta.com"), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(CALL_ID))
                .set(CSeqHeader.TYPE, new CSeqHeader(50, SipMethod.INVITE))
                .set(ContactHeader.TYPE, contact("sip:bob@192.0.2.2:5060"));
        offer.ifPresentOrElse(sdp -> builder.body(ContentTypeHeader.SDP, sdp), builder::noBody);
        return builder;
    }

    SipRequest.Builder request(SipMethod method) {
        return request(method, TAG);
    }

    /** A request inside the dialog with that tag of Bob's, who may be a fork. */
    SipRequest.Builder request(SipMethod method, String tag) {
        return requestNumbered(++sequence, method, tag);
    }

    SipRequest.Builder requestNumbered(long number, SipMethod method, String tag) {
        return SipRequest.builder(method, SipUri.parse(FakeUsageHost.OWN_CONTACT))
                .set(ViaHeader.TYPE, via())
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(address("sip:bob@biloxi.com"), tag(tag)))
                .set(ToHeader.TYPE, new ToHeader(address("sip:alice@atlanta.com"), tag(OUR_TAG)))
                .set(CallIdHeader.TYPE, new CallIdHeader(CALL_ID))
                .set(CSeqHeader.TYPE, new CSeqHeader(number, method))
                .noBody();
    }

    long sequence() {
        return sequence;
    }

    static SipResponse.Builder answering(SipRequest request, int status, String tag) {
        var builder = SipResponse.answering(request, status)
                .set(ToHeader.TYPE, new ToHeader(request.to().address(), tag(tag)));
        if (status > 100 && status < 300) {
            builder.set(ContactHeader.TYPE, contact("sip:" + tag + "@192.0.2.2:5060"));
        }
        return builder;
    }

    static ContactHeader contact(String uri) {
        return new ContactHeader(address(uri), Parameters.EMPTY);
    }

    static NameAddress address(String uri) {
        return NameAddress.of(SipUri.parse(uri));
    }

    private ViaHeader via() {
        return new ViaHeader(
                "UDP", "192.0.2.2", OptionalInt.of(5060), Parameters.EMPTY.with("branch", "z9hG4bKbob" + sequence));
    }

    private static Parameters tag(String value) {
        return Parameters.EMPTY.with("tag", value);
    }
}
