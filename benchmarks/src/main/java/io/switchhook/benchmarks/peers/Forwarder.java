package io.switchhook.benchmarks.peers;

import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.proxy.ProxyServer;
import java.io.IOException;

/** A stateful, record-routing proxy that sends every call to one callee. Argument: the callee's port on 127.0.0.1. */
public final class Forwarder {
    private static final int MANY = 1_000_000;

    private Forwarder() {}

    public static void main(String[] arguments) throws IOException {
        try (var proxy = builder("sip:callee@127.0.0.1:" + arguments[0]).start()) {
            Orders.obey(
                    proxy.listenPoints().get(0).address().getPort(),
                    () -> proxy.load().join().toString());
        }
    }

    static ProxyServer.Builder builder(String uri) {
        var callee = SipUri.parse(uri);
        return ProxyServer.builder()
                .listen("udp:127.0.0.1:0")
                .maxTransactions(MANY, MANY)
                .policyOnLoop(request -> RoutingDecision.to(callee));
    }
}
