package io.switchhook.pbx.internal.ring;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.session.RelaySide;
import io.switchhook.pbx.internal.door.DirectoryDesk;
import io.switchhook.pbx.internal.leg.PassedRefusal;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.number.Forwarding;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteOptions;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.ReliabilityPolicy;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rings all telephones of an extension at once: the first that answers gets the call, the others stop. A telephone
 * that forwards (302) is followed, to one place after the other, a few times. On the
 * signalling loop.
 */
public final class RingGroup implements PbxLeg.Owner {
    /** RFC 3326 §3.1: with it a telephone tells a call answered elsewhere from one that was missed. */
    public static final ReasonHeader ANSWERED_ELSEWHERE =
            new ReasonHeader("SIP", OptionalInt.of(200), Optional.of("Call completed elsewhere"));
    /** So long a telephone rings at most; shorter than a proxy waits (Timer C, RFC 3261 §16.6). */
    public static final Duration LONGEST_RINGING = Duration.ofSeconds(170);
    /** So many places are tried beside the one that was dialled. */
    private static final int MAX_FORWARDINGS = 5;

    /** Hears what becomes of the ringing: progress any number of times, then one of the others. */
    public interface User {

        /**
         * The offer for a telephone about to be called, with our address in its network.
         *
         * @return empty when there are no ports for it
         */
        Optional<SessionDescription> offerFor(PbxLeg leg, long nowNanos);

        /** Somebody is about to be called. */
        default void onCalling(PbxLeg leg) {}

        void onRinging(SipResponse response, Optional<String> answer, PbxLeg leg, long nowNanos);

        /** A telephone has answered; it belongs to the user now. */
        void onTaken(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos);

        /** A telephone has answered our INVITE without an offer; its leg belongs to the user, who owes it an answer. */
        void onTakenWithOffer(PbxLeg leg, SipResponse response, String offer, long nowNanos);

        /** A telephone that was called does not take the call; others may. */
        default void onLeft(PbxLeg leg, long nowNanos) {}

        /** A telephone has sent the call on, and another place is tried. */
        void onForwarded(long nowNanos);

        /** @param refusal the telephone's own words, when the status is one that a telephone has given */
        void onNobody(int status, Optional<SipResponse> refusal, long nowNanos);
    }

    /**
     * What to send to each telephone.
     *
     * @param offers whether we make the offer, or the telephone
     * @param more what else the INVITE is to have
     * @param info the Info Packages that the other side takes; empty when it knows of none
     */
    public record Ring(
            Caller caller,
            boolean offers,
            RelaySide side,
            Consumer<SipRequest.Builder> more,
            Optional<List<String>> info) {}

    private final Exchange exchange;
    private final Ring ring;
    private final User user;
    private final RingWays ways;
    private final Alarm patience;
    private final Map<PbxLeg, RingBranch> ringing = new LinkedHashMap<>();
    /** RFC 3261 §8.1.3.4: each place once, so that a circle of forwardings ends. */
    private final Set<String> tried = new HashSet<>();

    private final RingRefusals refusals = new RingRefusals();
    private final OutsideCalls outside;
    /** How many are about to be called: somebody is asked about them. */
    private int starting;

    private int dialled;
    private boolean insecure;
    private boolean timedOut;
    private boolean over;

    public RingGroup(Exchange exchange, Ring ring, User user) {
        this.exchange = exchange;
        this.ring = ring;
        this.user = user;
        this.ways = new RingWays(exchange, ring, this);
        this.outside = new OutsideCalls(exchange, this, ring, ways);
        this.patience = exchange.loop().alarm(this::onPatienceOver);
    }

    public void start(SipUri target, long nowNanos) {
        start(List.of(DialTarget.inside(target)), Optional.empty(), LONGEST_RINGING, nowNanos);
    }

