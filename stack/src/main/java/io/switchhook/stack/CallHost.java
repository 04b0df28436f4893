package io.switchhook.stack;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.auth.DigestExchange;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.route.Target;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.sip.core.usage.DialogUser;
import io.switchhook.sip.core.usage.SessionIdentifier;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.flow.Flow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What the usages of one call or one line find below them: the stack, seen under one identity and with one alarm for all their deadlines. */
public final class CallHost implements UsageHost {
    private final SipStack stack;
    private final Identity identity;
    private Supplier<List<SipUri>> routes;
    private final KnownServers servers;
    private final List<Timed> usages = new ArrayList<>();
    private final InfoPackages infoPackages = new InfoPackages();
    private SessionIdentifier sessionId = new SessionIdentifier();
    private final Alarm alarm;
    private Optional<Flow> flow = Optional.empty();
    private String callId = "";
    private String trouble = "";
    private final KeptFlow kept;
    private final OwnContact contact;
    private boolean answersOverFlow;

    CallHost(SipStack stack, Identity identity) {
        this.stack = stack;
        this.identity = identity;
        this.routes = identity::routes;
        this.servers =
                new KnownServers(stack.registrars(), identity.address().uri().toString());
        this.alarm = stack.loop().alarm(this::onTime);
        this.kept = new KeptFlow(this);
        this.contact = new OwnContact(identity, stack.flows());
    }

    public SipStack stack() {
        return stack;
    }

    public Identity identity() {
        return identity;
    }

    /** From now on this usage is told when its deadlines come. */
    public void add(Timed usage) {
        usages.add(usage);
        rearm();
    }

    public void remove(Timed usage) {
        usages.remove(usage);
        rearm();
    }

    /** The usages are over; no deadline of theirs rings any more. */
    public void close() {
        kept.leave();
        usages.clear();
        alarm.cancel();
    }

    /** The flow last used. */
    public Optional<Flow> flow() {
        return flow;
    }

    /**
     * The address of ours that the peer sees, for our media too.
     *
     * @throws java.util.NoSuchElementException before the first message went or came
     */
    public InetAddress localAddress() {
        return flow.orElseThrow().local().getAddress();
    }

    /** Where the peer's signalling comes from; empty before the first message went or came. */
    public Optional<InetAddress> peerAddress() {
        return flow.map(used -> used.remote().getAddress());
    }

    /** The INFO that the call says it takes (RFC 6086 §5.2); it says nothing before it is told. */
    public InfoPackages infoPackages() {
        return infoPackages;
    }

    /** What the Session-ID of the call says (RFC 7989); nothing before it is told. */
    public SessionIdentifier sessionId() {
        return sessionId;
    }

    /** This host is for what belongs to that call, outside its dialog (RFC 7989 §10.9). */
    public void belongTo(CallHost call) {
        sessionId = call.sessionId;
    }

    /** The flow that the first request is about to take, as {@link #resolve} has found it: so that what is said in that request can name our address. */
    public void useFlow(Flow used) {
        flow = Optional.of(used);
        stack.flows().own().serverOf(used).ifPresent(servers::onConnection);
    }

    /** Puts this address into our Contact instead of the local one: what a registrar saw us as (RFC 3581). */
    public void usePublicAddress(InetSocketAddress address) {
        contact.usePublicAddress(address);
    }

    /**
     * Says from now on that this device understands GRUUs, and names it by its own in the Contact of calls, in the place of an address (RFC 5627 §4.4); not for registrations.
     *
     * @param own empty while no registrar has given any
     * @param registered whether it is bound to this flow: a call that takes another one has nothing to do with the proxy of the GRUU (RFC 5626 §4.3)
     */
    public void useGruus(Optional<SipUri> own, Predicate<Flow> registered) {
        contact.useGruus(own, registered);
    }

    OwnContact ownContact() {
        return contact;
    }

    /** Why the last request could not be brought to its server, in sentences; empty when nobody knows. */
    public String trouble() {
        return trouble;
    }

    void onTrouble(String text) {
        trouble = text;
    }

    /** The Call-ID under which notes of this host stand in the trace. */
    public void nameCall(String id) {
        callId = id;
    }

    /** Adds a decision to the trace. */
    public void note(String text) {
        stack.trace().note(callId, text);
    }

    /**
     * Sends requests inside dialogs back over the flow that the peer last used, where no route set says otherwise: what a server does for phones whose Contact is behind a NAT.
     */
    public void answerOverFlow() {
        answersOverFlow = true;
    }

    /** Takes this flow for all requests to the peer itself: the one that a registration came over. */
    public void stickTo(Flow known) {
        flow = Optional.of(known);
        answersOverFlow = true;
    }

