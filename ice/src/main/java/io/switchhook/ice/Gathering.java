package io.switchhook.ice;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.sdp.CandidateType;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.TransactionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the addresses that the other side may reach us at, and keeps them alive until they are not needed any more (RFC 8445 §5.1.1). What a server says after the time allowed
 * does not count.
 */
final class Gathering implements Timed {
    private static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(15).toNanos();
    private static final int MAX_SERVERS = 8;
    private static final String UDP = "UDP";

    /** A question to a STUN server, from one port. */
    private static final class Probe {
        private final Outlet base;
        private final ServerAddress server;
        private final int number;
        private Optional<StunExchange> exchange = Optional.empty();
        private long againNanos = NEVER;

        Probe(Outlet base, ServerAddress server, int number) {
            this.base = base;
            this.server = server;
            this.number = number;
        }
    }

    /** An allocation that stood, and whose server does not keep it. */
    record Lost(Outlet base, String why) {}

    private interface Beginning {
        void begin(long nowNanos);
    }

    private final IceOutput output;
    private final Randomness random;
    private final IcePace pace;
    private final List<Outlet> bases = new ArrayList<>();
    private final List<LocalCandidate> candidates = new ArrayList<>();
    private final Map<String, String> foundations = new HashMap<>();
    private final List<Probe> probes = new ArrayList<>();
    private final Relays relays;
    /** What is still to be begun, one at a time. */
    private final List<Beginning> waiting = new ArrayList<>();

    private final List<String> troubles = new ArrayList<>();
    private final List<Lost> lost = new ArrayList<>();
    private boolean underWay;
    private long nextNanos = NEVER;
    private long endNanos = NEVER;
    private long intervalNanos;

    Gathering(IceOutput output, ServerStreams streams, Randomness random, IcePace pace) {
        this.output = output;
        this.random = random;
        this.pace = pace;
        this.relays = new Relays(output, streams, random);
    }

    /** A port of ours; the first of a component is the preferred one. */
    void addHost(int component, InetSocketAddress address) {
        int preference = Priorities.BEST_LOCAL
                - (int) bases.stream().filter(b -> b.component() == component).count();
        var foundation = foundation(CandidateType.HOST, address.getAddress(), Optional.empty());
        var base = new Outlet(component, address, foundation, preference, Optional.empty(), output);
        bases.add(base);
        add(CandidateType.HOST, address, base, preference, Optional.empty(), foundation);
    }

    /** RFC 8445 §5.1.1.3: the same type, the same host of the base, the same server and transport to it. */
    private String foundation(CandidateType type, InetAddress base, Optional<ServerAddress> server) {
        var key = type + " " + IpLiteral.asText(base) + " "
                + server.map(known -> IpLiteral.asText(known.address().getAddress())
                                + known.server().transport())
                        .orElse("");
        return foundations.computeIfAbsent(key, unknown -> Integer.toString(foundations.size() + 1));
    }

    /** RFC 8445 §5.1.3: one that says nothing new is left out. */
    private void add(
            CandidateType type,
            InetSocketAddress address,
            Outlet base,
            int preference,
            Optional<InetSocketAddress> related,
            String foundation) {
        int component = base.component();
        boolean known = candidates.stream()
                .anyMatch(each -> each.candidate().component() == component
                        && each.candidate().address().equals(address));
        if (!known && address.getPort() != 0) {
            long priority = Priorities.candidate(type, preference, component);
            candidates.add(new LocalCandidate(
                    new IceCandidate(foundation, component, UDP, priority, address, type, related), base));
        }
    }

    /**
     * Asks, a second time too: what NATs have made of our ports may have changed, and what was given up is wanted again.
     *
     * @param intervalNanos between two new requests (Ta)
     */
    void begin(List<ServerAddress> servers, Duration bound, long intervalNanos, long nowNanos) {
        this.intervalNanos = intervalNanos;
        forgetWhatIsOld();
        int number = 0;
        for (var server : servers.subList(0, Math.min(MAX_SERVERS, servers.size()))) {
            for (var base : List.copyOf(bases)) {
                if (base.relay().isEmpty() && base.reaches(server.address()) && !isRelaying(base, server)) {
                    waiting.add(
                            server.isRelay()
                                    ? relay(base, server, servers.size(), number)
                                    : probe(base, server, number));
                }
            }
            number++;
        }
        underWay = true;
        endNanos = nowNanos + bound.toNanos();
        nextNanos = nowNanos;
    }

