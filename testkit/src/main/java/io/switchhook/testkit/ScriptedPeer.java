package io.switchhook.testkit;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.text.Sentences;
import io.switchhook.base.world.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A SIP endpoint that does what a script tells it, right or wrong, on any {@link World}. A script is a row of steps:
 * {@code expectRequest("INVITE")}, {@code respond(invite, 180)}, {@code send(...)}; each waits by its {@link Pump}. It
 * knows no
 * transactions and no timers: it repeats nothing by itself, but answers a repeated request as it did the first time,
 * and acknowledges
 * a repeated final answer again.
 *
 * <p>Strict at first: what arrives and is not what the script expects next fails the step; answers 100 alone may be
 * left out of a
 * script. {@link #lenient()} lets other messages wait for a later step instead.
 *
 * <p>Steps are called by one test thread, outside of any loop; handlers given to {@link #whenRequest} run on the peer's
 * loop and may
 * respond and send.
 */
public final class ScriptedPeer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private record Handler(String method, Consumer<WireMessage> action) {}

    private final String name;
    private final World world;
    private final Pump pump;
    private final Loop loop;
    private final PeerTransport transport;
    private final Repeats repeats = new Repeats();
    private final List<WireMessage> received = new ArrayList<>();
    private final List<WireMessage> sent = new ArrayList<>();
    private final List<WireMessage> inbox = new ArrayList<>();
    private final List<Handler> handlers = new ArrayList<>();
    private boolean strict = true;
    private boolean exposesRepeats;
    private boolean closed;
    private Duration patience = PATIENCE;
    private Optional<InetSocketAddress> target = Optional.empty();

    private ScriptedPeer(String name, World world, Pump pump, boolean tcp, InetSocketAddress local) throws IOException {
        this.name = name;
        this.world = world;
        this.pump = pump;
        this.loop = world.openLoop("peer " + name);
        this.transport = tcp
                ? new TcpPeerTransport(world, loop, local, this::onPacket)
                : new UdpPeerTransport(world, loop, local, this::onPacket);
    }

    /**
     * A peer on UDP.
     *
     * @param name the user part of its URIs, such as "853"
     * @param local an address of the world, not the wildcard; port 0 for any
     * @throws IOException when the port is in use
     */
    public static ScriptedPeer udp(String name, World world, Pump pump, InetSocketAddress local) throws IOException {
        return new ScriptedPeer(name, world, pump, false, local);
    }

    /** A peer on TCP: it listens, answers on the connection a request came by, and connects where it has to. */
    public static ScriptedPeer tcp(String name, World world, Pump pump, InetSocketAddress local) throws IOException {
        return new ScriptedPeer(name, world, pump, true, local);
    }

    /** Messages that are not expected next wait for a later step instead of failing this one. */
    public ScriptedPeer lenient() {
        strict = false;
        return this;
    }

    /** Repeated messages go to the script like any other, and nothing is answered by itself. */
    public ScriptedPeer exposeRetransmissions() {
        exposesRepeats = true;
        return this;
    }

    /** How long a step waits if it does not say; 5 s if not set. */
    public ScriptedPeer patience(Duration duration) {
        patience = duration;
        return this;
    }

    /** Where {@link #send(WireMessage)} and new dialogs send to, as an outbound proxy. */
    public ScriptedPeer target(InetSocketAddress address) {
        target = Optional.of(address);
        return this;
    }

    /**
     * Lets requests of this method be handled as they arrive, beside the script: {@code whenRequest("OPTIONS", r ->
     * peer.respond(r, 200))}.
     */
    public ScriptedPeer whenRequest(String method, Consumer<WireMessage> action) {
        synchronized (inbox) {
            handlers.add(new Handler(method, action));
        }
        return this;
    }

    public String name() {
        return name;
    }

    public InetSocketAddress address() {
        return transport.local();
    }

    /** {@code 192.0.2.1:5060}, as it stands in Via and in URIs. */
    public String hostPort() {
        return IpLiteral.asHostPort(address());
    }

    /** The peer's own URI, as in its Contact. */
    public String uri() {
        return "sip:" + name + "@" + hostPort() + (transport.name().equals("TCP") ? ";transport=tcp" : "");
    }

    /** A Via line of this peer with a new branch. */
    public String newVia() {
        return "SIP/2.0/" + transport.name() + " " + hostPort() + ";branch=z9hG4bK" + token(16) + ";rport";
    }

    public String token(int length) {
        return world.randomness().nextToken(length);
    }

    private void onPacket(byte[] bytes, InetSocketAddress from) {
        if (!WireMessage.isSip(bytes)) {
            return;
        }
        var message = WireMessage.parse(bytes).from(from);
        Optional<Handler> handler;
        synchronized (inbox) {
            received.add(message);
            if (repeats.isRepeat(message) && !exposesRepeats) {
                repeats.answerTo(message).ifPresent(answer -> transport.send(answer.toByteArray(), from));
                return;
            }
            handler = handlers.stream()
                    .filter(candidate -> message.isRequest(candidate.method))
                    .findFirst();
            if (handler.isEmpty()) {
                inbox.add(message);
            }
        }
        handler.ifPresent(found -> found.action.accept(message));
    }

    /** Waits for a request of that method. */
    public WireMessage expectRequest(String method) {
        return expectRequest(method, patience);
    }

    public WireMessage expectRequest(String method, Duration atMost) {
        return expect("request " + method, message -> message.isRequest(method), atMost);
    }

    /** Waits for an answer of that status to a request of that method. */
    public WireMessage expectResponse(String method, int status) {
        return expectResponse(method, status, patience);
    }

    public WireMessage expectResponse(String method, int status, Duration atMost) {
        return expect("answer " + status + " to " + method, message -> message.isResponse(method, status), atMost);
    }

    /** Waits for a final answer to a request of that method, whatever its status. */
    public WireMessage expectFinal(String method, Duration atMost) {
        return expect(
                "final answer to " + method,
                message -> !message.isRequest() && message.method().equals(method) && message.status() >= 200,
                atMost);
    }

    /**
     * Waits for a message.
     *
     * @param what says in words what is expected, for the failure
     * @throws AssertionError when something else comes (if strict), or nothing in time
     */
    public WireMessage expect(String what, Predicate<WireMessage> wanted, Duration atMost) {
        var found = new ArrayList<WireMessage>();
        pump.until(() -> take(what, wanted, found), atMost);
        if (found.isEmpty()) {
            throw failure("expected " + what + " within " + Sentences.time(atMost) + ", but it did not come");
        }
        return found.get(0);
    }

    private boolean take(String what, Predicate<WireMessage> wanted, List<WireMessage> found) {
        synchronized (inbox) {
            for (var message : List.copyOf(inbox)) {
                if (wanted.test(message)) {
                    inbox.remove(message);
                    found.add(message);
                    return true;
                }
                if (message.status() == 100) {
                    inbox.remove(message);
                } else if (strict) {
                    throw failure("expected " + what + ", but received " + message.startLine());
                }
            }
            return false;
        }
    }

    /**
     * Lets that time pass.
     *
     * @throws AssertionError when something other than an answer 100 arrives
     */
    public void expectNothing(Duration during) {
        pump.until(() -> false, during);
        synchronized (inbox) {
            inbox.removeIf(message -> message.status() == 100);
            if (!inbox.isEmpty()) {
                throw failure("expected nothing, but received " + inbox.get(0).startLine());
            }
        }
    }

    private AssertionError failure(String what) {
        var text =
                new StringBuilder("Peer ").append(name).append(' ').append(what).append(". Received so far:");
        synchronized (inbox) {
            received.forEach(message -> text.append("\n  ").append(message.startLine()));
        }
        return new AssertionError(received.isEmpty() ? text + " nothing" : text.toString());
    }

    /** Sends to the target that was set. */
    public WireMessage send(WireMessage message) {
        return send(message, target.orElseThrow(() -> new IllegalStateException("No target was set for peer " + name)));
    }

    /** Sends a message, whatever it says. Returns it. */
    public WireMessage send(WireMessage message, InetSocketAddress to) {
        sendBytes(message.toByteArray(), to);
        synchronized (inbox) {
            sent.add(message);
        }
        return message;
    }

    /** Sends any bytes. */
    public void sendBytes(byte[] bytes, InetSocketAddress to) {
        onLoop(() -> {
            transport.send(bytes, to);
            return to;
        });
    }

    private <T> T onLoop(Supplier<T> task) {
        return loop.inLoop() ? task.get() : pump.call(loop, task);
    }

    /** Answers a request with the usual reason phrase. */
    public WireMessage respond(WireMessage request, int status) {
        return respond(request, status, draft -> {});
    }

    /** Answers a request; {@code change} sees the draft before it is sent. */
    public WireMessage respond(WireMessage request, int status, Consumer<Draft> change) {
        var draft = PeerResponses.answering(request, status, () -> token(10), uri());
        change.accept(draft);
        var response = draft.build();
        synchronized (inbox) {
            repeats.answered(request, response);
        }
        return send(response, PeerResponses.destination(request, transport.name()));
    }

    /** Expects a REGISTER and answers 200 with the bindings asked for. Returns the REGISTER. */
    public WireMessage acceptRegistration() {
        var register = expectRequest("REGISTER");
        respond(register, 200, draft -> PeerResponses.grantBindings(register, draft));
        return register;
    }

    /**
     * Expects a request, answers it with a digest challenge, expects it again with credentials and checks them. Returns
     * the second request.
     */
    public WireMessage challenge(String method, PeerDigest digest, String secret) {
        var first = expectRequest(method);
        respond(first, 401, draft -> draft.header("WWW-Authenticate", digest.challenge()));
        if (method.equals("INVITE")) {
            expectRequest("ACK");
        }
        var second = expectRequest(method);
        if (!digest.accepts(second, secret)) {
            throw failure("expected " + method + " with right credentials, but received " + second);
        }
        return second;
    }

    /**
     * Registers for an hour at the target, as the user of its name, and answers a challenge. Returns the answer 200.
     *
     * @throws AssertionError when it is refused
     */
    public WireMessage register(String secret) {
        var registrar = "sip:" + IpLiteral.asHostPort(target.orElseThrow());
        var self = "<sip:" + name + "@" + IpLiteral.asHostPort(target.orElseThrow()) + ">";
        var first = Draft.request("REGISTER", registrar)
                .header("Via", newVia())
                .header("Max-Forwards", "70")
                .header("From", self + ";tag=" + token(10))
                .header("To", self)
                .header("Call-ID", token(24))
                .header("CSeq", "1 REGISTER")
                .header("Contact", "<" + uri() + ">")
                .header("Expires", "3600")
                .header("Content-Length", "0")
                .build();
        send(first);
        var answer = expectFinal("REGISTER", patience);
        if (answer.status() == 401 || answer.status() == 407) {
            var second = first.edit().replace("Via", newVia()).replace("CSeq", "2 REGISTER");
            PeerDigest.authorize(second, first, answer, name, secret, token(12));
            send(second.build());
            answer = expectFinal("REGISTER", patience);
        }
        if (answer.status() != 200) {
            throw failure("cannot register: " + answer.startLine());
        }
        return answer;
    }

    /** A dialog as the side that was called. */
    public PeerDialog dialog(WireMessage invite) {
        return PeerDialog.called(this, invite);
    }

    /** A dialog as the calling side; its first message is still to be sent. */
    public PeerDialog newDialog(String remoteUri) {
        return PeerDialog.calling(this, remoteUri, token(24), token(10));
    }

    Optional<InetSocketAddress> fixedTarget() {
        return target;
    }

    Duration patience() {
        return patience;
    }

    void acknowledged(WireMessage response, WireMessage ack) {
        synchronized (inbox) {
            repeats.answered(response, ack);
        }
    }

    /** Everything that arrived, repeated messages too, in order. */
    public List<WireMessage> received() {
        synchronized (inbox) {
            return List.copyOf(received);
        }
    }

    /** Everything this peer has sent by itself or by script, except answers repeated to repeated requests. */
    public List<WireMessage> sent() {
        synchronized (inbox) {
            return List.copyOf(sent);
        }
    }

    /** How many repeated messages have arrived. */
    public int retransmissions() {
        synchronized (inbox) {
            return repeats.count();
        }
    }

    /** Closes its port, its connections and its loop. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onLoop(() -> {
                transport.close();
                return name;
            });
            loop.close();
        }
    }
}
