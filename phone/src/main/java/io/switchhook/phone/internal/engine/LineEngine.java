package io.switchhook.phone.internal.engine;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.text.Printable;
import io.switchhook.base.world.World;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.internal.account.AccountPlan;
import io.switchhook.phone.internal.call.CallEngine;
import io.switchhook.phone.internal.call.CallFace;
import io.switchhook.phone.internal.call.CallLine;
import io.switchhook.phone.internal.call.IncomingEngine;
import io.switchhook.phone.internal.call.OutgoingEngine;
import io.switchhook.phone.internal.call.Replacements;
import io.switchhook.phone.internal.call.TransferorRole;
import io.switchhook.phone.internal.dial.DialTarget;
import io.switchhook.phone.internal.event.EventLine;
import io.switchhook.phone.internal.event.LineEvents;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.core.proxy.CallerPreferences;
import io.switchhook.sip.core.proxy.ProxyTarget;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.core.usage.InviteScreening;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.OwnGruus;
import io.switchhook.sip.core.usage.Replacement;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.PPreferredIdentityHeader;
import io.switchhook.sip.message.header.PrivacyHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.TelUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.Identity;
import io.switchhook.stack.Wish;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One line on the signalling loop: its registration and its calls. */
public final class LineEngine implements CallLine, EventLine {
    private final PhoneEngine phone;
    private final LineFace face;
    private final AccountPlan account;
    private final Identity identity;
    private final LineRegistration registration;
    private final Set<CallEngine> calls = new LinkedHashSet<>();
    /** Calls of ours that were not started yet; weak, since a program may drop one. */
    private final Set<OutgoingEngine> created = Collections.newSetFromMap(new WeakHashMap<>());
    /** Transfers without an outcome yet; one may outlive its call, by the report that is awaited after a BYE. */
    private final Set<TransferorRole> transfers = new LinkedHashSet<>();

    private final Replacements replacements = new Replacements();
    private final LineEvents events = new LineEvents(this);
    private final MessageSending messages = new MessageSending(this);
    private final OptionsAsking questions = new OptionsAsking(this);
    private final QualityReporting reports = new QualityReporting(this);

    public LineEngine(PhoneEngine phone, AccountPlan account, LineFace face) {
        this.phone = phone;
        this.face = face;
        this.account = account;
        this.identity = identityOf(account);
        account.webSocket()
                .ifPresent(server -> phone.stack().useWebSocketPath(server.host(), server.port(), server.path()));
        this.registration = new LineRegistration(phone, account, identity, face);
    }

    private static Identity identityOf(AccountPlan account) {
        var address = new NameAddress(
                account.displayName(), account.address().withoutParameters().withoutPort());
        return new Identity(
                address, account.user(), account.keyring(), account.ways().get(0), account.wish());
    }

    @Override
    public PhoneEngine phone() {
        return phone;
    }

    LineFace face() {
        return face;
    }

    @Override
    public Loop loop() {
        return phone.stack().loop();
    }

    @Override
    public LineEvents events() {
        return events;
    }

    Identity identity() {
        return identity;
    }

    AccountPlan account() {
        return account;
    }

    /** From any thread. */
    public void useReplacesPolicy(BiPredicate<String, CallFace> policy) {
        loop().post(() -> replacements.use(policy));
    }

    /** Completes what a user dials with the account's domain, to a URI for an INVITE that may have headers; from any thread. */
    public SipUri resolve(String dialled) {
        return DialTarget.resolve(Objects.requireNonNull(dialled, "target"), home(), SipMethod.INVITE);
    }

    /** As {@link #resolve(String)}, to the Request-URI of a request of that method. */
    @Override
    public Uri resolve(String dialled, SipMethod method) {
        return DialTarget.bare(DialTarget.resolve(Objects.requireNonNull(dialled, "target"), home(), method));
    }

    private SipUri home() {
        return account.address().withoutParameters();
    }

    /** A number without a host is called at the account's domain (RFC 3261 §19.1.6). */
    @Override
    public Uri routable(Uri target) {
        return target instanceof TelUri tel ? DialTarget.atHome(tel, home()) : target;
    }

    /** A host for a call of this line, which may begin much later, and then goes as the registrar has said by then (RFC 3608 §6.1); from any thread. */
    @Override
    public CallHost newHost() {
        return hostFor(registration.caller());
    }

    private CallHost hostFor(Identity who) {
        var host = phone.stack().hostFor(who);
        host.useRoutes(() -> registration.caller().routes());
        return host;
    }

    /** As {@link #newHost}, for somebody whom the other side is not to know. */
    public CallHost newAnonymousHost() {
        return hostFor(registration.caller().anonymous());
    }

