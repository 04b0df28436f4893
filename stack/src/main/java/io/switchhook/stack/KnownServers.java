package io.switchhook.stack;

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

    /** @param line whose registrations are kept in {@code ofLines} */
    KnownServers(StickyTargets ofLines, String line) {
        this.ofLines = ofLines;
        this.line = line;
    }

    Optional<Target> of(NextHop hop) {
        return ofCall.of("", hop).or(() -> ofLines.of(line, hop));
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