    /** Finds the flow that a request to this target would take, without sending anything. */
    public void resolve(Uri target, Consumer<Flow> found, Consumer<String> failed) {
        if (answersOverFlow && flow.isPresent()) {
            found.accept(flow.get());
            return;
        }
        find(routes().hopTo(target), target, identity.wish(), found, failed);
    }

    /** Takes the place of the routes of the identity: asked for each request outside a dialog. */
    public void useRoutes(Supplier<List<SipUri>> now) {
        routes = now;
    }

    OwnRoutes routes() {
        return new OwnRoutes(routes.get());
    }

    /** Brings a request to its next hop; empty when it has none. */
    Optional<Delivery> deliver(SipRequest plain, DeliveryUser user) {
        var reused = reusableFlow(plain);
        if (reused.isPresent() && answersOverFlow) {
            return Optional.of(Delivery.over(stack, reused.get(), user));
        }
        return routes().hopOf(plain)
                .map(hop -> reused.isPresent()
                        ? Delivery.over(stack, reused.get(), hop, wishFor(plain), user)
                        : Delivery.to(stack, hop, wishFor(plain), user));
    }

    /** Finds the flow for a message that has no transaction, an ACK: to the server that the dialog is with. */
    void route(SipRequest request, Consumer<Flow> found, Consumer<String> failed) {
        var reused = reusableFlow(request);
        if (reused.isPresent()) {
            found.accept(reused.get());
        } else {
            find(routes().hopOf(request), request.uri(), wishFor(request), found, failed);
        }
    }

    private void find(Optional<NextHop> hop, Uri target, Wish wish, Consumer<Flow> found, Consumer<String> failed) {
        if (hop.isEmpty()) {
            failed.accept(noWayTo(target));
            return;
        }
        stack.router()
                .find(
                        hop.get(),
                        wish,
                        servers.of(hop.get()),
                        targets -> open(hop.get(), targets, found, failed),
                        failed);
    }

    private void open(NextHop hop, List<Target> targets, Consumer<Flow> found, Consumer<String> failed) {
        for (var target : targets) {
            var opened = stack.router().open(servers.asCalled(target));
            if (opened.isPresent()) {
                // Those of the same priority are drawn: what follows is not to draw another.
                servers.onAnswer(hop, target, SipMethod.ACK, stack.loop().nowNanos());
                found.accept(opened.get());
                return;
            }
        }
        failed.accept("None of our ports reaches " + hop.host() + ".");
    }

    static String noWayTo(Uri target) {
        return "There is no way to " + target + " without a proxy.";
    }

    KnownServers servers() {
        return servers;
    }

    private Optional<Flow> reusableFlow(SipRequest request) {
        return FlowReuse.of(request, flow, answersOverFlow, stack.flows());
    }

    /** Within a dialog what counts is how the peer was reached, even where the line would rather take another transport. */
    private Wish wishFor(SipRequest request) {
        return flow.map(Flow::kind)
                .filter(used -> DialogId.isInDialog(request))
                .filter(used -> !identity.wish().demanded().equals(Optional.of(used)))
                .map(Wish::preferring)
                .orElse(identity.wish());
    }

    Optional<KeyHolder> keys() {
        return stack.keysOf(identity);
    }

    /** The credentials for a request over this flow; empty when whoever is there may have none. */
    Optional<DigestExchange> digest(SipRequest request, Optional<NextHop> hop, Flow over) {
        return keys().flatMap(holder -> holder.exchange(request, believed(hop), routes.get(), over));
    }

    /** Whether credentials made for one server of the account may be shown over this flow. */
    boolean mayShowCredentials(Optional<NextHop> hop, Flow over) {
        return keys().filter(holder -> holder.isOwn(believed(hop), routes.get(), over))
                .isPresent();
    }

    /** Over a flow that does not depend on it, the next hop is only what the peer says of itself. */
    private Optional<NextHop> believed(Optional<NextHop> hop) {
        return hop.filter(named -> !answersOverFlow);
    }

    @Override
    public OutgoingRequest send(SipRequest.Builder request, LongSupplier nextSequence, ClientUser user, long nowNanos) {
        var running = new RequestRun(this, request, nextSequence, guarded(user));
        running.start(nowNanos);
        return running;
    }

    @Override
    public SentAck sendAck(SipRequest.Builder ack, long nowNanos) {
        var running = new AckRun(this, ack);
        running.start(nowNanos);
        return running;
    }

