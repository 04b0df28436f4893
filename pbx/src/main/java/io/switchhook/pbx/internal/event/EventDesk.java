package io.switchhook.pbx.internal.event;

import io.switchhook.pbx.internal.door.AnswerDesk;
import io.switchhook.pbx.internal.door.Doorkeeper;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.core.event.EventNotifier;
import io.switchhook.sip.core.event.EventPackage;
import io.switchhook.sip.core.event.EventServer;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.event.NotifierEnd;
import io.switchhook.sip.core.event.NotifierLimits;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.UsageDialog;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.flow.Flow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The subscriptions of telephones to one event package, each about one extension: lets them in, and tells them what changes. On the signalling loop. */
public final class EventDesk implements EventServer.Owner {
    /** A PBX that is started again is there by then. */
    private static final Duration AWAY = Duration.ofSeconds(30);

    /** RFC 4235 §3.10, RFC 3842 §3.11. */
    public static final Duration PACE = Duration.ofSeconds(1);

    /**
     * Who asks.
     *
     * @param number the extension, proven
     * @param leg its call, where it asks inside that one's dialog (RFC 6665 §4.5.2)
     */
    public record Asker(String number, Optional<PbxLeg> leg) {}

    /** What there is to tell. */
    public interface Subject {

        /**
         * Whether somebody may not know.
         *
         * @param extension the one that it asks about
         * @return why not, in words; empty when it may
         */
        Optional<String> forbids(Asker who, String extension, SipRequest subscribe);

        /** Whether somebody who follows it already may still. */
        default boolean admits(Asker who, String extension) {
            return true;
        }

        /** Whether somebody to whom it is not forbidden gets to know it later only. */
        default boolean isToWait(Asker who, String extension) {
            return false;
        }

        /** Makes the documents for one subscription. */
        Teller open(Asker who, String extension, CallHost host);
    }

    /** One subscriber's documents, in order. */
    @FunctionalInterface
    public interface Teller {
        EventState tell(EventNotifier subscription);
    }

    private final AnswerDesk answers;
    private final Doorkeeper door;
    private final NumberPlan numbers;
    private final Subject subject;
    private final EventServer server;
    private final Map<EventNotifier, Watcher> watchers = new LinkedHashMap<>();
    private Optional<Watcher> beginning = Optional.empty();

    private record Watcher(Asker who, CallHost host, Teller teller) {}

    /**
     * @param type what its documents are
     * @param pace the least time between two that are not asked for
     */
    public EventDesk(
            AnswerDesk answers,
            Doorkeeper door,
            NumberPlan numbers,
            String eventPackage,
            String type,
            Duration pace,
            Subject subject) {
        this.answers = answers;
        this.door = door;
        this.numbers = numbers;
        this.subject = subject;
        var limits = NotifierLimits.DEFAULT.withPace(pace);
        this.server =
                new EventServer(EventPackage.named(eventPackage).withTypes(type).withLimits(limits), this);
    }

    String eventPackage() {
        return server.eventPackage().name();
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
                : refusalOf(new Asker(who.number(), Optional.empty()), watched.get(), subscribe, host);
        if (refusal.isPresent()) {
            var to = subscribe.to().withTag(who.transaction().localTag());
            host.stack().respond(who.transaction(), refusal.get().set(ToHeader.TYPE, to), nowNanos);
            host.close();
            return;
        }
        var watcher = watcher(new Asker(who.number(), Optional.empty()), watched.get(), host);
        beginning = Optional.of(watcher);
        var accepted = server.accept(
                host,
                who.transaction(),
                who.number(),
                watched.get(),
                !subject.isToWait(watcher.who, watched.get()),
                nowNanos);
        begun(accepted, watcher);
    }

