package io.switchhook.stack;

import io.switchhook.base.loop.Loop;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.flow.TransportKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A stack on one simulated host, and a peer on another that says what a test writes. */
final class Bench implements StackUser {
    final Simulation simulation = new Simulation(7);
    final SimulatedHost here = simulation.host("here", "192.0.2.1");
    final SimulatedHost there = simulation.host("there", "192.0.2.2");
    final List<ServerTransaction> invites = new ArrayList<>();
    final List<SipRequest> others = new ArrayList<>();
    final SipStack stack;
    WirePeer peer;
    boolean acceptsRegistrations;
    Optional<RuntimeException> thrown = Optional.empty();

    Bench() throws IOException {
        this(config -> config);
    }

    Bench(UnaryOperator<StackConfig> settings) throws IOException {
        var config = StackConfig.listeningOn(
                List.of(ListenPoint.parse("udp:192.0.2.1", 5060), ListenPoint.parse("tcp:192.0.2.1", 5060)));
        stack = SipStack.open(here, settings.apply(config), this);
        stack.start();
        peer = new WirePeer(simulation, there, 5060);
    }

    Loop loop() {
        return stack.loop();
    }

    CallHost host(Optional<Login> login, Optional<SipUri> proxy) {
        return host(
                login.map(own -> Keyring.of(own, List.of(SipUri.parse("sip:192.0.2.2"))))
                        .orElse(Keyring.EMPTY),
                proxy);
    }

    CallHost host(Keyring keyring, Optional<SipUri> proxy) {
        return stack.hostFor(new Identity(
                NameAddress.of(SipUri.parse("sip:858@example.test")),
                "858",
                keyring,
                proxy.map(uri -> uri.withFlag("lr")).stream().toList(),
                Wish.demanding(TransportKind.UDP)));
    }

    /** Runs on the stack's loop and lets the answers come. */
    void onLoop(Runnable task) {
        simulation.call(loop(), () -> {
            task.run();
            return true;
        });
        run(100);
    }

    void run(long millis) {
        simulation.run(Duration.ofMillis(millis));
    }

    long now() {
        return loop().nowNanos();
    }

    SipRequest.Builder request(SipMethod method, String uri) {
        var target = Uri.parse(uri);
        return SipRequest.builder(method, target)
                .header("Max-Forwards", "70")
                .header("From", "<sip:858@example.test>;tag=me")
                .header("To", "<" + uri + ">")
                .header("Call-ID", "call-" + method.name())
                .header("CSeq", "1 " + method.name());
    }

    /** The peer's host is switched off and on; what listens then is a new peer. */
    void restartPeer() throws IOException {
        simulation.hostDies(there);
        simulation.hostReturns(there);
        peer = new WirePeer(simulation, there, 5060);
    }

    StackLoad load() {
        return simulation.call(loop(), stack::load);
    }

    void close() {
        stack.close();
        peer.close();
        run(100);
        simulation.assertNothingLeft();
    }

    @Override
    public void onInvite(ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos) {
        thrown.ifPresent(e -> {
            throw e;
        });
        invites.add(transaction);
    }

    @Override
    public boolean onRequest(ServerTransaction transaction, SipRequest request, Flow from, long nowNanos) {
        others.add(request);
        if (acceptsRegistrations && request.method().equals(SipMethod.REGISTER)) {
            var answer = stack.answering(request, 200, "OK");
            request.all(ContactHeader.TYPE).forEach(contact -> answer.add(ContactHeader.TYPE, contact));
            stack.respond(transaction, answer, nowNanos);
            return true;
        }
        return false;
    }
}
