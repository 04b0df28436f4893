package io.switchhook.stack.flow;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.Network;
import io.switchhook.base.net.PeerPrefix;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.route.ViaStamp;
import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.stun.StunMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The SIP ports and connections of one stack: reads messages off them, sends messages over them, and finds or opens the flow to an address. Everything runs on the stack's loop,
 * but for {@link #open}.
 */
public final class Flows {
    /** A port that takes connections. */
    private record Listening(TransportKind kind, StreamListener listener) {
        InetSocketAddress local() {
            return listener.local();
        }
    }

    private final Network network;
    private final Loop loop;
    private final StreamSettings settings;
    private final WebSocketCalls webSockets;
    private final Limits limits;
    private final FlowUser user;
    private final FlowTap tap;
    private final DatagramPorts ports;
    private final List<Listening> listeners = new ArrayList<>();
    private final Map<Flow, StreamFlow> streams = new LinkedHashMap<>();
    private final RecentFlows recent = new RecentFlows();
    private final ConnectionKeeper keeper;
    private final OwnConnections own;
    private final AwaitedKeepAlives awaited;
    private final Refusals refusals;
    private ByteBuffer sendBuffer = ByteBuffer.allocateDirect(2048);
    /** Written once, by whoever has made the product above ready; until then nothing is received. */
    private volatile boolean started;

    private boolean closed;

    /**
     * @param settings what secure connections and those over WebSocket need
     * @param connections what connections may cost
     */
    public Flows(
            Network network,
            Loop loop,
            Randomness random,
            StreamSettings settings,
            ConnectionLimits connections,
            Limits limits,
            FlowUser user,
            FlowTap tap) {
        this.network = network;
        this.loop = loop;
        this.settings = settings;
        this.webSockets = new WebSocketCalls(settings, random);
        this.limits = limits;
        this.user = user;
        this.tap = tap;
        this.ports = new DatagramPorts(network);
        this.awaited = new AwaitedKeepAlives(loop, this::onSilent);
        this.refusals = new Refusals(random);
        this.keeper = new ConnectionKeeper(loop, random, connections, streams, user);
        this.own = new OwnConnections(streams, keeper);
    }

    /** Opens a listening port; may be called from any thread before the stack runs. */
    public void open(ListenPoint point) throws IOException {
        switch (point.transport()) {
            case UDP -> ports.add(openUdp(point.address()));
            case TCP, TLS, WS, WSS ->
                listeners.add(new Listening(
                        point.transport(),
                        network.listen(
                                loop,
                                StreamKind.valueOf(point.transport().name()),
                                point.address(),
                                settings,
                                (connection, now) -> onConnection(connection))));
        }
    }

    /** From now on what comes in is taken; before, datagrams are dropped and connections closed. From any thread. */
    public void start() {
        started = true;
    }

    private StreamHandler onConnection(StreamConnection connection) {
        var stream = new StreamFlow(this, connection, limits);
        if (!started) {
            stream.close();
        } else if (!keeper.onNew(stream, PeerPrefix.of(connection.remote().getAddress()))) {
            stream.end(ConnectionEnd.NO_ROOM);
        }
        return stream;
    }

    private DatagramPort openUdp(InetSocketAddress address) throws IOException {
        var opened = new DatagramPort[1];
        opened[0] = network.openDatagramPort(
                loop, address, (packet, from, now) -> onDatagram(opened[0], packet, from, now));
        return opened[0];
    }

    /** The addresses bound, with real port numbers. */
    public List<ListenPoint> listenPoints() {
        var points = new ArrayList<ListenPoint>();
        ports.locals().forEach(local -> points.add(new ListenPoint(TransportKind.UDP, local)));
        listeners.forEach(listener -> points.add(new ListenPoint(listener.kind(), listener.local())));
        return points;
    }

    /** The transports that requests of ours can take: UDP needs a port of ours, connections are opened from any. */
    public Set<TransportKind> kinds() {
        var kinds = EnumSet.allOf(TransportKind.class);
        if (ports.isEmpty()) {
            kinds.remove(TransportKind.UDP);
        }
        return kinds;
    }

    /**
     * The flow that messages to this address take; empty when none of our ports can reach it.
     *
     * @param serverName whom the peer has to prove to be, where the transport asks for proof
     */
    public Optional<Flow> flowTo(TransportKind kind, InetSocketAddress remote, String serverName) {
        return switch (kind) {
            case UDP ->
                ports.towards(remote.getAddress()).map(local -> new Flow(kind, concrete(local, remote), remote));
            case TCP, TLS, WS, WSS -> streamTo(kind, remote, serverName).map(StreamFlow::flow);
        };
    }

    /** From now on the server of that name at that port is asked for this path when it is called over WebSocket; others for that of the settings. */
    public void useWebSocketPath(String host, int port, String path) {
        webSockets.useFor(host, port, path);
    }

    /**
     * The flow that a response takes to where its request came from (RFC 3261 §18.2.2): the connection that it came by while it is open, whoever it is; else as {@link #flowTo}.
     * Over WebSocket there is no other than the one that is open (RFC 7118 §5.3).
     *
     * @param source the other end of that connection
     * @param listening where the peer takes connections: the port of its Via
     * @param sentBy the host of the Via
     */
    public Optional<Flow> flowBack(
            TransportKind kind, InetSocketAddress source, InetSocketAddress listening, String sentBy) {
        return streams.keySet().stream()
                .filter(flow -> flow.kind() == kind && flow.remote().equals(source))
                .findFirst()
                .or(() -> kind.webSocket() ? Optional.empty() : flowTo(kind, listening, sentBy));
    }

    /** Whether requests to us may come back over this flow, which we have opened, instead of over one that the peer opens: we can prove who we are (RFC 5923 §8.1). */
    public boolean offersAlias(Flow flow) {
        var stream = streams.get(flow);
        return stream != null
                && flow.kind().secure()
                && stream.isOpenedByUs()
                && settings.identity().isPresent()
                && listeners.stream().anyMatch(listener -> listener.kind() == flow.kind());
    }

    /** Whether the connection of this flow is there; true for datagrams. */
    public boolean isOpen(Flow flow) {
        return flow.kind() == TransportKind.UDP || streams.containsKey(flow);
    }

    /** Whether the peer has promised to be heard on this flow and was not for too long (RFC 5626 §5.4). Never so of a connection, which is closed then. */
    public boolean isSilent(Flow flow) {
        return awaited.isSilent(flow);
    }

    /**
     * Where peers reach us over this kind of transport: a listening port of ours, as seen from {@code flow}. Who calls over WebSocket and takes no such calls is nowhere: its
     * host ends in {@code .invalid} (RFC 7118 Appendix B.1).
     */
    public OwnPlace placeOf(Flow flow) {
        if (flow.kind() == TransportKind.UDP) {
            return OwnPlace.of(flow.local());
        }
        return listeners.stream()
                .filter(listener -> listener.kind() == flow.kind())
                .map(Listening::local)
                .filter(local ->
                        DatagramPorts.reaches(local.getAddress(), flow.remote().getAddress()))
                .findFirst()
                .map(local -> OwnPlace.of(concrete(local, flow.remote())))
                .orElseGet(() -> flow.kind().webSocket() ? webSockets.nowhere() : OwnPlace.of(flow.local()));
    }

    /** Sends; a failure is told to the user of the flows. */
    public void send(SipMessage message, Flow flow, long nowNanos) {
        if (closed) {
            return;
        }
        int length = message.length();
        if (sendBuffer.capacity() < length) {
            sendBuffer = ByteBuffer.allocateDirect(length + 1024);
        }
        sendBuffer.clear();
        message.writeTo(sendBuffer);
        sendBuffer.flip();
        tap.onSent(message, flow);
        if (flow.kind() == TransportKind.UDP) {
            sendDatagram(flow, nowNanos);
        } else if (flow.kind().webSocket() && !isOpen(flow)) {
            // RFC 7118 §5.3: another connection would not be the one that the peer listens on.
            failed(flow, "The WebSocket to " + IpLiteral.asHostPort(flow.remote()) + " is closed.", nowNanos);
        } else {
            sendOverStream(message, flow, nowNanos);
        }
    }

    private void sendOverStream(SipMessage message, Flow flow, long nowNanos) {
        var stream = streamOf(flow, message);
        if (stream.isEmpty()) {
            var peer = IpLiteral.asHostPort(flow.remote());
            failed(flow, "There is no room for a connection to " + peer + ".", nowNanos);
        } else if (stream.get().send(sendBuffer)) {
            keeper.onMessage(stream.get(), message, true, nowNanos);
        } else {
            loop.post(() -> stream.get().end(ConnectionEnd.NOT_READ));
            failed(flow, "The connection to " + IpLiteral.asHostPort(flow.remote()) + " takes no more.", nowNanos);
        }
    }

    /** Sends over a UDP flow; a failure is told to the user of the flows. */
    public void send(StunMessage message, Flow flow, long nowNanos) {
        if (!closed) {
            sendBuffer.clear();
            sendBuffer.put(message.write()).flip();
            sendDatagram(flow, nowNanos);
        }
    }

    private void sendDatagram(Flow flow, long nowNanos) {
        if (!ports.send(sendBuffer, flow)) {
            failed(flow, "No packet could be sent to " + IpLiteral.asHostPort(flow.remote()) + ".", nowNanos);
        }
    }

    /**
     * A response whose connection is gone takes a new one to where the request came from, at the port of its Via (RFC 3261 §18.2.2); a secure peer has to prove the host of
     * that Via.
     */
    private Optional<StreamFlow> streamOf(Flow flow, SipMessage message) {
        var open = streams.get(flow);
        if (open != null) {
            return Optional.of(open);
        }
        if (message instanceof SipResponse) {
            var via = message.topVia();
            int port = via.port().orElse(flow.kind().defaultPort());
            return streamTo(flow.kind(), new InetSocketAddress(flow.remote().getAddress(), port), via.host());
        }
        return streamTo(
                flow.kind(), flow.remote(), IpLiteral.asHost(flow.remote().getAddress()));
    }

    /** Empty when there is no room for another connection. */
    private Optional<StreamFlow> streamTo(TransportKind kind, InetSocketAddress remote, String serverName) {
        for (var open : streams.values()) {
            if (open.leadsTo(kind, remote, serverName)) {
                return Optional.of(open);
            }
        }
        var stream = new StreamFlow(this, kind, serverName, limits);
        if (!keeper.onNew(stream, PeerPrefix.of(remote.getAddress()))) {
            return Optional.empty();
        }
        var wanted = webSockets.settingsFor(kind, serverName, remote.getPort());
        stream.connected(network.connect(loop, StreamKind.valueOf(kind.name()), remote, serverName, wanted, stream));
        return Optional.of(stream);
    }

    /**
     * Asks the peer at the other end of a connection of ours from time to time whether it lives (RFC 5626 §4.4.1), as long as there is a registration on it; when it does not,
     * the flow fails. Registrations are pinged without being asked for, every {@link FlowKeepAlive#DEFAULT_INTERVAL}; this gives what the server has said. Nothing happens
     * for datagrams, for connections of the peer, and when the connection is gone.
     *
     * @param interval the longest time between two questions, at least 1 s: Flow-Timer
     * @param answers whether the server has promised to answer
     */
    public void keepAlive(Flow flow, Duration interval, boolean answers, long nowNanos) {
        Optional.ofNullable(streams.get(flow))
                .filter(StreamFlow::isOpenedByUs)
                .ifPresent(stream -> keeper.keepAlive(stream, interval, answers, nowNanos));
    }

    /**
     * From now on keep-alives of the peer count as a use of this connection: somebody was given a name of the flow, by which it has to be found for as long as its owner keeps it
     * (RFC 5626 §5.3). A WebSocket that we send Pings over stays for as long as they are answered: a browser sends nothing by itself (RFC 7118 §6). Nothing happens for datagrams,
     * and when the connection is gone.
     */
    public void countKeepAlives(Flow flow) {
        boolean pinged =
                flow.kind().webSocket() && !settings.webSocket().pingInterval().isZero();
        Optional.ofNullable(streams.get(flow)).ifPresent(pinged ? keeper::keepStanding : keeper::countKeepAlives);
    }

    private void onSilent(Flow flow) {
        var stream = streams.get(flow);
        if (stream != null) {
            stream.end(ConnectionEnd.NO_KEEP_ALIVE);
        } else {
            var peer = IpLiteral.asHostPort(flow.remote());
            user.onFlowFailed(flow, "Nothing has come from " + peer + " for too long.", loop.nowNanos());
        }
    }

    /** Those in whose place we can open another. */
    public OwnConnections own() {
        return own;
    }

    /** The connections there are, opened by us and by peers. */
    public int connectionCount() {
        return streams.size();
    }

    /** Alarms that are set for as long as there are connections, or registrations that came over flows. */
    public int armedAlarms() {
        return keeper.armedAlarms() + awaited.armedAlarms();
    }

    ConnectionKeeper keeper() {
        return keeper;
    }

    /** The flows that peers have promised to keep alive. */
    public AwaitedKeepAlives awaitedKeepAlives() {
        return awaited;
    }

    /** Closes every port and connection. */
    public void close() {
        closed = true;
        keeper.close();
        awaited.close();
        ports.close();
        listeners.forEach(listening -> listening.listener().close());
        List.copyOf(streams.values()).forEach(StreamFlow::close);
    }

    // --- from the network -----------------------------------------------------------------------------------------

    private void onDatagram(DatagramPort port, ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        boolean keepAlive = isKeepAlive(packet);
        if (!started || closed || (keepAlive && awaited.isEmpty())) {
            return;
        }
        var flow = recent.datagrams(concrete(port.local(), from), from);
        awaited.onHeard(flow, nowNanos);
        if (keepAlive) {
            return;
        }
        if (StunMessage.isIn(packet)) {
            onStun(StunMessage.parse(packet).filter(StunMessage::isBinding), flow, nowNanos);
            return;
        }
        onParsed(MessageParser.parse(packet, limits), flow, nowNanos);
    }

    /** RFC 5626 §8: a port that takes SIP answers STUN too. */
    private void onStun(Optional<StunMessage> message, Flow flow, long nowNanos) {
        if (message.isEmpty()) {
            tap.onDiscarded("It looks like STUN and is no Binding message.", flow);
            return;
        }
        switch (message.get().kind()) {
            case REQUEST -> send(message.get().answerTo(flow.remote()), flow, nowNanos);
            case SUCCESS, ERROR -> user.onStunAnswer(message.get(), flow, nowNanos);
            case INDICATION -> {}
        }
    }

    void onParsed(ParseResult result, StreamFlow stream, long nowNanos) {
        if (result instanceof ParseResult.Parsed parsed) {
            keeper.onMessage(stream, parsed.message(), false, nowNanos);
        }
        onParsed(result, stream.flow(), nowNanos);
    }

    /** Peers behind NAT keep their mapping open with CRLFs or zero bytes; nothing shorter than this can be a message. */
    private static boolean isKeepAlive(ByteBuffer packet) {
        return packet.remaining() < 16;
    }

    /** Whatever a stranger sends ends here at worst: a header that turns out to be malformed when it is asked for drops its message, not the port. */
    private void onParsed(ParseResult result, Flow flow, long nowNanos) {
        try {
            handle(result, flow, nowNanos);
        } catch (MalformedException e) {
            tap.onDiscarded(String.valueOf(e.getMessage()), flow);
        }
    }

    private void handle(ParseResult result, Flow flow, long nowNanos) {
        if (result instanceof ParseResult.Parsed parsed) {
            tap.onReceived(parsed.message(), flow);
            noteAlias(parsed.message(), flow);
            user.onMessage(stamped(parsed.message(), flow), ReturnPath.of(parsed.message(), flow), nowNanos);
        } else if (result instanceof ParseResult.Rejected rejected) {
            tap.onDiscarded(rejected.detail(), flow);
            rejected.request()
                    .filter(request -> !request.method().equals(SipMethod.ACK))
                    .ifPresent(request -> reject(request, rejected, flow, nowNanos));
        } else if (result instanceof ParseResult.Discarded discarded) {
            tap.onDiscarded(discarded.reason(), flow);
        }
    }

    /** RFC 5923 §8.2. Without TLS anybody could ask for what is meant for others (§9.3). */
    private void noteAlias(SipMessage message, Flow flow) {
        var stream = streams.get(flow);
        if (stream != null
                && flow.kind().secure()
                && message instanceof SipRequest
                && message.topVia().parameters().has("alias")) {
            int port = message.topVia().port().orElse(flow.kind().defaultPort());
            stream.aliasOf(new InetSocketAddress(flow.remote().getAddress(), port));
        }
    }

    private static SipMessage stamped(SipMessage message, Flow flow) {
        return message instanceof SipRequest request ? ViaStamp.stamp(request, flow.remote()) : message;
    }

    private void reject(SipRequest request, ParseResult.Rejected rejected, Flow flow, long nowNanos) {
        var stamped = ViaStamp.stamp(request, flow.remote());
        send(refusals.of(stamped, rejected), ReturnPath.of(request, flow), nowNanos);
    }

    int longestWebSocketMessage() {
        return settings.webSocket().maxMessageBytes();
    }

    void onBroken(String reason, Flow flow) {
        tap.onDiscarded(reason, flow);
    }

    void opened(StreamFlow stream) {
        streams.put(stream.flow(), stream);
    }

    void ended(StreamFlow stream, String reason) {
        keeper.onEnd(stream);
        awaited.onEnd(stream.flow());
        if (streams.remove(stream.flow(), stream) && !closed) {
            user.onFlowFailed(stream.flow(), reason, loop.nowNanos());
        }
    }

    private void failed(Flow flow, String reason, long nowNanos) {
        // Told later, so that the sender has finished its own step first.
        loop.post(() -> user.onFlowFailed(flow, reason, nowNanos));
    }

    // --- addresses ------------------------------------------------------------------------------------------------

    InetSocketAddress concrete(InetSocketAddress local, InetSocketAddress remote) {
        return local.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(network.localAddressTowards(remote.getAddress()), local.getPort())
                : local;
    }
}