    /**
     * Rings them all.
     *
     * @param by who has sent the call there, when it was somewhere else before
     * @param time for how long
     */
    public void start(List<DialTarget> targets, Optional<Forwarding> by, Duration time, long nowNanos) {
        patience.set(nowNanos + time.toNanos());
        var different =
                targets.stream().filter(target -> tried.add(nameOf(target))).toList();
        dialled = different.size();
        starting = different.size();
        for (var target : different) {
            if (target.isOutside()) {
                outside.call(target, by, nowNanos);
            } else {
                exchange.users().whenKnown(target.uri(), (said, now) -> begin(target.uri(), by, said, now), nowNanos);
            }
        }
    }

    /** @param said what the program's user database says of the number, where it was asked */
    private void begin(SipUri target, Optional<Forwarding> by, Optional<DirectoryDesk.Answer> said, long nowNanos) {
        starting--;
        if (!isWanted(nowNanos)) {
            return;
        }
        if (said.isPresent() && said.get() instanceof DirectoryDesk.Answer.Failed) {
            // A 503 of ours would tell the caller to leave this PBX (RFC 3261 §21.5.4).
            refusals.add(500);
        } else if (said.isPresent() && said.get() instanceof DirectoryDesk.Answer.Found) {
            // The database knows it, and no telephone is bound to it.
            refusals.add(480);
        } else {
            callAll(target, by, nowNanos);
        }
        endIfNobodyIsLeft(nowNanos);
    }

    /** Whether somebody may still be called; the ringing may have ended meanwhile. */
    boolean isWanted(long nowNanos) {
        if (!over && timedOut) {
            endIfNobodyIsLeft(nowNanos);
        }
        return !over && !timedOut;
    }

    /** One that was about to be called is not. */
    void onNotCalled(int status, long nowNanos) {
        starting--;
        if (isWanted(nowNanos)) {
            refusals.add(status);
            endIfNobodyIsLeft(nowNanos);
        }
    }

    /** One that was about to be called can be. */
    void onCallable(RingBranch branch, RingBranch.Way way, long nowNanos) {
        starting--;
        if (isWanted(nowNanos)) {
            call(branch, way, nowNanos);
            endIfNobodyIsLeft(nowNanos);
        }
    }

    /** One more is about to be called. */
    void onCalledLater() {
        starting++;
    }

    boolean isOver() {
        return over;
    }

    /**
     * Stops ringing; nothing more is told.
     *
     * @param reason for telephones that show it (RFC 3326)
     */
    public void cancel(Optional<ReasonHeader> reason, long nowNanos) {
        over = true;
        patience.cancel();
        // Who answers in this moment is hung up with a BYE by its session (RFC 3261 §9.1).
        List.copyOf(ringing.keySet()).forEach(leg -> leg.hangUp(reason, nowNanos));
    }

    public boolean rings(String extension) {
        return !over && ringing.keySet().stream().anyMatch(leg -> leg.number().equals(extension) && leg.rings());
    }

    /** The telephones of one extension stop ringing; others may take the call. */
    public void stop(String extension, long nowNanos) {
        ringing.keySet().stream()
                .filter(leg -> leg.number().equals(extension))
                .toList()
                .forEach(leg -> leg.hangUp(nowNanos));
    }

    /** Whether it rang for as long as it was to. */
    public boolean hasTimedOut() {
        return timedOut;
    }

    private String nameOf(DialTarget target) {
        return target.isOutside() ? target.uri().toString() : nameOf(target.uri());
    }

    private String nameOf(SipUri place) {
        return place.gruu()
                ? place.withoutHeaders().toString()
                : exchange.users().numbers().numberIn(place).orElse("");
    }

    private void callAll(SipUri target, Optional<Forwarding> by, long nowNanos) {
        var found = exchange.telephones().destination(target, nowNanos);
        if (found.isEmpty()) {
            // The caller has called somebody whom there is, in the second case.
            refusals.add(by.isEmpty() ? 404 : 480);
            return;
        }
        var bindings = found.get().bindings();
        if (bindings.isEmpty()) {
            refusals.add(480);
        } else if (ring.caller().hops().areUsedUp()) {
            refusals.add(483);
            return;
        }
        var reached = bindings.stream().filter(ring.caller()::reaches).toList();
        if (reached.size() < bindings.size()) {
            insecure = true;
            refusals.add(480);
        }
        found.get()
                .withBindings(reached)
                .devices()
                .forEach(device -> call(RingBranch.to(device, by), found.get().extension(), nowNanos));
    }

