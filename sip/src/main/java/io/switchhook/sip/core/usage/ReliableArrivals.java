package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RAckHeader;
import io.switchhook.sip.message.header.RSeqHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;

/** How far the reliable provisional responses to one INVITE or re-INVITE of ours have come, in one dialog (RFC 3262 §4). Pure. */
final class ReliableArrivals {
    private Optional<Long> last = Optional.empty();

    /** The number of a response that has to be acknowledged; empty when it has not. */
    static Optional<Long> numberIn(SipResponse response, InviteOptions options) {
        return response.firstReadable(RSeqHeader.TYPE)
                .filter(numbered ->
                        options.isReliabilityOn() && InviteScreening.requires(response, InviteOptions.RELIABLE))
                .map(RSeqHeader::number);
    }

    /** Whether it is the one to be acknowledged now: not a repetition, and none before it is missing, which will come again. */
    boolean isNext(long number) {
        boolean next = last.filter(before -> number != before + 1).isEmpty();
        if (next) {
            last = Optional.of(number);
        }
        return next;
    }

    /** What becomes of a PRACK does not matter: when the peer has missed it the response comes again, and the INVITE has its own end. */
    static void acknowledge(
            UsageHost host, Dialog dialog, RAckHeader acknowledged, Optional<String> answer, long nowNanos) {
        var prack = dialog.request(SipMethod.PRACK).set(RAckHeader.TYPE, acknowledged);
        answer.ifPresentOrElse(description -> prack.body(SdpBody.TYPE, description), prack::noBody);
        host.send(prack, dialog::nextSequence, new ByeEnd(() -> {}), nowNanos);
    }
}
