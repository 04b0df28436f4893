package io.switchhook.stack.proxy;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.world.World;
import io.switchhook.sip.core.auth.AuthRole;
import io.switchhook.sip.core.auth.Verdict;
import io.switchhook.sip.core.proxy.CallerPreferences;
import io.switchhook.sip.core.proxy.ProxiedSession;
import io.switchhook.sip.core.proxy.ProxyTarget;
import io.switchhook.sip.core.proxy.RequestValidation;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.core.proxy.TargetSet;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.core.transaction.ServerEnd;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.transaction.StatelessTag;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.ElementAccess;
import io.switchhook.stack.ElementUser;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.flow.Flow;
import java.io.IOException;
import java.util.List;
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
    private final OwnAbilities abilities;
    private final TrustDomain trust;
    private final RequestValidation validation;
    private final Optional<Gate> gate;
    private final Optional<RegistrarDesk> registrar;
    private final Optional<Edge> edge;
    private final GruuRouting gruus;
    private final DialogPath path;
    private final StatefulForwarding stateful;
    private final StatelessForwarding stateless;
    private final StatelessTag tags;
    private final ChallengeLimit challenges;
    private final CallbackLane lane;
    private int undecided;
    private boolean closing;

    ProxyEngine(World world, ProxySettings settings) throws IOException {
        this.settings = settings;
        this.stack = SipStack.openElement(world, settings.stack(), this);
        this.access = stack.access();
        this.names = new OwnNames(settings.domains(), stack.listenPoints());
        this.abilities = new OwnAbilities(settings);
        this.trust = new TrustDomain(settings, names);
        this.validation = new RequestValidation(
                settings.extensions(), names::isThisServer, names::isOwnVia, this::isAnsweredByRegistrar);
        this.gate = settings.users().map(users -> new Gate(users, settings.authenticationInfo(), world.randomness()));
        var promises = stack.flowPromises(settings.flowTimers());
        this.registrar = settings.registrar()
                .map(limits -> new RegistrarDesk(
                        limits, gate, names::isResponsibleFor, access::isOpen, promises, world.randomness()));
        this.edge = settings.edge() ? Optional.of(new Edge(access, names, tokens(settings, world))) : Optional.empty();
        this.gruus = new GruuRouting(names, registrar);
        this.path = new DialogPath(settings.recordRoute(), access, edge, gruus);
        var atEdge = edge.map(any -> promises);
        this.stateful = new StatefulForwarding(stack, settings.rules(), trust, atEdge);
        this.stateless = new StatelessForwarding(stack, names, trust, atEdge);
        this.tags = new StatelessTag(world.randomness());
        this.challenges = new ChallengeLimit(settings.stack().maxTransactionsPerPeer());
        this.lane = world.openLane("switchhook-routing");
        stack.start();
    }

    private static FlowTokens tokens(ProxySettings settings, World world) {
        return new FlowTokens(settings.flowKey().orElseGet(() -> FlowTokens.drawnKey(world.randomness())));
    }

    SipStack stack() {
        return stack;
    }

    /** Takes no new requests from now on; says whether any is still under way. */
    boolean finish() {
        closing = true;
        return stateful.isIdle();
    }

    // --- from the network -----------------------------------------------------------------------------------------

    @Override
    public boolean onMessage(SipMessage message, Flow from, long nowNanos) {
        names.saw(from);
        if (message instanceof SipResponse response) {
            if (settings.stateful()) {
                return false;
            }
            stateless.onResponse(response, from, nowNanos);
            return true;
        }
        var request = (SipRequest) message;
        if (request.method().equals(SipMethod.ACK) && tags.isOf(request)) {
            // RFC 3261 §17.2.1: it was for us alone.
            return true;
        }
        if (isToBeChallenged(request)) {
            if (challenges.take(from, nowNanos)) {
                onStatelessRequest(request, from, nowNanos);
            }
            return true;
        }
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

    private boolean isAnsweredByRegistrar(SipRequest routed) {
        return isForRegistrar(routed) && !routed.has(RouteHeader.TYPE);
    }

    /** RFC 3261 §26.3.2.4: a registration without credentials gets a single 401, and nothing of it is remembered. */
    private boolean isToBeChallenged(SipRequest request) {
        return gate.isPresent()
                && !closing
                && !request.has(AuthorizationHeader.TYPE)
                && !request.has(RouteHeader.TYPE)
                && isForRegistrar(request);
    }

    /** RFC 3261 §16.10: its INVITE may have been forwarded before we lost our memory. */
    private boolean isUnknownCancel(SipRequest request) {
        return request.method().equals(SipMethod.CANCEL) && !access.knowsInviteOf(request);
    }

    @Override
    public void onRequest(ServerTransaction tx, SipRequest request, Hop from, long nowNanos) {
        if (closing) {
            access.respond(tx, ProxiedSession.answering(request, SipResponse.answering(request, 503)), nowNanos);
            return;
        }
        var result = validation.check(request);
        if (result instanceof RequestValidation.Result.Refused refused) {
            access.respond(tx, ProxiedSession.answering(request, refused.response()), nowNanos);
        } else if (result instanceof RequestValidation.Result.AnswerHere) {
            access.respond(tx, ProxiedSession.answering(request, abilities.answer(request)), nowNanos);
        } else if (result instanceof RequestValidation.Result.Passed passed) {
            onValid(
                    new OpenRequest.Stateful(stateful, access, tx, incoming(request, passed, (Flow) from)),
                    passed,
                    nowNanos);
        }
    }

    private void onStatelessRequest(SipRequest request, Flow from, long nowNanos) {
        try {
            var result = validation.check(request);
            var found = openStateless(new Incoming(request, from, new FlowWay.Free()));
            if (result instanceof RequestValidation.Result.Refused refused) {
                found.answer(refused.response(), nowNanos);
            } else if (result instanceof RequestValidation.Result.AnswerHere) {
                found.answer(abilities.answer(request), nowNanos);
            } else if (result instanceof RequestValidation.Result.Passed passed) {
                onValid(openStateless(incoming(request, passed, from)), passed, nowNanos);
            }
        } catch (MalformedException e) {
            openStateless(new Incoming(request, from, new FlowWay.Free()))
                    .answer(SipResponse.answering(request, 400, "Bad Request: " + e.getMessage()), nowNanos);
        }
    }

    private OpenRequest openStateless(Incoming incoming) {
        return new OpenRequest.Stateless(stateless, access, tags, incoming);
    }

    /** An ACK of a 2xx, which no transaction knows: it follows its route (RFC 3261 §16.11). */
    @Override
    public void onAck(SipRequest ack, Hop from, long nowNanos) {
        if (!(validation.check(ack) instanceof RequestValidation.Result.Passed passed)) {
            return;
        }
        var request = trust.taken(passed.request(), (Flow) from);
        var way = wayOf(ack, (Flow) from);
        var incoming = new Incoming(request, (Flow) from, way);
        var gruu = way instanceof FlowWay.Free ? gruuInDialog(passed) : Optional.<SipUri>empty();
        if (gruu.isPresent()) {
            targetsOf(gruu.get(), request, nowNanos).stream()
                    .findFirst()
                    .ifPresent(target -> stateless.forward(incoming, target, RecordRoutes.NONE));
        } else if (!(way instanceof FlowWay.Refused) && (passed.looseRouted() || !isForUs(request))) {
            stateless.forward(incoming, targetBy(way, request, nowNanos), RecordRoutes.NONE);
        }
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
        stateful.cancel(invite, cancel, nowNanos);
    }

    @Override
    public void onStrayResponse(SipResponse response, Hop from, long nowNanos) {
        // RFC 6026 §7.2: dropped, since a response that nobody asked for would find a way to anybody.
    }

    /** RFC 6026 §7.1: every 2xx goes back. */
    @Override
    public void onLateSuccess(SipResponse response, Hop back, long nowNanos) {
        var bare = response.edit().removeFirst(ViaHeader.TYPE).build();
        if (bare.has(ViaHeader.TYPE)) {
            access.send(trust.returned(bare, Optional.empty(), (Flow) back), (Flow) back, nowNanos);
        }
    }

    @Override
    public void onTransactionEnd(ServerTransaction tx, ServerEnd end, long nowNanos) {
        stateful.onTransactionEnd(tx);
    }

    @Override
    public void onFlowFailed(Flow flow, long nowNanos) {
        registrar.ifPresent(desk -> desk.onFlowFailed(flow, nowNanos));
        stateless.onFlowFailed(flow, nowNanos);
    }

    // --- where to -------------------------------------------------------------------------------------------------

    private void onValid(OpenRequest open, RequestValidation.Result.Passed passed, long nowNanos) {
        var request = open.incoming().request();
        var way = open.incoming().way();
        var gruu = gruuInDialog(passed);
        boolean forUs = isForUs(request);
        if (way instanceof FlowWay.Refused refused) {
            open.answer(SipResponse.answering(request, refused.status()), nowNanos);
        } else if (way instanceof FlowWay.Over) {
            forwardTo(open, targetBy(way, request, nowNanos), nowNanos);
        } else if (request.method().equals(SipMethod.REGISTER) && forUs && registrar.isPresent()) {
            open.answer(registrar.get().onRegister(request, open.incoming().from(), nowNanos), nowNanos);
        } else if (isForServerItself(request)) {
            open.answer(abilities.answer(request), nowNanos);
        } else if (gruu.isPresent()) {
            toBindings(open, request, gruu.get(), nowNanos);
        } else if (passed.looseRouted() && request.to().tag().isPresent()) {
            // Inside a dialog that we record-routed: decided when it was opened.
            forwardTo(open, ProxyTarget.of(request.uri()), nowNanos);
        } else {
            ask(open, request, forUs, nowNanos);
        }
    }

    private FlowWay wayOf(SipRequest received, Flow from) {
        return edge.map(known -> known.wayOf(received, from)).orElseGet(FlowWay.Free::new);
    }

    private Incoming incoming(SipRequest received, RequestValidation.Result.Passed passed, Flow from) {
        return new Incoming(withPath(trust.taken(passed.request(), from), from), from, wayOf(received, from));
    }

    /** A registrar of ours needs no Path: it has the flow itself. */
    private SipRequest withPath(SipRequest request, Flow from) {
        return edge.filter(known -> request.method().equals(SipMethod.REGISTER))
                .filter(known -> registrar.isEmpty() || !isForUs(request))
                .map(known -> known.withPath(request, from))
                .orElse(request);
    }

    /** RFC 5627 §6.1: a telephone that has named itself by its GRUU is found only here, whether we have record-routed or not. */
    private Optional<SipUri> gruuInDialog(RequestValidation.Result.Passed passed) {
        var request = passed.request();
        return gruus.target(request)
                .filter(gruu -> (passed.looseRouted() || isForUs(request))
                        && request.to().tag().isPresent());
    }

    private ProxyTarget targetBy(FlowWay way, SipRequest request, long nowNanos) {
        if (!(way instanceof FlowWay.Over over)) {
            return ProxyTarget.of(request.uri());
        }
        // The flow is known, and the telephone is called by the address that it has registered.
        return gruus.target(request)
                .flatMap(gruu -> targetsOf(gruu, request, nowNanos).stream().findFirst())
                .map(bound -> ProxyTarget.of(bound.uri()))
                .orElseGet(() -> ProxyTarget.of(request.uri()))
                .over(over.flow());
    }

    private void forwardTo(OpenRequest open, ProxyTarget target, long nowNanos) {
        forwardTo(open, TargetSet.parallel(List.of(target)), false, nowNanos);
    }

    private void forwardTo(OpenRequest open, TargetSet targets, boolean needed, long nowNanos) {
        open.forward(targets, path.of(open.incoming(), targets, needed, nowNanos), nowNanos);
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

    private void ask(OpenRequest open, SipRequest request, boolean forUs, long nowNanos) {
        if (undecided >= MAX_UNDECIDED) {
            open.answer(SipResponse.answering(request, 503), nowNanos);
            return;
        }
        boolean hopByHop =
                request.method().equals(SipMethod.ACK) || request.method().equals(SipMethod.CANCEL);
        var verdict = hopByHop
                ? Optional.<Verdict>empty()
                : gate.map(door -> trust.isReturned(request, open.incoming().from())
                        ? door.judgeReturned(request, AuthRole.PROXY, nowNanos)
                        : door.judge(request, AuthRole.PROXY, nowNanos));
        var user = verdict.flatMap(Gate::userOf);
        if (gruus.isBorrowed(request, user, nowNanos)) {
            open.answer(
                    SipResponse.answering(request, 403, "Forbidden: Contact is the GRUU of somebody else"), nowNanos);
            return;
        }
        var known = open.by(trust.asserting(request, user), gate.flatMap(door -> verdict.flatMap(door::proofOf)));
        known.begin();
        decideOn(known, verdict, user, forUs, nowNanos);
    }

    private void decideOn(
            OpenRequest open, Optional<Verdict> verdict, Optional<String> user, boolean forUs, long nowNanos) {
        var request = open.incoming().request();
        var asked = new ProxyRequest(request, open.incoming().from(), user, forUs, request.has(RouteHeader.TYPE));
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

    /** Nobody else would answer: the decision comes on a turn of the loop of its own. */
    private void carryOut(
            OpenRequest open, SipRequest request, Optional<Verdict> verdict, RoutingDecision decision, long nowNanos) {
        if (open.gone()) {
            return;
        }
        try {
            obey(open, request, verdict, decision, nowNanos);
        } catch (RuntimeException e) {
            LOG.error(
                    "What was decided on a {} could not be carried out",
                    request.method().name(),
                    e);
            if (!open.gone()) {
                open.answer(SipResponse.answering(request, 500), nowNanos);
            }
        }
        access.rearm();
    }

    private void obey(
            OpenRequest open, SipRequest request, Optional<Verdict> verdict, RoutingDecision decision, long nowNanos) {
        switch (decision.kind()) {
            case FORWARD -> forwardTo(open, ((RoutingDecision.Forward) decision).targets(), false, nowNanos);
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
            case CHALLENGE -> challenge(open, request, verdict, nowNanos);
        }
    }

    /** RFC 3261 §26.3.2.4: who has shown nothing gets a single answer, and is forgotten. */
    private void challenge(OpenRequest open, SipRequest request, Optional<Verdict> verdict, long nowNanos) {
        var answer =
                verdict.map(known -> Gate.refusal(request, known)).orElseGet(() -> SipResponse.answering(request, 403));
        boolean stranger = verdict.filter(known -> known instanceof Verdict.Challenged asked && !asked.stale())
                .isPresent();
        if (stranger && challenges.take(open.incoming().from(), nowNanos)) {
            open.answerOnce(answer, tags.of(request), nowNanos);
        } else {
            open.answer(answer, nowNanos);
        }
    }

    private void toBindings(OpenRequest open, SipRequest request, SipUri address, long nowNanos) {
        var targets = targetsOf(address, request, nowNanos);
        if (targets.isEmpty()) {
            boolean exists =
                    registrar.filter(desk -> desk.mayExist(address, nowNanos)).isPresent();
            open.answer(SipResponse.answering(request, exists ? 480 : 404), nowNanos);
            return;
        }
        // What follows in a dialog goes where its beginning has gone (RFC 3841 §4).
        boolean begins = request.to().tag().isEmpty();
        var wanted =
                begins ? CallerPreferences.of(request).select(targets) : Optional.of(TargetSet.byPreference(targets));
        if (wanted.isEmpty()) {
            open.answer(SipResponse.answering(request, 480), nowNanos);
            return;
        }
        boolean needed = registrar
                .filter(desk -> desk.needsRecordRoute(address, nowNanos))
                .isPresent();
        forwardTo(open, wanted.get(), needed, nowNanos);
    }

    private List<ProxyTarget> targetsOf(SipUri address, SipRequest request, long nowNanos) {
        return registrar
                .map(desk -> desk.targetsOf(address, request.has(RouteHeader.TYPE), nowNanos))
                .orElse(List.of());
    }
}
