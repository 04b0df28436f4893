package io.switchhook.benchmarks.peers;

import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.sip.core.auth.Secret;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.core.registrar.RegistrarLimits;
import io.switchhook.stack.proxy.ProxyServer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A registrar with digest: every user is known and has the secret "secret". Argument: the algorithm, MD5 or SHA-256. */
public final class Registrations {
    private static final int MANY = 1_000_000;

    private Registrations() {}

    public static void main(String[] arguments) throws IOException {
        try (var registrar = builder(arguments[0]).start()) {
            Orders.obey(
                    registrar.listenPoints().get(0).address().getPort(),
                    () -> registrar.load().join().toString());
        }
    }

    static ProxyServer.Builder builder(String algorithm) {
        var secret = Optional.of(Secret.ofPassword("secret"));
        return ProxyServer.builder()
                .listen("udp:127.0.0.1:0")
                .maxTransactions(MANY, MANY)
                .domain("127.0.0.1")
                .users(
                        "127.0.0.1",
                        (user, realm) -> secret,
                        List.of(DigestAlgorithm.of(algorithm).orElseThrow()))
                .registrar(RegistrarLimits.DEFAULT)
                .policyOnLoop(request -> RoutingDecision.reject(404, "Not Found"));
    }
}
