package io.switchhook.pbx.internal.event;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.pbx.internal.door.AnswerDesk;
import io.switchhook.pbx.internal.door.Doorkeeper;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.XmlElement;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Tells telephones which extensions ring or are in a call: the event package {@code dialog} of RFC 4235. Who is let in gets to know of an extension that it is busy, as by
 * calling it, and not with whom: one virtual dialog for all its calls (§3.7.2). On the signalling loop.
 */
public final class BusyLamps implements EventDesk.Subject, PbxLeg.Watcher {
    private static final String PACKAGE = "dialog";

    private static final String BODY_TYPE = "application/dialog-info+xml";
    /** The states of §3.7.1 that are told of an extension. */
    private enum Lamp {
        TERMINATED,
        EARLY,
        CONFIRMED
    }

    private final EventDesk desk;
    private final Map<String, Set<PbxLeg>> legs = new HashMap<>();
    private final Map<String, Lamp> shown = new HashMap<>();

    public BusyLamps(AnswerDesk answers, Doorkeeper door, NumberPlan numbers) {
        this.desk = new EventDesk(answers, door, numbers, PACKAGE, BODY_TYPE, EventDesk.PACE, this);
    }

    public EventDesk desk() {
        return desk;
    }

    // --- what the extensions do -----------------------------------------------------------------------------------

    @Override
    public void onChange(PbxLeg leg, long nowNanos) {
        if (leg.isOver()) {
            return;
        }
        legs.computeIfAbsent(leg.number(), any -> new LinkedHashSet<>(2)).add(leg);
        tell(leg.number(), nowNanos);
    }

    @Override
    public void onEnded(PbxLeg leg, long nowNanos) {
        legs.computeIfPresent(leg.number(), (number, all) -> all.remove(leg) && all.isEmpty() ? null : all);
        tell(leg.number(), nowNanos);
    }

    private void tell(String number, long nowNanos) {
        var now = lampOf(number);
        var before = now == Lamp.TERMINATED ? shown.remove(number) : shown.put(number, now);
        if (now != (before == null ? Lamp.TERMINATED : before)) {
            desk.onChanged(number, nowNanos);
        }
    }

    private Lamp lampOf(String number) {
        var all = legs.getOrDefault(number, Set.of());
        if (all.stream().anyMatch(leg -> leg.isUp() || leg.session().state() == InviteSession.State.INCOMING)) {
            return Lamp.CONFIRMED;
        }
        return all.stream().anyMatch(PbxLeg::rings) ? Lamp.EARLY : Lamp.TERMINATED;
    }

    // --- what is told of them -------------------------------------------------------------------------------------

    /** §3.7.2: which dialogs there are is nobody's business. */
    @Override
    public Optional<String> forbids(EventDesk.Asker who, String extension, SipRequest subscribe) {
        return subscribe.firstReadable(EventHeader.TYPE).stream()
                .flatMap(event -> Stream.of("call-id", "to-tag", "from-tag").filter(event.parameters()::has))
                .findAny()
                .map(named -> "all calls of an extension, or none");
    }

    @Override
    public EventDesk.Teller open(EventDesk.Asker who, String extension, CallHost host) {
        var versions = new AtomicInteger();
        return subscription -> EventState.of(BODY_TYPE, document(extension, host, versions.getAndIncrement()));
    }

    private String document(String number, CallHost host, int version) {
        var lamp = lampOf(number);
        var entity = SipUri.of(number, IpLiteral.asHost(host.localAddress())).toString();
        var direction = lamp == Lamp.EARLY ? " direction=\"recipient\"" : "";
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"" + version
                + "\" state=\"full\" entity=\"" + XmlElement.escape(entity) + "\">\n"
                + "  <dialog id=\"" + XmlElement.escape(number) + "\"" + direction + ">\n"
                + "    <state>" + lamp.name().toLowerCase(Locale.ROOT) + "</state>\n"
                + "  </dialog>\n"
                + "</dialog-info>\n";
    }
}
