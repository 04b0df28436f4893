package io.switchhook.sip.core.event;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.SipIfMatchHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The publications of one event package: carries out PUBLISH requests (RFC 3903 §6) and says what the state of a resource is. Who may publish for what is decided before.
 * Used on one loop.
 */
public final class EventCompositor implements Timed {
    private static final int TAG_LENGTH = 20;

    private final String eventPackage;
    private final CompositorLimits limits;
    private final Randomness random;
    private final BiConsumer<String, Long> onExpired;
    private final Map<String, List<Publication>> publications = new LinkedHashMap<>();
    /** Nothing expires before; what was refreshed since may expire later. */
    private long earliestNanos = NEVER;

    private record Publication(String entityTag, EventState state, long expiresAtNanos) {}

    /** @param onExpired told, with the time, of each resource whose state has changed because a publication was not refreshed */
    public EventCompositor(
            String eventPackage, CompositorLimits limits, Randomness random, BiConsumer<String, Long> onExpired) {
        this.eventPackage = eventPackage;
        this.limits = limits;
        this.random = random;
        this.onExpired = onExpired;
    }

    /** What was published last for the resource, of all who publish; how more than one is to be put together is the business of the package. */
    public Optional<EventState> stateOf(String resource) {
        var all = statesOf(resource);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** All states published for the resource, the newest last (RFC 3903 §10.3). */
    public List<EventState> statesOf(String resource) {
        return publications.getOrDefault(resource, List.of()).stream()
                .map(Publication::state)
                .toList();
    }

    /** How many resources have published state. */
    public int size() {
        return publications.size();
    }

    /**
     * Carries out a PUBLISH, wholly or not at all.
     *
     * @param resource that the Request-URI names, as the owner calls it
     * @throws io.switchhook.sip.message.uri.MalformedException when a header of it cannot be read: to be answered 400
     */
    public PublishOutcome onPublish(String resource, SipRequest publish, long nowNanos) {
        expire(nowNanos);
        // Step 2.
        boolean ours = publish.first(EventHeader.TYPE)
                .filter(event -> event.eventPackage().equals(eventPackage))
                .isPresent();
        if (!ours) {
            return new PublishOutcome.Refused(489, "Bad Event");
        }
        // Step 3.
        var tags = publish.all(SipIfMatchHeader.TYPE);
        if (tags.size() > 1 || publish.values(SipIfMatchHeader.TYPE.name()).size() > 1) {
            return new PublishOutcome.Refused(400, "Invalid Request: one entity-tag at most");
        }
        var all = publications.getOrDefault(resource, List.of());
        var old = tags.stream()
                .flatMap(tag -> all.stream().filter(known -> known.entityTag.equals(tag.entityTag())))
                .findFirst();
        if (!tags.isEmpty() && old.isEmpty()) {
            return new PublishOutcome.Refused(412, "Conditional Request Failed");
        }
        // Step 4.
        long asked = publish.first(ExpiresHeader.TYPE)
                .map(ExpiresHeader::seconds)
                .orElse(limits.usual().toSeconds());
        if (asked > 0 && asked < limits.shortest().toSeconds()) {
            return new PublishOutcome.TooBrief(limits.shortest());
        }
        // Step 5.
        return refusalOf(publish, all, old)
                .orElseGet(() -> store(
                        resource,
                        all,
                        old,
                        EventState.in(publish),
                        Duration.ofSeconds(Math.min(asked, limits.longest().toSeconds())),
                        nowNanos));
    }

    private Optional<PublishOutcome> refusalOf(SipRequest publish, List<Publication> all, Optional<Publication> old) {
        if (publish.bodyLength() > limits.maxBytes()) {
            return Optional.of(new PublishOutcome.Refused(413, "Request Entity Too Large"));
        }
        if (publish.bodyLength() > 0 && EventState.in(publish).isEmpty()) {
            return Optional.of(new PublishOutcome.Refused(415, "Unsupported Media Type"));
        }
        if (old.isPresent()) {
            return Optional.empty();
        }
        if (publish.bodyLength() == 0) {
            return Optional.of(new PublishOutcome.Refused(400, "Invalid Request: neither state nor entity-tag"));
        }
        if (all.size() >= limits.maxPublications()) {
            return Optional.of(new PublishOutcome.Refused(403, "Forbidden: too many publications for this resource"));
        }
        return all.isEmpty() && publications.size() >= limits.maxResources()
                ? Optional.of(new PublishOutcome.Refused(503, "Service Unavailable: too many publications"))
                : Optional.empty();
    }

    /** Step 6: each success has a tag that was never given before. */
    private PublishOutcome store(
            String resource,
            List<Publication> all,
            Optional<Publication> old,
            Optional<EventState> body,
            Duration granted,
            long nowNanos) {
        var next = new ArrayList<>(all);
        old.ifPresent(next::remove);
        var entityTag = random.nextToken(TAG_LENGTH);
        if (!granted.isZero()) {
            var state = body.orElseGet(() -> old.orElseThrow().state);
            var made = new Publication(entityTag, state, nowNanos + granted.toNanos());
            earliestNanos = Math.min(earliestNanos, made.expiresAtNanos);
            // A refresh does not make an older state the newest.
            if (body.isEmpty() && old.isPresent()) {
                next.add(all.indexOf(old.get()), made);
            } else {
                next.add(made);
            }
        }
        var before = stateOf(resource);
        put(resource, next);
        return new PublishOutcome.Done(entityTag, granted, !before.equals(stateOf(resource)));
    }

    private void put(String resource, List<Publication> next) {
        if (next.isEmpty()) {
            publications.remove(resource);
        } else {
            publications.put(resource, List.copyOf(next));
        }
    }

    private void expire(long nowNanos) {
        if (earliestNanos > nowNanos) {
            return;
        }
        for (var resource : List.copyOf(publications.keySet())) {
            var all = publications.getOrDefault(resource, List.of());
            var left = all.stream()
                    .filter(known -> known.expiresAtNanos > nowNanos)
                    .toList();
            if (left.size() < all.size()) {
                put(resource, left);
                onExpired.accept(resource, nowNanos);
            }
        }
        earliestNanos = publications.values().stream()
                .flatMap(List::stream)
                .mapToLong(Publication::expiresAtNanos)
                .min()
                .orElse(NEVER);
    }

    @Override
    public long nextDeadlineNanos() {
        return earliestNanos;
    }

    @Override
    public void onTime(long nowNanos) {
        expire(nowNanos);
    }
}
