package io.switchhook.pbx.internal.message;

import io.switchhook.base.loop.Alarm;
import io.switchhook.pbx.internal.leg.PassedContent;
import io.switchhook.pbx.internal.leg.PassedRefusal;
import io.switchhook.pbx.internal.number.Hops;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.CallHost;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One message on its way to several, all telephones of an extension for one: the first that takes it answers for all (RFC 3428 §6). On the signalling loop. */
final class MessageFork {
    private final MessageDelivery owner;
    private final ServerTransaction transaction;
    private final SipRequest message;
    private final Hops hops;
    private final MessageDelivery.FollowUp followUp;
    private final Alarm patience;
    private final Set<Branch> branches = new LinkedHashSet<>();
    private Optional<SipResponse> best = Optional.empty();
    private boolean answered;
    /** What the sender is told when nobody has answered. */
    private int own = PassedRefusal.NOT_REACHED;

    private int starting;
    /** Somebody has not answered, and may have it all the same. */
    private boolean mayHaveArrived;

    MessageFork(
            MessageDelivery owner,
            ServerTransaction transaction,
            SipRequest message,
            Hops hops,
            MessageDelivery.FollowUp followUp) {
        this.followUp = followUp;
        this.owner = owner;
        this.transaction = transaction;
        this.message = message;
        this.hops = hops;
        this.patience =
                owner.stack().loop().alarm(() -> answerBest(owner.stack().loop().nowNanos()));
    }

    /** @param deadline when the sender has to be answered */
    void start(List<MessageWay> ways, long deadline, long nowNanos) {
        patience.set(deadline);
        starting = ways.size();
        ways.forEach(way -> send(way, nowNanos));
    }

    private void send(MessageWay way, long nowNanos) {
        way.open(host -> onWay(way, host, owner.stack().loop().nowNanos()), status -> onNoWay(way, status));
    }

    private void onWay(MessageWay way, CallHost host, long nowNanos) {
        starting--;
        if (answered) {
            host.close();
            endIfNobodyIsLeft(nowNanos);
            return;
        }
        var branch = new Branch(way, host);
        branches.add(branch);
        branch.send(nowNanos);
    }

    private void onNoWay(MessageWay way, int status) {
        starting--;
        long now = owner.stack().loop().nowNanos();
        own = status;
        sendOn(way, now);
        endIfNobodyIsLeft(now);
    }

    private void sendOn(MessageWay way, long nowNanos) {
        var next = way.next().filter(known -> !answered);
        next.ifPresent(known -> {
            starting++;
            send(known, nowNanos);
        });
    }

    private void onFinal(Branch branch, SipResponse response, long nowNanos) {
        if (response.isSuccess()) {
            // RFC 3428 §7: no body, no Contact.
            answer(response.status() == 202 ? 202 : 200, Optional.empty(), nowNanos);
        } else if (best.isEmpty() || rank(response.status()) > rank(best.get().status())) {
            best = Optional.of(response);
        }
        mayHaveArrived |= response.status() == 408;
        remove(branch, nowNanos);
    }

    private void remove(Branch branch, long nowNanos) {
        branches.remove(branch);
        branch.host.close();
        endIfNobodyIsLeft(nowNanos);
    }

    private void endIfNobodyIsLeft(long nowNanos) {
        if (starting == 0 && branches.isEmpty()) {
            owner.onOver(this);
            if (!answered && !mayHaveArrived && followUp.goesOn(status(), nowNanos)) {
                answered = true;
                patience.cancel();
            }
            answerBest(nowNanos);
        }
    }

    /** RFC 3261 §16.7 step 6, as for calls: who is reached and does not want it, what helps the sender to do better, who is busy, and then the rest. */
    private static int rank(int status) {
        if (status >= 600) {
            return 3;
        }
        if (status == 415 || status == 405 || status == 413) {
            return 2;
        }
        return status == 486 ? 1 : status >= 400 && status != 408 ? 0 : -1;
    }

    private int status() {
        // A redirection is not for the sender.
        return best.map(SipResponse::status).filter(code -> code >= 400).orElse(own);
    }

    private void answerBest(long nowNanos) {
        answer(PassedRefusal.ofMessage(status()), best, nowNanos);
    }

    private void answer(int status, Optional<SipResponse> refusal, long nowNanos) {
        patience.cancel();
        if (answered) {
            return;
        }
        answered = true;
        var response = owner.stack().answering(message, status, StatusCode.reasonFor(status));
        if (status == 200 && message.method().equals(SipMethod.OPTIONS)) {
            owner.capabilities().describe(message, response);
        }
        refusal.filter(known -> known.status() == status).ifPresent(known -> PassedRefusal.explain(known, response));
        owner.stack().respond(transaction, response, nowNanos);
    }

    /** One telephone, or somebody outside. */
    private final class Branch implements ClientUser {
        private final MessageWay way;
        private final CallHost host;

        Branch(MessageWay way, CallHost host) {
            this.way = way;
            this.host = host;
        }

        void send(long nowNanos) {
            var request = way.request(host);
            host.nameCall(request.callId());
            request.builder().set(MaxForwardsHeader.TYPE, hops.header());
            PassedContent.copy(message, request.builder());
            request.send(host, this, nowNanos);
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (way.isPassedOver(response)) {
                sendOn(way, nowNanos);
            }
            if (response.isFinal()) {
                onFinal(this, response, nowNanos);
            }
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            mayHaveArrived |= failure == ClientFailure.TIMEOUT;
            sendOn(way, nowNanos);
            remove(this, nowNanos);
        }
    }
}
