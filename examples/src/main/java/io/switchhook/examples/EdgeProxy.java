package io.switchhook.examples;

import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.proxy.ProxyRequest;
import io.switchhook.stack.proxy.ProxyServer;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * The proxy that telephones behind NATs keep a connection to, in front of a registrar: calls for them come back over these connections (RFC 5626). Run two of them on two
 * machines, and telephones that are registered through both are reached when one is down.
 *
 * <pre>{@code EdgeProxy 192.168.115.100:5060 sip:192.168.115.101:5060}</pre>
 */
public final class EdgeProxy {
    private EdgeProxy() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2) {
            System.err.println("Usage: EdgeProxy ADDRESS:PORT sip:REGISTRAR[:PORT]");
            System.exit(2);
        }
        run(
                args[0],
                SipUri.parse(args[1]),
                point -> System.out.println("Listening on " + point),
                new CountDownLatch(1));
    }

    /** Listens on UDP and TCP until {@code stop} is counted down. */
    static void run(String address, SipUri registrar, Consumer<ListenPoint> started, CountDownLatch stop)
            throws InterruptedException {
        try (var proxy = ProxyServer.builder()
                .listen("udp:" + address)
                .listen("tcp:" + address)
                .edge()
                .policy(request -> route(request, registrar))
                .start()) {
            proxy.listenPoints().forEach(started);
            stop.await();
        }
    }

    /** What is meant for a telephone never gets here: its flow is in its Route. The rest is the registrar's to judge. */
    private static RoutingDecision route(ProxyRequest request, SipUri registrar) {
        return request.routed()
                ? RoutingDecision.onward(request.message())
                : RoutingDecision.through(request.message(), registrar);
    }
}
