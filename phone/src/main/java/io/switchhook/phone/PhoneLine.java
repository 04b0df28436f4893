package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.text.Printable;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.event.SubscribeOptions;
import io.switchhook.phone.internal.call.CallFace;
import io.switchhook.phone.internal.call.IncomingEngine;
import io.switchhook.phone.internal.call.OutgoingEngine;
import io.switchhook.phone.internal.dial.DialTarget;
import io.switchhook.phone.internal.dial.InviteHeaders;
import io.switchhook.phone.internal.engine.LineEngine;
import io.switchhook.phone.internal.engine.LineFace;
import io.switchhook.phone.line.MessageOutcome;
import io.switchhook.phone.line.OptionsOutcome;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.sip.core.event.EventPackage;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** One account of a phone: registers, places calls, and gets those for its number. All methods may be called from any thread. */
public final class PhoneLine {
    private final PhoneDesk phone;
    private final SipAccount account;
    private final LineEngine engine;
    private final CallbackLane lane;
    private final RejectList rejectList = new RejectList();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Consumer<RegistrationChange>> onRegistration = new CopyOnWriteArrayList<>();
    private volatile RegistrationState registration = RegistrationState.NOT_REGISTERED;
    private volatile TransferPolicy transferPolicy = TransferPolicy.FOLLOW;

    PhoneLine(PhoneDesk phone, SipAccount account) {
        this.phone = phone;
        this.account = account;
        this.lane = phone.world().openLane("switchhook-line");
        this.engine = new LineEngine(phone.engine(), account.plan(), new Face());
    }

    public SipAccount account() {
        return account;
    }

    public RegistrationState registrationState() {
        return registration;
    }

    /**
     * Registers and keeps registered, refreshing in time, until {@link #unregister} or the phone's end. The future
     * completes with the first result; a registrar that
     * cannot be reached is tried again with growing pauses, a wrong password is not. A line that is being unregistered
     * registers when that is done.
     */
    public CompletableFuture<RegistrationOutcome> register() {
        return Outcomes.ask(engine.phone(), new RegistrationOutcome.Closed(), engine::register);
    }

    /**
     * An address by which anybody reaches this very telephone and no other at the same account, {@code sip:858@example.com;gr=urn:uuid:...} (RFC 5627). The calls of this line
     * show it as their Contact by themselves. Empty when the registrar gives none, when the line is not registered, and for an account without
     * {@link SipAccount.Builder#outbound()}.
     */
    public Optional<String> gruu() {
        return engine.gruus().publicUri().map(SipUri::toString);
    }

    /** As {@link #gruu()}, an address that does not tell whose it is. It ends with the registration, and another one takes its place at each refresh. */
    public Optional<String> temporaryGruu() {
        return engine.gruus().temporary().map(SipUri::toString);
    }

    /** Gives the registration up; the future completes when the registrar has answered or did not in time. */
    public CompletableFuture<Void> unregister() {
        return Outcomes.await(engine.phone(), engine::unregister);
    }

