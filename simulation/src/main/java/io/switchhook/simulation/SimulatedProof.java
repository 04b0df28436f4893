package io.switchhook.simulation;

import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import java.util.Optional;

/** What certificates do for real streams: each end shows its names, and the other believes them. */
final class SimulatedProof {
    private SimulatedProof() {}

    /** Why the two do not trust each other; empty when they do. */
    static String failure(SimulatedStream client, SimulatedListener server) {
        var expected = client.serverName();
        var shown = shownBy(server.settings());
        if (!client.settings().trust().anybody()
                && shown.filter(identity -> identity.proves(expected)).isEmpty()) {
            return "expected a certificate for " + expected + ", but it is for "
                    + shown.map(identity -> String.join(", ", identity.names())).orElse("nobody");
        }
        return server.settings().clientMustProve() && shownBy(client.settings()).isEmpty()
                ? "the peer asks for a certificate of ours, and there is none"
                : "";
    }

    /** Who an end says it is; a client with none shows none. */
    static Optional<TlsIdentity.Named> shownBy(StreamSettings settings) {
        return settings.identity().filter(TlsIdentity.Named.class::isInstance).map(TlsIdentity.Named.class::cast);
    }
}