    /** A host for a message: anonymous, or with a transport that has congestion control, if it says so. */
    CallHost newHostFor(OutgoingMessage content) {
        var known = registration.caller();
        boolean streams = known.wish()
                .demanded()
                .filter(kind -> kind != TransportKind.UDP)
                .isPresent();
        var who = streams || !content.ofAnySize() ? known : known.withWish(Wish.demanding(TransportKind.TCP));
        return phone.stack().hostFor(content.anonymous() ? who.anonymous() : who);
    }

    /**
     * RFC 3325 §6, §9: who we are is for a server of ours, and it is to tell nobody.
     *
     * @param given whether the user has given that header
     */
    @Override
    public void hideSender(SipRequest.Builder request, Uri called, Predicate<HeaderType<?>> given) {
        if (!given.test(PrivacyHeader.TYPE)) {
            request.set(PrivacyHeader.TYPE, new PrivacyHeader(List.of("id")));
        }
        if (!given.test(PPreferredIdentityHeader.TYPE) && goesToOwnServer(routable(called))) {
            request.set(
                    PPreferredIdentityHeader.TYPE,
                    new PPreferredIdentityHeader(identity().address()));
        }
    }

    public MessageSending messages() {
        return messages;
    }

    public OptionsAsking questions() {
        return questions;
    }

    public void register(Consumer<RegistrationOutcome> result, long nowNanos) {
        registration.register(result, nowNanos);
    }

    public void unregister(Runnable done, long nowNanos) {
        registration.unregister(done, nowNanos);
    }

    // --- events ---------------------------------------------------------------------------------------------------

    @Override
    public World world() {
        return phone.world();
    }

    @Override
    public boolean isClosing() {
        return phone.isClosing();
    }

    @Override
    public String user() {
        return account.user();
    }

    @Override
    public CallHost accept(Flow from) {
        var host = phone.stack().accept(identity, from);
        givePublicAddress(host);
        return host;
    }

    @Override
    public void onEventsBegun() {
        phone.watchSleep();
    }

    @Override
    public void onEventsOver() {
        phone.onSomethingOver();
    }

    @Override
    public void onFeedsChanged() {
        phone.announceEvents();
    }

    /** Whether anything stands that others may give up while the host sleeps. */
    boolean hasAnythingWithOthers() {
        return !calls.isEmpty() || registration.isAlive() || events.hasAnythingWithOthers();
    }

    /** The host has slept. */
    void onWoken(long nowNanos) {
        registration.onWoken(nowNanos);
        events.onWoken(nowNanos);
        List.copyOf(calls).forEach(call -> call.onWoken(nowNanos));
    }

    // --- calls ----------------------------------------------------------------------------------------------------

    @Override
    public CallSettings calls() {
        return account.calls();
    }

    @Override
    public void onOptions(CallEngine call, ServerTransaction transaction, SipRequest request, long nowNanos) {
        phone.options()
                .answer(Optional.of(this), transaction, request, call.host().localAddress(), nowNanos);
    }

    @Override
    public void onMessage(CallEngine call, ServerTransaction transaction, SipRequest request, long nowNanos) {
        phone.messages().onMessage(this, Optional.of(call), transaction, request, nowNanos);
    }

    /** From any thread. */
    public OwnGruus gruus() {
        return registration.gruus();
    }

    /** Tells the host of a call how the registrar sees us; on the loop. */
    @Override
    public void givePublicAddress(CallHost callHost) {
        registration.dress(callHost, gruus().publicUri());
    }

    /** The same for a call whose other side is not to know the line: by the temporary GRUU (RFC 5627 §4.4). */
    @Override
    public void giveTemporaryAddress(CallHost callHost) {
        registration.dress(callHost, gruus().temporary());
    }

    /** Whether a request with that URI goes to a server of the account, which may know who sends it. */
    boolean goesToOwnServer(Uri target) {
        boolean ownDomain = target instanceof SipUri uri
                && uri.host().equalsIgnoreCase(account.address().host());
        return ownDomain || !registration.caller().routes().isEmpty();
    }

    /**
     * RFC 3841 §6: whether a request outside a dialog asks for what this telephone has not registered, or for somebody who does not have what it has. Judged is what comes to the
     * Contact that the line is registered with; one that has registered no features takes everything.
     */
    boolean isUnwanted(SipRequest request) {
        var features = registeredFeatures();
        if (features.isEmpty() || !registration.isStanding() || !isFor(request.uri())) {
            return false;
        }
        var here = ProxyTarget.of(request.uri()).withFeatures(features);
        return CallerPreferences.of(request).select(List.of(here)).isEmpty();
    }

