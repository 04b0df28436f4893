package io.switchhook.examples;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.proxy.ProxyRequest;
import io.switchhook.stack.proxy.ProxyServer;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A proxy without memory in front of a server: what comes from the server goes where it wants to, all else goes to the server. It may be restarted at any moment.
 *
 * <pre>{@code StatelessProxy udp:192.168.115.100:5060 sip:192.168.115.101:5060}</pre>
 *
 * <p>The server is given by its address.
 */
public final class StatelessProxy {
    private static final int SIP_PORT = 5060;

    private StatelessProxy() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2) {
            System.err.println("Usage: StatelessProxy udp:ADDRESS:PORT sip:SERVER[:PORT]");
            System.exit(2);
        }
        run(
                args[0],
                SipUri.parse(args[1]),
                point -> System.out.println("Listening on " + point),
                new CountDownLatch(1));
    }

    /** Runs until {@code stop} is counted down. */
    static void run(String listen, SipUri server, Consumer<ListenPoint> started, CountDownLatch stop)
            throws InterruptedException {
        try (var proxy = ProxyServer.builder()
                .listen(listen)
                .stateless()
                .policy(request -> isFrom(server, request)
                        ? RoutingDecision.onward(request.message())
                        : RoutingDecision.through(request.message(), server))
                .start()) {
            started.accept(proxy.listenPoints().get(0));
            stop.await();
        }
    }

    private static boolean isFrom(SipUri server, ProxyRequest request) {
        var source = request.from().remote();
        return IpLiteral.parse(server.host())
                        .filter(source.getAddress()::equals)
                        .isPresent()
                && server.port().orElse(SIP_PORT) == source.getPort();
    }
}
