package io.switchhook.sip.core.event;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.UsageDialog;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The notifier of one event package: whom it takes on (RFC 6665 §4.2.1), and all subscriptions that stand. Who may subscribe to what is decided by its owner. */
public final class EventServer {

    /** What the server asks of its owner, and tells it. */
    public interface Owner {

        /** The state of a resource as this subscriber may see it, whole where {@link EventNotifier#isAsked}; empty when there is none. */
        Optional<EventState> stateFor(EventNotifier subscription);

        /** A subscription is gone. Its host may be closed. */
        void onOver(EventNotifier subscription, NotifierEnd end, long nowNanos);
    }

    private static final Duration FULL_PAUSE = Duration.ofMinutes(1);

    private final EventPackage eventPackage;
    private final Owner owner;
    private final Set<EventNotifier> subscriptions = new LinkedHashSet<>();

    public EventServer(EventPackage eventPackage, Owner owner) {
        this.eventPackage = eventPackage;
        this.owner = owner;
    }

    public EventPackage eventPackage() {
        return eventPackage;
    }

    /** Whether a SUBSCRIBE or PUBLISH is about this package. */
    public boolean isFor(SipRequest request) {
        return request.firstReadable(EventHeader.TYPE)
                .filter(event -> event.eventPackage().equals(eventPackage.name()))
                .isPresent();
    }

    /** The subscriptions that stand, the oldest first. */
    public List<EventNotifier> subscriptions() {
        return List.copyOf(subscriptions);
    }

    /**
     * Why a SUBSCRIBE for a new subscription cannot be accepted: 423 when its lifetime is too short, 406 when it wants no body that there is, 403 when its source has too
     * many, 503 when there is no room at all.
     *
     * @param source who subscribes, an extension or an address, by which subscriptions are counted
     */
    public Optional<SipResponse.Builder> refusalOf(SipRequest subscribe, String source, UsageHost host) {
        var limits = eventPackage.limits();
        if (EventNotifier.isTooBrief(subscribe, limits)) {
            return Optional.of(host.answering(subscribe, 423, "Interval Too Brief")
                    .set(
                            MinExpiresHeader.TYPE,
                            new MinExpiresHeader(limits.shortest().toSeconds())));
        }
        if (!takesOurBodies(subscribe)) {
            return Optional.of(host.answering(subscribe, 406, "Not Acceptable"));
        }
        long ofSource = subscriptions.stream()
                .filter(subscription -> subscription.source().equals(source))
                .count();
        if (ofSource >= limits.maxPerSource()) {
            return Optional.of(host.answering(subscribe, 403, "Forbidden: too many subscriptions"));
        }
        if (subscriptions.size() >= limits.maxSubscriptions()) {
            return Optional.of(host.answering(subscribe, 503, "Service Unavailable: too many subscriptions")
                    .set(RetryAfterHeader.TYPE, RetryAfterHeader.of(FULL_PAUSE.toSeconds())));
        }
        return Optional.empty();
    }

    private boolean takesOurBodies(SipRequest subscribe) {
        var wanted = subscribe.allReadable(AcceptHeader.TYPE);
        return wanted.isEmpty()
                || eventPackage.types().isEmpty()
                || eventPackage.types().stream()
                        .anyMatch(type -> wanted.stream().anyMatch(each -> takes(each, type)));
    }

    private static boolean takes(AcceptHeader wanted, String type) {
        var range = (wanted.type() + "/" + wanted.subtype()).toLowerCase(Locale.ROOT);
        var plain = type.toLowerCase(Locale.ROOT);
        return range.equals("*/*") || range.equals(plain) || range.equals(plain.replaceFirst("/.*", "/*"));
    }

    /**
     * Accepts a SUBSCRIBE outside any dialog and notifies at once, also when nothing is decided yet (§4.2.1.2).
     *
     * @param host of this subscription alone, told of its deadlines by whoever calls this
     * @param resource whose state it is about, as the owner calls it
     * @param granted false to leave it pending until {@link EventNotifier#approve} or {@link EventNotifier#reject}
     * @throws io.switchhook.sip.message.header.MalformedHeaderException when its Record-Route cannot be read
     */
    public EventNotifier accept(
            UsageHost host,
            ServerTransaction subscribe,
            String source,
            String resource,
            boolean granted,
            long nowNanos) {
        var event = subscribe.request().first(EventHeader.TYPE).orElseThrow();
        return begin(
                EventNotifier.inOwnDialog(
                        host, subscribe, event, granted, eventPackage.limits(), new Listener(), resource, source),
                subscribe,
                nowNanos);
    }

    /** As {@link #accept}, for one that shares the dialog of a call (§4.5.2). Later SUBSCRIBEs inside it are offered to {@link EventNotifier#takes}. */
    public EventNotifier acceptInside(
            UsageDialog dialog,
            ServerTransaction subscribe,
            String source,
            String resource,
            boolean granted,
            long nowNanos) {
        var event = subscribe.request().first(EventHeader.TYPE).orElseThrow();
        return begin(
                new EventNotifier(dialog, event, granted, eventPackage.limits(), new Listener(), resource, source),
                subscribe,
                nowNanos);
    }

    private EventNotifier begin(EventNotifier subscription, ServerTransaction subscribe, long nowNanos) {
        subscriptions.add(subscription);
        subscription.begin(subscribe, nowNanos);
        return subscription;
    }

    /** The state of a resource has changed: its subscribers are told. */
    public void onStateChanged(String resource, long nowNanos) {
        subscriptions().stream()
                .filter(subscription -> subscription.resource().equals(resource))
                .forEach(subscription -> subscription.onStateChanged(nowNanos));
    }

    /** Ends all subscriptions; see {@link EventNotifier#terminate}. */
    public void terminateAll(String reason, Optional<Duration> retryAfter, long nowNanos) {
        subscriptions().forEach(subscription -> subscription.terminate(reason, retryAfter, nowNanos));
    }

    /** Drops all subscriptions without a word: the stack below closes. */
    public void abandon() {
        subscriptions().forEach(EventNotifier::abandon);
        subscriptions.clear();
    }

    private final class Listener implements NotifierUser {

        @Override
        public Optional<EventState> stateFor(EventNotifier subscription) {
            return owner.stateFor(subscription);
        }

        @Override
        public void onOver(EventNotifier subscription, NotifierEnd end, long nowNanos) {
            subscriptions.remove(subscription);
            owner.onOver(subscription, end, nowNanos);
        }
    }
}
