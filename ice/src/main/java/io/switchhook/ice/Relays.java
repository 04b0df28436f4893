package io.switchhook.ice;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The allocations of one stream of media on TURN servers, wished for and standing, and the ways to those servers. */
final class Relays {
    private final IceOutput output;
    private final ServerStreams streams;
    private final Randomness random;
    private final List<Relay> all = new ArrayList<>();
    private int lastStream;

    /**
     * One of them.
     *
     * @param base the port that it relays for
     * @param number of its server among all that are asked
     */
    record Relay(TurnClient client, Outlet base, int number) {}

    Relays(IceOutput output, ServerStreams streams, Randomness random) {
        this.output = output;
        this.streams = streams;
        this.random = random;
    }

    /** @param waitNanos how long to wait for the first answer */
    void ask(Outlet base, ServerAddress server, int number, long waitNanos, long nowNanos) {
        var client = new TurnClient(base.component(), server, to -> path(base, to), random, waitNanos);
        all.add(new Relay(client, base, number));
        client.start(nowNanos);
    }

    private ServerPath path(Outlet base, ServerAddress server) {
        if (server.isStream()) {
            return new ServerStream(streams, ++lastStream, server);
        }
        return new ServerPath() {
            @Override
            public boolean isReliable() {
                return false;
            }

            @Override
            public void send(ByteBuffer packet) {
                output.send(base.component(), packet, server.address());
            }

            @Override
            public void close() {
                // The port stays: media has it, too.
            }
        };
    }

    List<Relay> all() {
        return List.copyOf(all);
    }

    boolean contains(Predicate<Relay> wanted) {
        return all.stream().anyMatch(wanted);
    }

    Optional<Relay> of(TurnClient client) {
        return all.stream().filter(each -> each.client == client).findFirst();
    }

    void remove(Relay relay) {
        all.remove(relay);
    }

    /** Forgets those that are over. */
    void forgetGone() {
        all.removeIf(relay -> relay.client.state() == TurnClient.State.GONE);
    }

    void close(long nowNanos) {
        all.forEach(relay -> relay.client.close(nowNanos));
        all.clear();
    }

    /** The client of the server that a datagram comes from. */
    Optional<TurnClient> clientOf(int component, InetSocketAddress from) {
        for (var relay : all) {
            var server = relay.client.server();
            if (relay.client.component() == component
                    && !server.isStream()
                    && server.address().equals(from)) {
                return Optional.of(relay.client);
            }
        }
        return Optional.empty();
    }

    private Optional<TurnClient> clientOf(int stream) {
        return all.stream()
                .map(Relay::client)
                .filter(client -> client.path() instanceof ServerStream path && path.number() == stream)
                .findFirst();
    }

    /** What came by a stream; the client that it was for. */
    Optional<TurnClient> onServerBytes(int stream, ByteBuffer bytes, TurnClient.Delivery delivery, long nowNanos) {
        var client = clientOf(stream);
        if (client.isPresent()
                && client.get().path() instanceof ServerStream path
                && !path.take(bytes, message -> client.get().onDatagram(message, delivery, nowNanos))) {
            client.get().onPathLost("it sends what is not of TURN");
        }
        return client;
    }

    /** The client that has lost its way. */
    Optional<TurnClient> onServerClosed(int stream, String why) {
        var client = clientOf(stream);
        if (client.isPresent() && client.get().path() instanceof ServerStream path) {
            path.onEnd();
            client.get().onPathLost(why);
        }
        return client;
    }

    long nextDeadlineNanos() {
        long next = Timed.NEVER;
        for (var relay : all) {
            next = Math.min(next, relay.client.nextDeadlineNanos());
        }
        return next;
    }
}
