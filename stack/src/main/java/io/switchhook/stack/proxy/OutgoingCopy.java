package io.switchhook.stack.proxy;

import io.switchhook.sip.core.proxy.Downstream;
import io.switchhook.sip.core.proxy.ForwardedRequest;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.stack.Delivery;
import io.switchhook.stack.DeliveryUser;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.Wish;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;
import java.util.function.Consumer;

/** One forwarded request on its way to the servers of its next hop (RFC 3261 §16.6 items 7 to 10). */
final class OutgoingCopy implements Downstream.Delivery, DeliveryUser {
    private final SipStack stack;
    private final ForwardedRequest request;
    private final Optional<String> token;
    private final TrustDomain trust;
    private final Flow back;
    private final ClientUser user;
    private Optional<Flow> sentOver = Optional.empty();
    private Optional<Delivery> delivery = Optional.empty();

    /**
     * @param token of the Record-Route on the side that it leaves by
     * @param back where it came from
     */
    OutgoingCopy(
            SipStack stack,
            ForwardedRequest request,
            Optional<String> token,
            TrustDomain trust,
            Flow back,
            ClientUser user) {
        this.stack = stack;
        this.request = request;
        this.token = token;
        this.trust = trust;
        this.back = back;
        this.user = user;
    }

    void start(long nowNanos) {
        if (request.flow().isPresent()) {
            delivery = Optional.of(Delivery.over(stack, (Flow) request.flow().get(), this));
        } else {
            delivery = request.nextHop().map(hop -> Delivery.to(stack, hop, Wish.ANY, this));
        }
        delivery.ifPresentOrElse(open -> open.start(nowNanos), () -> {
            onNote("The URI names no server and there is no Route.");
            onFailure(ClientFailure.TRANSPORT_ERROR, nowNanos);
        });
    }

    @Override
    public void cancel(Consumer<SipRequest.Builder> more, long nowNanos) {
        if (request.method().equals(SipMethod.INVITE)) {
            delivery.ifPresent(open -> open.cancel(more, nowNanos));
        }
    }

    @Override
    public void release(Hop back, long nowNanos) {
        delivery.flatMap(Delivery::transaction).ifPresent(accepted -> accepted.release(back, nowNanos));
    }

    @Override
    public SipRequest.Builder requestOver(Flow flow) {
        sentOver = Optional.of(flow);
        return trust.leaving(request, Interfaces.of(stack.access(), flow).withToken(token), flow);
    }

    @Override
    public ViaHeader via(ViaHeader usual) {
        return usual.withParameter("branch", request.branch(usual.branch().orElseThrow()));
    }

    @Override
    public void onNote(String text) {
        stack.access().note(request.callId(), text);
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        user.onResponse(trust.returned(response, sentOver, back), nowNanos);
    }

    /** Told later, since the user may be in the middle of asking. */
    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        stack.loop().post(() -> user.onFailure(failure, stack.loop().nowNanos()));
    }
}
