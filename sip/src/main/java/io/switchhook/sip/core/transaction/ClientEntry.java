package io.switchhook.sip.core.transaction;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;

/** A client transaction: its machine, and what the layer knows about it. */
final class ClientEntry extends Entry implements ClientTransaction, ClientMachine.Output {

    /** Whether the machine has been started; only a CANCEL waits (RFC 3261 §9.1). */
    private enum Phase {
        WAITING,
        OVERTAKEN,
        STARTED,
        ENDED
    }

    private final TransactionLayer layer;
    private final String key;
    private final SipRequest request;
    private final Hop hop;
    private final ClientUser user;
    private final ClientMachine machine;
    private final Optional<InviteClientTransaction> invite;
    private Optional<ClientEntry> cancel = Optional.empty();
    private Phase phase = Phase.WAITING;
    private boolean answered;
    private long overtakenNanos;

    ClientEntry(TransactionLayer layer, String key, SipRequest request, Hop hop, ClientUser user) {
        this.layer = layer;
        this.key = key;
        this.request = request;
        this.hop = hop;
        this.user = user;
        if (request.method().equals(SipMethod.INVITE)) {
            var inviteMachine = new InviteClientTransaction(layer.timers(), hop.reliable(), this);
            this.invite = Optional.of(inviteMachine);
            this.machine = inviteMachine;
        } else {
            this.invite = Optional.empty();
            this.machine = new NonInviteClientTransaction(layer.timers(), hop.reliable(), this);
        }
    }

    String key() {
        return key;
    }

    void start(long nowNanos) {
        phase = Phase.STARTED;
        machine.start(nowNanos);
        layer.settle(this);
    }

    void onResponse(SipResponse response, long nowNanos) {
        if (phase == Phase.STARTED) {
            try {
                machine.onResponse(response, nowNanos);
            } finally {
                settleAnswered();
            }
            advanceCancel(nowNanos);
        }
    }

    private void settleAnswered() {
        if (phase == Phase.STARTED && machine.onlyAbsorbs() && layer.absorb(this)) {
            phase = Phase.ENDED;
        } else {
            layer.settle(this);
        }
    }

    /** Ties a CANCEL to this INVITE, and sends it now, later or never. */
    void attach(ClientEntry cancelEntry, long nowNanos) {
        cancel = Optional.of(cancelEntry);
        if (isOver()) {
            cancelEntry.overtake(nowNanos);
        } else {
            advanceCancel(nowNanos);
        }
    }

    Optional<ClientEntry> attachedCancel() {
        return cancel;
    }

    private void advanceCancel(long nowNanos) {
        if (cancel.isEmpty() || cancel.get().phase != Phase.WAITING || invite.isEmpty()) {
            return;
        }
        if (isOver()) {
            cancel.get().overtake(nowNanos);
        } else if (invite.get().state() == InviteClientTransaction.State.PROCEEDING) {
            invite.get().onCancelSent(nowNanos);
            layer.settle(this);
            cancel.get().start(nowNanos);
        }
    }

    private boolean isOver() {
        return answered || ended();
    }

    /** The user is told by the next onTime: it may be in the middle of the call that caused this. */
    private void overtake(long nowNanos) {
        phase = Phase.OVERTAKEN;
        overtakenNanos = nowNanos;
        layer.settle(this);
    }

    @Override
    void onTime(long nowNanos) {
        if (phase == Phase.OVERTAKEN) {
            abandon();
            user.onFailure(ClientFailure.OVERTAKEN, nowNanos);
        } else if (phase == Phase.STARTED) {
            try {
                machine.onTime(nowNanos);
            } finally {
                layer.settle(this);
            }
            advanceCancel(nowNanos);
        }
    }

    @Override
    void onTransportError(long nowNanos) {
        if (phase == Phase.STARTED) {
            try {
                machine.onTransportError(nowNanos);
            } finally {
                layer.settle(this);
            }
            advanceCancel(nowNanos);
        }
    }

    @Override
    long nextDeadlineNanos() {
        return switch (phase) {
            case OVERTAKEN -> overtakenNanos;
            case STARTED -> machine.nextDeadlineNanos();
            case WAITING, ENDED -> Timed.NEVER;
        };
    }

    @Override
    void remove() {
        phase = Phase.ENDED;
        layer.forget(this);
    }

    @Override
    public void sendRequest() {
        layer.send(request, hop);
    }

    @Override
    public void sendAck(SipResponse response) {
        layer.send(HopByHopRequests.ack(request, response), hop);
    }

    @Override
    public void deliver(SipResponse response, long nowNanos) {
        answered |= response.isFinal();
        user.onResponse(response, nowNanos);
    }

    @Override
    public void fail(ClientFailure failure, long nowNanos) {
        if (!answered) {
            // Forgotten first: its user may send the same request, with the same branch, another way.
            layer.end(this);
            user.onFailure(failure, nowNanos);
        }
    }

    @Override
    public SipRequest request() {
        return request;
    }

    @Override
    public Hop hop() {
        return hop;
    }

    @Override
    public boolean ended() {
        return phase == Phase.ENDED || machine.ended();
    }

    @Override
    public boolean answered() {
        return answered;
    }

    @Override
    public void release(Hop back, long nowNanos) {
        boolean accepted = phase == Phase.STARTED
                && invite.filter(machine -> machine.state() == InviteClientTransaction.State.ACCEPTED)
                        .isPresent();
        if (accepted && layer.takeOver(this, back)) {
            phase = Phase.ENDED;
            advanceCancel(nowNanos);
        }
    }

    @Override
    public void abandon() {
        if (phase != Phase.ENDED) {
            layer.end(this);
            // A CANCEL that waits for this INVITE would wait forever.
            cancel.filter(waiting -> waiting.phase == Phase.WAITING).ifPresent(ClientEntry::abandon);
        }
    }
}
