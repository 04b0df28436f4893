package io.switchhook.phone.internal.event;

import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.stack.flow.Flow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a line follows, publishes and lets others follow, on the signalling loop. */
public final class LineEvents {
    /** RFC 3842. */
    public static final String MESSAGES = "message-summary";

    private final EventLine line;
    private final Set<SubscriptionEngine> subscriptions = new LinkedHashSet<>();
    private final List<FeedEngine> feeds = new ArrayList<>();
    private final Set<PublicationEngine> publications = new LinkedHashSet<>();
    private final Set<FeedEngine> leaving = new LinkedHashSet<>();
    private final Set<Consumer<EventState>> messageLamps = new LinkedHashSet<>();

    public LineEvents(EventLine line) {
        this.line = line;
    }

    public void add(SubscriptionEngine subscription) {
        subscriptions.add(subscription);
        line.onEventsBegun();
    }

    /** Whether others keep anything for us: that we follow a state, or a state of ours. */
    public boolean hasAnythingWithOthers() {
        return !subscriptions.isEmpty() || !publications.isEmpty();
    }

    void remove(SubscriptionEngine subscription) {
        subscriptions.remove(subscription);
        line.onEventsOver();
    }

    /** A feed takes the place of an older one of the same package. */
    public void add(FeedEngine feed, long nowNanos) {
        feeds.stream()
                .filter(old -> old.served().name().equals(feed.served().name()))
                .findFirst()
                .ifPresent(old -> old.end(nowNanos));
        feeds.add(feed);
        line.onFeedsChanged();
    }

    void remove(FeedEngine feed) {
        if (feeds.remove(feed)) {
            leaving.removeIf(old -> old.followers() == 0);
            leaving.add(feed);
            line.onFeedsChanged();
        }
    }

    /** Whether it is new here. */
    public boolean add(PublicationEngine publication) {
        line.onEventsBegun();
        return publications.add(publication);
    }

    void remove(PublicationEngine publication) {
        publications.remove(publication);
        line.onEventsOver();
    }

    public void addMessageLamp(Consumer<EventState> lamp) {
        messageLamps.add(lamp);
    }

    public void removeMessageLamp(Consumer<EventState> lamp) {
        messageLamps.remove(lamp);
    }

    /** The line's own server tells what nobody has asked for. */
    public void onUnasked(SipRequest notify) {
        boolean messages = notify.firstReadable(EventHeader.TYPE)
                .filter(event -> event.eventPackage().equals(MESSAGES))
                .isPresent();
        if (messages) {
            EventState.in(notify).ifPresent(state -> messageLamps.forEach(lamp -> lamp.accept(state)));
        }
    }

    /** The packages that others may subscribe to. */
    public Stream<String> packages() {
        return feeds.stream().map(feed -> feed.served().name());
    }

    /** Gives a SUBSCRIBE to the feed that it is about; false when there is none. */
    public boolean onSubscribe(ServerTransaction transaction, Flow from, long nowNanos) {
        var feed =
                feeds.stream().filter(candidate -> candidate.isFor(transaction)).findFirst();
        feed.ifPresent(served -> served.onSubscribe(transaction, from, nowNanos));
        return feed.isPresent();
    }

    /** Gives everything up; {@link #isIdle} when the last words have been said. */
    public void leave(long nowNanos) {
        List.copyOf(subscriptions).forEach(subscription -> subscription.end(() -> {}, nowNanos));
        List.copyOf(publications).forEach(publication -> publication.remove(() -> {}, nowNanos));
        List.copyOf(feeds).forEach(feed -> feed.leave("probation", nowNanos));
    }

    /** The host has slept: whoever we follow may have forgotten us, and who has a state of ours may have dropped it. */
    public void onWoken(long nowNanos) {
        List.copyOf(publications).forEach(publication -> publication.onWoken(nowNanos));
        List.copyOf(subscriptions).forEach(subscription -> subscription.refresh(nowNanos));
    }

    public boolean isIdle() {
        return subscriptions.isEmpty()
                && publications.isEmpty()
                && Stream.concat(feeds.stream(), leaving.stream()).allMatch(feed -> feed.followers() == 0);
    }

    public void abandon() {
        List.copyOf(subscriptions).forEach(SubscriptionEngine::abandon);
        List.copyOf(publications).forEach(PublicationEngine::abandon);
        Stream.concat(feeds.stream(), leaving.stream()).forEach(FeedEngine::abandon);
    }
}
