package io.switchhook.phone;

import io.switchhook.phone.internal.event.FeedEngine;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;

/** Somebody wants to follow an {@link EventFeed} of ours. All methods may be called from any thread. */
public final class IncomingSubscription {
    private final EventFeed feed;
    private final NameAddress from;
    private final FeedEngine.Asked asked;

    IncomingSubscription(EventFeed feed, FeedEngine.Asked asked) {
        this.feed = feed;
        this.from = asked.from();
        this.asked = asked;
    }

    public EventFeed feed() {
        return feed;
    }

    /** Who asks, as the request says; without a server that checks it, anybody may say anything. */
    public String from() {
        return from.uri() instanceof SipUri uri
                ? uri.withoutParameters().toString()
                : from.uri().toString();
    }

    /** The user part of {@link #from}; empty when there is none. */
    public String number() {
        return from.uri() instanceof SipUri uri ? uri.user().orElse("") : "";
    }

    /** Lets them follow. Nothing happens when they have gone meanwhile. */
    public void accept() {
        feed.post(now -> asked.accept(now));
    }

    /** Turns them away, also later, when they had been let in (RFC 6665 §4.2.1.3). */
    public void reject() {
        feed.post(now -> asked.reject(now));
    }

    @Override
    public String toString() {
        return "subscription of " + from() + " to " + feed.eventPackage().name();
    }
}
