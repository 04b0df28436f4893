package io.switchhook.pbx;

import io.switchhook.pbx.internal.bridge.Bridge;
import io.switchhook.pbx.internal.bridge.CallWay;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.number.Forwarding;
import io.switchhook.pbx.internal.ring.DialTarget;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The way of one call: what the program's dial plan says, step by step. On the signalling loop. */
final class CallRouting implements CallWay {
    /** A caller repeats nothing meanwhile, and waits no longer itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final PbxEngine pbx;
    private final CallLog log;
    private final Bridge bridge;
    private final PbxLeg leg;
    private final SipUri dialled;
    private final Caller caller;
    private final Consumer<SipRequest.Builder> more;
    private final PlanQuestion question;
    private Optional<CallRoute.Ring> step = Optional.empty();
    private Optional<Forwarding> by = Optional.empty();
    private Optional<TrunkLine> from = Optional.empty();
    private Optional<CallRoute> given = Optional.empty();

    /** @param more what else the caller says to whoever is called */
    CallRouting(
            PbxEngine pbx, CallLog log, PbxLeg leg, SipUri dialled, Caller caller, Consumer<SipRequest.Builder> more) {
        this.pbx = pbx;
        this.log = log;
        this.bridge = log.bridge();
        this.leg = leg;
        this.dialled = dialled;
        this.caller = caller;
        this.more = more;
        this.question = new PlanQuestion(
                pbx, log.id(), this::follow, (reason, now) -> refuse(500, StatusCode.reasonFor(500), now));
    }

    /**
     * The call comes in from a trunk.
     *
     * @param route where such a call goes; empty when the dial plan says it
     */
    void comesFrom(TrunkLine line, Optional<CallRoute> route) {
        from = Optional.of(line);
        given = route;
    }

    /** @param invite as the program is to see it */
    @Override
    public void begin(SipRequest invite, long nowNanos) {
        var plan = pbx.settings().dialPlan();
        if (given.isPresent()) {
            follow(given.get(), nowNanos);
        } else if (plan.isEmpty()) {
            ringDialled(nowNanos);
        } else {
            var number = pbx.numbers().numberIn(dialled).orElse("");
            var call = new DialledCall(
                    log.id(), leg.number(), leg.displayName(), number, from.map(TrunkLine::trunk), invite);
            question.ask(plan.get(), call, PATIENCE, nowNanos);
        }
    }

    /** The caller has gone, or there is an answer: another comes too late. */
    @Override
    public void close() {
        question.close();
    }

    private void refuse(int status, String reason, long nowNanos) {
        log.onRefused(status, reason);
        bridge.setup().refuse(status, reason, nowNanos);
    }

    private void follow(CallRoute route, long nowNanos) {
        switch (route.kind()) {
            case AS_DIALLED -> ringDialled(nowNanos);
            case RING -> ring((CallRoute.Ring) route, nowNanos);
            case REJECT -> {
                var reject = (CallRoute.Reject) route;
                refuse(reject.status(), reject.reason().orElse(StatusCode.reasonFor(reject.status())), nowNanos);
            }
        }
    }

    private void ringDialled(long nowNanos) {
        step = Optional.empty();
        leg.showAs(caller.number(), caller.displayName());
        bridge.setup().ring(List.of(DialTarget.inside(dialled)), by, CallRoute.LONGEST_RINGING, caller, more, nowNanos);
    }

    private void ring(CallRoute.Ring ring, long nowNanos) {
        if (from.filter(line -> !line.allows(ring)).isPresent()) {
            refuse(403, "Calls from this trunk do not go out again", nowNanos);
            return;
        }
        step = Optional.of(ring);
        var shown = ring.shownNumber()
                .map(number -> new Caller(
                        number, ring.shownName(), caller.sips(), caller.hidden(), caller.hops(), caller.session()))
                .orElse(caller);
        leg.showAs(shown.number(), shown.displayName());
        bridge.setup().ring(pbx.trunks().targetsOf(ring), by, ring.patience(), shown, more, nowNanos);
    }

    /**
     * Nobody has taken the call where it went.
     *
     * @param timedOut whether it rang for as long as it was to
     * @return whether it goes somewhere else now
     */
    @Override
    public boolean goesOn(int status, boolean timedOut, long nowNanos) {
        var miss = timedOut ? CallRoute.Miss.NO_ANSWER : CallRoute.Miss.of(status);
        var next = step.map(ring -> ring.next().get(miss));
        if (next.isEmpty() || leg.isOver()) {
            return false;
        }
        var from = step.get().targets().get(0).name();
        by = Optional.of(Forwarding.ofPlan(from, diversion(miss), by));
        if (next.get().kind() != CallRoute.Kind.REJECT) {
            bridge.setup().onForwarded(nowNanos);
        }
        follow(next.get(), nowNanos);
        return true;
    }

    /** RFC 5806 §4. */
    private static String diversion(CallRoute.Miss miss) {
        return switch (miss) {
            case BUSY -> "user-busy";
            case NO_ANSWER -> "no-answer";
            case UNREACHABLE -> "unavailable";
            case REFUSED -> "deflection";
        };
    }
}