    @Override
    public SipResponse.Builder answering(SipRequest request, int status, String reason) {
        var response = stack.headers().answering(request, status, reason);
        infoPackages.answer(request, status, response);
        sessionId.answer(request, status, response);
        boolean opensDialog = opensDialog(request, status);
        if (opensDialog) {
            StandingHeaders.copyRoute(request, response);
        }
        if (opensDialog
                || (status / 100 == 2
                        && (request.method().equals(SipMethod.REFER)
                                || request.method().equals(SipMethod.UPDATE)))) {
            contact.onAnswering(request);
            contact.addSupported(response);
            response.set(ContactHeader.TYPE, contact());
        }
        return response;
    }

    /** RFC 3261 §12.1.1 for INVITE; RFC 3515 §2.4.4 for a REFER, RFC 6665 §4.2.1.2 for a SUBSCRIBE outside a dialog. */
    private static boolean opensDialog(SipRequest request, int status) {
        var method = request.method();
        boolean subscribes = method.equals(SipMethod.REFER) || method.equals(SipMethod.SUBSCRIBE);
        return (method.equals(SipMethod.INVITE) && status > 100 && status < 300)
                || (subscribes && status / 100 == 2 && !DialogId.isInDialog(request));
    }

    @Override
    public ContactHeader contact() {
        return contact.over(flow);
    }

    /** Whether the dialog of this call was opened with a sips URI, so that every hop of it is secured (RFC 3261 §26.2.2). */
    public boolean isSips() {
        return contact.isSips();
    }

    /** Our Contact in this request. */
    ContactHeader contactFor(Flow used, SipRequest request) {
        contact.onSending(request);
        return contact.over(used);
    }

    @Override
    public void openDialog(DialogId id, DialogUser user) {
        stack.openDialog(id, new DialogEntry(user));
    }

    @Override
    public void closeDialog(DialogId id) {
        stack.closeDialog(id);
    }

    @Override
    public void awaitNotify(String id, String localTag, DialogUser user) {
        stack.openDialog(new DialogId(id, localTag, ""), new DialogEntry(user));
    }

    @Override
    public void awaitNoNotify(String id, String localTag) {
        stack.closeDialog(new DialogId(id, localTag, ""));
    }

    /** RFC 5626 §4.3: asks for all requests of its dialogs over the flow that opens them. */
    public void askForFlow() {
        contact.askForFlow();
    }

    /**
     * Our Contact stands for all numbers of the account (RFC 6140 §5.1); the identity has no contact user then.
     *
     * @param mark comes back in what is sent to it, as parameter {@code line}
     */
    public void useBulkContact(String mark) {
        contact.useBulk(mark);
    }

    @Override
    public void useContactParameters(Parameters parameters) {
        contact.useParameters(parameters);
    }

    @Override
    public void keepFlow(Optional<Duration> flowTimer, FlowWatcher watcher) {
        flow.ifPresent(used -> kept.keep(used, flowTimer, watcher));
    }

    @Override
    public void watchFlow(LongConsumer onLost) {
        flow.ifPresent(used -> kept.watch(used, onLost));
    }

    @Override
    public void leaveFlow() {
        kept.leave();
    }

    @Override
    public Randomness randomness() {
        return stack.world().randomness();
    }

    @Override
    public TimerValues timers() {
        return stack.config().timers();
    }

    @Override
    public void rearm() {
        long next = Timed.NEVER;
        for (var usage : usages) {
            next = Math.min(next, usage.nextDeadlineNanos());
        }
        alarm.set(next);
        stack.rearm();
    }

    private void onTime() {
        long now = stack.loop().nowNanos();
        try {
            for (var usage : List.copyOf(usages)) {
                if (usage.nextDeadlineNanos() <= now) {
                    usage.onTime(now);
                }
            }
        } finally {
            rearm();
        }
    }

    private ClientUser guarded(ClientUser user) {
        return new ClientUser() {
            @Override
            public void onResponse(SipResponse response, long nowNanos) {
                user.onResponse(response, nowNanos);
                rearm();
            }

            @Override
            public void onFailure(ClientFailure failure, long nowNanos) {
                user.onFailure(failure, nowNanos);
                rearm();
            }
        };
    }

    /** One dialog in the stack's table: its user, and the host whose deadlines may move with each request. */
    final class DialogEntry {
        private final DialogUser user;

        DialogEntry(DialogUser user) {
            this.user = user;
        }

        /** The flow that its call goes over. */
        Optional<Flow> flow() {
            return flow;
        }

        SessionIdentifier sessionId() {
            return sessionId;
        }

        void onRequest(ServerTransaction tx, SipRequest request, Flow from, long nowNanos) {
            useFlow(from);
            user.onRequest(tx, request, nowNanos);
            rearm();
        }

        void onAck(SipRequest ack, long nowNanos) {
            sessionId.onAck(ack);
            user.onAck(ack, nowNanos);
            rearm();
        }

        void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
            user.onCancel(invite, cancel, nowNanos);
            rearm();
        }
    }
}
