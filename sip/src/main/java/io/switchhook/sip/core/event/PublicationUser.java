package io.switchhook.sip.core.event;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipResponse;
import java.time.Duration;
import java.util.Optional;

/** Hears what becomes of the state that we publish; never of a silent refresh. */
public interface PublicationUser {

    /** This state is published now, and no newer one waits. */
    void onPublished(EventState state, Duration granted, long nowNanos);

    /** The server refused. When {@code retryIn} is present it will be tried again by itself, with the newest state; else nothing is published any more. */
    void onRefused(SipResponse response, Optional<Duration> retryIn, long nowNanos);

    /** The server could not be reached, and will be tried again. */
    void onUnreachable(ClientFailure failure, Duration retryIn, long nowNanos);

    /** The state was removed, or given up because the server did not answer. */
    void onRemoved(long nowNanos);
}
