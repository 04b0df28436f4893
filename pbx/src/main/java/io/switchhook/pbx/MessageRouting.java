package io.switchhook.pbx;

import io.switchhook.pbx.internal.leg.PassedRefusal;
import io.switchhook.pbx.internal.message.MessageWay;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The way of a message to a number that is no extension's, or that comes from a trunk: what the dial plan says of it, or the trunk, step by step as a call goes. A step follows
 * where the one before has refused the message or could not be given it. Where somebody has said nothing, or 408, the message may have arrived, and nobody is given it a second
 * time. All of it takes no longer than its sender waits for an answer (RFC 4320 §4.2). On the signalling loop.
 */
final class MessageRouting {
    /** The one who gets it needs the rest of the time. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A step that has less time than this is not begun: whoever gets the message would answer too late. */
    private static final Duration SHORTEST_STEP = Duration.ofSeconds(5);

    private static final int ID_LENGTH = 16;

    private final PbxEngine pbx;
    private final PbxMessages owner;
    private final ServerTransaction transaction;
    private final SipRequest message;
    private final Caller caller;
    private final String number;
    private final Optional<TrunkLine> from;
    private Optional<CallRoute.Ring> step = Optional.empty();
    private long deadline;

    /** @param number what was dialled */
    MessageRouting(
            PbxEngine pbx,
            PbxMessages owner,
            ServerTransaction transaction,
            SipRequest message,
            Caller caller,
            String number,
            Optional<TrunkLine> from) {
        this.pbx = pbx;
        this.owner = owner;
        this.transaction = transaction;
        this.message = message;
        this.caller = caller;
        this.number = number;
        this.from = from;
    }

    /** @param sender as the plan is to know it */
    void ask(DialPlan plan, String sender, long nowNanos) {
        var id = pbx.world().randomness().nextToken(ID_LENGTH);
        var call = new DialledCall(id, sender, caller.displayName(), number, from.map(TrunkLine::trunk), message);
        new PlanQuestion(
                        pbx,
                        id,
                        (route, now) -> {
                            owner.onDecided(this);
                            follow(route, now);
                        },
                        (reason, now) -> {
                            owner.onDecided(this);
                            answer(500, now);
                        })
                .ask(plan, call, PATIENCE, nowNanos);
    }

    /** The message goes there, and on from there. */
    void follow(CallRoute route, long nowNanos) {
        deadline = nowNanos + PassedRefusal.PATIENCE.toNanos();
        step(route, nowNanos);
    }

    private void step(CallRoute route, long nowNanos) {
        switch (route.kind()) {
            case AS_DIALLED -> toExtension(nowNanos);
            case RING -> toAll((CallRoute.Ring) route, nowNanos);
            case REJECT -> answer(((CallRoute.Reject) route).status(), nowNanos);
        }
    }

    private void toExtension(long nowNanos) {
        if (pbx.numbers().hasExtension(number)) {
            owner.delivery()
                    .deliver(transaction, message, SipUri.of(number, NumberPlan.ANY_HOST), caller, deadline, nowNanos);
        } else {
            answer(404, nowNanos);
        }
    }

    /** Nobody has taken it where it went. */
    private boolean goesOn(int status, long nowNanos) {
        var next = step.map(ring -> ring.next().get(CallRoute.Miss.of(status)));
        if (next.isEmpty() || deadline - nowNanos < SHORTEST_STEP.toNanos()) {
            return false;
        }
        step(next.get(), nowNanos);
        return true;
    }

    private void answerUnlessItGoesOn(int status, long nowNanos) {
        if (!goesOn(status, nowNanos)) {
            answer(status, nowNanos);
        }
    }

    private void toAll(CallRoute.Ring ring, long nowNanos) {
        step = Optional.of(ring);
        if (from.filter(line -> !line.allows(ring)).isPresent()) {
            answer(403, nowNanos);
            return;
        }
        boolean areTaken = ring.targets().stream()
                .flatMap(target -> target.trunks().stream())
                .allMatch(trunk -> trunk.settings().messages);
        if (!areTaken) {
            answerUnlessItGoesOn(403, nowNanos);
            return;
        }
        var shown = ring.shownNumber()
                .map(other -> new Caller(other, ring.shownName(), caller.sips(), caller.hidden(), caller.hops()))
                .orElse(caller);
        var ways = owner.delivery().ways(message, shown);
        var all = new ArrayList<MessageWay>();
        pbx.trunks()
                .targetsOf(ring)
                .forEach(target -> all.addAll(owner.delivery().waysTo(target, ways, caller, nowNanos)));
        if (all.isEmpty()) {
            answerUnlessItGoesOn(PassedRefusal.NOT_REACHED, nowNanos);
        } else {
            owner.delivery().send(transaction, message, caller, all, this::goesOn, deadline, nowNanos);
        }
    }

    private void answer(int status, long nowNanos) {
        owner.delivery().answer(transaction, message, status, nowNanos);
    }
}
