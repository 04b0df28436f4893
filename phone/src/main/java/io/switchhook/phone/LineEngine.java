package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteScreening;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.RegistrationPlan;
import io.switchhook.sip.core.usage.RegistrationUsage;
import io.switchhook.sip.core.usage.RegistrationUser;
import io.switchhook.sip.core.usage.Replacement;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.TelUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.Identity;
import io.switchhook.stack.flow.Flow;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** One line on the signalling loop: its registration and its calls. */
final class LineEngine implements RegistrationUser {
    private final PhoneEngine phone;
    private final PhoneLine line;
    private final SipAccount account;
    private final Identity identity;
    private final CallHost host;
    private final RegistrationUsage registration;
    private final CallbackLane lane;
    private final List<Consumer<RegistrationChange>> listeners = new CopyOnWriteArrayList<>();
    private final Set<CallEngine> calls = new LinkedHashSet<>();
    private final Replacements replacements = new Replacements();
    private List<Consumer<RegistrationOutcome>> registering = new ArrayList<>();
    private List<Runnable> unregistering = new ArrayList<>();
    private RegistrationState state = RegistrationState.NOT_REGISTERED;
    private volatile Optional<InetSocketAddress> publicAddress = Optional.empty();
    private volatile List<SipUri> serviceRoute = List.of();
    private volatile TransferPolicy transferPolicy = TransferPolicy.FOLLOW;
    private Duration granted;
    private boolean usesRegistrar;

    LineEngine(PhoneEngine phone, PhoneLine line, SipAccount account) {
        this.phone = phone;
        this.line = line;
        this.account = account;
        this.granted = account.expires();
        this.identity = identityOf(account);
        this.host = phone.stack().hostFor(identity);
        var registrar = account.registrar();
        this.registration = new RegistrationUsage(
                host, new RegistrationPlan(registrar, identity.address(), account.expires()), this);
        this.lane = phone.world().openLane("switchhook-line");
    }

    private static Identity identityOf(SipAccount account) {
        var address = new NameAddress(
                account.displayName(), account.address().withoutParameters().withoutPort());
        return new Identity(address, account.user(), account.keyring(), account.routes(), account.wish());
    }

    PhoneEngine phone() {
        return phone;
    }

    Loop loop() {
        return phone.stack().loop();
    }

    SipAccount account() {
        return account;
    }

    TransferPolicy transferPolicy() {
        return transferPolicy;
    }

    void useTransferPolicy(TransferPolicy policy) {
        transferPolicy = policy;
    }

    /** From any thread. */
    void useReplacesPolicy(ReplacesPolicy policy) {
        loop().post(() -> replacements.use(policy));
    }

    /** Completes what a user dials with the account's domain; from any thread. */
    Uri resolve(String dialled) {
        return DialTarget.resolve(dialled, account.address().withoutParameters());
    }

    /** A number without a host is called at the account's domain (RFC 3261 §19.1.6). */
    Uri routable(Uri target) {
        return target instanceof TelUri tel ? resolve(tel.toString()) : target;
    }

    /** A host for a call of this line; from any thread. */
    CallHost newHost() {
        return phone.stack().hostFor(caller());
    }

    /** Who calls: what is configured locally leads out of here, what the registrar said follows (RFC 3608 §6.1). From any thread. */
    private Identity caller() {
        var learned = serviceRoute;
        if (learned.isEmpty()) {
            return identity;
        }
        var routes = new ArrayList<>(identity.routes());
        routes.addAll(learned);
        return identity.withRoutes(routes);
    }

    @Override
    public void onServiceRoute(List<SipUri> routes, long nowNanos) {
        serviceRoute = routes;
    }

    /** Tells the host how the registrar sees us; on the loop. */
    void givePublicAddress(CallHost callHost) {
        publicAddress.ifPresent(callHost::usePublicAddress);
    }

    // --- registration ---------------------------------------------------------------------------------------------