    /**
     * A SUBSCRIBE inside the dialog of a call (RFC 6665 §4.5.2): about a subscription that is there, or a new one.
     *
     * @param across whom that call is with
     * @return false when that is about another package
     */
    public boolean onSubscribeInside(
            PbxLeg leg, Optional<PbxLeg> across, ServerTransaction transaction, SipRequest subscribe, long nowNanos) {
        for (var standing : new LinkedHashMap<>(watchers).entrySet()) {
            if (isInside(standing.getValue(), leg) && standing.getKey().takes(transaction, subscribe, nowNanos)) {
                return true;
            }
        }
        if (across.isEmpty() || !server.isFor(subscribe)) {
            return false;
        }
        var watched = across.get().number();
        var who = new Asker(leg.number(), Optional.of(leg));
        var refusal = refusalOf(who, watched, subscribe, leg.host());
        if (refusal.isPresent()) {
            leg.host().stack().respond(transaction, refusal.get(), nowNanos);
            return true;
        }
        var watcher = watcher(who, watched, leg.host());
        beginning = Optional.of(watcher);
        var accepted = server.acceptInside(
                UsageDialog.of(leg.session()),
                transaction,
                who.number(),
                watched,
                !subject.isToWait(who, watched),
                nowNanos);
        begun(accepted, watcher);
        return true;
    }

    private static boolean isInside(Watcher watcher, PbxLeg leg) {
        return watcher.who.leg().filter(own -> own == leg).isPresent();
    }

    /** Whether the host of that leg is still needed, though the call may be over. */
    public boolean holds(PbxLeg leg) {
        return watchers.values().stream().anyMatch(watcher -> isInside(watcher, leg));
    }

    private Optional<SipResponse.Builder> refusalOf(Asker who, String watched, SipRequest subscribe, CallHost host) {
        var forbidden = subject.forbids(who, watched, subscribe);
        return forbidden.isPresent()
                ? Optional.of(host.answering(subscribe, 403, "Forbidden: " + forbidden.get()))
                : server.refusalOf(subscribe, who.number(), host);
    }

    private Watcher watcher(Asker who, String watched, CallHost host) {
        return new Watcher(who, host, subject.open(who, watched, host));
    }

    /** The first document was asked for before there was a subscription to name it by. */
    private void begun(EventNotifier accepted, Watcher watcher) {
        beginning = Optional.empty();
        if (server.subscriptions().contains(accepted)) {
            watchers.put(accepted, watcher);
            watcher.host.add(accepted);
        } else {
            leave(accepted, watcher);
        }
    }

    /** Reports on a transfer may go over the host of a leg still, after its call (RFC 5057). */
    private static void leave(EventNotifier subscription, Watcher watcher) {
        if (watcher.who.leg().isPresent()) {
            watcher.host.remove(subscription);
        } else {
            watcher.host.close();
        }
    }

    @Override
    public Optional<EventState> stateFor(EventNotifier subscription) {
        return Optional.ofNullable(watchers.get(subscription))
                .or(() -> beginning)
                .map(watcher -> watcher.teller.tell(subscription));
    }

    @Override
    public void onOver(EventNotifier subscription, NotifierEnd end, long nowNanos) {
        Optional.ofNullable(watchers.remove(subscription)).ifPresent(watcher -> leave(subscription, watcher));
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

    /**
     * There is something new to tell, and others may be let in to it: who has waited for that is, and whoever may not know any more is told so.
     *
     * @param over whether what they could know of is over
     */
    public void review(String extension, boolean over, long nowNanos) {
        for (var entry : new LinkedHashMap<>(watchers).entrySet()) {
            var subscription = entry.getKey();
            var who = entry.getValue().who;
            if (subscription.resource().equals(extension)) {
                boolean pending = subscription.state() == EventNotifier.State.PENDING;
                if (subject.admits(who, extension)) {
                    if (pending) {
                        subscription.approve(nowNanos);
                    } else {
                        subscription.onStateChanged(nowNanos);
                    }
                } else if (!pending || !subject.isToWait(who, extension)) {
                    if (over) {
                        subscription.conclude("noresource", nowNanos);
                    } else {
                        subscription.reject(nowNanos);
                    }
                }
                entry.getValue().host.rearm();
            }
        }
    }

    /** What they are about is no more, and those who follow it are told so. */
    public void conclude(String extension, long nowNanos) {
        new LinkedHashMap<>(watchers).forEach((subscription, watcher) -> {
            if (subscription.resource().equals(extension)) {
                subscription.conclude("noresource", nowNanos);
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
