package io.switchhook.ice;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.base.timer.Timed;
import io.switchhook.stun.ChannelData;
import io.switchhook.stun.StunAttribute;
import io.switchhook.stun.StunBuilder;
import io.switchhook.stun.StunKey;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.StunMethod;
import io.switchhook.stun.TransactionId;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An allocation on a TURN server from its wish to its release (RFC 8656). What is sent to peers waits until they are permitted. */
final class TurnClient implements Timed {
    /** UDP, as IP numbers it (RFC 8656 §18.8). */
    private static final int UDP = 17 << 24;

    private static final int MAX_ATTEMPTS = 3;
    /** So many servers send us on to another. */
    private static final int MAX_REDIRECTS = 3;
    /** An allocation is renewed a minute before it ends, and a short one at half its time. */
    private static final long MARGIN_NANOS = Duration.ofMinutes(1).toNanos();

    private static final long USUAL_LIFETIME = 600;
    private static final long LONGEST_LIFETIME = 3_600;
    /** RFC 8445 §11: a NAT on the way to the server forgets what is quiet. */
    private static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(15).toNanos();

    private static final int MAX_PACKET = 1_500;
    /** What a request says of the account leaves room for the rest of it; RFC 8489 §14.9 and §14.10 allow less than this. */
    private static final int MOST_WORDS = 1_200;

    /** Takes what comes from peers. */
    interface Delivery {
        /** @param data valid during the call only */
        void deliver(TurnClient relay, ByteBuffer data, InetSocketAddress peer, long nowNanos);
    }

    /** What is known of the allocation. */
    enum State {
        ASKING,
        STANDING,
        CLOSING,
        GONE
    }

    /** A question to the server. */
    private final class Ask {
        private final StunMethod method;
        /** Whom it is about; absent where it is about the allocation. */
        private final Optional<TurnPeers.Peer> peer;

        private int attempts;
        private StunExchange exchange;

        Ask(StunMethod method, Optional<TurnPeers.Peer> peer, long nowNanos) {
            this.method = method;
            this.peer = peer;
            this.exchange = begin(nowNanos);
        }

        private StunExchange begin(long nowNanos) {
            attempts++;
            var request = compose(method, peer);
            var begun = path.isReliable()
                    ? StunExchange.byStream(request, nowNanos)
                    : new StunExchange(request, waitNanos, nowNanos);
            transmit(begun.request().write(), nowNanos);
            return begun;
        }
    }

    private final int component;
    /** Which we were told of. */
    private final ServerAddress wished;

    private final TurnAccount account;
    private final ServerPath.Finder finder;
    private final Randomness random;
    private final long waitNanos;
    private final List<Ask> asks = new ArrayList<>();
    private final TurnPeers peers = new TurnPeers();
    private final ByteBuffer framed = ByteBuffer.allocate(MAX_PACKET + 8);

    /** Which relays: the one we were told of, or where that sent us. */
    private ServerAddress server;

    private ServerPath path;
    private final List<InetSocketAddress> askedBefore = new ArrayList<>();
    private State state = State.ASKING;
    private String trouble = "";
    private Optional<InetSocketAddress> relayed = Optional.empty();
    private Optional<InetSocketAddress> mapped = Optional.empty();
    private String realm = "";
    private String nonce = "";
    private Optional<StunKey> key = Optional.empty();
    private long renewNanos = NEVER;
    private long keepAliveNanos = NEVER;

    /** @param waitNanos how long to wait for the first answer */
    TurnClient(int component, ServerAddress server, ServerPath.Finder finder, Randomness random, long waitNanos) {
        this.component = component;
        this.wished = server;
        this.server = server;
        this.account = server.server().account().orElseThrow();
        this.finder = finder;
        this.path = finder.to(server);
        this.random = random;
        this.waitNanos = waitNanos;
    }

    void start(long nowNanos) {
        asks.add(new Ask(StunMethod.ALLOCATE, Optional.empty(), nowNanos));
    }

    State state() {
        return state;
    }

    /** Why there is none; empty while there is. */
    String trouble() {
        return trouble;
    }

    int component() {
        return component;
    }

    ServerAddress wished() {
        return wished;
    }

    ServerAddress server() {
        return server;
    }

    ServerPath path() {
        return path;
    }

    /** Its address on the server, once it stands. */
    Optional<InetSocketAddress> relayed() {
        return relayed;
    }