    private FeatureSet registeredFeatures() {
        return account.outbound(phone::instance, 1)
                .map(device -> FeatureSet.of(
                        account.features().parameters().withQuoted("+sip.instance", '<' + device.instance() + '>')))
                .orElseGet(account::features);
    }

    /** Whether a request is meant for this line: by the user in its Request-URI, else in its To. */
    boolean isFor(Uri requestUri) {
        return requestUri instanceof SipUri sip
                && sip.user().filter(identity.contactUser()::equals).isPresent();
    }

    boolean isOfDomain(Uri called) {
        return called instanceof SipUri sip
                && sip.host().equalsIgnoreCase(account.address().host());
    }

    /** Whether what comes over this flow comes from a server that the line is registered at. */
    boolean isServer(Flow from) {
        return registration.isServer(from);
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
        var callHost = accept(from);
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
        var engine = face.open(callHost, transaction, isServer(from));
        calls.add(engine);
        phone.watchSleep();
        face.onBegun(engine.face());
        engine.begin(nowNanos);
        if (CallerPrivacy.isAskedFor(invite) && face.rejectsAnonymous()) {
            engine.reject(433, "Calls without a number are not taken here", nowNanos);
        } else if (face.rejects(
                Printable.escape(DialTarget.number(invite.from().address().uri())))) {
            engine.reject(486, "Number is on the reject list", nowNanos);
        } else if (engine.refusesForKeys(nowNanos)) {
            return;
        } else if (replacement instanceof Replacement.Of of) {
            Replacements.ownerOf(of.session(), calls).ifPresent(old -> engine.takePlaceOf(old, nowNanos));
        } else {
            face.announce(engine.face(), () -> loop().post(() -> engine.onCallbackReturned(loop().nowNanos())));
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
                        && call.host()
                                .peerAddress()
                                .filter(from.remote().getAddress()::equals)
                                .isPresent())
                .findFirst();
        entitled.ifPresent(call -> {
            var reports = accept(from);
            reports.belongTo(call.host());
            reports.nameCall(transaction.request().callId());
            call.guests().onReferOutside(transaction, reports, nowNanos);
        });
        return entitled.isPresent();
    }

    /** The new call of a transferee, through the line's own registrar, with the audio of the old one. */
    @Override
    public OutgoingEngine callForTransfer(Uri target, Map<String, String> headers, CallEngine old) {
        var calling = registration.caller();
        boolean throughRegistrar = calling.routes().isEmpty() && registration.isUsed();
        var through = throughRegistrar
                ? calling.withRoutes(List.of(account.registrar().withFlag("lr")))
                : calling;
        boolean hidden = old.isAnonymous();
        var call = face.open(
                phone.stack().hostFor(hidden ? through.anonymous() : through),
                target,
                new DialOptions(Optional.empty(), false, headers, Optional.empty(), hidden),
                phone.newCallId(),
                old.face());
        call.continueSessionOf(old);
        onCallBegun(call);
        return call;
    }

    /** A call of ours that somebody may start later. */
    public void onCallCreated(OutgoingEngine call) {
        if (phone.isClosing()) {
            call.onPhoneClosed();
        } else if (call.state() == CallState.CREATED) {
            created.add(call);
        }
    }

    public void onCallBegun(CallEngine call) {
        created.remove(call);
        if (!call.state().isEnded()) {
            calls.add(call);
            face.onBegun(call.face());
            phone.watchSleep();
        }
    }

    @Override
    public void onCallOver(CallEngine call) {
        replacements.onOver(call);
        created.remove(call);
        calls.remove(call);
        face.onOver(call.face());
        reports.onCallOver(call);
        phone.onSomethingOver();
    }

    @Override
    public void onTransferBegun(TransferorRole transfer) {
        transfers.add(transfer);
    }

    @Override
    public void onTransferOver(TransferorRole transfer) {
        transfers.remove(transfer);
    }

    /** Whether calls are there, or what has to be told of them. */
    boolean hasCalls() {
        return !calls.isEmpty() || reports.isBusy();
    }

    /** Ends every call of the line. */
    void hangUpAll(long nowNanos) {
        // In an order that one seed reproduces.
        created.stream()
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList()
                .forEach(OutgoingEngine::onPhoneClosed);
        List.copyOf(calls).forEach(call -> call.hangUp(nowNanos));
    }

    /** The phone closes: what has not ended by now ends here. */
    void close(long nowNanos) {
        reports.close();
        List.copyOf(calls).forEach(call -> call.abandon(nowNanos));
        List.copyOf(transfers).forEach(transfer -> transfer.abandon(nowNanos));
        events.abandon();
        messages.close();
        questions.close();
        registration.close();
    }
}
