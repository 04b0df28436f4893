package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;

/** A request of ours that belongs to no dialog and opens none: MESSAGE (RFC 3428 §4), OPTIONS (RFC 3261 §11.1). */
public final class StandaloneRequest {
    private static final int MAX_FORWARDS = 70;

    private final String callId;
    private final SipRequest.Builder builder;
    private long sequence = 1;

    /** @param target for the Request-URI, and without parameters and headers for To */
    public StandaloneRequest(SipMethod method, Uri target, NameAddress from, UsageHost host) {
        this.callId = host.randomness().nextToken(24);
        var to = target instanceof SipUri sip ? sip.withoutParameters().withoutHeaders() : target;
        this.builder = SipRequest.builder(method, target)
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(MAX_FORWARDS))
                .set(
                        FromHeader.TYPE,
                        new FromHeader(
                                from,
                                Parameters.EMPTY.with("tag", host.randomness().nextToken(10))))
                .set(ToHeader.TYPE, new ToHeader(NameAddress.of(to), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(callId))
                .set(CSeqHeader.TYPE, new CSeqHeader(sequence, method));
    }

    /** For more headers and a body, before it is sent. */
    public SipRequest.Builder builder() {
        return builder;
    }

    public String callId() {
        return callId;
    }

    /** Sends it, once. */
    public UsageHost.OutgoingRequest send(UsageHost host, ClientUser user, long nowNanos) {
        return host.send(builder, () -> ++sequence, user, nowNanos);
    }
}
