package io.switchhook.stack;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.text.Sentences;
import io.switchhook.sip.core.auth.DigestExchange;
import io.switchhook.sip.core.auth.DigestOutcome;
import io.switchhook.sip.core.auth.ServerProof;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.route.Target;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.usage.RegistrationPacing;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One request on its way: where to, over which flow, and again with credentials when it is challenged (RFC 3261 §8.1, §22). */
final class RequestRun implements UsageHost.OutgoingRequest, DeliveryUser {
    /** More of them read like a list, and say no more. */
    private static final int MAX_TROUBLES = 3;

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
    private final Optional<NextHop> hop;
    private final Optional<Delivery> delivery;
    private SipRequest plain;
    private Optional<SipRequest> authorized = Optional.empty();
    private Optional<Flow> flow = Optional.empty();
    /** Why each way that was tried has failed, in their order. */
    private final Set<String> troubles = new LinkedHashSet<>();

    private Optional<DigestExchange> exchange = Optional.empty();
    private String nowhere = "";
    private Optional<RegistrationPacing.Turn> turn = Optional.empty();
    private boolean over;
    private boolean cancelled;
    private boolean wasOvertaken;

    RequestRun(CallHost host, SipRequest.Builder request, LongSupplier nextSequence, ClientUser user) {
        this.host = host;
        this.nextSequence = nextSequence;
        this.user = user;
        var bare = request.build();
        var dressed = bare.edit();
        host.stack().headers().addTo(dressed, bare.method());
        host.infoPackages().addTo(dressed, bare.method());
        host.sessionId().addTo(bare, dressed);
        if (CARRY_CONTACT.contains(bare.method()) || bare.method().equals(SipMethod.OPTIONS)) {
            host.ownContact().addSupported(dressed);
        }
        this.hop = host.routes().hopOf(bare);
        this.plain = host.routes().put(dressed.build());
        this.otherContacts = List.copyOf(plain.all(ContactHeader.TYPE));
        this.delivery = host.deliver(bare, this);
    }

    void start(long nowNanos) {
        if (delivery.isEmpty()) {
            host.note(CallHost.noWayTo(plain.uri()));
            host.infoPackages().onAnswered(plain, false);
            user.onFailure(ClientFailure.TRANSPORT_ERROR, nowNanos);
            return;
        }
        if (plain.method().equals(SipMethod.REGISTER)) {
            host.servers().lookAgain(hop.orElseThrow(), nowNanos);
            turn = Optional.of(host.stack().turns().take(hop.orElseThrow(), this::begin, nowNanos));
            if (over) {
                // It has failed before it had its turn in hand.
                endTurn(nowNanos);
            }
        } else {
            begin(nowNanos);
        }
    }

    private void begin(long nowNanos) {
        delivery.orElseThrow().start(nowNanos);
    }

    @Override
    public boolean withdraw() {
        return turn.filter(RegistrationPacing.Turn::withdraw).isPresent();
    }

    private void endTurn(long nowNanos) {
        over = true;
        turn.ifPresent(mine -> host.stack().turns().end(mine, nowNanos));
    }

    @Override
    public SipRequest latest() {
        return delivery.flatMap(Delivery::latest).orElse(plain);
    }

    @Override
    public void cancel(Consumer<SipRequest.Builder> more, long nowNanos) {
        cancelled = true;
        delivery.ifPresent(running -> running.cancel(more, nowNanos));
    }

    @Override
    public void doNotRepeat() {
        wasOvertaken = true;
    }

    @Override
    public Optional<Target> favourite() {
        return hop.flatMap(host.servers()::of);
    }

    @Override
    public Target asCalled(Target found) {
        return DialogId.isInDialog(plain) ? host.servers().asCalled(found) : found;
    }

    @Override
    public void onReached(Target target) {
        hop.ifPresent(next -> host.servers()
                .onAnswer(next, target, plain.method(), host.stack().loop().nowNanos()));
    }

    @Override
    public void onNote(String text) {
        host.note(text);
    }

    @Override
    public SipRequest.Builder requestOver(Flow found) {
        // One server has the same nonces over each of its transports.
        boolean sameServer =
                flow.map(Flow::remote).filter(found.remote()::equals).isPresent();
        if (!sameServer) {
            authorized = Optional.empty();
            exchange = host.digest(plain, hop, found);
        }
        flow.filter(before -> before != found).ifPresent(this::remember);
        flow = Optional.of(found);
        host.useFlow(found);
        var next = authorized.orElseGet(
                () -> exchange.map(digest -> digest.authorize(plain)).orElse(plain));
        var builder = next.edit();
        if (CARRY_CONTACT.contains(next.method())) {
            builder.setAll(ContactHeader.TYPE, contacts(host.contactFor(found, next)));
        }
        return builder;
    }

