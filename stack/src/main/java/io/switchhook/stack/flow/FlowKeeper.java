package io.switchhook.stack.flow;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.stun.StunKeepAlive;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.stun.StunMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Keeps flows alive for those who are reached over them, and tells them when a flow has failed (RFC 5626 §4.4). All lines that share a flow share its keep-alives. Over UDP
 * it asks by STUN; over a stream it is told of the end of the connection. Used on the stack's loop.
 */
public final class FlowKeeper {
    private final Loop loop;
    private final Randomness random;
    private final BiConsumer<StunMessage, Flow> sender;
    private final Map<Flow, Kept> kept = new LinkedHashMap<>();
    private final Alarm alarm;

    /** @param sender sends a STUN message over a UDP flow */
    public FlowKeeper(Loop loop, Randomness random, BiConsumer<StunMessage, Flow> sender) {
        this.loop = loop;
        this.random = random;
        this.sender = sender;
        this.alarm = loop.alarm(this::onTime);
    }

    /**
     * Keeps a flow for one more user, until {@link Watch#end} or its failure.
     *
     * @param flowTimer how often the server wants to hear of us; the least of all users counts
     */
    public Watch keep(Flow flow, Optional<Duration> flowTimer, UsageHost.FlowWatcher user) {
        var watch = new Watch(flow, user);
        var keeping = kept.computeIfAbsent(flow, key -> new Kept(flow));
        keeping.add(watch, flowTimer);
        if (keeping.answered) {
            user.onAnswered(loop.nowNanos());
        }
        rearm();
        return watch;
    }

    /** An answer that came over a UDP flow. */
    public void onAnswer(StunMessage answer, Flow flow, long nowNanos) {
        var known = kept.get(flow);
        if (known != null && known.alive.isPresent()) {
            var alive = known.alive.get();
            known.carryOut(alive.onAnswer(answer, nowNanos), nowNanos);
            if (alive.mapped().isPresent() && alive.failure().isEmpty()) {
                onAnswered(flow, nowNanos);
            }
            rearm();
        }
    }

    /** The other end has answered a keep-alive. */
    public void onAnswered(Flow flow, long nowNanos) {
        var known = kept.get(flow);
        if (known != null && !known.answered) {
            known.answered = true;
            List.copyOf(known.watches).forEach(watch -> watch.user.onAnswered(nowNanos));
        }
    }

    /** Everything in flight on this path is lost. */
    public void onFlowFailed(Flow flow, long nowNanos) {
        var lost = kept.remove(flow);
        if (lost != null) {
            List.copyOf(lost.watches).forEach(watch -> watch.user.onFailed(nowNanos));
            rearm();
        }
    }

    /** Asks nobody any more. */
    public void close() {
        kept.clear();
        alarm.cancel();
    }

    private void onTime() {
        long now = loop.nowNanos();
        for (var flow : List.copyOf(kept.values())) {
            flow.alive.ifPresent(alive -> flow.carryOut(alive.onTime(now), now));
        }
        rearm();
    }

    private void rearm() {
        alarm.set(kept.values().stream()
                .flatMap(flow -> flow.alive.stream())
                .mapToLong(StunKeepAlive::nextDeadlineNanos)
                .min()
                .orElse(Timed.NEVER));
    }

    /** One user of a flow. */
    public final class Watch {
        private final Flow flow;
        private final UsageHost.FlowWatcher user;

        private Watch(Flow flow, UsageHost.FlowWatcher user) {
            this.flow = flow;
            this.user = user;
        }

        public Flow flow() {
            return flow;
        }

        /** The flow is not needed any more; may be called again. */
        public void end() {
            kept.computeIfPresent(flow, (key, flowKept) -> {
                flowKept.watches.remove(this);
                return flowKept.watches.isEmpty() ? null : flowKept;
            });
            rearm();
        }
    }

    private final class Kept {
        private final Flow flow;
        private final Set<Watch> watches = new LinkedHashSet<>();
        private Optional<StunKeepAlive> alive = Optional.empty();
        private Duration longest = Duration.ofDays(1);
        private boolean answered;

        Kept(Flow flow) {
            this.flow = flow;
        }

        void add(Watch watch, Optional<Duration> flowTimer) {
            watches.add(watch);
            var wanted = flowTimer.orElse(StunKeepAlive.USUAL);
            if (flow.kind() == TransportKind.UDP && wanted.compareTo(longest) < 0) {
                longest = wanted;
                alive = Optional.of(new StunKeepAlive(flowTimer, random, loop.nowNanos()));
            }
        }

        void carryOut(StunKeepAlive.Step step, long nowNanos) {
            switch (step) {
                case NOTHING -> {}
                case SEND -> sender.accept(alive.orElseThrow().request().orElseThrow(), flow);
                case FAILED -> onFlowFailed(flow, nowNanos);
            }
        }
    }
}
