package io.switchhook.pbx.internal.ring;

import io.switchhook.pbx.internal.leg.PassedRefusal;
import io.switchhook.pbx.internal.number.Forwarding;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;

/**
 * Calls those of a {@link RingGroup} who are not registered here: finds out by which flow each is reached, and takes the next of several trunks when one is out of order. On the
 * signalling loop.
 */
final class OutsideCalls {
    private final Exchange exchange;
    private final RingGroup group;
    private final RingGroup.Ring ring;
    private final RingWays ways;
    private Optional<String> full = Optional.empty();
    private boolean insecure;

    OutsideCalls(Exchange exchange, RingGroup group, RingGroup.Ring ring, RingWays ways) {
        this.exchange = exchange;
        this.group = group;
        this.ring = ring;
        this.ways = ways;
    }

    /** The trunks that had no line free; empty when there was one. */
    Optional<String> full() {
        return full;
    }

    /** Whether somebody was left out who cannot be reached securely. */
    boolean isInsecure() {
        return insecure;
    }

    /** The group counts it among those that are about to be called. */
    void call(DialTarget wanted, Optional<Forwarding> by, long nowNanos) {
        if (ring.caller().hops().areUsedUp()) {
            group.onNotCalled(483, nowNanos);
            return;
        }
        var target = wanted.free();
        if (target.isEmpty()) {
            full = wanted.line().map(OutsideLine::name);
            group.onNotCalled(486, nowNanos);
        } else {
            findWay(target.get(), by, nowNanos);
        }
    }

    /** Who is somewhere else has no flow yet, and what is offered there names our address in that network. */
    private void findWay(DialTarget target, Optional<Forwarding> by, long nowNanos) {
        if (ring.caller().sips() && !target.uri().secure()) {
            insecure = true;
            goOn(target, by, 480, nowNanos);
            return;
        }
        exchange.called()
                .findWay(
                        ring.caller(),
                        target,
                        flow -> onWay(target, flow, by, exchange.loop().nowNanos()),
                        trouble -> goOn(
                                target,
                                by,
                                PassedRefusal.NOT_REACHED,
                                exchange.loop().nowNanos()));
    }

    private void onWay(DialTarget target, Flow flow, Optional<Forwarding> by, long nowNanos) {
        group.onCallable(RingBranch.outside(target, by), ways.outside(target, flow), nowNanos);
    }

    private void goOn(DialTarget target, Optional<Forwarding> by, int status, long nowNanos) {
        var next = target.next();
        if (next.isPresent() && group.isWanted(nowNanos)) {
            findWay(next.get(), by, nowNanos);
        } else {
            group.onNotCalled(status, nowNanos);
        }
    }

    /**
     * A call has ended that nobody has taken.
     *
     * @return whether it goes over another trunk now: not when the trunk has said what the number is, busy for one (RFC 3261 §21.5.4)
     */
    boolean callsOverNext(RingBranch branch, SessionEnding ending, long nowNanos) {
        boolean outOfOrder = ending instanceof SessionEnding.Failed
                || (ending instanceof SessionEnding.Refused refused
                        && refused.response().status() == 503);
        var next = branch.place().filter(place -> outOfOrder).flatMap(DialTarget::next);
        next.ifPresent(target -> {
            group.onCalledLater();
            call(target, branch.by(), nowNanos);
        });
        return next.isPresent();
    }
}
