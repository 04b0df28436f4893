package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.List;

/** The proxies that lead to a registrar, the preferred first: the first that works is stayed with, and left for a better one when that is back. */
final class RegistrationWays {
    /** How long a second choice is stayed with before the first is tried again. */
    static final Duration LOYALTY = Duration.ofMinutes(10);
    /** The binding must outlive an attempt that nobody answers. */
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(90);

    private final List<List<SipUri>> ways;
    private int current;
    private int tried;
    private int stayedWith;
    private long sinceNanos;
    private boolean lookingBack;

    RegistrationWays(List<List<SipUri>> ways) {
        this.ways = ways;
    }

    /** The route set that requests take now; empty to leave it to the host. */
    List<SipUri> route() {
        return ways.isEmpty() ? List.of() : ways.get(current);
    }

    void applyTo(SipRequest.Builder request) {
        apply(route(), request);
    }

    static void apply(List<SipUri> route, SipRequest.Builder request) {
        route.forEach(uri -> request.add(RouteHeader.TYPE, new RouteHeader(NameAddress.of(uri), Parameters.EMPTY)));
    }

    /** The way taken does not work: goes on to the next; false when each has been tried since the last success, and the round begins again. */
    boolean next() {
        if (++tried < ways.size()) {
            current = (current + 1) % ways.size();
            return true;
        }
        tried = 0;
        current = 0;
        return false;
    }

    /** The way taken works. */
    void onSuccess(long nowNanos) {
        tried = 0;
        if (lookingBack || current != stayedWith) {
            sinceNanos = nowNanos;
        }
        stayedWith = current;
        lookingBack = false;
    }

    /** Goes to the first way for one attempt, when it is time; the binding through the second choice has just been refreshed. */
    boolean lookBack(Duration granted, long nowNanos) {
        boolean due =
                current > 0 && granted.compareTo(SHORTEST_LIFE) >= 0 && nowNanos - sinceNanos >= LOYALTY.toNanos();
        if (due) {
            lookingBack = true;
            current = 0;
        }
        return due;
    }

    /** Whether the attempt under way is such a one. */
    boolean isLookingBack() {
        return lookingBack;
    }

    /** The first is still away. */
    void goOn(long nowNanos) {
        lookingBack = false;
        current = stayedWith;
        sinceNanos = nowNanos;
    }
}