    private void forgetWhatIsOld() {
        stopProbes();
        troubles.clear();
        bases.removeIf(base -> base.relay()
                .filter(client -> client.state() != TurnClient.State.STANDING)
                .isPresent());
        candidates.removeIf(each -> !bases.contains(each.base())
                || each.candidate().type() == CandidateType.SERVER_REFLEXIVE
                        && !relays.contains(relay -> relay.client()
                                .mapped()
                                .filter(each.candidate().address()::equals)
                                .isPresent()));
        relays.forgetGone();
    }

    private boolean isRelaying(Outlet base, ServerAddress server) {
        return server.isRelay()
                && relays.contains(relay ->
                        relay.base().equals(base) && relay.client().wished().equals(server));
    }

    private Beginning relay(Outlet base, ServerAddress server, int servers, int number) {
        // RFC 8445 §14.3.
        long wait = 2 * intervalNanos * servers * bases.size();
        return now -> relays.ask(base, server, number, wait, now);
    }

    private Beginning probe(Outlet base, ServerAddress server, int number) {
        return now -> {
            var probe = new Probe(base, server, number);
            probes.add(probe);
            ask(probe, now);
        };
    }

    /** Whether it has just ended; asked after each input. */
    boolean takeEnd() {
        boolean ended = underWay
                && waiting.isEmpty()
                && probes.stream().allMatch(p -> p.exchange.isEmpty())
                && !relays.contains(relay -> relay.client().state() == TurnClient.State.ASKING);
        if (ended) {
            underWay = false;
            endNanos = NEVER;
        }
        return ended;
    }

    /** What was lost since that was asked. */
    List<Lost> takeLost() {
        var all = List.copyOf(lost);
        lost.clear();
        return all;
    }

    List<LocalCandidate> candidates() {
        return candidates;
    }

    List<Outlet> bases() {
        return bases;
    }

    List<String> troubles() {
        return troubles;
    }

    Optional<Outlet> host(int component) {
        return bases.stream()
                .filter(base -> base.component() == component && base.relay().isEmpty())
                .findFirst();
    }

    /** The client of the server that a datagram comes from. */
    Optional<TurnClient> clientOf(int component, InetSocketAddress from) {
        return relays.clientOf(component, from);
    }

    void onServerBytes(int stream, ByteBuffer bytes, TurnClient.Delivery delivery, long nowNanos) {
        relays.onServerBytes(stream, bytes, delivery, nowNanos).ifPresent(this::look);
    }

    void onServerClosed(int stream, String why) {
        relays.onServerClosed(stream, why).ifPresent(this::look);
    }

    Optional<Outlet> baseOf(TurnClient client) {
        return bases.stream()
                .filter(base -> base.relay().filter(client::equals).isPresent())
                .findFirst();
    }

    void onRelayDatagram(TurnClient client, ByteBuffer packet, TurnClient.Delivery delivery, long nowNanos) {
        client.onDatagram(packet, delivery, nowNanos);
        look(client);
    }

    /** What became of a client: a new address, or a trouble. */
    private void look(TurnClient client) {
        var relay = relays.of(client);
        if (relay.isEmpty()) {
            return;
        }
        var base = baseOf(client);
        if (base.isPresent()) {
            if (client.state() == TurnClient.State.GONE) {
                lost.add(new Lost(base.get(), client.trouble()));
                relays.remove(relay.get());
            }
        } else if (client.state() == TurnClient.State.STANDING) {
            take(relay.get());
        } else if (client.state() == TurnClient.State.GONE) {
            if (!client.trouble().isEmpty()) {
                troubles.add(client.trouble());
            }
            relays.remove(relay.get());
        }
    }

    private void take(Relays.Relay relay) {
        var client = relay.client();
        var host = relay.base();
        var server = Optional.of(client.server());
        var address = client.relayed().orElseThrow();
        if (!client.server().isStream()) {
            // By a stream the server sees a port of the stream's own.
            client.mapped().ifPresent(mapped -> addReflexive(host, mapped, server, relay.number()));
        }
        var foundation = foundation(CandidateType.RELAYED, address.getAddress(), server);
        var base = new Outlet(
                host.component(), address, foundation, host.preference() - relay.number(), Optional.of(client), output);
        bases.add(base);
        add(CandidateType.RELAYED, address, base, base.preference(), client.mapped(), foundation);
    }

    private void addReflexive(Outlet host, InetSocketAddress mapped, Optional<ServerAddress> server, int number) {
        var foundation =
                foundation(CandidateType.SERVER_REFLEXIVE, host.address().getAddress(), server);
        add(
                CandidateType.SERVER_REFLEXIVE,
                mapped,
                host,
                host.preference() - number,
                Optional.of(host.address()),
                foundation);
    }

