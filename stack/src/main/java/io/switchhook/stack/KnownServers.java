package io.switchhook.stack;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.route.StickyTargets;
import io.switchhook.sip.core.route.Target;
import io.switchhook.sip.message.header.SipMethod;
import java.time.Duration;
import java.util.Optional;

/** The servers that one call is with, and what the registration of its line has found (RFC 3263 §4.4). */
final class KnownServers {
    /** How long a registration stays with one server before it looks for a better one. */
    private static final Duration LOYALTY = Duration.ofHours(1);

    private static final int MAX_SERVERS = 16;

    private final StickyTargets ofCall = new StickyTargets(MAX_SERVERS);
    private final StickyTargets ofLines;
    private final String line;
    private Optional<Target> connected = Optional.empty();

    /** @param line whose registrations are kept in {@code ofLines} */
    KnownServers(StickyTargets ofLines, String line) {
        this.ofLines = ofLines;
        this.line = line;
    }

    Optional<Target> of(NextHop hop) {
        return ofCall.of("", hop).or(() -> ofLines.of(line, hop));
    }

    /** The call goes over a connection to this server. */
    void onConnection(Target server) {
        connected = Optional.of(server);
    }

    /**
     * A proxy that was called by its name often gives its address in Record-Route, which its certificate does not have. When it is the one that the call is connected with,
     * it is the name that it proves, to a new connection too; any other server has to prove what the route says (RFC 5922 §7.3).
     */
    Target asCalled(Target found) {
        return connected
                .filter(server -> server.transport().equals(found.transport())
                        && server.address().equals(found.address())
                        && IpLiteral.parse(found.serverName()).isPresent())
                .orElse(found);
    }

    /** It answers, or is to be the one that is asked from now on. */
    void onAnswer(NextHop hop, Target target, SipMethod method, long nowNanos) {
        ofCall.onAnswer("", hop, target, nowNanos);
        if (method.equals(SipMethod.REGISTER)) {
            ofLines.onAnswer(line, hop, target, nowNanos);
        }
    }

    /** A registration that has long been with a second choice looks whether the first is back. */
    void lookAgain(NextHop hop, long nowNanos) {
        ofCall.forgetOlderThan(LOYALTY, "", hop, nowNanos);
        ofLines.forgetOlderThan(LOYALTY, line, hop, nowNanos);
    }
}
