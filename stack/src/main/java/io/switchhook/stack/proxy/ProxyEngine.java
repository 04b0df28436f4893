package io.switchhook.stack.proxy;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.world.World;
import io.switchhook.sip.core.auth.AuthRole;
import io.switchhook.sip.core.auth.Verdict;
import io.switchhook.sip.core.proxy.ProxyTarget;
import io.switchhook.sip.core.proxy.RequestValidation;
import io.switchhook.sip.core.proxy.ResponseContext;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.core.proxy.TargetSet;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.core.transaction.ServerEnd;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.ElementAccess;
import io.switchhook.stack.ElementUser;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.flow.Flow;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy on its loop. */
final class ProxyEngine implements ElementUser {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyEngine.class);
    /** Requests that wait for the policy at once; more are answered 503. */
    private static final int MAX_UNDECIDED = 10_000;

    private final ProxySettings settings;
    private final SipStack stack;
    private final ElementAccess access;
    private final OwnNames names;
    private final RequestValidation validation;
    private final Optional<Gate> gate;
    private final Optional<RegistrarDesk> registrar;
    private final Optional<Edge> edge;
    private final StatelessForwarding stateless;
    private final CallbackLane lane;
    private final Map<ServerTransaction, Running> running = new HashMap<>();
    private int undecided;
    private boolean closing;

    ProxyEngine(World world, ProxySettings settings) throws IOException {
        this.settings = settings;
        this.stack = SipStack.openElement(world, settings.stack(), this);
        this.access = stack.access();
        this.names = new OwnNames(settings.domains(), stack.listenPoints());
        this.validation = new RequestValidation(settings.extensions(), names::isThisServer, names::isOwnVia);
        this.gate = settings.users().map(users -> new Gate(users, world.randomness()));
        this.registrar =
                settings.registrar().map(limits -> new RegistrarDesk(limits, gate, access::isOpen, world.randomness()));
        this.edge = settings.edge() ? Optional.of(new Edge(access, names, world.randomness())) : Optional.empty();
        this.stateless = new StatelessForwarding(stack, names);
        this.lane = world.openLane("switchhook-routing");
        stack.start();
    }

    SipStack stack() {
        return stack;
    }

    /** Takes no new requests from now on; says whether any is still under way. */
    boolean finish() {
        closing = true;
        return running.values().stream().allMatch(Running::isOver);
    }

    // --- from the network -----------------------------------------------------------------------------------------

    @Override
    public boolean onMessage(SipMessage message, Flow from, long nowNanos) {
        names.saw(from);
        if (message instanceof SipResponse response) {
            if (settings.stateful()) {
                return false;
            }
            stateless.onResponse(response, nowNanos);
            return true;
        }
        var request = (SipRequest) message;
        boolean forStateless = settings.stateful() ? isUnknownCancel(request) : !isForRegistrar(request);
        if (forStateless) {
            onStatelessRequest(request, from, nowNanos);
        }
        return forStateless;
    }

    /** A registrar is a user agent server, with transactions, whatever the proxy beside it is. */
    private boolean isForRegistrar(SipRequest request) {
        return request.method().equals(SipMethod.REGISTER)
                && registrar.isPresent()
                && request.uri() instanceof SipUri uri
                && names.isResponsibleFor(uri);
    }

    /** RFC 3261 §16.10: its INVITE may have been forwarded before we lost our memory. */
    private boolean isUnknownCancel(SipRequest request) {
        return request.method().equals(SipMethod.CANCEL) && !access.knowsInviteOf(request);
    }

    @Override
    public void onRequest(ServerTransaction tx, SipRequest request, Hop from, long nowNanos) {
        if (closing) {
            access.respond(tx, SipResponse.answering(request, 503), nowNanos);
            return;
        }
        var result = validation.check(request);
        if (result instanceof RequestValidation.Result.Refused refused) {
            access.respond(tx, refused.response(), nowNanos);
        } else if (result instanceof RequestValidation.Result.AnswerHere) {
            access.respond(tx, SipResponse.answering(request, 200), nowNanos);
        } else if (result instanceof RequestValidation.Result.Passed passed) {
            onValid(new StatefulCase(tx, incoming(request, passed, (Flow) from)), passed, nowNanos);
        }
    }

    private void onStatelessRequest(SipRequest request, Flow from, long nowNanos) {
        try {
            var result = validation.check(request);
            var found = new StatelessCase(new Incoming(request, from, new FlowWay.Free()));
            if (result instanceof RequestValidation.Result.Refused refused) {
                found.answer(refused.response(), nowNanos);
            } else if (result instanceof RequestValidation.Result.AnswerHere) {
                found.answer(SipResponse.answering(request, 200), nowNanos);
            } else if (result instanceof RequestValidation.Result.Passed passed) {
                onValid(new StatelessCase(incoming(request, passed, from)), passed, nowNanos);
            }
        } catch (MalformedException e) {
            new StatelessCase(new Incoming(request, from, new FlowWay.Free()))
                    .answer(SipResponse.answering(request, 400, "Bad Request: " + e.getMessage()), nowNanos);
        }
    }

    /** An ACK of a 2xx, which no transaction knows: it follows its route (RFC 3261 §16.11). */
    @Override
    public void onAck(SipRequest ack, Hop from, long nowNanos) {
        if (validation.check(ack) instanceof RequestValidation.Result.Passed passed
                && (passed.looseRouted() || !isForUs(passed.request()))) {
            var way = wayOf(ack, (Flow) from);
            if (!(way instanceof FlowWay.Refused)) {
                var target = Optional.of(way)
                        .filter(FlowWay.Free.class::isInstance)
                        .flatMap(free -> inDialogTarget(passed.request(), nowNanos))
                        .orElseGet(() -> targetBy(way, passed.request()));
                stateless.forward(passed.request(), target, RecordRoutes.NONE);
            }
        }
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
        Optional.ofNullable(running.get(invite)).ifPresent(open -> open.cancel(nowNanos));
    }

    @Override
    public void onStrayResponse(SipResponse response, Hop from, long nowNanos) {
        // RFC 6026 §7.2: dropped, since a response that nobody asked for would find a way to anybody.
    }

    @Override
    public void onTransactionEnd(ServerTransaction tx, ServerEnd end, long nowNanos) {
        Optional.ofNullable(running.remove(tx)).ifPresent(Running::close);
    }

    @Override
    public void onFlowFailed(Flow flow, long nowNanos) {
        registrar.ifPresent(desk -> desk.onFlowFailed(flow, nowNanos));
    }

    // --- where to -------------------------------------------------------------------------------------------------

    private void onValid(Case open, RequestValidation.Result.Passed passed, long nowNanos) {
        var request = open.incoming().request();
        var way = open.incoming().way();
        boolean forUs = isForUs(request);
        if (way instanceof FlowWay.Refused refused) {
            open.answer(SipResponse.answering(request, refused.status()), nowNanos);
        } else if (way instanceof FlowWay.Over) {
            open.forward(TargetSet.parallel(List.of(targetBy(way, request))), nowNanos);
        } else if (request.method().equals(SipMethod.REGISTER) && forUs && registrar.isPresent()) {
            open.answer(registrar.get().onRegister(request, open.incoming().from(), nowNanos), nowNanos);
        } else if (isForServerItself(request)) {
            open.answer(SipResponse.answering(request, 200), nowNanos);
        } else if (passed.looseRouted() && request.to().tag().isPresent()) {
            // Inside a dialog that we record-routed: decided when it was opened.
            forwardInDialog(open, request, nowNanos);
        } else {
            ask(open, request, forUs, nowNanos);
        }
    }

    private FlowWay wayOf(SipRequest received, Flow from) {
        return edge.map(known -> known.wayOf(received, from)).orElseGet(FlowWay.Free::new);
    }

    private Incoming incoming(SipRequest received, RequestValidation.Result.Passed passed, Flow from) {
        return new Incoming(withPath(passed.request(), from), from, wayOf(received, from));
    }

    /** A registrar of ours needs no Path: it has the flow itself. */
    private SipRequest withPath(SipRequest request, Flow from) {
        boolean passesOn = request.method().equals(SipMethod.REGISTER) && !(isForUs(request) && registrar.isPresent());
        return edge.filter(known -> passesOn)
                .map(known -> known.withPath(request, from))
                .orElse(request);
    }

    private static ProxyTarget targetBy(FlowWay way, SipRequest request) {
        var target = ProxyTarget.of(request.uri());
        return way instanceof FlowWay.Over over ? target.over(over.flow()) : target;
    }

    private void forwardInDialog(Case open, SipRequest request, long nowNanos) {
        var gruu = ownGruu(request);
        if (gruu.isPresent() && inDialogTarget(request, nowNanos).isEmpty()) {
            toBindings(open, request, gruu.get(), nowNanos);
            return;
        }
        var target = inDialogTarget(request, nowNanos).orElseGet(() -> ProxyTarget.of(request.uri()));
        open.forward(TargetSet.parallel(List.of(target)), nowNanos);
    }

    /** RFC 5627 §6.1: a telephone of ours may have named itself by its GRUU, at which it is bound only here. */
    private Optional<SipUri> ownGruu(SipRequest request) {
        return registrar.isPresent() && request.uri() instanceof SipUri uri && uri.gruu() && names.isResponsibleFor(uri)
                ? Optional.of(uri)
                : Optional.empty();
    }

    private Optional<ProxyTarget> inDialogTarget(SipRequest request, long nowNanos) {
        return ownGruu(request)
                .flatMap(gruu ->
                        registrar.flatMap(desk -> desk.targetInDialog(gruu, request.has(RouteHeader.TYPE), nowNanos)));
    }

    private boolean isForUs(SipRequest request) {
        return !request.has(RouteHeader.TYPE) && request.uri() instanceof SipUri uri && names.isResponsibleFor(uri);
    }

    /** RFC 3261 §11: an OPTIONS that names a server and no user. */
    private boolean isForServerItself(SipRequest request) {
        return request.method().equals(SipMethod.OPTIONS)
                && isForUs(request)
                && request.uri() instanceof SipUri uri
                && uri.user().isEmpty();
    }

    private void ask(Case open, SipRequest request, boolean forUs, long nowNanos) {
        if (undecided >= MAX_UNDECIDED) {
            open.answer(SipResponse.answering(request, 503), nowNanos);
            return;
        }
        open.begin();
        boolean hopByHop =
                request.method().equals(SipMethod.ACK) || request.method().equals(SipMethod.CANCEL);
        var verdict =
                hopByHop ? Optional.<Verdict>empty() : gate.map(door -> door.judge(request, AuthRole.PROXY, nowNanos));
        var asked = new ProxyRequest(
                request, open.incoming().from(), verdict.flatMap(Gate::userOf), forUs, request.has(RouteHeader.TYPE));
        if (settings.policyOnLoop()) {
            carryOut(open, request, verdict, decide(asked), nowNanos);
            return;
        }
        undecided++;
        lane.submit(() -> {
            var decision = decide(asked);
            stack.loop().post(() -> {
                undecided--;
                carryOut(open, request, verdict, decision, stack.loop().nowNanos());
            });
        });
    }

    private RoutingDecision decide(ProxyRequest asked) {
        try {
            return settings.policy().route(asked);
        } catch (RuntimeException e) {
            LOG.error(
                    "The routing policy failed on a {}",
                    asked.message().method().name(),
                    e);
            return RoutingDecision.reject(500, "Server Internal Error");
        }
    }

    private void carryOut(
            Case open, SipRequest request, Optional<Verdict> verdict, RoutingDecision decision, long nowNanos) {
        if (open.gone()) {
            return;
        }
        switch (decision.kind()) {
            case FORWARD -> open.forward(((RoutingDecision.Forward) decision).targets(), nowNanos);
            case TO_BINDINGS ->
                toBindings(open, request, ((RoutingDecision.ToBindings) decision).addressOfRecord(), nowNanos);
            case REDIRECT -> {
                var redirect = (RoutingDecision.Redirect) decision;
                open.answer(
                        SipResponse.answering(request, redirect.status())
                                .setAll(ContactHeader.TYPE, redirect.contacts()),
                        nowNanos);
            }
            case REJECT -> {
                var reject = (RoutingDecision.Reject) decision;
                open.answer(SipResponse.answering(request, reject.status(), reject.reason()), nowNanos);
            }
            case CHALLENGE ->
                open.answer(
                        verdict.map(known -> Gate.refusal(request, known))
                                .orElseGet(() -> SipResponse.answering(request, 403)),
                        nowNanos);
        }
        access.rearm();
    }

    private void toBindings(Case open, SipRequest request, SipUri addressOfRecord, long nowNanos) {
        var targets =
                registrar.map(desk -> desk.targetsOf(addressOfRecord, nowNanos)).orElse(List.of());
        if (!targets.isEmpty()) {
            open.forward(TargetSet.byPreference(targets), nowNanos);
            return;
        }
        boolean exists = registrar
                .filter(desk -> desk.mayExist(addressOfRecord, nowNanos))
                .isPresent();
        open.answer(SipResponse.answering(request, exists ? 480 : 404), nowNanos);
    }

    /** Whether the proxy is to stay on the path of the dialog that the request may open. */
    private RecordRoutes recordRoutesOf(Case open) {
        var request = open.incoming().request();
        if (request.method().equals(SipMethod.REGISTER) || request.to().tag().isPresent()) {
            return RecordRoutes.NONE;
        }
        var from = open.incoming().from();
        var callers = edge.flatMap(known -> known.callersToken(request, from));
        var callees = edge.flatMap(known -> known.calleesToken(open.incoming().way()));
        boolean stays = settings.recordRoute() || callers.isPresent() || callees.isPresent();
        var at = Interfaces.of(access, from).withToken(callers);
        return stays ? new RecordRoutes(Optional.of(at), callees) : RecordRoutes.NONE;
    }

    // --- two ways to treat a request ------------------------------------------------------------------------------

    /** A request for which a decision is sought or taken. */
    private interface Case {
        Incoming incoming();

        void begin();

        boolean gone();

        void answer(SipResponse.Builder response, long nowNanos);

        void forward(TargetSet targets, long nowNanos);
    }

    private final class StatelessCase implements Case {
        private final Incoming incoming;
        private final SipRequest request;

        StatelessCase(Incoming incoming) {
            this.incoming = incoming;
            this.request = incoming.request();
        }

        @Override
        public Incoming incoming() {
            return incoming;
        }

        @Override
        public void begin() {
            // Nothing is remembered.
        }

        @Override
        public boolean gone() {
            return false;
        }

        /** RFC 3261 §8.2.7: an ACK is never answered, and the tag is the same for each repetition. */
        @Override
        public void answer(SipResponse.Builder response, long nowNanos) {
            if (!request.method().equals(SipMethod.ACK)) {
                access.send(StatelessTag.applyTo(response.build(), request), incoming.from(), nowNanos);
            }
        }

        @Override
        public void forward(TargetSet targets, long nowNanos) {
            boolean opensDialog =
                    !request.method().equals(SipMethod.ACK) && !request.method().equals(SipMethod.CANCEL);
            stateless.forward(request, targets.first(), opensDialog ? recordRoutesOf(this) : RecordRoutes.NONE);
        }
    }

    private final class StatefulCase implements Case {
        private final ServerTransaction tx;
        private final Incoming incoming;
        private final SipRequest request;

        StatefulCase(ServerTransaction tx, Incoming incoming) {
            this.tx = tx;
            this.incoming = incoming;
            this.request = incoming.request();
        }

        @Override
        public Incoming incoming() {
            return incoming;
        }

        @Override
        public void begin() {
            running.put(tx, new Running(tx, request));
        }

        /** Cancelled, or its client has given up, while the policy thought about it. */
        @Override
        public boolean gone() {
            return tx.finalSent() || tx.ended();
        }

        @Override
        public void answer(SipResponse.Builder response, long nowNanos) {
            access.respond(tx, response, nowNanos);
        }

        @Override
        public void forward(TargetSet targets, long nowNanos) {
            if (request.method().equals(SipMethod.INVITE)) {
                // RFC 3261 §16.2: at once, so that the caller does not repeat its INVITE.
                tx.respond(SipResponse.answering(request, 100).build(), nowNanos);
            }
            running.computeIfAbsent(tx, key -> new Running(tx, request)).start(recordRoutesOf(this), targets, nowNanos);
        }
    }

    /** A request under way, with the alarm of its timer C. */
    private final class Running {
        private final ServerTransaction tx;
        private final SipRequest request;
        private final Alarm alarm = stack.loop().alarm(this::onTime);
        private Optional<ResponseContext> context = Optional.empty();

        Running(ServerTransaction tx, SipRequest request) {
            this.tx = tx;
            this.request = request;
        }

        void start(RecordRoutes routes, TargetSet targets, long nowNanos) {
            var at = routes.arrivedAt();
            var opened = new ResponseContext(tx, request, at, settings.rules(), (forwarded, user, now) -> {
                var copy = new OutgoingCopy(stack, forwarded, routes.calleesToken(), settling(user));
                copy.start(now);
                return copy;
            });
            context = Optional.of(opened);
            opened.start(targets, nowNanos);
            settle();
        }

        private ClientUser settling(ClientUser user) {
            return new ClientUser() {
                @Override
                public void onResponse(SipResponse response, long nowNanos) {
                    user.onResponse(response, nowNanos);
                    settle();
                }

                @Override
                public void onFailure(ClientFailure failure, long nowNanos) {
                    user.onFailure(failure, nowNanos);
                    settle();
                }
            };
        }

        void cancel(long nowNanos) {
            if (context.isEmpty()) {
                access.respond(tx, SipResponse.answering(request, 487), nowNanos);
            } else {
                context.get().onCancel(nowNanos);
                settle();
            }
        }

        private void onTime() {
            context.ifPresent(open -> open.onTime(stack.loop().nowNanos()));
            settle();
        }

        private void settle() {
            context.ifPresent(open -> alarm.set(open.nextDeadlineNanos()));
            access.rearm();
        }

        boolean isOver() {
            return context.map(ResponseContext::over).orElse(tx.finalSent());
        }

        void close() {
            alarm.cancel();
        }
    }
}