    /** Where the server sees us, once it stands. */
    Optional<InetSocketAddress> mapped() {
        return mapped;
    }

    // --- to the server --------------------------------------------------------------------------------------------

    private void transmit(ByteBuffer packet, long nowNanos) {
        path.send(packet);
        if (keepAliveNanos != NEVER) {
            keepAliveNanos = nowNanos + KEEP_ALIVE_NANOS;
        }
    }

    private StunMessage compose(StunMethod method, Optional<TurnPeers.Peer> peer) {
        var builder = StunMessage.builder(StunKind.REQUEST, method, TransactionId.draw(random));
        if (method == StunMethod.ALLOCATE) {
            builder.number(StunAttribute.REQUESTED_TRANSPORT, UDP);
            if (server.address().getAddress() instanceof Inet6Address) {
                // RFC 8656 §18.6: without that it would be one of IPv4.
                builder.number(StunAttribute.REQUESTED_ADDRESS_FAMILY, 2 << 24);
            }
        }
        if (state == State.CLOSING) {
            builder.number(StunAttribute.LIFETIME, 0);
        }
        peer.ifPresent(known -> {
            if (method == StunMethod.CHANNEL_BIND) {
                builder.number(StunAttribute.CHANNEL_NUMBER, (long) known.channel() << 16);
            }
            builder.address(StunAttribute.XOR_PEER_ADDRESS, known.address());
        });
        return signed(builder);
    }

    private StunMessage signed(StunBuilder builder) {
        key.ifPresent(known -> builder.text(StunAttribute.USERNAME, account.username())
                .text(StunAttribute.REALM, realm)
                .text(StunAttribute.NONCE, nonce)
                .sign(known));
        return builder.fingerprint().build();
    }

    /** Sends to a peer by the server. The first packets to one wait for its permission; a few of them. */
    void send(ByteBuffer packet, InetSocketAddress to, long nowNanos) {
        if (state != State.STANDING || packet.remaining() > MAX_PACKET - 100) {
            return;
        }
        var peer = peers.find(to, nowNanos);
        switch (peer.permission(nowNanos)) {
            case NONE -> {
                peer.hold(packet);
                permit(peer, nowNanos);
            }
            case ASKED -> peer.hold(packet);
            case GRANTED -> forward(peer, packet, nowNanos);
            case REFUSED -> {}
        }
    }

    private void forward(TurnPeers.Peer peer, ByteBuffer packet, long nowNanos) {
        if (peer.isBound()) {
            new ChannelData(peer.channel(), packet).write(framed, path.isReliable());
            transmit(framed, nowNanos);
        } else {
            var indication = StunMessage.builder(StunKind.INDICATION, StunMethod.SEND, TransactionId.draw(random))
                    .address(StunAttribute.XOR_PEER_ADDRESS, peer.address())
                    .add(StunAttribute.DATA, packet)
                    .build();
            transmit(indication.write(), nowNanos);
        }
    }

    private void permit(TurnPeers.Peer peer, long nowNanos) {
        peer.onAsked();
        asks.add(new Ask(StunMethod.CREATE_PERMISSION, Optional.of(peer), nowNanos));
    }

    /** Media will go there: a channel costs four octets a packet, and not 36 (RFC 8656 §12). */
    void bind(InetSocketAddress to, long nowNanos) {
        if (state == State.STANDING) {
            var peer = peers.find(to, nowNanos);
            if (peer.takeChannel()) {
                askChannel(peer, nowNanos);
            }
        }
    }

    private void askChannel(TurnPeers.Peer peer, long nowNanos) {
        asks.add(new Ask(StunMethod.CHANNEL_BIND, Optional.of(peer), nowNanos));
    }

    /** Gives the allocation up while its port stays: until the server has heard of it. */
    void release(long nowNanos) {
        if (state != State.STANDING) {
            close(nowNanos);
            return;
        }
        end("");
        state = State.CLOSING;
        asks.add(new Ask(StunMethod.REFRESH, Optional.empty(), nowNanos));
    }

    /** Gives the allocation up with its port. That is said once: if it is lost, the allocation ends by its time. */
    void close(long nowNanos) {
        if (state == State.STANDING) {
            var builder = StunMessage.builder(StunKind.REQUEST, StunMethod.REFRESH, TransactionId.draw(random))
                    .number(StunAttribute.LIFETIME, 0);
            transmit(signed(builder).write(), nowNanos);
        }
        end("");
    }

