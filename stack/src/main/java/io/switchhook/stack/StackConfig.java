package io.switchhook.stack;

import io.switchhook.base.net.StreamSettings;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.sip.message.Limits;
import io.switchhook.stack.flow.ConnectionLimits;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.TraceSink;
import java.util.List;

/**
 * The settings of one stack.
 *
 * @param listen where to listen; at least one
 * @param product the text of User-Agent and Server
 * @param streams what secure connections need: who we are, whom we believe
 * @param connections what connections may cost
 * @param maxTransactions requests of peers that are remembered at once, at least 1; more are answered 503 with Retry-After
 * @param maxTransactionsPerPeer of them those from one IPv4 address or IPv6 /64, at least 1. More are answered 503 with Retry-After over connections and not at all over UDP, where
 *     the address may be forged and whoever has it would get the answers
 */
public record StackConfig(
        List<ListenPoint> listen,
        String product,
        StreamSettings streams,
        Limits limits,
        TimerValues timers,
        ConnectionLimits connections,
        int maxTransactions,
        int maxTransactionsPerPeer,
        TraceSink trace) {
    /** Some 2,000 calls a second with their 32 s of memory, and still bounded. */
    private static final int DEFAULT_MAX_TRANSACTIONS = 200_000;

    /** A trunk may bring most of the calls there are, and leaves room for everybody else. */
    private static final int DEFAULT_MAX_TRANSACTIONS_PER_PEER = 100_000;

    public StackConfig {
        listen = List.copyOf(listen);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException(
                    "A stack needs at least one address to listen on, for example udp:0.0.0.0:5060");
        }
        if (maxTransactions < 1 || maxTransactionsPerPeer < 1) {
            throw new IllegalArgumentException(
                    "A stack has to remember at least one request, and one of each peer, but " + maxTransactions
                            + " and " + maxTransactionsPerPeer + " were given");
        }
    }

    public static StackConfig listeningOn(List<ListenPoint> listen) {
        return new StackConfig(
                listen,
                "Switchhook",
                StreamSettings.DEFAULT,
                Limits.DEFAULT,
                TimerValues.DEFAULT,
                ConnectionLimits.DEFAULT,
                DEFAULT_MAX_TRANSACTIONS,
                DEFAULT_MAX_TRANSACTIONS_PER_PEER,
                TraceSink.NONE);
    }

    public StackConfig withProduct(String text) {
        return new StackConfig(
                listen, text, streams, limits, timers, connections, maxTransactions, maxTransactionsPerPeer, trace);
    }

    public StackConfig withTimers(TimerValues values) {
        return new StackConfig(
                listen, product, streams, limits, values, connections, maxTransactions, maxTransactionsPerPeer, trace);
    }

    public StackConfig withTrace(TraceSink sink) {
        return new StackConfig(
                listen, product, streams, limits, timers, connections, maxTransactions, maxTransactionsPerPeer, sink);
    }

    public StackConfig withStreams(StreamSettings settings) {
        return new StackConfig(
                listen, product, settings, limits, timers, connections, maxTransactions, maxTransactionsPerPeer, trace);
    }

    public StackConfig withConnections(ConnectionLimits bounds) {
        return new StackConfig(
                listen, product, streams, limits, timers, bounds, maxTransactions, maxTransactionsPerPeer, trace);
    }

    /** With other bounds of the requests that are remembered at once. */
    public StackConfig withMaxTransactions(int inTotal, int fromOnePeer) {
        return new StackConfig(listen, product, streams, limits, timers, connections, inTotal, fromOnePeer, trace);
    }
}
