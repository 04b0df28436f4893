package io.switchhook.testkit;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.world.World;
import io.switchhook.stun.ChannelData;
import io.switchhook.stun.StunAttribute;
import io.switchhook.stun.StunBuilder;
import io.switchhook.stun.StunFrames;
import io.switchhook.stun.StunKey;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.StunMethod;
import io.switchhook.stun.TransactionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A small STUN and TURN server for tests, over UDP and, when it is told to listen, TCP and TLS (RFC 8489, RFC 8656): one account, permissions and channels that do not
 * expire, nonces that can be made stale, and a record of what it was asked for. Its methods are called by the test thread, outside of any loop.
 */
public final class TurnServer implements AutoCloseable {
    private static final String REALM = "turn.test";
    private static final int MAX_PACKET = 1_500;

    private final Pump pump;
    private final World world;
    private final Loop loop;
    private final DatagramPort port;
    private final String username;
    private final StunKey key;
    private final Map<InetSocketAddress, Allocation> allocations = new HashMap<>();
    private final List<StreamListener> listeners = new ArrayList<>();
    /** By the client's address, which no datagram of it has. */
    private final Map<InetSocketAddress, StreamConnection> streams = new HashMap<>();

    private final List<String> log = new ArrayList<>();
    private int lifetimeSeconds = 600;
    private int nonce = 1;
    private boolean refusing;
    private Optional<InetSocketAddress> alternate = Optional.empty();

    /** What one client has. */
    private final class Allocation {
        private final InetSocketAddress client;
        private final DatagramPort relay;
        private final Set<InetAddress> permitted = new HashSet<>();
        private final Map<Integer, InetSocketAddress> channels = new HashMap<>();