    private void end(String why) {
        state = State.GONE;
        trouble = why;
        relayed = Optional.empty();
        asks.clear();
        peers.clear();
        path.close();
        renewNanos = NEVER;
        keepAliveNanos = NEVER;
    }

    // --- from the server ------------------------------------------------------------------------------------------

    /** A datagram from the server's address; what is neither of TURN nor an answer is dropped. */
    void onDatagram(ByteBuffer packet, Delivery delivery, long nowNanos) {
        var channel = ChannelData.parse(packet);
        if (channel.isPresent()) {
            peers.byChannel(channel.get().channel(), nowNanos)
                    .ifPresent(peer -> delivery.deliver(this, channel.get().data(), peer.address(), nowNanos));
            return;
        }
        var message = StunMessage.parse(packet);
        if (message.isEmpty()) {
            return;
        }
        if (message.get().kind() == StunKind.INDICATION) {
            onIndication(message.get(), delivery, nowNanos);
        } else if (message.get().kind() != StunKind.REQUEST) {
            onAnswer(message.get(), nowNanos);
        }
    }

    private void onIndication(StunMessage message, Delivery delivery, long nowNanos) {
        var from = message.address(StunAttribute.XOR_PEER_ADDRESS);
        var data = message.value(StunAttribute.DATA);
        boolean whole = message.method() == StunMethod.DATA && from.isPresent() && data.isPresent();
        if (whole && state == State.STANDING && peers.mayCome(from.get(), nowNanos)) {
            delivery.deliver(this, data.get(), from.get(), nowNanos);
        }
    }

    private void onAnswer(StunMessage answer, long nowNanos) {
        var ask = asks.stream()
                .filter(open -> open.exchange.request().id().equals(answer.id()))
                .findFirst();
        if (ask.isEmpty() || answer.method() != ask.get().method) {
            return;
        }
        // RFC 8489 §9.2.5: what is not signed by who knows the password is no answer, but for a challenge.
        // Some servers do not sign that they allocate nothing.
        if (answer.kind() == StunKind.ERROR) {
            boolean believed = state == State.ASKING || answer.errorCode() == 401 || answer.errorCode() == 438;
            if (believed || key.filter(answer::isSignedWith).isPresent()) {
                onError(ask.get(), answer, nowNanos);
            }
        } else if (key.filter(answer::isSignedWith).isPresent()
                && answer.unknown(StunAttribute.OF_RELAYS).isEmpty()) {
            asks.remove(ask.get());
            onSuccess(ask.get(), answer, nowNanos);
        }
    }

    private void onError(Ask ask, StunMessage error, long nowNanos) {
        int code = error.errorCode();
        var newRealm = error.text(StunAttribute.REALM);
        var newNonce = error.text(StunAttribute.NONCE);
        boolean stale = code == 438;
        boolean first = code == 401 && !ask.exchange.request().has(StunAttribute.MESSAGE_INTEGRITY);
        if ((stale || first) && newNonce.isPresent() && ask.attempts < MAX_ATTEMPTS) {
            realm = newRealm.orElse(realm);
            nonce = newNonce.get();
            if (octets(account.username()) + octets(realm) + octets(nonce) > MOST_WORDS) {
                asks.remove(ask);
                onRefused(ask, "its realm or nonce is too long", nowNanos);
                return;
            }
            key = Optional.of(StunKey.longTerm(account.username(), realm, account.password()));
            ask.exchange = ask.begin(nowNanos);
            return;
        }
        asks.remove(ask);
        if (code == 300 && ask.method == StunMethod.ALLOCATE && follow(error, nowNanos)) {
            return;
        }
        var answer = code + (error.reason().isEmpty() ? "" : " " + Printable.escape(error.reason()));
        // After the first it is meant for what we signed with.
        onRefused(ask, code == 401 ? answer + ". Check the user name and the secret" : answer, nowNanos);
    }