    /** Calls a device over its next flow; false when none is left. */
    private boolean call(RingBranch branch, String extension, long nowNanos) {
        var binding = branch.device().next();
        if (binding.isEmpty()) {
            return false;
        }
        call(branch, ways.inside(extension, binding.get()), nowNanos);
        return true;
    }

    /**
     * A telephone that takes encrypted audio alone, or none, has refused an offer that is of the other kind (RFC 4568 §7.4): since keys end here, it can have it its way.
     *
     * @return false when that does not make a difference
     */
    private boolean callsOtherwise(PbxLeg leg, RingBranch branch, SessionEnding ending, long nowNanos) {
        boolean again = ring.offers() && !timedOut && branch.mayTakeOtherKeys(leg, ending);
        if (again) {
            call(branch.asOther(), branch.way().orElseThrow(), nowNanos);
        }
        return again;
    }

    private void call(RingBranch branch, RingBranch.Way way, long nowNanos) {
        var host = way.host();
        var leg = way.leg(host);
        if (branch.otherwise()) {
            leg.media().offerOtherwise();
        }
        call(leg, branch.over(way), way.invite(host), nowNanos);
    }

    private boolean callsAgain(PbxLeg leg, RingBranch branch, SessionEnding ending, long nowNanos) {
        boolean unheard = ending instanceof SessionEnding.Failed
                || (ending instanceof SessionEnding.Refused refused && DeviceFlows.isUnheard(refused.response()));
        return unheard && !timedOut && call(branch, leg.number(), nowNanos);
    }

    private void call(PbxLeg leg, RingBranch branch, SipRequest.Builder invite, long nowNanos) {
        var offer = ring.offers()
                ? user.offerFor(leg, nowNanos).map(SessionDescription::toString)
                : Optional.<String>empty();
        if (ring.offers() && offer.isEmpty()) {
            leg.host().close();
            refusals.add(503);
            return;
        }
        ringing.put(leg, branch);
        leg.tellInfo(ring.info());
        branch.by().ifPresent(by -> by.tell(invite, IpLiteral.asHost(leg.host().localAddress())));
        user.onCalling(leg);
        leg.use(InviteSession.call(leg.host(), leg, invite, offer, optionsOf(ring), nowNanos));
    }

    /** An offer is to come in the 2xx, since the caller has asked for none yet. */
    private static InviteOptions optionsOf(Ring ring) {
        return ring.offers() ? PbxLeg.OPTIONS : PbxLeg.OPTIONS.withReliability(ReliabilityPolicy.OFF);
    }

    private void onPatienceOver() {
        timedOut = true;
        long now = exchange.loop().nowNanos();
        var late = List.copyOf(ringing.keySet());
        // A telephone that is dead answers no CANCEL; the call does not wait for it.
        ringing.clear();
        late.forEach(leg -> leg.hangUp(now));
        endIfNobodyIsLeft(now);
    }

