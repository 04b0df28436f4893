package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Hears of a registration: every result of an attempt that somebody asked for, and every change of state; never of a silent refresh. */
public interface RegistrationUser {

    /** The binding stands; told when it comes to stand, not when it is refreshed. */
    void onRegistered(SipResponse response, Duration granted, long nowNanos);

    /** The registrar refused. When {@code retryIn} is present the registration will be tried again by itself. */
    void onRefused(SipResponse response, Optional<Duration> retryIn, long nowNanos);

    /** The registrar could not be reached, and will be tried again. */
    void onUnreachable(ClientFailure failure, Duration retryIn, long nowNanos);

    /** The binding was removed, or given up because the registrar did not answer. */
    void onUnregistered(long nowNanos);

    /** The way that later requests outside a dialog are to take, by each 2xx, a refresh too; empty for none (RFC 3608 §6.1). */
    void onServiceRoute(List<SipUri> routes, long nowNanos);

    /** The way among those of the plan that the registrar was reached by, with each 2xx; empty when the host chooses. */
    default void onWay(List<SipUri> route, long nowNanos) {}

    /** Whether another flow of the same line stands, so that this one may take its time to come back (RFC 5626 §4.5). */
    default boolean othersStand() {
        return false;
    }

    /** Whether the registrar has agreed to reach us over the flow (RFC 5626 §4.2.1), with each 2xx. */
    default void onOutbound(boolean agreed, long nowNanos) {}

    /** What leads to this device alone, with each 2xx, and none when the registration has lapsed (RFC 5627 §4.2). */
    default void onGruus(OwnGruus gruus, long nowNanos) {}

    /** A response told that peers see us at this address, not at the one in our Contact (RFC 3581). */
    void onPublicAddress(String host, int port, long nowNanos);
}
