package io.switchhook.stack;

import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.FlowKeepAlive;
import io.switchhook.stack.flow.FlowKeeper;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The flow that a registration is reached over, while it has one (RFC 5626 §4.4). */
final class KeptFlow {
    private final SipStack stack;
    private Optional<FlowKeeper.Watch> watch = Optional.empty();

    KeptFlow(SipStack stack) {
        this.stack = stack;
    }

    void keep(Flow flow, Optional<Duration> flowTimer, LongConsumer onFailed) {
        // The new before the old: a flow that goes on is not forgotten in between.
        var before = watch;
        watch = Optional.of(stack.keeper().keep(flow, flowTimer, now -> {
            watch = Optional.empty();
            onFailed.accept(now);
        }));
        before.ifPresent(FlowKeeper.Watch::end);
        // Who agrees to outbound answers (§4.4.1), so that silence says enough. For connections alone.
        stack.flows()
                .keepAlive(
                        flow,
                        flowTimer.orElse(FlowKeepAlive.DEFAULT_INTERVAL),
                        true,
                        stack.loop().nowNanos());
    }

    void leave() {
        watch.ifPresent(FlowKeeper.Watch::end);
        watch = Optional.empty();
    }
}