    private void again(Optional<SipRequest> withCredentials, long nowNanos) {
        authorized = withCredentials;
        delivery.orElseThrow().again(nowNanos);
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
        if (challenge && !cancelled) {
            onChallenge(response, nowNanos);
            return;
        }
        if (mayHaveBeenOvertaken(response)) {
            wasOvertaken = true;
            host.note("Says " + plain.method().name() + " again, since a later request may have overtaken it");
            plain = plain.edit()
                    .set(CSeqHeader.TYPE, new CSeqHeader(nextSequence.getAsLong(), plain.method()))
                    .build();
            again(Optional.empty(), nowNanos);
            return;
        }
        if (response.isFinal() && !challenge) {
            var proof = exchange.map(digest -> digest.onAccepted(response)).orElse(ServerProof.NONE);
            if (isDoubtful(response, proof)) {
                onDoubtful(response, nowNanos);
                return;
            }
            if (plain.method().equals(SipMethod.REGISTER)) {
                exchange.flatMap(digest -> host.keys())
                        .ifPresent(keys -> learnServers(keys, response, flow.orElseThrow()));
            }
        }
        tell(response, nowNanos);
    }

    private static void learnServers(KeyHolder keys, SipResponse response, Flow from) {
        if (response.isSuccess()) {
            keys.onRegistered(response);
        } else if (response.status() / 100 == 3) {
            keys.onRedirected(response, from);
        }
    }

    private boolean isDoubtful(SipResponse response, ServerProof proof) {
        boolean missing = proof == ServerProof.NONE && response.isSuccess() && isProofDue();
        return missing || proof == ServerProof.WRONG;
    }

    private boolean isProofDue() {
        return exchange.isPresent() && exchange.get().isProofDue();
    }

    /** Who answers has not proved to know the secret. An INVITE has opened a dialog all the same, so that its user has to end it by BYE. */
    private void onDoubtful(SipResponse response, long nowNanos) {
        host.note(ChallengeAdvice.IMPOSTOR);
        boolean fails = isProofDue() && !plain.method().equals(SipMethod.INVITE);
        var told = fails
                ? SipResponse.answering(latest(), 401, "Server Not Authenticated")
                        .build()
                : response;
        tell(ChallengeAdvice.onto(told, ChallengeAdvice.IMPOSTOR), nowNanos);
    }

    private void onChallenge(SipResponse response, long nowNanos) {
        String advice;
        if (exchange.isPresent()) {
            var outcome = exchange.get().onChallenge(latest(), response);
            if (outcome instanceof DigestOutcome.Retry retry) {
                host.note("Answers the challenge of " + response.status());
                var sequence = new CSeqHeader(nextSequence.getAsLong(), plain.method());
                plain = plain.edit().set(CSeqHeader.TYPE, sequence).build();
                var answering = retry.request()
                        .edit()
                        .removeFirst(ViaHeader.TYPE)
                        .set(CSeqHeader.TYPE, sequence)
                        .build();
                again(Optional.of(answering), nowNanos);
                return;
            }
            var own = host.keys().map(KeyHolder::ownRealms).orElse(List.of());
            advice = ChallengeAdvice.of((DigestOutcome.GiveUp) outcome, own);
        } else if (host.keys().isPresent()) {
            advice = ChallengeAdvice.stranger(
                    response,
                    flow.map(used -> IpLiteral.asHostPort(used.remote())).orElse("A server"));
        } else {
            tell(response, nowNanos);
            return;
        }
        host.note("Does not answer the challenge of " + response.status() + ": " + advice);
        tell(ChallengeAdvice.onto(response, advice), nowNanos);
    }

    private void tell(SipResponse response, long nowNanos) {
        if (response.isFinal()) {
            endTurn(nowNanos);
            host.infoPackages().onAnswered(plain, response.isSuccess());
        }
        host.sessionId().onResponse(plain, response);
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
                && DialogId.isInDialog(plain)
                && (plain.method().equals(SipMethod.BYE) || plain.method().equals(SipMethod.NOTIFY));
    }

    /** Why a flow has failed before the next one is tried: of two addresses of one name, the one that matters may be the first. */
    private void remember(Flow before) {
        var trouble = host.stack().troubles().of(before);
        if (!trouble.isEmpty() && troubles.size() < MAX_TROUBLES) {
            troubles.add(trouble);
        }
    }

    private String trouble() {
        if (!nowhere.isEmpty()) {
            return nowhere;
        }
        flow.ifPresent(this::remember);
        return Sentences.join(troubles);
    }

    @Override
    public void onNowhere(String reason) {
        host.note(reason);
        nowhere = reason;
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        endTurn(nowNanos);
        host.infoPackages().onAnswered(plain, false);
        host.onTrouble(failure == ClientFailure.TRANSPORT_ERROR ? trouble() : "");
        user.onFailure(failure, nowNanos);
    }
}
