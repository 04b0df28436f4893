package io.switchhook.phone.internal.call;

import io.switchhook.sip.core.event.EventNotifier;
import io.switchhook.sip.core.event.EventPackage;
import io.switchhook.sip.core.event.EventServer;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.event.NotifierEnd;
import io.switchhook.sip.core.event.NotifierLimits;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.UsageDialog;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.stack.conference.ConferenceTeller;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * We mix a conference that this call is in, and show it: {@code isfocus} in our Contact (RFC 4579 §4.2), and who else is in it to the other side, which asks inside the dialog of
 * the call (RFC 4575). Who asks in another way has not shown to be in the conference. On the signalling loop.
 */
public final class FocusRole implements EventServer.Owner {
    /** RFC 4575 §3.9. */
    private static final Duration PACE = Duration.ofSeconds(5);

    private static final int MOST_SUBSCRIPTIONS = 4;
    private static final EventPackage SERVED = EventPackage.named(ConferenceTeller.PACKAGE)
            .withTypes(ConferenceTeller.BODY_TYPE)
            .withLimits(NotifierLimits.DEFAULT.withPace(PACE).withCaps(MOST_SUBSCRIPTIONS, MOST_SUBSCRIPTIONS));

    private final CallEngine engine;
    private final EventServer server = new EventServer(SERVED, this);
    private final Map<EventNotifier, ConferenceTeller> tellers = new HashMap<>();
    private Optional<ConferenceFace> conference = Optional.empty();
    private ConferenceTeller beginning = new ConferenceTeller();

    FocusRole(CallEngine engine) {
        this.engine = engine;
    }

    /**
     * @param shown the conference that the call is in now; empty when it is in none, or none that shows itself
     * @param uuid its own (RFC 7989 §9)
     */
    public void show(Optional<ConferenceFace> shown, Optional<String> uuid) {
        var before = conference;
        conference = shown;
        engine.host.useContactParameters(shown.isPresent() ? Parameters.EMPTY.withFlag("isfocus") : Parameters.EMPTY);
        engine.sessionId.joined(uuid);
        if (shown.isEmpty() && before.isPresent()) {
            boolean over = before.get().isClosed();
            long nowNanos = engine.line.loop().nowNanos();
            for (var subscription : server.subscriptions()) {
                if (over) {
                    subscription.conclude("noresource", nowNanos);
                } else {
                    subscription.reject(nowNanos);
                }
            }
        }
    }

    /** Somebody has come or gone, or is heard no more. */
    public void onChanged(long nowNanos) {
        if (conference.isPresent()) {
            server.onStateChanged(engine.id(), nowNanos);
            engine.host.rearm();
        }
    }

    /** @return false when that is about something else */
    boolean takes(ServerTransaction transaction, SipRequest request, long nowNanos) {
        if (!request.method().equals(SipMethod.SUBSCRIBE)) {
            return false;
        }
        if (server.subscriptions().stream().anyMatch(standing -> standing.takes(transaction, request, nowNanos))) {
            return true;
        }
        var session = engine.session();
        if (conference.isEmpty() || session.isEmpty() || engine.state().isEnded() || !server.isFor(request)) {
            return false;
        }
        var refusal = server.refusalOf(request, engine.id(), engine.host);
        if (refusal.isPresent()) {
            engine.host.stack().respond(transaction, refusal.get(), nowNanos);
        } else {
            begin(session.get(), transaction, nowNanos);
        }
        return true;
    }

    private void begin(InviteSession session, ServerTransaction subscribe, long nowNanos) {
        var id = engine.id();
        beginning = new ConferenceTeller();
        var accepted = server.acceptInside(UsageDialog.of(session), subscribe, id, id, true, nowNanos);
        if (server.subscriptions().contains(accepted)) {
            tellers.put(accepted, beginning);
            engine.host.add(accepted);
        }
    }

    /** Nobody has to be told anything any more. */
    boolean isOver() {
        return server.subscriptions().isEmpty();
    }

    /** Whose call is over is in the conference no longer. */
    void onCallEnded(long nowNanos) {
        server.subscriptions().forEach(subscription -> subscription.reject(nowNanos));
    }

    void abandon() {
        server.abandon();
        tellers.clear();
    }

    @Override
    public Optional<EventState> stateFor(EventNotifier subscription) {
        var teller = tellers.getOrDefault(subscription, beginning);
        var entity = engine.host.contact().address().uri().toString();
        return Optional.of(conference
                .map(held -> teller.tell(held.info(entity), subscription.isAsked()))
                .orElseGet(() -> teller.tellOver(entity)));
    }

    @Override
    public void onOver(EventNotifier subscription, NotifierEnd end, long nowNanos) {
        tellers.remove(subscription);
        engine.host.remove(subscription);
        engine.closeHostIfUnused();
    }
}