    /** Whether it was the answer to a question of ours. */
    boolean onAnswer(StunMessage answer, InetSocketAddress from, long nowNanos) {
        for (var probe : probes) {
            var open = probe.exchange.filter(e -> e.request().id().equals(answer.id()));
            if (open.isPresent() && probe.server.address().equals(from)) {
                boolean first = probe.againNanos == NEVER;
                probe.exchange = Optional.empty();
                probe.againNanos = nowNanos + KEEP_ALIVE_NANOS;
                if (first) {
                    onFirstAnswer(probe, answer);
                }
                return true;
            }
        }
        return false;
    }

    private void onFirstAnswer(Probe probe, StunMessage answer) {
        if (answer.kind() == StunKind.SUCCESS) {
            addReflexive(probe.base, answer.mapped().orElseThrow(), Optional.of(probe.server), probe.number);
        } else {
            troubles.add("The STUN server " + probe.server.told() + " answers " + answer.errorCode() + ".");
        }
    }

    /**
     * Only what these leave by is still needed: other allocations are given up, and servers asked no more.
     *
     * @return whether there are fewer candidates than before
     */
    boolean keepOnly(List<Outlet> needed, long nowNanos) {
        int before = candidates.size();
        stopProbes();
        for (var base : List.copyOf(bases)) {
            if (base.relay().isPresent() && !needed.contains(base)) {
                base.relay().get().release(nowNanos);
                bases.remove(base);
                candidates.removeIf(each -> each.base() == base);
            }
        }
        relays.all().stream()
                .map(Relays.Relay::client)
                .filter(client -> client.state() == TurnClient.State.ASKING)
                .forEach(client -> client.close(nowNanos));
        relays.forgetGone();
        return candidates.size() < before;
    }

    private void stopProbes() {
        probes.clear();
        waiting.clear();
    }

    void close(long nowNanos) {
        stopProbes();
        relays.close(nowNanos);
        underWay = false;
        endNanos = NEVER;
        nextNanos = NEVER;
    }

    @Override
    public long nextDeadlineNanos() {
        long next = Math.min(endNanos, waiting.isEmpty() ? NEVER : nextNanos);
        for (var probe : probes) {
            next = Math.min(next, probe.againNanos);
            if (probe.exchange.isPresent()) {
                next = Math.min(next, probe.exchange.get().deadlineNanos());
            }
        }
        return Math.min(next, relays.nextDeadlineNanos());
    }

    @Override
    public void onTime(long nowNanos) {
        for (var relay : relays.all()) {
            relay.client().onTime(nowNanos);
            look(relay.client());
        }
        for (var probe : List.copyOf(probes)) {
            onTime(probe, nowNanos);
        }
        if (!waiting.isEmpty() && nowNanos >= nextNanos) {
            beginNext(nowNanos);
        }
        if (nowNanos >= endNanos) {
            giveUp(nowNanos);
        }
    }

    private void beginNext(long nowNanos) {
        if (!pace.take(nowNanos)) {
            nextNanos = pace.freeNanos();
            return;
        }
        nextNanos = nowNanos + intervalNanos;
        waiting.remove(0).begin(nowNanos);
    }

    private void ask(Probe probe, long nowNanos) {
        var request = StunMessage.request(TransactionId.draw(random));
        probe.exchange = Optional.of(new StunExchange(request, StunExchange.SHORTEST_NANOS, nowNanos));
        probe.base.send(request.write(), probe.server.address(), nowNanos);
    }

    /** RFC 8445 §5.1.1.4: asked again and again while the address may be needed. */
    private void onTime(Probe probe, long nowNanos) {
        if (nowNanos >= probe.againNanos) {
            probe.againNanos = nowNanos + KEEP_ALIVE_NANOS;
            ask(probe, nowNanos);
            return;
        }
        if (probe.exchange.isPresent()) {
            switch (probe.exchange.get().onTime(nowNanos)) {
                case WAIT -> {}
                case SEND_AGAIN ->
                    probe.base.send(probe.exchange.get().request().write(), probe.server.address(), nowNanos);
                case GIVE_UP -> onSilent(probe);
            }
        }
    }

    private void onSilent(Probe probe) {
        troubles.add("The STUN server " + probe.server.told() + " does not answer.");
        probes.remove(probe);
    }

    /** The time is over. */
    private void giveUp(long nowNanos) {
        endNanos = NEVER;
        waiting.clear();
        for (var probe : List.copyOf(probes)) {
            if (probe.exchange.isPresent() && probe.againNanos == NEVER) {
                onSilent(probe);
            }
        }
        for (var relay : relays.all()) {
            if (relay.client().state() == TurnClient.State.ASKING) {
                relay.client().close(nowNanos);
                troubles.add("The TURN server " + relay.client().server().told() + " did not answer in time.");
                relays.remove(relay);
            }
        }
    }
}
