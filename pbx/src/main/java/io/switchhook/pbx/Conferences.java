package io.switchhook.pbx;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.pbx.internal.bridge.Bridge;
import io.switchhook.pbx.internal.bridge.FocusDesk;
import io.switchhook.pbx.internal.door.AnswerDesk;
import io.switchhook.pbx.internal.door.Doorkeeper;
import io.switchhook.pbx.internal.event.EventDesk;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.core.event.EventNotifier;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.conference.ConferenceEndpoint;
import io.switchhook.stack.conference.ConferenceEndpoint.JoiningMethod;
import io.switchhook.stack.conference.ConferenceInfo;
import io.switchhook.stack.conference.ConferenceTeller;
import io.switchhook.stack.conference.ConferenceUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells telephones who is in the conferences that the program holds at numbers of the PBX: the event package {@code conference} of RFC 4575. Who may know is who is in it, and whom
 * the program names; who has called it and is not in it yet waits. On the signalling loop.
 */
final class Conferences implements EventDesk.Subject, FocusDesk {
    /** RFC 4575 §3.9. */
    private static final Duration PACE = Duration.ofSeconds(5);

    private final EventDesk desk;
    private final Supplier<List<Bridge>> calls;
    private final Map<String, Room> rooms = new HashMap<>();

    /** One number. */
    private static final class Room {
        private PbxConference shown = PbxConference.EMPTY;
        /** By the Call-ID: what tells members apart who have one name, or none. */
        private final Map<String, Integer> seats = new HashMap<>();

        private int lastSeat;
        private List<Seated> seated = List.of();
    }

    /** A member, and the leg of whoever it is. */
    private record Seated(PbxConference.Member member, int seat, PbxLeg leg) {}

    /** @param calls all that stand or are set up */
    Conferences(AnswerDesk answers, Doorkeeper door, NumberPlan numbers, Supplier<List<Bridge>> calls) {
        this.calls = calls;
        this.desk =
                new EventDesk(answers, door, numbers, ConferenceTeller.PACKAGE, ConferenceTeller.BODY_TYPE, PACE, this);
    }

    EventDesk desk() {
        return desk;
    }

    // --- for calls ------------------------------------------------------------------------------------------------

    @Override
    public Parameters contactOf(String number) {
        return rooms.containsKey(number) ? Parameters.EMPTY.withFlag("isfocus") : Parameters.EMPTY;
    }

    @Override
    public void onSeated(List<PbxLeg> legs, long nowNanos) {
        for (var leg : legs) {
            var room = rooms.get(leg.number());
            if (room != null && !room.shown.members().isEmpty()) {
                show(leg.number(), room.shown, nowNanos);
            }
        }
    }

    @Override
    public boolean onSubscribe(
            PbxLeg leg, Optional<PbxLeg> across, ServerTransaction transaction, SipRequest subscribe, long nowNanos) {
        return desk.onSubscribeInside(leg, across, transaction, subscribe, nowNanos);
    }

    @Override
    public void onLeft(PbxLeg leg, long nowNanos) {
        rooms.forEach((number, room) -> {
            if (room.seated.stream().anyMatch(seated -> seated.leg == leg)) {
                desk.review(number, false, nowNanos);
            }
        });
    }

    @Override
    public boolean holds(PbxLeg leg) {
        return desk.holds(leg);
    }

    // --- what the program says ------------------------------------------------------------------------------------

    void show(String number, PbxConference now, long nowNanos) {
        var room = rooms.computeIfAbsent(number, any -> new Room());
        var before = room.shown;
        boolean over = !before.members().isEmpty() && now.members().isEmpty();
        room.shown = now;
        var present = now.members().stream().map(PbxConference.Member::callId).toList();
        room.seats.keySet().retainAll(present);
        if (present.isEmpty()) {
            room.lastSeat = 0;
        }
        present.forEach(callId -> room.seats.computeIfAbsent(callId, any -> ++room.lastSeat));
        if (seat(number, room) || !now.equals(before)) {
            // RFC 4575 §3.3: the conference that was held is over, and who was in it is to ask again in the next.
            desk.review(number, over, nowNanos);
        }
    }

    void onRemoved(String number, long nowNanos) {
        if (rooms.remove(number) != null) {
            desk.conclude(number, nowNanos);
        }
    }

