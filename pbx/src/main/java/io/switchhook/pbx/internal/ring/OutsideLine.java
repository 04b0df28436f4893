package io.switchhook.pbx.internal.ring;

import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;

/** A line to the outside, as those who send calls and messages over it see it. On the signalling loop. */
public interface OutsideLine extends PbxLeg.Line {

    /** Where a number is reached there. */
    SipUri uriOf(String number);

    /** A host for a request of that caller. */
    CallHost hostFor(Caller caller);

    /** Who calls, as From says it there. */
    NameAddress from(Caller caller);

    /** What a request says of its sender beside From (RFC 3325 §9). */
    void identify(Caller caller, SipRequest.Builder request);

    /** As many calls go over it as may. */
    boolean isFull();

    /** It is known not to work at present. */
    boolean isDown();
}
