package io.switchhook.phone.internal.call;

import io.switchhook.phone.internal.event.SharedDialog;
import io.switchhook.phone.internal.event.SubscriptionEngine;
import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.UsageDialog;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What shares the dialog with the call and may outlive it (RFC 5057), beside the transfers that we ask for: those that the other side asks for, who follows our conference,
 * and what we follow where the other side mixes one. On the signalling loop.
 */
public final class DialogGuests implements SharedDialog {
    private final CallEngine engine;
    private final FocusRole focus;
    private final Set<SubscriptionEngine> followed = new LinkedHashSet<>();
    private Optional<TransfereeRole> transferee = Optional.empty();

    DialogGuests(CallEngine engine) {
        this.engine = engine;
        this.focus = new FocusRole(engine);
    }

    /** Whether the call shows that it is in a conference that we mix, and to whom. */
    public FocusRole focus() {
        return focus;
    }

    // --- what we follow -------------------------------------------------------------------------------------------

    @Override
    public CallHost host() {
        return engine.host;
    }

    @Override
    public Optional<UsageDialog> dialog() {
        return engine.session().filter(session -> conference().isPresent()).map(UsageDialog::of);
    }

    /** Where the conference is that the other side of this call says it mixes (RFC 4579 §4.2). */
    @Override
    public Optional<Uri> conference() {
        return engine.session()
                .filter(session -> !engine.state().isEnded())
                .flatMap(InviteSession::dialog)
                .filter(Dialog::isRemoteFocus)
                .map(Dialog::remoteTarget);
    }

    @Override
    public void add(SubscriptionEngine subscription) {
        followed.add(subscription);
    }

    @Override
    public void remove(SubscriptionEngine subscription) {
        followed.remove(subscription);
        engine.closeHostIfUnused();
    }

    // --- what the other side asks for -----------------------------------------------------------------------------

    void onNotify(ServerTransaction transaction, SipRequest notify, long nowNanos) {
        if (List.copyOf(followed).stream()
                .noneMatch(subscription -> subscription.takes(transaction, notify, nowNanos))) {
            engine.respond(transaction, 481, "Subscription Does Not Exist", nowNanos);
        }
    }

    void onSubscribe(ServerTransaction transaction, SipRequest request, long nowNanos) {
        if (transferee
                        .filter(role -> role.takes(transaction, request, nowNanos))
                        .isPresent()
                || focus.takes(transaction, request, nowNanos)) {
            engine.host.rearm();
        } else if (engine.state().isEnded()) {
            engine.respond(transaction, 481, "Call Does Not Exist", nowNanos);
        } else {
            // RFC 3515 §2.4.4, and RFC 6665 §4.5.2 for other packages.
            engine.respond(transaction, 403, "Forbidden: dialog sharing is not supported", nowNanos);
        }
    }

    void onRefer(ServerTransaction transaction, long nowNanos) {
        beginTransfer(transaction, () -> TransfereeRole.inside(engine, transaction), nowNanos);
    }

    /** A REFER outside the dialog that names this call, from its other side (RFC 5589 §6.1). */
    public void onReferOutside(ServerTransaction transaction, CallHost reports, long nowNanos) {
        beginTransfer(transaction, () -> TransfereeRole.outside(engine, transaction, reports), nowNanos);
    }

    private void beginTransfer(ServerTransaction transaction, Supplier<TransfereeRole> begun, long nowNanos) {
        if (engine.session().isEmpty() || !engine.state().isAnswered()) {
            engine.respond(transaction, 603, "Decline", nowNanos);
            return;
        }
        if (transferee.filter(role -> !role.isOver()).isPresent()) {
            engine.respond(transaction, 491, "Request Pending", nowNanos);
            return;
        }
        var role = begun.get();
        role.begin(nowNanos);
        transferee = Optional.of(role);
    }

    // --- the end --------------------------------------------------------------------------------------------------

    /** Nobody has to be told anything, and nothing is waited for any more. */
    boolean isOver() {
        return transferee.map(TransfereeRole::isOver).orElse(true) && followed.isEmpty() && focus.isOver();
    }

    /** Who has left a conference follows it no longer, on either side. */
    void onCallEnded(long nowNanos) {
        focus.onCallEnded(nowNanos);
        List.copyOf(followed).forEach(subscription -> subscription.onCallOver(nowNanos));
    }

    void abandon() {
        focus.abandon();
    }
}
