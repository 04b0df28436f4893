package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AcceptContactHeader;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.RejectContactHeader;
import io.switchhook.sip.message.header.RequestDispositionHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SessionIdHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;

/** The two requests that are made of an INVITE by the element that sent it. */
final class HopByHopRequests {
    private static final int MAX_FORWARDS = 70;

    private HopByHopRequests() {}

    /** RFC 3261 §17.1.1.3: the ACK for a response of 300-699. */
    static SipRequest ack(SipRequest invite, SipResponse response) {
        var ack = like(invite, SipMethod.ACK, response.to());
        // RFC 7989 §10.8.1: each side says what it has said before, with its own UUID first.
        response.firstReadable(SessionIdHeader.TYPE)
                .filter(said -> !said.local().equals(SessionIdHeader.NIL))
                .flatMap(said -> invite.firstReadable(SessionIdHeader.TYPE)
                        .filter(ours ->
                                ours.remote().isPresent() && !ours.local().equals(said.local()))
                        .map(ours -> SessionIdHeader.of(ours.local(), said.local())))
                .ifPresent(both -> ack.set(SessionIdHeader.TYPE, both));
        return ack.build();
    }

    /** RFC 3261 §9.1. */
    static SipRequest.Builder cancel(SipRequest invite) {
        return like(invite, SipMethod.CANCEL, invite.to());
    }

    private static SipRequest.Builder like(SipRequest invite, SipMethod method, ToHeader to) {
        return SipRequest.builder(method, invite.uri())
                .set(ViaHeader.TYPE, invite.topVia())
                .copyAll(invite, RouteHeader.TYPE)
                // RFC 3841 §5: a stateless proxy has to find the same telephone again.
                .copyAll(invite, AcceptContactHeader.TYPE)
                .copyAll(invite, RejectContactHeader.TYPE)
                .copyAll(invite, RequestDispositionHeader.TYPE)
                // RFC 7989 §6: that of a CANCEL is identical.
                .copyAll(invite, SessionIdHeader.TYPE)
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(MAX_FORWARDS))
                .set(FromHeader.TYPE, invite.from())
                .set(ToHeader.TYPE, to)
                .set(CallIdHeader.TYPE, new CallIdHeader(invite.callId()))
                .set(CSeqHeader.TYPE, new CSeqHeader(invite.cseq().number(), method))
                .noBody();
    }
}
