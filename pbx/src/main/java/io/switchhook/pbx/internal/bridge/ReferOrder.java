package io.switchhook.pbx.internal.bridge;

import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Hops;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.ReferNotifier;
import io.switchhook.sip.core.usage.StatusFragment;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.ReferToHeader;
import io.switchhook.sip.message.header.ReplacesHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import java.util.Optional;

/** A telephone wants the transfer, by REFER, and gets NOTIFYs (RFC 3515). */
final class ReferOrder implements TransferOrder {
    private final PbxLeg transferor;
    private final SipRequest refer;
    private final ReferNotifier notifier;
    private final CallHost reports;
    private Optional<ReplacesHeader> replaces = Optional.empty();

    /** @param reports where the reports go, when the REFER came outside the transferor's dialog (RFC 5589 §6.1) */
    ReferOrder(PbxLeg transferor, ServerTransaction refer, Optional<CallHost> reports) {
        this.transferor = transferor;
        // A transaction forgets its request with the answer.
        this.refer = refer.request();
        this.reports = reports.orElse(transferor.host());
        this.notifier = reports.map(host -> ReferNotifier.inOwnDialog(host, refer))
                .orElseGet(() -> new ReferNotifier(transferor.session(), refer));
    }

    private boolean isInside() {
        return reports == transferor.host();
    }

    @Override
    public Optional<SipUri> target(long nowNanos) {
        var target = targetOf(refer);
        if (target.isPresent()) {
            try {
                replaces = Replacing.in(refer);
            } catch (MalformedHeaderException e) {
                target = Optional.empty();
            }
        }
        if (target.isEmpty()) {
            notifier.decline(400, "Bad Request: one Refer-To with an extension is expected", nowNanos);
        } else if (!isCall(target.get())) {
            notifier.decline(603, "Decline: a Refer-To with no other method than INVITE is expected", nowNanos);
            return Optional.empty();
        }
        return target;
    }

    /** RFC 3261 §19.1.5, RFC 3515 §2.4.3: what the URI asks for is what has to be sent, or nothing. */
    private static boolean isCall(SipUri target) {
        return target.parameters()
                .get("method")
                .filter(method -> !method.equalsIgnoreCase("INVITE"))
                .isEmpty();
    }

    private static Optional<SipUri> targetOf(SipRequest refer) {
        try {
            var all = refer.all(ReferToHeader.TYPE);
            return all.size() == 1 ? NumberPlan.dialled(all.get(0).address().uri()) : Optional.empty();
        } catch (MalformedHeaderException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<ReplacesHeader> replaces() {
        return replaces;
    }

    @Override
    public Hops hops() {
        return Hops.after(refer);
    }

    @Override
    public void accept(int status, long nowNanos) {
        reports.add(notifier);
        notifier.accept(status, nowNanos);
        reports.rearm();
    }

    @Override
    public void decline(int status, String reason, long nowNanos) {
        notifier.decline(status, reason, nowNanos);
    }

    @Override
    public void report(int status, long nowNanos) {
        notifier.report(new StatusFragment(status, StatusCode.reasonFor(status)), nowNanos);
        reports.rearm();
    }

    @Override
    public void dress(SipRequest.Builder invite) {
        refer.value("Referred-By").ifPresent(value -> invite.header("Referred-By", value));
        replaces.ifPresent(known -> invite.set(ReplacesHeader.TYPE, known));
    }

    @Override
    public boolean leavesByItself() {
        return true;
    }

    @Override
    public boolean holds(PbxLeg leg) {
        return leg == transferor && isInside() && !notifier.isEnded();
    }

    @Override
    public boolean takes(ServerTransaction transaction, SipRequest subscribe, long nowNanos) {
        if (!isInside() || !notifier.matches(subscribe)) {
            return false;
        }
        notifier.onSubscribe(transaction, subscribe, nowNanos);
        return true;
    }
}
