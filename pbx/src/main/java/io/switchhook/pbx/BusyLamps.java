package io.switchhook.pbx;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.event.EventNotifier;
import io.switchhook.sip.core.event.EventPackage;
import io.switchhook.sip.core.event.EventServer;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.event.NotifierEnd;
import io.switchhook.sip.core.event.NotifierLimits;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.EventUser;
import io.switchhook.stack.flow.Flow;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells telephones which extensions ring or are in a call: the event package {@code dialog} of RFC 4235. Who is let in gets to know of an extension that it is busy, as by
 * calling it, and not with whom: one virtual dialog for all its calls (§3.7.2). On the signalling loop.
 */
final class BusyLamps implements EventUser, EventServer.Owner {
    static final String PACKAGE = "dialog";

    private static final String BODY_TYPE = "application/dialog-info+xml";
    /** §3.10. */
    private static final Duration PACE = Duration.ofSeconds(1);
    /** A PBX that is started again is there by then. */
    private static final Duration AWAY = Duration.ofSeconds(30);

    /** The states of §3.7.1 that are told of an extension. */
    private enum Lamp {
        TERMINATED,
        EARLY,
        CONFIRMED
    }

    private final PbxEngine pbx;
    private final EventServer server = new EventServer(
            EventPackage.named(PACKAGE).withTypes(BODY_TYPE).withLimits(NotifierLimits.DEFAULT.withPace(PACE)), this);
    private final Map<EventNotifier, Watcher> watchers = new HashMap<>();
    private final Map<String, Set<PbxLeg>> legs = new HashMap<>();
    private final Map<String, Lamp> shown = new HashMap<>();
    private Optional<Watcher> beginning = Optional.empty();

    /** The host of a subscription, and how many documents have gone to it (§4.1). */
    private static final class Watcher {
        private final CallHost host;
        private int documents;

        Watcher(CallHost host) {
            this.host = host;
        }
    }

    BusyLamps(PbxEngine pbx) {
        this.pbx = pbx;
    }

    // --- what the extensions do -----------------------------------------------------------------------------------

    /** A leg to or from an extension has begun, or has come further. */
    void onChange(PbxLeg leg, long nowNanos) {
        if (leg.isOver()) {
            return;
        }
        legs.computeIfAbsent(leg.number(), any -> new LinkedHashSet<>(2)).add(leg);
        tell(leg.number(), nowNanos);
    }

    void onEnded(PbxLeg leg, long nowNanos) {
        legs.computeIfPresent(leg.number(), (number, all) -> all.remove(leg) && all.isEmpty() ? null : all);
        tell(leg.number(), nowNanos);
    }

    private void tell(String number, long nowNanos) {
        var now = lampOf(number);
        var before = now == Lamp.TERMINATED ? shown.remove(number) : shown.put(number, now);
        if (now != (before == null ? Lamp.TERMINATED : before)) {
            server.onStateChanged(number, nowNanos);
        }
    }

    private Lamp lampOf(String number) {
        var all = legs.getOrDefault(number, Set.of());
        if (all.stream().anyMatch(leg -> leg.isUp() || leg.session().state() == InviteSession.State.INCOMING)) {
            return Lamp.CONFIRMED;
        }
        return all.stream().anyMatch(PbxLeg::rings) ? Lamp.EARLY : Lamp.TERMINATED;
    }

    // --- who wants to know ----------------------------------------------------------------------------------------

    @Override
    public boolean onSubscribe(ServerTransaction transaction, SipRequest subscribe, Flow from, long nowNanos) {
        if (!server.isFor(subscribe)) {
            return false;
        }
        if (pbx.isClosing()) {
            pbx.answer(transaction, 503, "Service Unavailable", nowNanos);
            return true;
        }
        pbx.door()
                .identify(
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
                .flatMap(uri -> pbx.numbers().numberIn(uri))
                .filter(pbx.numbers()::hasExtension);
        var host = pbx.accept(watched.orElse(who.number()), subscribe, from);
        var refusal = watched.isEmpty()
                ? Optional.of(host.answering(subscribe, 404, "Not Found"))
                : refusalOf(who, subscribe, host);
        if (refusal.isPresent()) {
            var to = subscribe.to().withTag(who.transaction().localTag());
            pbx.stack().respond(who.transaction(), refusal.get().set(ToHeader.TYPE, to), nowNanos);
            host.close();
            return;
        }
        begin(who, host, watched.get(), nowNanos);
    }

    private Optional<SipResponse.Builder> refusalOf(Doorkeeper.Admitted who, SipRequest subscribe, CallHost host) {
        // §3.7.2: which dialogs there are is nobody's business.
        boolean names = subscribe.firstReadable(EventHeader.TYPE).stream()
                .flatMap(event -> Stream.of("call-id", "to-tag", "from-tag").filter(event.parameters()::has))
                .findAny()
                .isPresent();
        return names
                ? Optional.of(host.answering(subscribe, 403, "Forbidden: all calls of an extension, or none"))
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
    public boolean onPublish(ServerTransaction transaction, SipRequest publish, Flow from, long nowNanos) {
        return false;
    }

    @Override
    public Optional<EventState> stateFor(EventNotifier subscription) {
        return Optional.ofNullable(watchers.get(subscription))
                .or(() -> beginning)
                .map(watcher ->
                        EventState.of(BODY_TYPE, document(subscription.resource(), watcher.host, watcher.documents++)));
    }

    private String document(String number, CallHost host, int version) {
        var lamp = lampOf(number);
        var entity = SipUri.of(number, IpLiteral.asHost(host.localAddress())).toString();
        var direction = lamp == Lamp.EARLY ? " direction=\"recipient\"" : "";
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"" + version
                + "\" state=\"full\" entity=\"" + escaped(entity) + "\">\n"
                + "  <dialog id=\"" + escaped(number) + "\"" + direction + ">\n"
                + "    <state>" + lamp.name().toLowerCase(Locale.ROOT) + "</state>\n"
                + "  </dialog>\n"
                + "</dialog-info>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    @Override
    public void onOver(EventNotifier subscription, NotifierEnd end, long nowNanos) {
        Optional.ofNullable(watchers.remove(subscription)).ifPresent(watcher -> watcher.host.close());
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
