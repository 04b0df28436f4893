package io.switchhook.stack;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.timer.Timed;
import io.switchhook.base.world.World;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.proxy.ProxiedSession;
import io.switchhook.sip.core.route.StickyTargets;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.core.transaction.ServerEnd;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.transaction.TransactionLayer;
import io.switchhook.sip.core.transaction.TransactionUser;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.FlowKeeper;
import io.switchhook.stack.flow.FlowUser;
import io.switchhook.stack.flow.Flows;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.TraceSink;
import io.switchhook.stun.StunMessage;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running SIP stack: the ports it listens on, its transactions, and the dialogs of its products, all owned by
 * one loop. Methods are called on that loop unless they
 * say otherwise.
 */
public final class SipStack implements AutoCloseable {
    /** An entry for each line; more lines than this share one phone badly for other reasons. */
    private static final int MAX_REGISTRARS = 65_536;

    private final World world;
    private final StackConfig config;
    private final Loop loop;
    private final StackUser user;
    private final Optional<ElementUser> element;
    private final Flows flows;
    private final FlowKeeper keeper;
    private final TransactionLayer transactions;
    private final Alarm transactionAlarm;
    private long armedFor = Timed.NEVER;
    private final RegisterTurns turns;
    private final StandingHeaders headers;
    private final StackTrace trace;
    private final Router router;
    private final DialogTable dialogs = new DialogTable();
    private final AccountKeys keys;
    private final FlowTroubles troubles = new FlowTroubles();
    private final StickyTargets registrars = new StickyTargets(MAX_REGISTRARS);
    private Optional<EventUser> eventUser = Optional.empty();

    private SipStack(World world, StackConfig config, StackUser user, Optional<ElementUser> element, Loop loop) {
        this.world = world;
        this.config = config;
        this.user = user;
        this.element = element;
        this.loop = loop;
        this.headers = new StandingHeaders(config.product());
        this.trace = new StackTrace(config.trace(), world);
        var inbound = new Inbound();
        this.flows = new Flows(
                world.network(),
                loop,
                world.randomness(),
                config.streams(),
                config.connections(),
                config.limits(),
                inbound,
                trace);
        this.keeper =
                new FlowKeeper(loop, world.randomness(), (message, flow) -> flows.send(message, flow, loop.nowNanos()));
        this.router = new Router(world.network(), loop, flows, world.randomness());
        this.transactions = new TransactionLayer(
                config.timers(),
                config.maxTransactions(),
                config.maxTransactionsPerPeer(),
                (message, hop) -> flows.send(message, (Flow) hop, loop.nowNanos()),
                inbound,
                world.randomness());
        this.keys = new AccountKeys(world.randomness());
        this.transactionAlarm = loop.alarm(this::onTransactionTime);
        this.turns = new RegisterTurns(loop);
    }

    /**
     * Opens the ports; {@link #start} begins to receive. May be called from any thread.
     *
     * @throws IOException when a port cannot be had; nothing stays open then
     */
    public static SipStack open(World world, StackConfig config, StackUser user) throws IOException {
        return opened(new SipStack(world, config, user, Optional.empty(), world.openLoop("switchhook-sip")));
    }

    /**
     * Opens the ports for an element that is no user agent, a proxy for one; as {@link #open} otherwise. What it may do is given by {@link #access()}.
     *
     * @throws IOException when a port cannot be had; nothing stays open then
     */
    public static SipStack openElement(World world, StackConfig config, ElementUser element) throws IOException {
        return opened(
                new SipStack(world, config, new NoUserAgent(), Optional.of(element), world.openLoop("switchhook-sip")));
    }

