package io.switchhook.stack;

import io.switchhook.base.net.StreamSettings;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.sip.message.Limits;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.TraceSink;
import java.util.List;

/**
 * The settings of one stack.
 *
 * @param listen where to listen; at least one
 * @param product the text of User-Agent and Server
 * @param streams what secure connections need: who we are, whom we believe
 * @param maxTransactions more requests than this at once are answered 503
 */
public record StackConfig(
        List<ListenPoint> listen,
        String product,
        StreamSettings streams,
        Limits limits,
        TimerValues timers,
        int maxTransactions,
        TraceSink trace) {
    /** Some 2,000 calls a second with their 32 s of memory, and still bounded. */
    private static final int DEFAULT_MAX_TRANSACTIONS = 200_000;

    public StackConfig {
        listen = List.copyOf(listen);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException(
                    "A stack needs at least one address to listen on, for example udp:0.0.0.0:5060");
        }
    }

    public static StackConfig listeningOn(List<ListenPoint> listen) {
        return new StackConfig(
                listen,
                "Switchhook",
                StreamSettings.DEFAULT,
                Limits.DEFAULT,
                TimerValues.DEFAULT,
                DEFAULT_MAX_TRANSACTIONS,
                TraceSink.NONE);
    }

    public StackConfig withProduct(String text) {
        return new StackConfig(listen, text, streams, limits, timers, maxTransactions, trace);
    }

    public StackConfig withTimers(TimerValues values) {
        return new StackConfig(listen, product, streams, limits, values, maxTransactions, trace);
    }

    public StackConfig withTrace(TraceSink sink) {
        return new StackConfig(listen, product, streams, limits, timers, maxTransactions, sink);
    }

    public StackConfig withStreams(StreamSettings settings) {
        return new StackConfig(listen, product, settings, limits, timers, maxTransactions, trace);
    }
}
