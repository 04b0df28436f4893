package io.switchhook.pbx;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.StandaloneRequest;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** One message on its way to all telephones of an extension: the first that takes it answers for all (RFC 3428 §6). On the signalling loop. */
final class MessageFork {
    private final PbxEngine pbx;
    private final PbxMessages owner;
    private final ServerTransaction transaction;
    private final SipRequest message;
    private final Alarm patience;
    private final Set<Branch> branches = new LinkedHashSet<>();
    private Optional<SipResponse> best = Optional.empty();
    private boolean answered;
    private boolean started;

    MessageFork(PbxEngine pbx, PbxMessages owner, ServerTransaction transaction, SipRequest message) {
        this.pbx = pbx;
        this.owner = owner;
        this.transaction = transaction;
        this.message = message;
        this.patience = pbx.loop().alarm(() -> answerBest(pbx.loop().nowNanos()));
    }

    void start(Destination to, Caller caller, long nowNanos) {
        patience.set(nowNanos + PassedRefusal.PATIENCE.toNanos());
        to.devices().forEach(device -> send(device, caller, to.extension(), nowNanos));
        started = true;
        endIfNobodyIsLeft(nowNanos);
    }

    /** To a device over its next flow; nothing happens when none is left. */
    private void send(DeviceFlows device, Caller caller, String extension, long nowNanos) {
        device.next().ifPresent(known -> {
            var branch = new Branch(pbx.called().hostFor(caller, known), device, caller, extension);
            branches.add(branch);
            branch.send(known, nowNanos);
        });
    }

    private void onFinal(Branch branch, SipResponse response, long nowNanos) {
        if (response.isSuccess()) {
            // RFC 3428 §7: no body, no Contact.
            answer(response.status() == 202 ? 202 : 200, Optional.empty(), nowNanos);
        } else if (best.isEmpty() || rank(response.status()) > rank(best.get().status())) {
            best = Optional.of(response);
        }
        remove(branch, nowNanos);
    }

    private void remove(Branch branch, long nowNanos) {
        branches.remove(branch);
        branch.host.close();
        endIfNobodyIsLeft(nowNanos);
    }

    private void endIfNobodyIsLeft(long nowNanos) {
        if (started && branches.isEmpty()) {
            answerBest(nowNanos);
            owner.onOver(this);
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

    private void answerBest(long nowNanos) {
        // A redirection is not for the sender.
        int status = best.map(SipResponse::status).filter(code -> code >= 400).orElse(PassedRefusal.NOT_REACHED);
        answer(PassedRefusal.ofMessage(status), best, nowNanos);
    }

    private void answer(int status, Optional<SipResponse> refusal, long nowNanos) {
        patience.cancel();
        if (answered) {
            return;
        }
        answered = true;
        var response = pbx.stack().answering(message, status, StatusCode.reasonFor(status));
        if (status == 200 && message.method().equals(SipMethod.OPTIONS)) {
            pbx.capabilities().describe(message, response);
        }
        refusal.filter(known -> known.status() == status).ifPresent(known -> PassedRefusal.explain(known, response));
        pbx.stack().respond(transaction, response, nowNanos);
    }

    /** One telephone. */
    private final class Branch implements ClientUser {
        private final CallHost host;
        private final DeviceFlows device;
        private final Caller caller;
        private final String extension;

        Branch(CallHost host, DeviceFlows device, Caller caller, String extension) {
            this.host = host;
            this.device = device;
            this.caller = caller;
            this.extension = extension;
        }

        void send(Binding binding, long nowNanos) {
            var request = new StandaloneRequest(
                    message.method(),
                    caller.target(binding.contact()),
                    host.identity().address(),
                    host);
            host.nameCall(request.callId());
            var to = SipUri.of(
                    extension,
                    IpLiteral.asHost(PbxEngine.flowOf(binding).local().getAddress()));
            request.builder().set(ToHeader.TYPE, new ToHeader(NameAddress.of(to), Parameters.EMPTY));
            request.builder().set(MaxForwardsHeader.TYPE, caller.hops().header());
            PassedContent.copy(message, request.builder());
            PbxEngine.withPath(request.builder(), binding);
            request.send(host, this, nowNanos);
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (DeviceFlows.isUnheard(response)) {
                sendAgain(nowNanos);
            }
            if (response.isFinal()) {
                onFinal(this, response, nowNanos);
            }
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            sendAgain(nowNanos);
            remove(this, nowNanos);
        }

        private void sendAgain(long nowNanos) {
            if (!answered) {
                MessageFork.this.send(device, caller, extension, nowNanos);
            }
        }
    }
}