    private static SipStack opened(SipStack stack) throws IOException {
        try {
            for (var point : stack.config.listen()) {
                stack.flows.open(point);
            }
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** For the user of {@link #openElement}. */
    public ElementAccess access() {
        return new ElementAccess(this);
    }

    /** From now on messages are received; what came before is lost. Called once the product is ready for them, from any thread. */
    public void start() {
        flows.start();
    }

    public Loop loop() {
        return loop;
    }

    public World world() {
        return world;
    }

    public StackConfig config() {
        return config;
    }

    /** The trace that this stack writes to; products add their decisions. */
    public TraceSink traceSink() {
        return config.trace();
    }

    /** The addresses bound, with real port numbers. From any thread. */
    public List<ListenPoint> listenPoints() {
        return flows.listenPoints();
    }

    /** Whether the peer of a connection has proven to be that server (RFC 5922 §7.2); nobody has where nothing is secured. */
    public boolean proves(Flow flow, String name) {
        return flows.own().proves(flow, name);
    }

    /** From now on SUBSCRIBE and PUBLISH outside of dialogs go to this user first. */
    public void serveEvents(EventUser events) {
        eventUser = Optional.of(events);
    }

    /**
     * What others may subscribe to and publish here, as Allow and Allow-Events tell it (RFC 6665 §4.4.4); besides refer, which every call knows.
     *
     * @param publications whether PUBLISH is taken
     */
    public void announceEvents(Collection<String> packages, boolean publications) {
        headers.announceEvents(packages, publications);
    }

    /** From now on the server of that name at that port is asked for this path when it is called over WebSocket; others for that of the settings. From any thread. */
    public void useWebSocketPath(String host, int port, String path) {
        if (loop.inLoop()) {
            flows.useWebSocketPath(host, port, path);
        } else {
            loop.post(() -> flows.useWebSocketPath(host, port, path));
        }
    }

    /** A host for the usages of one call or line. */
    public CallHost hostFor(Identity identity) {
        return new CallHost(this, identity);
    }

    /** A host for the call that an INVITE opens. */
    public CallHost accept(Identity identity, Flow from) {
        var host = new CallHost(this, identity);
        host.useFlow(from);
        return host;
    }

    /** Says in Allow from now on that the product takes this method too. From any thread. */
    public void allow(SipMethod method) {
        headers.allow(method);
    }

    /** Answers a request outside of any call; a To without a tag gets the transaction's own (RFC 3261 §8.2.6.2). */
    public void respond(ServerTransaction transaction, SipResponse.Builder response, long nowNanos) {
        transaction.respond(response.toTag(transaction.localTag()).build(), nowNanos);
        rearm();
    }

    /** An answer with our standing headers. */
    public SipResponse.Builder answering(SipRequest request, int status, String reason) {
        return dialogs.answered(request, status, headers.answering(request, status, reason));
    }

    /** What the stack holds now, for leak checks. */
    public StackLoad load() {
        return new StackLoad(
                transactions.clientCount(),
                transactions.serverCount(),
                dialogs.size(),
                loop.armedAlarms() - flows.armedAlarms() - router.armedAlarms());
    }

    /** Closes ports, connections and the loop. From any thread; what is in flight is dropped, so products end their calls first. */
    @Override
    public void close() {
        if (loop.inLoop()) {
            closeOnLoop();
        } else {
            loop.post(this::closeOnLoop);
        }
        loop.close();
    }

    private void closeOnLoop() {
        transactionAlarm.cancel();
        turns.close();
        keeper.close();
        router.close();
        flows.close();
    }

    /** For a registrar on this stack: what it tells its telephones of the flows that they keep open. Used on the loop. */
    public FlowPromises flowPromises(FlowTimers timers) {
        return new FlowPromises(flows, timers);
    }

    // --- for hosts ------------------------------------------------------------------------------------------------

    TransactionLayer transactions() {
        return transactions;
    }

    Flows flows() {
        return flows;
    }

    /** Keeps flows alive for registrations. */
    FlowKeeper keeper() {
        return keeper;
    }

    Router router() {
        return router;
    }

    FlowTroubles troubles() {
        return troubles;
    }

    /** By address-of-record, the server that each line has registered at. */
    StickyTargets registrars() {
        return registrars;
    }

    /** Our Via for a new transaction over this flow (RFC 3261 §8.1.1.7, RFC 3581 §3). */
    ViaHeader viaFor(Flow used) {
        var place = flows.placeOf(used);
        var parameters =
                Parameters.EMPTY.with("branch", transactions.newBranch()).withFlag("rport");
        return new ViaHeader(
                used.kind().name(),
                place.host(),
                place.port(),
                flows.offersAlias(used) ? parameters.withFlag("alias") : parameters);
    }

    /** The credentials of whoever calls; empty when there are none. */
    Optional<KeyHolder> keysOf(Identity identity) {
        return keys.of(identity);
    }

    RegisterTurns turns() {
        return turns;
    }

    StandingHeaders headers() {
        return headers;
    }

    StackTrace trace() {
        return trace;
    }

    void openDialog(DialogId id, CallHost.DialogEntry entry) {
        dialogs.open(id, entry);
    }

    void closeDialog(DialogId id) {
        dialogs.close(id);
    }

    /** The transaction layer may have got a nearer deadline. */
    void rearm() {
        long next = transactions.nextDeadlineNanos();
        if (next != armedFor || !transactionAlarm.isSet()) {
            armedFor = next;
            transactionAlarm.set(next);
        }
    }

    private void onTransactionTime() {
        try {
            transactions.onTime(loop.nowNanos());
        } finally {
            rearm();
        }
    }

    // --- from below -----------------------------------------------------------------------------------------------

    private final class Inbound implements FlowUser, TransactionUser {
        @Override
        public void onMessage(SipMessage message, Flow from, long nowNanos) {
            try {
                if (element.isEmpty()) {
                    transactions.onMessage(Tolerance.readable(message), from, nowNanos);
                } else if (!element.get().onMessage(message, from, nowNanos)) {
                    // RFC 3261 §16.3 item 1: what a proxy need not read goes on as it came.
                    transactions.onMessage(message, from, nowNanos);
                }
            } catch (RuntimeException e) {
                log().warn("A message from {} was dropped, since handling it failed", from.remote(), e);
            }
            rearm();
        }

        @Override
        public Set<Flow> flowsInUse() {
            var used = new HashSet<Flow>();
            transactions.hopsInUse().forEach(hop -> used.add((Flow) hop));
            dialogs.forEachFlow(used::add);
            return used;
        }

        @Override
        public void onFlowFailed(Flow flow, String reason, long nowNanos) {
            trace.note("", reason);
            troubles.onFailure(flow, reason);
            transactions.onTransportError(flow, nowNanos);
            keeper.onFlowFailed(flow, nowNanos);
            user.onFlowFailed(flow, nowNanos);
            element.ifPresent(told -> told.onFlowFailed(flow, nowNanos));
            rearm();
        }

        @Override
        public void onKeepAliveAnswered(Flow flow, long nowNanos) {
            keeper.onAnswered(flow, nowNanos);
        }

        @Override
        public void onStunAnswer(StunMessage answer, Flow from, long nowNanos) {
            keeper.onAnswer(answer, from, nowNanos);
            rearm();
        }

        @Override
        public void onRequest(ServerTransaction tx, SipRequest request, Hop from, long nowNanos) {
            try {
                if (element.isPresent()) {
                    element.get().onRequest(tx, request, from, nowNanos);
                } else {
                    dispatch(tx, request, (Flow) from, nowNanos);
                }
            } catch (MalformedException e) {
                refuseIfOpen(tx, request, 400, "Bad Request: " + e.getMessage(), nowNanos);
            } catch (RuntimeException e) {
                log().error(
                                "A {} from {} could not be handled",
                                request.method().name(),
                                from,
                                e);
                refuseIfOpen(tx, request, 500, "Server Internal Error", nowNanos);
            }
        }

        private void refuseIfOpen(ServerTransaction tx, SipRequest request, int status, String reason, long nowNanos) {
            if (!tx.finalSent() && !tx.ended()) {
                respond(tx, headers.answering(request, status, reason), nowNanos);
            }
        }

        private void dispatch(ServerTransaction tx, SipRequest request, Flow from, long nowNanos) {
            if (DialogId.isInDialog(request)) {
                var entry = dialogs.of(request);
                if (entry.isEmpty()) {
                    respond(tx, headers.answering(request, 481, "Call/Transaction Does Not Exist"), nowNanos);
                } else {
                    transactions.onProof(from);
                    entry.get().onRequest(tx, request, from, nowNanos);
                }
                return;
            }
            var refusal = headers.refusalOf(tx, request).or(() -> SipsRules.refusalOf(request, from, headers));
            if (refusal.isPresent()) {
                respond(tx, refusal.get(), nowNanos);
            } else if (request.method().equals(SipMethod.INVITE)) {
                user.onInvite(tx, request, from, nowNanos);
            } else if (!onEvent(tx, request, from, nowNanos) && !user.onRequest(tx, request, from, nowNanos)) {
                respond(tx, headers.usualAnswer(request), nowNanos);
            }
        }

        private boolean onEvent(ServerTransaction tx, SipRequest request, Flow from, long nowNanos) {
            var method = request.method();
            return (method.equals(SipMethod.SUBSCRIBE)
                            && eventUser
                                    .filter(events -> events.onSubscribe(tx, request, from, nowNanos))
                                    .isPresent())
                    || (method.equals(SipMethod.PUBLISH)
                            && eventUser
                                    .filter(events -> events.onPublish(tx, request, from, nowNanos))
                                    .isPresent());
        }

        @Override
        public void onAck(SipRequest ack, Hop from, long nowNanos) {
            if (element.isPresent()) {
                element.get().onAck(ack, from, nowNanos);
                return;
            }
            dialogs.ofAck(ack).ifPresent(entry -> {
                // It knows the tag that stood in our answer alone.
                transactions.onProof(from);
                entry.onAck(ack, nowNanos);
            });
        }

        @Override
        public void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
            if (element.isPresent()) {
                element.get().onCancel(invite, cancel, nowNanos);
                return;
            }
            dialogs.ofCancel(invite, cancel)
                    .ifPresentOrElse(
                            entry -> entry.onCancel(invite, cancel, nowNanos), () -> user.onCancel(invite, nowNanos));
        }

        @Override
        public SipResponse.Builder dressed(SipRequest request, String localTag, SipResponse.Builder answer) {
            return element.isPresent()
                    ? ProxiedSession.answering(request, answer)
                    : dialogs.answeredAside(request, localTag, answer);
        }

        @Override
        public void onStrayResponse(SipResponse response, Hop from, long nowNanos) {
            // RFC 6026 §7.2: nothing of ours waits for it.
            element.ifPresent(open -> open.onStrayResponse(response, from, nowNanos));
        }

        @Override
        public void onLateSuccess(SipResponse response, Hop back, long nowNanos) {
            element.ifPresent(open -> open.onLateSuccess(response, back, nowNanos));
        }

        @Override
        public void onTransactionEnd(ServerTransaction tx, ServerEnd end, long nowNanos) {
            // Usages keep their own time; the lost ACK of a refusal changes nothing for them.
            element.ifPresent(open -> open.onTransactionEnd(tx, end, nowNanos));
        }
    }

    /** Asked for only when there is something to say: the first logger takes longer to get than a registration. */
    private static Logger log() {
        return LoggerFactory.getLogger(SipStack.class);
    }
}