    @Override
    public void onProgress(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {
        if (!over) {
            user.onRinging(response, answer, leg, nowNanos);
        }
    }

    @Override
    public void onAnswered(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {
        if (take(leg, nowNanos)) {
            user.onTaken(leg, response, answer, nowNanos);
        }
    }

    @Override
    public void onAnsweredWithOffer(PbxLeg leg, SipResponse response, String offer, long nowNanos) {
        if (take(leg, nowNanos)) {
            user.onTakenWithOffer(leg, response, offer, nowNanos);
        }
    }

    private boolean take(PbxLeg leg, long nowNanos) {
        ringing.remove(leg);
        if (over) {
            leg.hangUp(nowNanos);
            return false;
        }
        cancel(Optional.of(ANSWERED_ELSEWHERE), nowNanos);
        return true;
    }

    @Override
    public void onEnded(PbxLeg leg, SessionEnding ending, long nowNanos) {
        var branch = ringing.remove(leg);
        leg.host().close();
        if (over
                || branch == null
                || callsAgain(leg, branch, ending, nowNanos)
                || callsOtherwise(leg, branch, ending, nowNanos)) {
            return;
        }
        user.onLeft(leg, nowNanos);
        if (!timedOut && outside.callsOverNext(branch, ending, nowNanos)) {
            return;
        }
        var by = branch.by();
        if (ending instanceof SessionEnding.Refused refused) {
            by = onRefused(leg, by, refused.response(), nowNanos);
        } else if (ending instanceof SessionEnding.Failed) {
            refusals.add(PassedRefusal.NOT_REACHED);
        }
        goOn(by, nowNanos);
        endIfNobodyIsLeft(nowNanos);
    }

    /** @return what may have another place to try now */
    private Optional<Forwarding> onRefused(PbxLeg leg, Optional<Forwarding> by, SipResponse response, long nowNanos) {
        if (response.status() < 400) {
            return Optional.of(new Forwarding(leg.number(), response, by));
        }
        if (response.status() >= 600 && !timedOut) {
            onDeclined(response, nowNanos);
        } else {
            refusals.add(response);
        }
        return by;
    }

    /** RFC 3261 §8.1.3.4: when nobody takes the call at one place, it goes to the next, and then to those of who has sent it there. */
    private void goOn(Optional<Forwarding> by, long nowNanos) {
        for (var at = by; at.isPresent(); at = at.get().before()) {
            tryPlacesOf(at.get(), nowNanos);
        }
    }

    private void tryPlacesOf(Forwarding forwarding, long nowNanos) {
        while (!over && ringing.values().stream().noneMatch(branch -> branch.comesOf(forwarding))) {
            var place = nextPlaceOf(forwarding);
            if (place.isEmpty()) {
                return;
            }
            user.onForwarded(nowNanos);
            callAll(place.get(), Optional.of(forwarding), nowNanos);
        }
    }

    private Optional<SipUri> nextPlaceOf(Forwarding forwarding) {
        while (!timedOut && tried.size() - dialled < MAX_FORWARDINGS) {
            var place = forwarding.next();
            if (place.filter(next -> !tried.add(nameOf(next))).isEmpty()) {
                return place;
            }
        }
        return Optional.empty();
    }

    /**
     * RFC 3261 §16.7 step 5, §21.6: it speaks for the user and not for one telephone alone, so the others stop, and nobody else is called. The caller hears of it at once: whoever
     * answers while the CANCEL is under way has lost the call, as after a CANCEL of the caller's.
     */
    private void onDeclined(SipResponse response, long nowNanos) {
        int status = response.status();
        cancel(
                Optional.of(new ReasonHeader("SIP", OptionalInt.of(status), Optional.of(StatusCode.reasonFor(status)))),
                nowNanos);
        RingRefusals.tell(response, user, nowNanos);
    }

    private void endIfNobodyIsLeft(long nowNanos) {
        if (over || starting > 0 || !ringing.isEmpty()) {
            return;
        }
        over = true;
        patience.cancel();
        if (timedOut) {
            user.onNobody(480, Optional.empty(), nowNanos);
        } else {
            refusals.tell(user, nowNanos);
        }
    }

    /** Whether a telephone was left out since it cannot be reached securely all the way. */
    public boolean hasLeftOutInsecure() {
        return insecure || outside.isInsecure();
    }

    /** The trunks that had no line free, when that was why somebody was not called. */
    public Optional<String> fullTrunk() {
        return outside.full();
    }

    @Override
    public void onAcknowledged(PbxLeg leg, Optional<String> answer, long nowNanos) {
        // Only legs that were called are in a ring group, and they send no ACK.
    }

    @Override
    public void onRefreshed(PbxLeg leg, String ours, String theirs, long nowNanos) {
        // Sessions are refreshed once they stand.
    }

    @Override
    public void onModification(PbxLeg leg, RemoteModification modification, long nowNanos) {
        modification.refuse(488, StatusCode.reasonFor(488), nowNanos);
    }

    @Override
    public void onRequest(PbxLeg leg, ServerTransaction transaction, SipRequest request, long nowNanos) {
        leg.respond(transaction, 405, StatusCode.reasonFor(405), nowNanos);
    }
}
