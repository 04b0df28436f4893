package io.switchhook.pbx.internal.bridge;

import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Hops;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ReplacesHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.util.Optional;

/** Who wants a transfer, where to, and who hears what becomes of it: a telephone by REFER, or the program. On the signalling loop. */
public interface TransferOrder {

    /** Where the call is to go; empty when the order is none that can be carried out, and was refused. */
    Optional<SipUri> target(long nowNanos);

    /** The dialog that the target is to give up for this one (RFC 5589 §7). */
    Optional<ReplacesHeader> replaces();

    /** How far the call of the target may go. */
    Hops hops();

    void accept(int status, long nowNanos);

    void decline(int status, String reason, long nowNanos);

    /** Provisional reports any number of times, then a final one. */
    void report(int status, long nowNanos);

    /** What the target is told beside. */
    void dress(SipRequest.Builder invite);

    /** Whether who has ordered it leaves the call by itself when it has succeeded. */
    boolean leavesByItself();

    /** Whether the leg's host is still needed for reports. */
    boolean holds(PbxLeg leg);

    /** Whether a SUBSCRIBE in the leg's dialog is about this transfer; it is answered then. */
    boolean takes(ServerTransaction transaction, SipRequest subscribe, long nowNanos);
}
