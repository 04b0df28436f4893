package io.switchhook.stack.flow;

import io.switchhook.sip.core.route.Target;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the connections in whose place we can open another: those that we have opened, and those that lead to an address which their peer has advertised (RFC 5923
 * §8.2). Used on the loop of their {@link Flows}.
 */
public final class OwnConnections {
    private final Map<Flow, StreamFlow> streams;
    private final ConnectionKeeper keeper;

    OwnConnections(Map<Flow, StreamFlow> streams, ConnectionKeeper keeper) {
        this.streams = streams;
        this.keeper = keeper;
    }

    private Optional<StreamFlow> of(Flow flow) {
        return Optional.ofNullable(streams.get(flow)).filter(StreamFlow::isReplaceable);
    }

    /** Whether its peer has shown a certificate for that name, whoever has opened it (RFC 5922 §7.2); false when it is gone. */
    public boolean proves(Flow flow, String name) {
        var stream = streams.get(flow);
        return stream != null && stream.hasProven(name);
    }

    /**
     * Whether this may be the way to that port of its peer. One that we have opened leads to the port that we have called: others of the same host are others. Where the peer of
     * one that it has opened listens nobody knows, and over WebSocket it listens there alone (RFC 7118 §5).
     */
    public boolean mayLeadTo(Flow flow, int port) {
        var stream = streams.get(flow);
        boolean oneWay = stream == null || stream.isOpenedByUs();
        return flow.remote().getPort() == port || flow.kind().webSocket() || !oneWay;
    }

    /** Whether this one has carried something before: it may be dead without our knowing, and what is sent next is what finds out. */
    public boolean isWorn(Flow flow) {
        return of(flow).filter(keeper::isWorn).isPresent();
    }

    /** Whom we have called over this one, by the name that it had to prove; empty when there is nothing to prove, and when it is gone. */
    public Optional<Target> serverOf(Flow flow) {
        return of(flow).filter(stream -> flow.kind().secure())
                .map(stream -> new Target(flow.kind().name(), flow.remote(), stream.serverName()));
    }

    /**
     * Nobody has answered a request. Where nothing else has come either, a router on the way may have forgotten the connection, which TCP alone finds out after a quarter of an
     * hour: until something comes, what follows takes another one. Over WebSocket there is no other (RFC 7118 §5).
     *
     * @param sinceNanos when the request was sent
     */
    public void onUnanswered(Flow flow, long sinceNanos) {
        of(flow).filter(stream -> !flow.kind().webSocket()).ifPresent(stream -> stream.doubt(sinceNanos));
    }

    /** Whether what follows had better take another one. */
    public boolean isDoubtful(Flow flow) {
        return of(flow).filter(StreamFlow::isDoubtful).isPresent();
    }
}
