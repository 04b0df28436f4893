package io.switchhook.stack;

import io.switchhook.base.net.IpLiteral;
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
            replace(flow, Optional.empty(), onLost);
        } else {
            leave();
        }
    }

    void keep(Flow flow, Optional<Duration> flowTimer, LongConsumer onFailed) {
        replace(flow, flowTimer, onFailed);
        // Who agrees to outbound answers (§4.4.1), so that silence says enough. For connections alone.
        stack.flows()
                .keepAlive(
                        flow,
                        flowTimer.orElse(FlowKeepAlive.DEFAULT_INTERVAL),
                        true,
                        stack.loop().nowNanos());
    }

    private void replace(Flow flow, Optional<Duration> flowTimer, LongConsumer onFailed) {
        // The new before the old: a flow that goes on is not forgotten in between.
        var before = watch;
        watch = Optional.of(stack.keeper().keep(flow, flowTimer, now -> {
            watch = Optional.empty();
            host.note("The flow to " + IpLiteral.asHostPort(flow.remote()) + " has failed.");
            onFailed.accept(now);
            host.rearm();
        }));
        before.ifPresent(FlowKeeper.Watch::end);
    }

    void leave() {
        watch.ifPresent(FlowKeeper.Watch::end);
        watch = Optional.empty();
    }
}