    void register(Consumer<RegistrationOutcome> result, long nowNanos) {
        if (phone.isClosing()) {
            result.accept(new RegistrationOutcome.Closed());
            return;
        }
        if (!usesRegistrar) {
            usesRegistrar = true;
            host.add(registration);
        }
        if (state == RegistrationState.REGISTERED) {
            result.accept(new RegistrationOutcome.Registered(granted));
            return;
        }
        registering.add(result);
        become(RegistrationState.REGISTERING, Optional.empty(), "");
        registration.register(nowNanos);
        host.rearm();
    }

    void unregister(Runnable done, long nowNanos) {
        if (!usesRegistrar || phone.isOver()) {
            done.run();
            return;
        }
        unregistering.add(done);
        if (state != RegistrationState.NOT_REGISTERED) {
            become(RegistrationState.UNREGISTERING, Optional.empty(), "");
        }
        registration.unregister(nowNanos);
        host.rearm();
    }

    void addListener(Consumer<RegistrationChange> listener) {
        listeners.add(listener);
    }

    @Override
    public void onRegistered(SipResponse response, Duration given, long nowNanos) {
        granted = given;
        become(RegistrationState.REGISTERED, Optional.of(response.status()), "");
        settle(new RegistrationOutcome.Registered(granted));
    }

    @Override
    public void onRefused(SipResponse response, Optional<Duration> retryIn, long nowNanos) {
        serviceRoute = List.of();
        var reason = EndingWords.reasonOf(response);
        become(
                retryIn.isPresent() ? RegistrationState.RETRYING : RegistrationState.REFUSED,
                Optional.of(response.status()),
                reason);
        settle(new RegistrationOutcome.Refused(response.status(), reason, retryIn));
    }

    @Override
    public void onUnreachable(ClientFailure failure, Duration retryIn, long nowNanos) {
        var reason = failure == ClientFailure.TIMEOUT
                ? "The registrar at " + account.address().host() + " did not answer."
                : "The registrar at " + account.address().host() + " could not be reached.";
        become(RegistrationState.RETRYING, Optional.empty(), reason);
        settle(new RegistrationOutcome.Unreachable(reason, retryIn));
    }

    @Override
    public void onUnregistered(long nowNanos) {
        serviceRoute = List.of();
        become(RegistrationState.NOT_REGISTERED, Optional.empty(), "");
        settle(new RegistrationOutcome.Closed());
        settleUnregistering();
    }

    private void settleUnregistering() {
        var waiting = unregistering;
        unregistering = new ArrayList<>();
        waiting.forEach(Runnable::run);
    }

    @Override
    public void onPublicAddress(String seenHost, int seenPort, long nowNanos) {
        IpLiteral.parse(seenHost).ifPresent(address -> {
            var seen = new InetSocketAddress(address, seenPort);
            publicAddress = Optional.of(seen);
            host.usePublicAddress(seen);
        });
    }

    private void settle(RegistrationOutcome outcome) {
        var waiting = registering;
        registering = new ArrayList<>();
        waiting.forEach(result -> result.accept(outcome));
    }

    private void become(RegistrationState next, Optional<Integer> status, String reason) {
        if (state == next) {
            return;
        }
        var change = new RegistrationChange(line, state, next, status, reason);
        state = next;
        line.show(next);
        listeners.forEach(listener -> lane.submit(() -> listener.accept(change)));
    }

    // --- calls ----------------------------------------------------------------------------------------------------

    /** Whether a request is meant for this line: by the user in its Request-URI, else in its To. */
    boolean isFor(Uri requestUri) {
        return requestUri instanceof SipUri sip
                && sip.user().filter(identity.contactUser()::equals).isPresent();
    }

    /** Calls that have come in and whose caller has not acknowledged an answer yet. */
    long unconfirmed() {
        return calls.stream()
                .filter(call -> call instanceof IncomingEngine && !call.state().isEnded())
                .filter(call -> call.session()
                        .filter(session -> session.state() == InviteSession.State.CONFIRMED)
                        .isEmpty())
                .count();
    }