    /**
     * RFC 8489 §10: asks the server that this one names, as the same account and by the same transport.
     *
     * @return false when it names none of our family, or one that was asked before
     */
    private boolean follow(StunMessage error, long nowNanos) {
        var from = server.address();
        askedBefore.add(from);
        var next = error.alternates().stream()
                .filter(each -> each.getPort() != 0)
                .filter(each ->
                        each.getAddress().getClass() == from.getAddress().getClass())
                .findFirst();
        if (next.isEmpty() || askedBefore.contains(next.get()) || askedBefore.size() > MAX_REDIRECTS) {
            return false;
        }
        path.close();
        var name = error.text(StunAttribute.ALTERNATE_DOMAIN).filter(text -> !text.isBlank());
        server = new ServerAddress(next.get(), name.map(server.server()::named).orElse(server.server()));
        path = finder.to(server);
        key = Optional.empty();
        start(nowNanos);
        return true;
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void onRefused(Ask ask, String answer, long nowNanos) {
        if (ask.peer.isEmpty()) {
            end("The TURN server " + server.told() + " refuses to relay: " + answer + ".");
        } else if (ask.method == StunMethod.CHANNEL_BIND) {
            ask.peer.get().onChannelRefused();
        } else {
            ask.peer.get().onRefused(nowNanos);
        }
    }

    private void onSuccess(Ask ask, StunMessage answer, long nowNanos) {
        if (state == State.CLOSING) {
            end("");
            return;
        }
        if (ask.method == StunMethod.ALLOCATE) {
            relayed = answer.address(StunAttribute.XOR_RELAYED_ADDRESS);
            mapped = answer.mapped();
            if (relayed.isEmpty() || relayed.get().getPort() == 0) {
                end("The TURN server " + server.told() + " names no address that it relays for.");
                return;
            }
            state = State.STANDING;
            keepAliveNanos = nowNanos + KEEP_ALIVE_NANOS;
        }
        if (ask.peer.isEmpty()) {
            long seconds = answer.number(StunAttribute.LIFETIME).orElse(USUAL_LIFETIME);
            long nanos = Duration.ofSeconds(Math.max(1, Math.min(seconds, LONGEST_LIFETIME)))
                    .toNanos();
            renewNanos = nowNanos + Math.max(nanos / 2, nanos - MARGIN_NANOS);
            return;
        }
        var peer = ask.peer.get();
        if (ask.method == StunMethod.CHANNEL_BIND) {
            peer.onBound(nowNanos);
        } else {
            peer.onGranted(nowNanos);
        }
        peer.takeHeld().forEach(packet -> forward(peer, packet, nowNanos));
    }

    // --- time -----------------------------------------------------------------------------------------------------

    @Override
    public long nextDeadlineNanos() {
        long next = Math.min(Math.min(renewNanos, keepAliveNanos), peers.nextDeadlineNanos());
        for (var ask : asks) {
            next = Math.min(next, ask.exchange.deadlineNanos());
        }
        return next;
    }

    @Override
    public void onTime(long nowNanos) {
        for (var ask : List.copyOf(asks)) {
            switch (ask.exchange.onTime(nowNanos)) {
                case WAIT -> {}
                case SEND_AGAIN -> transmit(ask.exchange.request().write(), nowNanos);
                case GIVE_UP -> {
                    asks.remove(ask);
                    onSilent(ask, nowNanos);
                }
            }
        }
        if (nowNanos >= renewNanos) {
            renewNanos = NEVER;
            asks.add(new Ask(StunMethod.REFRESH, Optional.empty(), nowNanos));
        }
        peers.dueForPermission(nowNanos).forEach(peer -> permit(peer, nowNanos));
        peers.dueForChannel(nowNanos).forEach(peer -> askChannel(peer, nowNanos));
        if (nowNanos >= keepAliveNanos) {
            var quiet = StunMessage.builder(StunKind.INDICATION, StunMethod.BINDING, TransactionId.draw(random));
            transmit(quiet.fingerprint().build().write(), nowNanos);
        }
    }

    /** The stream to the server is over, and with it the allocation (RFC 8656 §3.2). */
    void onPathLost(String why) {
        switch (state) {
            case ASKING -> end(Sentences.closed("The TURN server " + server.told() + " cannot be reached: " + why));
            case STANDING ->
                end(Sentences.closed("The connection with the TURN server " + server.told() + " has ended: " + why));
            case CLOSING -> end("");
            case GONE -> {}
        }
    }

    private void onSilent(Ask ask, long nowNanos) {
        if (ask.peer.isEmpty()) {
            end("The TURN server " + server.told() + " does not answer.");
        } else {
            onRefused(ask, "", nowNanos);
        }
    }
}
