package io.switchhook.phone.event;

import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.event.ForkPolicy;
import io.switchhook.sip.message.uri.FieldScanner;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How to subscribe. Immutable.
 *
 * @param expires the lifetime asked for, up to 24 h; it is refreshed by itself. Zero asks for the state once
 * @param accept the body types wanted, {@code application/pidf+xml}; empty for the package's own
 * @param filter a body for the SUBSCRIBE, where the package has a use for it
 * @param id a token that tells apart several subscriptions (RFC 6665 §4.5.2)
 * @param forks what to do when several answer
 * @param lasting whether it is asked for again when it is lost
 */
public record SubscribeOptions(
        Duration expires,
        List<String> accept,
        Optional<EventState> filter,
        Optional<String> id,
        ForkPolicy forks,
        boolean lasting) {

    /** An hour, refreshed, of the first that answers, asked for again when lost. */
    public static final SubscribeOptions DEFAULT = new SubscribeOptions(
            Duration.ofHours(1), List.of(), Optional.empty(), Optional.empty(), ForkPolicy.FIRST, true);

    /** Asks for the state once, and for no changes (RFC 6665 §4.4.3). */
    public static final SubscribeOptions ONCE = DEFAULT.withExpires(Duration.ZERO);

    public SubscribeOptions {
        accept = List.copyOf(accept);
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(forks, "forks");
        if (expires.isNegative() || expires.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException(
                    "A subscription can be asked for up to 24 hours, or 0 for the state alone, but not for "
                            + Sentences.time(expires));
        }
        if (id.filter(text -> !FieldScanner.isToken(text)).isPresent()) {
            throw new IllegalArgumentException(
                    "The id of a subscription is a token of letters, digits and -.!%*_+`'~, but \""
                            + Printable.escape(id.get()) + "\" is none");
        }
    }

    public SubscribeOptions withExpires(Duration lifetime) {
        return new SubscribeOptions(lifetime, accept, filter, id, forks, lasting);
    }

    public SubscribeOptions accepting(String... types) {
        return new SubscribeOptions(expires, List.of(types), filter, id, forks, lasting);
    }

    public SubscribeOptions withFilter(EventState body) {
        return new SubscribeOptions(expires, accept, Optional.of(body), id, forks, lasting);
    }

    public SubscribeOptions withId(String token) {
        return new SubscribeOptions(expires, accept, filter, Optional.of(token), forks, lasting);
    }

    /** Follows everyone who answers, not the first alone (RFC 6665 §5.4.9). */
    public SubscribeOptions followingAll() {
        return new SubscribeOptions(expires, accept, filter, id, ForkPolicy.ALL, lasting);
    }

    /** What is lost stays lost. */
    public SubscribeOptions withoutRetry() {
        return new SubscribeOptions(expires, accept, filter, id, forks, false);
    }
}
