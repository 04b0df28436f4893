package io.switchhook.pbx.internal.event;

import io.switchhook.pbx.internal.door.AnswerDesk;
import io.switchhook.pbx.internal.door.Doorkeeper;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.core.event.EventNotifier;
import io.switchhook.sip.core.event.EventPackage;
import io.switchhook.sip.core.event.EventServer;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.event.NotifierEnd;
import io.switchhook.sip.core.event.NotifierLimits;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.flow.Flow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The subscriptions of telephones to one event package, each about one extension: lets them in, and tells them what changes. On the signalling loop. */
public final class EventDesk implements EventServer.Owner {
    /** A PBX that is started again is there by then. */
    private static final Duration AWAY = Duration.ofSeconds(30);

    /** RFC 4235 §3.10, RFC 3842 §3.11. */
    private static final Duration PACE = Duration.ofSeconds(1);

    /** What there is to tell. */
    public interface Subject {

        /**
         * Whether somebody may not know.
         *
         * @param who the extension that asks, proven
         * @param extension the one that it asks about
         * @return why not, in words; empty when it may
         */
        Optional<String> forbids(String who, String extension, SipRequest subscribe);

        /** @param version how many documents have gone to that subscription before */
        EventState state(String extension, CallHost host, int version);
    }

    private final AnswerDesk answers;
    private final Doorkeeper door;
    private final NumberPlan numbers;
    private final Subject subject;
    private final EventServer server;
    private final Map<EventNotifier, Watcher> watchers = new HashMap<>();
    private Optional<Watcher> beginning = Optional.empty();

    private static final class Watcher {
        private final CallHost host;
        private int documents;

        Watcher(CallHost host) {
            this.host = host;
        }
    }

    /** @param type what its documents are */
    public EventDesk(
            AnswerDesk answers,
            Doorkeeper door,
            NumberPlan numbers,
            String eventPackage,
            String type,
            Subject subject) {
        this.answers = answers;
        this.door = door;
        this.numbers = numbers;
        this.subject = subject;
        var limits = NotifierLimits.DEFAULT.withPace(PACE);
        this.server =
                new EventServer(EventPackage.named(eventPackage).withTypes(type).withLimits(limits), this);
    }

    /** @return false when that is about another package */
    boolean onSubscribe(ServerTransaction transaction, SipRequest subscribe, Flow from, long nowNanos) {
        if (!server.isFor(subscribe)) {
            return false;
        }
        if (answers.isClosing()) {
            answers.answer(transaction, 503, "Service Unavailable", nowNanos);
            return true;
        }
        door.identify(
                transaction,
                subscribe,
                Optional.of(subscribe.from().address().uri()),
                from.remote().getAddress(),
                nowNanos,
                (who, now) -> onSubscribe(who, subscribe, from, now));
        return true;
    }

    private void onSubscribe(Doorkeeper.Admitted who, SipRequest subscribe, Flow from, long nowNanos) {
        var watched = NumberPlan.dialled(subscribe.uri())
                .flatMap(uri -> numbers.numberIn(uri))
                .filter(number -> number.equals(who.number()) || numbers.hasExtension(number));
        var host = answers.accept(watched.orElse(who.number()), subscribe, from);
        var refusal = watched.isEmpty()
                ? Optional.of(host.answering(subscribe, 404, "Not Found"))
                : refusalOf(who, watched.get(), subscribe, host);
        if (refusal.isPresent()) {
            var to = subscribe.to().withTag(who.transaction().localTag());
            host.stack().respond(who.transaction(), refusal.get().set(ToHeader.TYPE, to), nowNanos);
            host.close();
            return;
        }
        begin(who, host, watched.get(), nowNanos);
    }

    private Optional<SipResponse.Builder> refusalOf(
            Doorkeeper.Admitted who, String watched, SipRequest subscribe, CallHost host) {
        var forbidden = subject.forbids(who.number(), watched, subscribe);
        return forbidden.isPresent()
                ? Optional.of(host.answering(subscribe, 403, "Forbidden: " + forbidden.get()))
                : server.refusalOf(subscribe, who.number(), host);
    }

    private void begin(Doorkeeper.Admitted who, CallHost host, String watched, long nowNanos) {
        // The first document is asked for before there is a subscription to name it by.
        var watcher = new Watcher(host);
        beginning = Optional.of(watcher);
        var accepted = server.accept(host, who.transaction(), who.number(), watched, true, nowNanos);
        beginning = Optional.empty();
        if (server.subscriptions().contains(accepted)) {
            watchers.put(accepted, watcher);
            host.add(accepted);
        } else {
            host.close();
        }
    }

    @Override
    public Optional<EventState> stateFor(EventNotifier subscription) {
        return Optional.ofNullable(watchers.get(subscription))
                .or(() -> beginning)
                .map(watcher -> subject.state(subscription.resource(), watcher.host, watcher.documents++));
    }

    @Override
    public void onOver(EventNotifier subscription, NotifierEnd end, long nowNanos) {
        Optional.ofNullable(watchers.remove(subscription)).ifPresent(watcher -> watcher.host.close());
    }

    /** There is something new to tell of an extension. */
    public void onChanged(String extension, long nowNanos) {
        server.onStateChanged(extension, nowNanos);
        // The next NOTIFY may have to wait for its pace.
        watchers.forEach((subscription, watcher) -> {
            if (subscription.resource().equals(extension)) {
                watcher.host.rearm();
            }
        });
    }

    /** The extension is none any more: its own subscriptions end, and those to it (RFC 6665 §4.1.3). */
    void onRemoved(String number, long nowNanos) {
        for (var subscription : server.subscriptions()) {
            if (subscription.source().equals(number)) {
                subscription.terminate("rejected", Optional.empty(), nowNanos);
            } else if (subscription.resource().equals(number)) {
                subscription.terminate("noresource", Optional.empty(), nowNanos);
            }
        }
    }

    /** All who watch are told to come again later. */
    void close(long nowNanos) {
        server.terminateAll("probation", Optional.of(AWAY), nowNanos);
    }
}
