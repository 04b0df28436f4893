package io.switchhook.pbx.internal.leg;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import java.util.Optional;

/** A request inside a call that is the other telephone's business, INFO or MESSAGE: it goes on, and the answer to it comes back. */
public final class PassedRequest implements ClientUser {
    private final PbxLeg from;
    private final ServerTransaction transaction;
    private final SipRequest request;
    private final Alarm patience;
    private boolean answered;

    private PassedRequest(PbxLeg from, ServerTransaction transaction, SipRequest request, Loop loop) {
        this.from = from;
        this.transaction = transaction;
        this.request = request;
        this.patience = loop.alarm(() -> answer(PassedRefusal.NOT_ANSWERED, Optional.empty(), loop.nowNanos()));
    }

    /** @param alone the status that it is answered with when nobody is there to get it */
    public static void pass(
            PbxLeg from,
            Optional<PbxLeg> to,
            int alone,
            ServerTransaction transaction,
            SipRequest request,
            Loop loop,
            long nowNanos) {
        var passed = new PassedRequest(from, transaction, request, loop);
        passed.patience.set(nowNanos + PassedRefusal.PATIENCE.toNanos());
        var sent = to.flatMap(across -> across.session()
                .request(request.method(), builder -> PassedContent.copy(request, builder), passed, nowNanos));
        if (sent.isEmpty()) {
            passed.answer(alone, Optional.empty(), nowNanos);
        }
        to.ifPresent(across -> across.host().rearm());
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        if (response.isFinal()) {
            int status = response.isSuccess()
                    ? response.status()
                    : PassedRefusal.inCall(response.status(), request.method());
            answer(status, Optional.of(response), nowNanos);
        }
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        answer(PassedRefusal.NOT_ANSWERED, Optional.empty(), nowNanos);
    }

    private void answer(int status, Optional<SipResponse> given, long nowNanos) {
        patience.cancel();
        if (answered) {
            return;
        }
        answered = true;
        var host = from.host();
        var answer = host.answering(request, status, StatusCode.reasonFor(status));
        given.filter(response -> !response.isSuccess() && response.status() == status)
                .ifPresent(response -> PassedRefusal.explain(response, answer));
        host.stack().respond(transaction, answer, nowNanos);
    }
}