    /** @return whether somebody sits there who did not */
    private boolean seat(String number, Room room) {
        var before = room.seated;
        var across = new HashMap<String, PbxLeg>();
        for (var bridge : calls.get()) {
            for (var leg : bridge.legs()) {
                if (leg.number().equals(number)) {
                    bridge.other(leg).ifPresent(other -> callIdOf(leg).ifPresent(callId -> across.put(callId, other)));
                }
            }
        }
        var seated = new ArrayList<Seated>();
        for (var member : room.shown.members()) {
            var leg = across.get(member.callId());
            var place = room.seats.get(member.callId());
            if (leg != null && place != null) {
                seated.add(new Seated(member, place, leg));
            }
        }
        room.seated = List.copyOf(seated);
        return !room.seated.equals(before);
    }

    private static Optional<String> callIdOf(PbxLeg leg) {
        return leg.session().dialog().map(dialog -> dialog.id().callId());
    }

    // --- who may know ---------------------------------------------------------------------------------------------

    @Override
    public Optional<String> forbids(EventDesk.Asker who, String number, SipRequest subscribe) {
        if (!rooms.containsKey(number)) {
            return Optional.of("no conference");
        }
        return admits(who, number) || isToWait(who, number)
                ? Optional.empty()
                : Optional.of("the conference of others");
    }

    @Override
    public boolean admits(EventDesk.Asker who, String number) {
        var room = rooms.get(number);
        return room != null
                && (room.shown.open()
                        || room.shown.watchers().contains(who.number())
                        || room.seated.stream().anyMatch(seated -> isSame(who, seated.leg)));
    }

    /** Who has called the room, and types a PIN or waits for a moderator. */
    @Override
    public boolean isToWait(EventDesk.Asker who, String number) {
        return rooms.containsKey(number)
                && !admits(who, number)
                && calls.get().stream()
                        .flatMap(bridge -> bridge.legs().stream()
                                .filter(leg -> leg.number().equals(number))
                                .flatMap(leg -> bridge.other(leg).stream()))
                        .anyMatch(leg -> isSame(who, leg));
    }

    /** By the call itself, or by the extension, which has proven what it is for both; who has come by a trunk has not. */
    private static boolean isSame(EventDesk.Asker who, PbxLeg leg) {
        return leg.session().state() != InviteSession.State.ENDED
                && who.leg()
                        .map(own -> own == leg)
                        .orElseGet(
                                () -> leg.trunkName().isEmpty() && leg.number().equals(who.number()));
    }

    // --- what is told ---------------------------------------------------------------------------------------------

    @Override
    public EventDesk.Teller open(EventDesk.Asker who, String number, CallHost host) {
        var teller = new ConferenceTeller();
        var home = IpLiteral.asHost(host.localAddress());
        var entity = SipUri.of(number, home).toString();
        return subscription -> {
            var room = rooms.get(number);
            boolean over = subscription.state() == EventNotifier.State.TERMINATED && !admits(who, number);
            return room == null || over
                    ? teller.tellOver(entity)
                    : teller.tell(conference(room, entity, home), subscription.isAsked());
        };
    }

    private static ConferenceInfo conference(Room room, String entity, String home) {
        var users = room.seated.stream().map(seated -> user(seated, home)).toList();
        var info = ConferenceInfo.of(entity, users).withLocked(room.shown.locked());
        return room.shown.limit().map(info::withMaximumUserCount).orElse(info);
    }

    private static ConferenceUser user(Seated seated, String home) {
        var leg = seated.leg;
        var seat = Integer.toString(seated.seat);
        // §5.6, RFC 3323: nothing says who it is. What comes by a trunk may have a number of ours, and is somebody
        // else.
        var entity = leg.isHidden()
                ? SipUri.of("anonymous" + seat, "anonymous.invalid")
                : SipUri.of(leg.shownNumber(), home);
        var device = leg.isHidden() ? entity : entity.withParameter("seat", seat);
        var who = leg.trunkName().isPresent() ? device : entity;
        return new ConferenceUser(
                who.toString(),
                leg.isHidden() ? Optional.of("Anonymous " + seat) : leg.displayName(),
                seated.member.roles(),
                List.of(ConferenceEndpoint.connected(
                        device.toString(), JoiningMethod.DIALED_IN, seated.member.muted())));
    }
}