    /** Tells every change of the registration; a silent refresh is none. */
    public PhoneLine onRegistrationChanged(Consumer<RegistrationChange> listener) {
        onRegistration.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Makes a call; {@link OutgoingCall#start} places it.
     *
     * <p>Headers behind the question mark of a URI, {@code sip:853@host?Subject=Lunch}, become headers of the INVITE as {@link DialOptions#withHeader} adds them, which goes
     * before; those of which RFC 3261 §19.1.5 warns, a body, and those that say who calls are ignored. {@code ;method=} may say INVITE alone.
     *
     * @param target {@code 853}, {@code 853@host}, {@code sip:853@host} or {@code tel:}; a number is completed with the account's domain
     * @throws IllegalArgumentException when the target cannot be dialled, or the options ask for DTLS where there is none
     */
    public OutgoingCall createCall(String target) {
        return createCall(target, DialOptions.DEFAULT);
    }

    /** As {@link #createCall(String)}, with options. */
    public OutgoingCall createCall(String target, DialOptions options) {
        Objects.requireNonNull(options, "options");
        var uri = engine.resolve(target);
        options.settings().ifPresent(engine.phone()::prepare);
        return new OutgoingCall(
                        this,
                        DialTarget.bare(uri),
                        withHeadersOf(uri, options),
                        engine.phone().newCallId())
                .announced();
    }

    /** @throws IllegalArgumentException when a name or a value can be none, so that the INVITE could not be sent */
    private static DialOptions withHeadersOf(SipUri dialled, DialOptions given) {
        return new DialOptions(
                given.ringTimeout(),
                given.lateOffer(),
                InviteHeaders.withThoseOf(dialled, given.headers()),
                given.settings(),
                given.anonymous());
    }

    /**
     * Follows a state at another side; {@link Subscription#start} asks for it.
     *
     * @param eventPackage {@code message-summary}, {@code presence} or any other token
     * @param target as {@link #createCall(String)} takes it
     * @throws IllegalArgumentException when package or target cannot be what they are to be
     */
    public Subscription createSubscription(String eventPackage, String target) {
        return createSubscription(eventPackage, target, SubscribeOptions.DEFAULT);
    }

    /** As {@link #createSubscription(String, String)}, with options. */
    public Subscription createSubscription(String eventPackage, String target, SubscribeOptions options) {
        requirePackage(eventPackage);
        return new Subscription(this, eventPackage, target, Objects.requireNonNull(options, "options"));
    }

    /**
     * Watches whether somebody is free, rings or talks; {@link BusyLamp#start} begins.
     *
     * @param target as {@link #createCall(String)} takes it
     * @throws IllegalArgumentException when it cannot be dialled
     */
    public BusyLamp createBusyLamp(String target) {
        return new BusyLamp(this, target);
    }

    /** Watches whether messages wait for this line; {@link MessageLamp#start} begins. */
    public MessageLamp createMessageLamp() {
        return new MessageLamp(this);
    }

    /**
     * Watches who is in a conference; {@link ConferenceRoster#start} begins.
     *
     * @param target the address of the conference: its number, or what {@link Call#conferenceUri} says; {@link Call#createConferenceRoster} follows that of a call
     * @throws IllegalArgumentException when it cannot be dialled
     */
    public ConferenceRoster createConferenceRoster(String target) {
        return new ConferenceRoster(this, target);
    }

    /**
     * Publishes a state of this line at its server, for others to follow there.
     *
     * @param eventPackage {@code presence} or any other token
     * @throws IllegalArgumentException when it is no token
     */
    public Publication createPublication(String eventPackage) {
        requirePackage(eventPackage);
        return new Publication(this, eventPackage);
    }

    private static void requirePackage(String name) {
        if (!FieldScanner.isToken(Objects.requireNonNull(name, "eventPackage"))) {
            throw new IllegalArgumentException(
                    "\"" + Printable.escape(name) + "\" names no event package; write for example presence");
        }
    }

    /**
     * Lets others follow a state of this line, from now on.
     *
     * @param eventPackage what it is called and how much is granted
     * @param policy is shown each who wants to follow, on a lane of the feed, and accepts or rejects, at once or later; {@code IncomingSubscription::accept} lets
     *     everybody in. Who is neither accepted nor rejected within half a second is told that it is pending. A feed of the same package that the line has already ends
     */
    public EventFeed serve(EventPackage eventPackage, Consumer<IncomingSubscription> policy) {
        var feed = new EventFeed(
                this, Objects.requireNonNull(eventPackage, "eventPackage"), Objects.requireNonNull(policy, "policy"));
        feed.post(now -> engine.events().add(feed.engine(), now));
        return feed;
    }

    /**
     * Sends a text outside of any call (RFC 3428); {@link #sendMessage(String, MessageContent)} with {@code text/plain} in UTF-8. Some 700 characters of a western language
     * fit.
     */
    public CompletableFuture<MessageOutcome> sendMessage(String to, String text) {
        return sendMessage(to, MessageContent.text(text));
    }

    /**
     * Sends a message outside of any call (RFC 3428). Messages to the same target go one after the other, each when the one before it was answered; 100 may wait.
     *
     * @param to as for {@link #createCall(String)}
     * @throws IllegalArgumentException when the target cannot be dialled
     */
    public CompletableFuture<MessageOutcome> sendMessage(String to, MessageContent content) {
        var target = engine.resolve(to, SipMethod.MESSAGE);
        Objects.requireNonNull(content, "content");
        return Outcomes.ask(
                engine.phone(),
                new MessageOutcome.NotSent("The phone was closed."),
                (done, now) -> engine.messages().send(target, content.message(), done, now));
    }

    /**
     * Asks somebody what it can, without ringing (RFC 3261 §11): whether it would take a call, its methods, extensions and codecs, and how long an answer takes.
     *
     * @param target as for {@link #createCall(String)}; {@code sip:host} asks a server
     * @throws IllegalArgumentException when the target cannot be dialled
     */
    public CompletableFuture<OptionsOutcome> askOptions(String target) {
        var uri = engine.resolve(target, SipMethod.OPTIONS);
        return Outcomes.ask(
                engine.phone(),
                new OptionsOutcome.NotSent("The phone was closed."),
                (done, now) -> engine.questions().ask(uri, done, now));
    }

    /** The calls that are not over, the oldest first. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Numbers whose calls are rejected before anybody is asked. */
    public RejectList rejectList() {
        return rejectList;
    }

    /** Whether this line follows the transfers that the other sides of its calls ask for; {@link TransferPolicy#FOLLOW} by default. */
    public PhoneLine transferPolicy(TransferPolicy policy) {
        transferPolicy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /** Whether a new call may take the place of one of this line's (RFC 3891); {@link ReplacesPolicy#ALLOW} by default. */
    public PhoneLine replacesPolicy(ReplacesPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        engine.useReplacesPolicy((caller, replaced) -> policy.allows(caller, CallEvents.callOf(replaced)));
        return this;
    }

    LineEngine engine() {
        return engine;
    }

    PhoneDesk phone() {
        return phone;
    }

    boolean allows(TransferRequest request) {
        return transferPolicy.allows(request);
    }

    static PhoneLine of(LineFace face) {
        return ((Face) face).line();
    }

    private final class Face implements LineFace {
        PhoneLine line() {
            return PhoneLine.this;
        }

        @Override
        public IncomingEngine open(CallHost host, ServerTransaction transaction, boolean trusted) {
            return new IncomingCall(PhoneLine.this, host, transaction, trusted).engine();
        }

        @Override
        public OutgoingEngine open(CallHost host, Uri target, DialOptions options, String id, CallFace old) {
            var call = new OutgoingCall(PhoneLine.this, host, target, options, id);
            call.audio().inherit(CallEvents.callOf(old).audio());
            return call.engine();
        }

        @Override
        public void onBegun(CallFace begun) {
            var call = CallEvents.callOf(begun);
            if (!calls.contains(call)) {
                calls.add(call);
            }
        }

        @Override
        public void onOver(CallFace over) {
            calls.remove(CallEvents.callOf(over));
        }

        @Override
        public void announce(CallFace call, Runnable returned) {
            if (CallEvents.callOf(call) instanceof IncomingCall incoming) {
                phone.announce(incoming, returned);
            }
        }

        @Override
        public boolean rejectsAnonymous() {
            return rejectList.rejectsAnonymous();
        }

        @Override
        public boolean rejects(String number) {
            return rejectList.contains(number);
        }

        @Override
        public void onRegistration(
                RegistrationState previous, RegistrationState next, Optional<Integer> status, String reason) {
            registration = next;
            var change = new RegistrationChange(PhoneLine.this, previous, next, status, reason);
            onRegistration.forEach(listener -> lane.submit(() -> listener.accept(change)));
        }
    }

    @Override
    public String toString() {
        return "line " + account() + " (" + registration + ")";
    }
}