        private Allocation(InetSocketAddress client) {
            this.client = client;
            try {
                relay = world.network()
                        .openDatagramPort(
                                loop,
                                new InetSocketAddress(port.local().getAddress(), 0),
                                (packet, from, now) -> onPeer(packet, from));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void onPeer(ByteBuffer packet, InetSocketAddress from) {
            if (!permitted.contains(from.getAddress())) {
                log.add("dropped from " + from.getAddress().getHostAddress());
                return;
            }
            for (var channel : channels.entrySet()) {
                if (channel.getValue().equals(from)) {
                    var out = ByteBuffer.allocate(MAX_PACKET);
                    new ChannelData(channel.getKey(), packet).write(out, streams.containsKey(client));
                    reply(out, client);
                    return;
                }
            }
            var id = TransactionId.draw(world.randomness());
            var indication = StunMessage.builder(StunKind.INDICATION, StunMethod.DATA, id)
                    .address(StunAttribute.XOR_PEER_ADDRESS, from)
                    .add(StunAttribute.DATA, packet)
                    .build();
            reply(indication.write(), client);
        }
    }

    private TurnServer(Pump pump, World world, InetSocketAddress local, String username, String password)
            throws IOException {
        this.pump = pump;
        this.world = world;
        this.username = username;
        this.key = StunKey.longTerm(username, REALM, password);
        this.loop = world.openLoop("turn");
        this.port = world.network().openDatagramPort(loop, local, (packet, from, now) -> onDatagram(packet, from));
    }

    /**
     * Opens a server.
     *
     * @throws UncheckedIOException when the port cannot be had
     */
    public static TurnServer open(Pump pump, World world, InetSocketAddress local, String username, String password) {
        try {
            return new TurnServer(pump, world, local, username, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Listens for streams as well.
     *
     * @param settings with an identity for {@link StreamKind#TLS}
     * @throws UncheckedIOException when the port cannot be had
     */
    public void listen(StreamKind kind, int portNumber, StreamSettings settings) {
        pump.call(loop, () -> {
            try {
                var local = new InetSocketAddress(port.local().getAddress(), portNumber);
                return listeners.add(world.network()
                        .listen(loop, kind, local, settings, (connection, now) -> new Client(connection)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Ends all streams, and with them what was allocated by them. */
    public void dropStreams() {
        pump.call(loop, () -> {
            List.copyOf(streams.values()).forEach(StreamConnection::close);
            return true;
        });
    }

    /** Who asks for an allocation is sent there from now on (RFC 8489 §10). */
    public void sendOnTo(InetSocketAddress other) {
        pump.call(loop, () -> alternate = Optional.of(other));
    }

    public InetSocketAddress address() {
        return port.local();
    }

    /** Every nonce given out so far is stale from now on. */
    public void spoilNonces() {
        pump.call(loop, () -> ++nonce);
    }

    /** Allocations last so long from now on, unless they are renewed; ten minutes without that, as RFC 8656 has it. */
    public void lifetime(int seconds) {
        pump.call(loop, () -> lifetimeSeconds = seconds);
    }

    /** New allocations are refused with 486 from now on. */
    public void refuse() {
        pump.call(loop, () -> refusing = true);
    }

    /** It begins anew, without the allocations that stood. */
    public void forgetAll() {
        pump.call(loop, () -> {
            allocations.values().forEach(each -> each.relay.close());
            allocations.clear();
            return true;
        });
    }

    /** How many allocations stand. */
    public int allocations() {
        return pump.call(loop, allocations::size);
    }

    /** What was asked and answered, in words such as {@code ALLOCATE 401} and {@code CHANNEL_BIND ok}. */
    public List<String> log() {
        return pump.call(loop, () -> List.copyOf(log));
    }

    @Override
    public void close() {
        pump.call(loop, () -> {
            allocations.values().forEach(each -> each.relay.close());
            allocations.clear();
            listeners.forEach(StreamListener::close);
            List.copyOf(streams.values()).forEach(StreamConnection::close);
            port.close();
            return true;
        });
        loop.close();
    }

    // --- on the loop ----------------------------------------------------------------------------------------------

    private final class Client implements StreamHandler {
        private final StunFrames frames = new StunFrames();

        private Client(StreamConnection connection) {
            streams.put(connection.remote(), connection);
        }

        @Override
        public void onOpen(StreamConnection connection, long nowNanos) {
            log.add(connection.kind() + " open");
        }

        @Override
        public void onBytes(StreamConnection connection, ByteBuffer bytes, long nowNanos) {
            if (!frames.take(bytes, message -> onDatagram(message, connection.remote()))) {
                connection.close();
            }
        }

        @Override
        public void onClose(StreamConnection connection, StreamClose reason, long nowNanos) {
            log.add(connection.kind() + " closed");
            streams.remove(connection.remote());
            Optional.ofNullable(allocations.remove(connection.remote())).ifPresent(each -> each.relay.close());
        }
    }

    private void reply(ByteBuffer packet, InetSocketAddress client) {
        var stream = streams.get(client);
        if (stream != null) {
            stream.send(packet);
        } else {
            port.send(packet, client);
        }
    }

    private void onDatagram(ByteBuffer packet, InetSocketAddress from) {
        var channel = ChannelData.parse(packet);
        if (channel.isPresent()) {
            Optional.ofNullable(allocations.get(from))
                    .ifPresent(allocation -> Optional.ofNullable(
                                    allocation.channels.get(channel.get().channel()))
                            .ifPresent(
                                    peer -> allocation.relay.send(channel.get().data(), peer)));
            return;
        }
        StunMessage.parse(packet).ifPresent(message -> {
            if (message.kind() == StunKind.INDICATION) {
                onIndication(message, from);
            } else if (message.kind() == StunKind.REQUEST) {
                onRequest(message, from);
            }
        });
    }

    private void onIndication(StunMessage message, InetSocketAddress from) {
        var allocation = allocations.get(from);
        if (allocation != null && message.method() == StunMethod.SEND) {
            var peer = message.address(StunAttribute.XOR_PEER_ADDRESS).orElseThrow();
            if (allocation.permitted.contains(peer.getAddress())) {
                allocation.relay.send(message.value(StunAttribute.DATA).orElseThrow(), peer);
            }
        }
    }

    private void onRequest(StunMessage request, InetSocketAddress from) {
        if (request.isBinding()) {
            log.add("BINDING ok");
            reply(request.answerTo(from).write(), from);
            return;
        }
        int refusal = refusalOf(request, from);
        log.add(request.method() + (refusal == 0 ? " ok" : " " + refusal));
        if (refusal != 0) {
            var error = StunMessage.builder(StunKind.ERROR, request.method(), request.id())
                    .error(refusal, "No")
                    .text(StunAttribute.REALM, REALM)
                    .text(StunAttribute.NONCE, "nonce" + nonce);
            alternate
                    .filter(other -> refusal == 300)
                    .ifPresent(other -> error.add(StunAttribute.ALTERNATE_SERVER, plain(other)));
            // RFC 8489 §9.2.4: what comes after who asks is known is signed.
            var built = refusal == 401 || refusal == 438 ? error : error.sign(key);
            reply(built.build().write(), from);
            return;
        }
        var success = StunMessage.builder(StunKind.SUCCESS, request.method(), request.id());
        carryOut(request, from, success);
        reply(success.sign(key).build().write(), from);
    }

    /** As MAPPED-ADDRESS has it (RFC 8489 §14.1). */
    private static ByteBuffer plain(InetSocketAddress address) {
        var bytes = address.getAddress().getAddress();
        return ByteBuffer.allocate(4 + bytes.length)
                .putShort((short) (bytes.length == 4 ? 1 : 2))
                .putShort((short) address.getPort())
                .put(bytes)
                .flip();
    }

    private int refusalOf(StunMessage request, InetSocketAddress from) {
        if (!request.has(StunAttribute.MESSAGE_INTEGRITY)) {
            return 401;
        }
        if (!request.text(StunAttribute.NONCE).orElse("").equals("nonce" + nonce)) {
            return 438;
        }
        if (!request.text(StunAttribute.USERNAME).orElse("").equals(username) || !request.isSignedWith(key)) {
            return 401;
        }
        boolean allocates = request.method() == StunMethod.ALLOCATE;
        if (allocates && alternate.isPresent()) {
            return 300;
        }
        if (allocates && refusing) {
            return 486;
        }
        return allocates == allocations.containsKey(from) ? 437 : 0;
    }

    private void carryOut(StunMessage request, InetSocketAddress from, StunBuilder success) {
        var allocation = allocations.get(from);
        if (allocation == null) {
            var made = new Allocation(from);
            allocations.put(from, made);
            success.address(StunAttribute.XOR_RELAYED_ADDRESS, made.relay.local())
                    .address(StunAttribute.XOR_MAPPED_ADDRESS, from)
                    .number(StunAttribute.LIFETIME, lifetimeSeconds);
        } else if (request.method() == StunMethod.REFRESH) {
            long wanted = request.number(StunAttribute.LIFETIME).orElse(lifetimeSeconds);
            success.number(StunAttribute.LIFETIME, wanted);
            if (wanted == 0) {
                allocation.relay.close();
                allocations.remove(from);
            }
        } else {
            var peer = request.address(StunAttribute.XOR_PEER_ADDRESS).orElseThrow();
            allocation.permitted.add(peer.getAddress());
            if (request.method() == StunMethod.CHANNEL_BIND) {
                allocation.channels.put(
                        (int) (request.number(StunAttribute.CHANNEL_NUMBER).orElseThrow() >>> 16), peer);
            }
        }
    }
}
