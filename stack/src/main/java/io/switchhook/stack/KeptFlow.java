package io.switchhook.stack;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.FlowKeepAlive;
import io.switchhook.stack.flow.FlowKeeper;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The flow that a registration is reached over, while it has one (RFC 5626 §4.4). */
final class KeptFlow {
    private final CallHost host;
    private final SipStack stack;
    private Optional<FlowKeeper.Watch> watch = Optional.empty();

    KeptFlow(CallHost host) {
        this.host = host;
        this.stack = host.stack();
    }

    /** Tells when a connection is lost; of datagrams nothing is kept. */
    void watch(Flow flow, LongConsumer onLost) {
        if (flow.reliable()) {
            replace(flow, Optional.empty(), new Lost(onLost));
        } else {
            leave();
        }
    }

    void keep(Flow flow, Optional<Duration> flowTimer, UsageHost.FlowWatcher watcher) {
        replace(flow, flowTimer, watcher);
        // Who agrees to outbound answers (§4.4.1), so that silence says enough. For connections alone.
        stack.flows()
                .keepAlive(
                        flow,
                        flowTimer.orElse(FlowKeepAlive.DEFAULT_INTERVAL),
                        true,
                        stack.loop().nowNanos());
    }

    private void replace(Flow flow, Optional<Duration> flowTimer, UsageHost.FlowWatcher watcher) {
        // The new before the old: a flow that goes on is not forgotten in between.
        var before = watch;
        watch = Optional.of(stack.keeper().keep(flow, flowTimer, new Noted(flow, watcher)));
        before.ifPresent(FlowKeeper.Watch::end);
    }

    /** Asks for nothing but the end. */
    private record Lost(LongConsumer onLost) implements UsageHost.FlowWatcher {

        @Override
        public void onAnswered(long nowNanos) {
            // A connection that is lost is opened anew, whatever was asked over it.
        }

        @Override
        public void onFailed(long nowNanos) {
            onLost.accept(nowNanos);
        }
    }

    private final class Noted implements UsageHost.FlowWatcher {
        private final Flow flow;
        private final UsageHost.FlowWatcher watcher;

        Noted(Flow flow, UsageHost.FlowWatcher watcher) {
            this.flow = flow;
            this.watcher = watcher;
        }

        @Override
        public void onAnswered(long nowNanos) {
            watcher.onAnswered(nowNanos);
        }

        @Override
        public void onFailed(long nowNanos) {
            watch = Optional.empty();
            host.note("The flow to " + IpLiteral.asHostPort(flow.remote()) + " has failed.");
            watcher.onFailed(nowNanos);
            host.rearm();
        }
    }

    void leave() {
        watch.ifPresent(FlowKeeper.Watch::end);
        watch = Optional.empty();
    }
}
