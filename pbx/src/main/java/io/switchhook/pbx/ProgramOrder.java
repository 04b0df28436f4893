package io.switchhook.pbx;

import io.switchhook.pbx.internal.bridge.TransferOrder;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Hops;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.ReplacesHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.util.Optional;
import java.util.function.Consumer;

/** The program wants the transfer. */
final class ProgramOrder implements TransferOrder {
    private static final int MOST_HOPS = 70;

    private final SipUri target;
    private final Consumer<PbxTransferOutcome> outcome;
    private boolean over;

    /** @param outcome is told once */
    ProgramOrder(SipUri target, Consumer<PbxTransferOutcome> outcome) {
        this.target = target;
        this.outcome = outcome;
    }

    @Override
    public Optional<SipUri> target(long nowNanos) {
        return Optional.of(target);
    }

    @Override
    public Optional<ReplacesHeader> replaces() {
        return Optional.empty();
    }

    @Override
    public Hops hops() {
        return new Hops(MOST_HOPS);
    }

    @Override
    public void accept(int status, long nowNanos) {
        // Nobody is to be answered.
    }

    @Override
    public void decline(int status, String reason, long nowNanos) {
        finish(new PbxTransferOutcome.Failed(status, reason));
    }

    @Override
    public void report(int status, long nowNanos) {
        if (status >= 300) {
            finish(new PbxTransferOutcome.Failed(status, StatusCode.reasonFor(status)));
        } else if (status >= 200) {
            finish(new PbxTransferOutcome.Completed());
        }
    }

    private void finish(PbxTransferOutcome what) {
        if (!over) {
            over = true;
            outcome.accept(what);
        }
    }

    @Override
    public void dress(SipRequest.Builder invite) {
        // The target is called as if the remaining party had dialled it.
    }

    @Override
    public boolean leavesByItself() {
        return false;
    }

    @Override
    public boolean holds(PbxLeg leg) {
        return false;
    }

    @Override
    public boolean takes(ServerTransaction transaction, SipRequest subscribe, long nowNanos) {
        return false;
    }
}
