package io.switchhook.stack;

import io.switchhook.sip.core.auth.DigestExchange;
import io.switchhook.sip.core.auth.DigestOutcome;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientTransaction;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.stack.flow.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One request on its way: where to, over which flow, and again with credentials when it is challenged (RFC 3261 §8.1, §22). */
final class RequestRun implements UsageHost.OutgoingRequest, ClientUser {
    private static final Set<SipMethod> CARRY_CONTACT = Set.of(
            SipMethod.INVITE,
            SipMethod.REGISTER,
            SipMethod.REFER,
            SipMethod.NOTIFY,
            SipMethod.SUBSCRIBE,
            SipMethod.UPDATE);

    private final CallHost host;
    private final LongSupplier nextSequence;
    private final ClientUser user;
    private final List<ContactHeader> otherContacts;
    private SipRequest plain;
    private SipRequest request;
    private Optional<Flow> flow = Optional.empty();
    private Optional<DigestExchange> exchange = Optional.empty();
    private Optional<ClientTransaction> transaction = Optional.empty();
    private boolean cancelled;
    private boolean wasOvertaken;
    private boolean over;

    RequestRun(CallHost host, SipRequest.Builder request, LongSupplier nextSequence, ClientUser user) {
        this.host = host;
        this.nextSequence = nextSequence;
        this.user = user;
        var bare = request.build();
        var dressed = bare.edit();
        host.stack().headers().addTo(dressed, bare.method());
        this.plain = host.routed(dressed.build());
        this.request = plain;
        this.otherContacts = List.copyOf(plain.all(ContactHeader.TYPE));
    }

    void start(long nowNanos) {
        host.route(request, this::onFlow, this::onNoFlow);
    }

    @Override
    public SipRequest latest() {
        return request;
    }

    @Override
    public void cancel(Consumer<SipRequest.Builder> more, long nowNanos) {
        cancelled = true;
        if (over) {
            return;
        }
        if (transaction.isEmpty()) {
            over = true;
            user.onFailure(ClientFailure.OVERTAKEN, nowNanos);
            return;
        }
        host.stack().transactions().cancel(transaction.get(), more, new Unheard(), nowNanos);
        host.stack().rearm();
    }

    @Override
    public void doNotRepeat() {
        wasOvertaken = true;
    }

    private void onFlow(Flow found) {
        if (over) {
            return;
        }
        flow = Optional.of(found);
        host.useFlow(found);
        exchange = host.digest().map(digest -> digest.exchange(found.kind() + ":" + found.remote()));
        sendPlain(host.stack().loop().nowNanos());
    }

    private void onNoFlow(String reason) {
        if (!over) {
            over = true;
            host.note(reason);
            user.onFailure(ClientFailure.TRANSPORT_ERROR, host.stack().loop().nowNanos());
        }
    }

    private void sendPlain(long nowNanos) {
        send(exchange.map(digest -> digest.authorize(plain)).orElse(plain), nowNanos);
    }

    private void send(SipRequest next, long nowNanos) {
        var taken = flow.orElseThrow();
        var builder = next.edit().set(ViaHeader.TYPE, host.viaFor(taken));
        if (CARRY_CONTACT.contains(next.method())) {
            builder.setAll(ContactHeader.TYPE, contacts(host.contactFor(taken)));
        }
        request = builder.build();
        transaction = Optional.of(host.stack().transactions().request(request, taken, this, nowNanos));
        host.stack().rearm();
    }

    /** Ours first; a REGISTER may name others, which it removes (RFC 3261 §10.2.2). */
    private List<ContactHeader> contacts(ContactHeader own) {
        var all = new ArrayList<ContactHeader>();
        all.add(own);
        otherContacts.stream()
                .filter(other -> !other.address().uri().equals(own.address().uri()))
                .forEach(all::add);
        return all;
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        boolean challenge = response.status() == 401 || response.status() == 407;
        if (challenge && !cancelled && exchange.isPresent()) {
            var outcome = exchange.get().onChallenge(request, response);
            if (outcome instanceof DigestOutcome.Retry retry) {
                host.note("Answers the challenge of " + response.status());
                var sequence = new CSeqHeader(nextSequence.getAsLong(), request.method());
                send(retry.request().edit().set(CSeqHeader.TYPE, sequence).build(), nowNanos);
                return;
            }
            host.note("Gives up on " + response.status() + ": " + outcome);
        }
        if (mayHaveBeenOvertaken(response)) {
            wasOvertaken = true;
            host.note("Says " + request.method().name() + " again, since a later request may have overtaken it");
            plain = plain.edit()
                    .set(CSeqHeader.TYPE, new CSeqHeader(nextSequence.getAsLong(), request.method()))
                    .build();
            sendPlain(nowNanos);
            return;
        }
        if (response.isFinal()) {
            over = true;
            exchange.filter(digest -> !challenge).ifPresent(digest -> digest.onAccepted(response));
        }
        try {
            user.onResponse(response, nowNanos);
        } catch (MalformedHeaderException e) {
            host.note("Cannot use the answer " + response.status() + ": " + e.getMessage());
            if (response.isFinal()) {
                // No other answer will come, and whoever waits for this one has to hear of its end.
                user.onFailure(ClientFailure.TRANSPORT_ERROR, nowNanos);
            }
        }
    }

    /**
     * RFC 3261 §12.2.2: a request that a later one has overtaken is refused with 500. A BYE that was refused so has
     * not ended the call, and a final report has not been
     * heard; both are said once more.
     */
    private boolean mayHaveBeenOvertaken(SipResponse response) {
        return response.status() == 500
                && !wasOvertaken
                && DialogId.isInDialog(request)
                && (request.method().equals(SipMethod.BYE) || request.method().equals(SipMethod.NOTIFY));
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        over = true;
        user.onFailure(failure, nowNanos);
    }

    /** What becomes of a CANCEL itself is of no interest: its INVITE tells. */
    private record Unheard() implements ClientUser {

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            // The INVITE's own answer follows.
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            // The INVITE's own timers follow.
        }
    }
}
