package io.switchhook.examples;

import io.switchhook.sip.core.auth.Secret;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.core.registrar.RegistrarLimits;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.proxy.ProxyRequest;
import io.switchhook.stack.proxy.ProxyServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Registrar and stateful proxy of one domain: telephones register with user and password, call each other, and call out; all telephones of a user ring at once. Who is called
 * is told who has proved to be calling (P-Asserted-Identity), unless the caller wants to stay unknown.
 *
 * <pre>{@code DomainProxy udp:192.168.115.100:5060 example.com alice=SECRET bob=SECRET}</pre>
 */
public final class DomainProxy {
    private DomainProxy() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 3) {
            System.err.println("Usage: DomainProxy udp:ADDRESS:PORT DOMAIN USER=PASSWORD...");
            System.exit(2);
        }
        var users = new HashMap<String, String>();
        for (int i = 2; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            if (equals < 1) {
                System.err.println("Expected USER=PASSWORD but found " + args[i]);
                System.exit(2);
            }
            users.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        run(args[0], args[1], users, point -> System.out.println("Listening on " + point), new CountDownLatch(1));
    }

    /** Runs until {@code stop} is counted down. */
    static void run(
            String listen, String domain, Map<String, String> users, Consumer<ListenPoint> started, CountDownLatch stop)
            throws InterruptedException {
        try (var proxy = ProxyServer.builder()
                .listen(listen)
                .domain(domain)
                .users(
                        domain,
                        (user, realm) -> Optional.ofNullable(users.get(user)).map(Secret::ofPassword))
                .assertingIdentities(domain)
                .registrar(RegistrarLimits.DEFAULT)
                .policy(DomainProxy::route)
                .start()) {
            started.accept(proxy.listenPoints().get(0));
            stop.await();
        }
    }

    private static RoutingDecision route(ProxyRequest request) {
        if (request.forOurDomain() && request.message().uri() instanceof SipUri callee) {
            return new RoutingDecision.ToBindings(callee);
        }
        // Only our own users may call out: a proxy that is open to all is abused within hours.
        boolean mayBeAsked = !request.message().method().equals(SipMethod.ACK);
        if (request.user().isEmpty() && mayBeAsked) {
            return RoutingDecision.challenge();
        }
        return RoutingDecision.onward(request.message());
    }
}