    void onInvite(ServerTransaction transaction, Flow from, long nowNanos) {
        var callHost = phone.stack().accept(identity, from);
        givePublicAddress(callHost);
        var invite = transaction.request();
        callHost.nameCall(invite.callId());
        var extensions = account.calls().extensions();
        var refusal = InviteScreening.refusalOf(invite, extensions, callHost);
        var replacement = extensions.replaces() ? replacements.find(invite, calls) : new Replacement.None();
        if (replacement instanceof Replacement.Refused refused && refusal.isEmpty()) {
            refusal = Optional.of(callHost.answering(invite, refused.status(), refused.reason()));
        }
        if (refusal.isPresent()) {
            phone.stack().respond(transaction, refusal.get(), nowNanos);
            callHost.close();
            return;
        }
        var call = new IncomingCall(line, callHost, transaction);
        var engine = call.engine();
        calls.add(engine);
        line.add(call);
        engine.begin(nowNanos);
        if (line.rejectList().contains(call.remoteNumber())) {
            engine.reject(486, "Number is on the reject list", nowNanos);
        } else if (replacement instanceof Replacement.Of of) {
            Replacements.ownerOf(of.session(), calls).ifPresent(old -> engine.takePlaceOf(old, nowNanos));
        } else {
            phone.announce(call, () -> loop().post(() -> engine.onCallbackReturned(loop().nowNanos())));
        }
    }

    /**
     * A REFER outside any dialog. It is heard when it names a call of this line and comes from where the other side of that call is (RFC 4538 §4).
     *
     * @param named the dialog that it names, as we see it
     */
    boolean onRefer(ServerTransaction transaction, DialogId named, Flow from, long nowNanos) {
        var entitled = calls.stream()
                .filter(call -> call.session().filter(s -> s.has(named)).isPresent()
                        && call.host
                                .peerAddress()
                                .filter(from.remote().getAddress()::equals)
                                .isPresent())
                .findFirst();
        entitled.ifPresent(call -> {
            var reports = phone.stack().accept(identity, from);
            givePublicAddress(reports);
            reports.nameCall(transaction.request().callId());
            call.onReferOutside(transaction, reports, nowNanos);
        });
        return entitled.isPresent();
    }

    /** The new call of a transferee, through the line's own registrar, with the audio of the old one. */
    OutgoingEngine callForTransfer(Uri target, Map<String, String> headers, Call old) {
        var calling = caller();
        boolean throughRegistrar = calling.routes().isEmpty() && usesRegistrar;
        var through = throughRegistrar
                ? calling.withRoutes(List.of(account.registrar().withFlag("lr")))
                : calling;
        var call = new OutgoingCall(
                line,
                phone.stack().hostFor(through),
                target,
                new DialOptions(Optional.empty(), false, headers, Optional.empty()),
                phone.newCallId());
        call.audio().inherit(old.audio());
        onCallBegun(call.engine());
        return call.engine();
    }

    void onCallBegun(CallEngine call) {
        if (!call.state().isEnded()) {
            calls.add(call);
            line.add(call.call);
        }
    }

    void onCallOver(CallEngine call) {
        replacements.onOver(call);
        calls.remove(call);
        line.remove(call.call);
        phone.onSomethingOver();
    }

    boolean hasCalls() {
        return !calls.isEmpty();
    }

    /** Ends every call of the line. */
    void hangUpAll(long nowNanos) {
        List.copyOf(calls).forEach(call -> call.hangUp(nowNanos));
    }

    /** The phone closes: what has not ended by now ends here. */
    void close(long nowNanos) {
        List.copyOf(calls).forEach(call -> call.abandon(nowNanos));
        host.close();
        settle(new RegistrationOutcome.Closed());
        settleUnregistering();
    }
}
