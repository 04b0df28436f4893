package io.switchhook.pbx;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.session.RelaySide;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteOptions;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.ReliabilityPolicy;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.WarningHeader;
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
final class RingGroup implements PbxLeg.Owner {
    /** Longer than any telephone rings before its voicemail answers; shorter than a proxy waits (Timer C, RFC 3261 §16.6). */
    private static final Duration PATIENCE = Duration.ofSeconds(170);
    /** RFC 3326 §3.1: with it a telephone tells a call answered elsewhere from one that was missed. */
    private static final ReasonHeader ANSWERED_ELSEWHERE =
            new ReasonHeader("SIP", OptionalInt.of(200), Optional.of("Call completed elsewhere"));
    /** So many places are tried beside the one that was dialled. */
    private static final int MAX_FORWARDINGS = 5;

    /** Hears what becomes of the ringing: progress any number of times, then one of the others. */
    interface User {

        /**
         * The offer for a telephone about to be called, with our address in its network.
         *
         * @return empty when there are no ports for it
         */
        Optional<SessionDescription> offerFor(PbxLeg leg, long nowNanos);

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
    record Ring(
            Caller caller,
            boolean offers,
            RelaySide side,
            Consumer<SipRequest.Builder> more,
            Optional<List<String>> info) {}

    private final PbxEngine pbx;
    private final Ring ring;
    private final User user;
    private final Alarm patience;
    private final Map<PbxLeg, Branch> ringing = new LinkedHashMap<>();
    /** RFC 3261 §8.1.3.4: each place once, so that a circle of forwardings ends. */
    private final Set<String> tried = new HashSet<>();

    private Optional<SipResponse> bestRefusal = Optional.empty();
    private Optional<Integer> localRefusal = Optional.empty();
    private boolean insecure;
    private boolean timedOut;
    private boolean over;

    /**
     * How a leg came to be.
     *
     * @param device with what other flows there are to it
     * @param by empty for the telephones that the caller has dialled
     * @param over the flow it went over
     * @param otherwise whether this is the second time, with or without RTP/SAVP other than the caller has it
     */
    private record Branch(DeviceFlows device, Optional<Forwarding> by, Optional<Binding> over, boolean otherwise) {

        Branch over(Binding binding) {
            return new Branch(device, by, Optional.of(binding), otherwise);
        }

        boolean comesOf(Forwarding forwarding) {
            return by.filter(own -> own.comesOf(forwarding)).isPresent();
        }
    }

    RingGroup(PbxEngine pbx, Ring ring, User user) {
        this.pbx = pbx;
        this.ring = ring;
        this.user = user;
        this.patience = pbx.loop().alarm(this::onPatienceOver);
    }

    void start(SipUri target, long nowNanos) {
        patience.set(nowNanos + PATIENCE.toNanos());
        tried.add(nameOf(target));
        callAll(target, Optional.empty(), nowNanos);
        endIfNobodyIsLeft(nowNanos);
    }

    boolean isOver() {
        return over;
    }

    /**
     * Stops ringing; nothing more is told.
     *
     * @param reason for telephones that show it (RFC 3326)
     */
    void cancel(Optional<ReasonHeader> reason, long nowNanos) {
        over = true;
        patience.cancel();
        // Who answers in this moment is hung up with a BYE by its session (RFC 3261 §9.1).
        List.copyOf(ringing.keySet()).forEach(leg -> leg.hangUp(reason, nowNanos));
    }

    private String nameOf(SipUri place) {
        return place.gruu()
                ? place.withoutHeaders().toString()
                : pbx.numbers().numberIn(place).orElse("");
    }

    private void callAll(SipUri target, Optional<Forwarding> by, long nowNanos) {
        var found = pbx.destination(target, nowNanos);
        if (found.isEmpty()) {
            // The caller has called somebody whom there is, in the second case.
            refused(by.isEmpty() ? 404 : 480, nowNanos);
            return;
        }
        var bindings = found.get().bindings();
        if (bindings.isEmpty()) {
            refused(480, nowNanos);
        } else if (ring.caller().hops().areUsedUp()) {
            refused(483, nowNanos);
            return;
        }
        var reached = bindings.stream().filter(ring.caller()::reaches).toList();
        if (reached.size() < bindings.size()) {
            insecure = true;
            refused(480, nowNanos);
        }
        found.get()
                .withBindings(reached)
                .devices()
                .forEach(device -> call(
                        new Branch(device, by, Optional.empty(), false),
                        found.get().extension(),
                        nowNanos));
    }

    /** Calls a device over its next flow; false when none is left. */
    private boolean call(Branch branch, String extension, long nowNanos) {
        var binding = branch.device().next();
        if (binding.isEmpty()) {
            return false;
        }
        var leg = new PbxLeg(pbx.hostFor(ring.caller(), binding.get()), extension, ring.side(), pbx.lamps(), this);
        call(leg, branch.over(binding.get()), binding.get(), nowNanos);
        return true;
    }

    /**
     * A telephone that takes encrypted audio alone, or none, has refused an offer that is of the other kind (RFC 4568 §7.4): since keys end here, it can have it its way.
     *
     * @return false when that does not make a difference
     */
    private boolean callsOtherwise(PbxLeg leg, Branch branch, SessionEnding ending, long nowNanos) {
        boolean again = ending instanceof SessionEnding.Refused refused
                && refused.response().status() == 488
                && mayBeForKeys(refused.response())
                && ring.offers()
                && !branch.otherwise()
                && !timedOut
                && branch.over().isPresent()
                && leg.media().sent().filter(LegKeys::hasChoice).isPresent();
        if (again) {
            var next = new PbxLeg(
                    pbx.hostFor(ring.caller(), branch.over().get()), leg.number(), ring.side(), pbx.lamps(), this);
            next.media().keys().offerOtherwise();
            call(
                    next,
                    new Branch(branch.device(), branch.by(), branch.over(), true),
                    branch.over().get(),
                    nowNanos);
        }
        return again;
    }

    /** RFC 3261 §20.43: a Warning that names another reason is believed. */
    private static boolean mayBeForKeys(SipResponse refusal) {
        try {
            var warnings = refusal.all(WarningHeader.TYPE);
            return warnings.isEmpty()
                    || warnings.stream().anyMatch(warning -> warning.code() == 302 || warning.code() == 399);
        } catch (MalformedHeaderException e) {
            return true;
        }
    }

    private boolean callsAgain(PbxLeg leg, Branch branch, SessionEnding ending, long nowNanos) {
        boolean unheard = ending instanceof SessionEnding.Failed
                || (ending instanceof SessionEnding.Refused refused && DeviceFlows.isUnheard(refused.response()));
        return unheard && !timedOut && call(branch, leg.number(), nowNanos);
    }

    private void call(PbxLeg leg, Branch branch, Binding binding, long nowNanos) {
        var offer = ring.offers()
                ? user.offerFor(leg, nowNanos).map(SessionDescription::toString)
                : Optional.<String>empty();
        if (ring.offers() && offer.isEmpty()) {
            leg.host().close();
            refused(503, nowNanos);
            return;
        }
        ringing.put(leg, branch);
        leg.tellInfo(ring.info());
        leg.use(InviteSession.call(leg.host(), leg, inviteOf(leg, branch, binding), offer, optionsOf(ring), nowNanos));
    }

    private SipRequest.Builder inviteOf(PbxLeg leg, Branch branch, Binding binding) {
        var invite = pbx.invite(ring, leg.number(), binding, leg.host());
        branch.by().ifPresent(by -> by.tell(invite, IpLiteral.asHost(leg.host().localAddress())));
        return invite;
    }

    /** An offer is to come in the 2xx, since the caller has asked for none yet. */
    private static InviteOptions optionsOf(Ring ring) {
        return ring.offers() ? PbxLeg.OPTIONS : PbxLeg.OPTIONS.withReliability(ReliabilityPolicy.OFF);
    }

    private void refused(int status, long nowNanos) {
        localRefusal = localRefusal.filter(known -> known == 480).or(() -> Optional.of(status));
    }

    private void onPatienceOver() {
        timedOut = true;
        long now = pbx.loop().nowNanos();
        List.copyOf(ringing.keySet()).forEach(leg -> leg.hangUp(now));
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
        var by = branch.by();
        if (ending instanceof SessionEnding.Refused refused) {
            by = onRefused(leg, by, refused.response(), nowNanos);
        } else if (ending instanceof SessionEnding.Failed) {
            refused(PassedRefusal.NOT_REACHED, nowNanos);
        }
        goOn(by, nowNanos);
        endIfNobodyIsLeft(nowNanos);
    }

    /**
     * RFC 3261 §16.7 step 6, as far as one telephone's answer can be better than another's: busy before the rest.
     *
     * @return what may have another place to try now
     */
    private Optional<Forwarding> onRefused(PbxLeg leg, Optional<Forwarding> by, SipResponse response, long nowNanos) {
        if (response.status() < 400) {
            return Optional.of(new Forwarding(leg.number(), response, by));
        }
        if (response.status() >= 600 && !timedOut) {
            onDeclined(response, nowNanos);
        } else if (bestRefusal.isEmpty()
                || rank(response.status()) > rank(bestRefusal.get().status())) {
            bestRefusal = Optional.of(response);
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
        while (!timedOut && tried.size() <= MAX_FORWARDINGS) {
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
        tellNobody(response, nowNanos);
    }

    private static int rank(int status) {
        if (status == 486) {
            return 2;
        }
        return status >= 400 && status != 408 && status != 503 ? 1 : 0;
    }

    private void endIfNobodyIsLeft(long nowNanos) {
        if (over || !ringing.isEmpty()) {
            return;
        }
        over = true;
        patience.cancel();
        if (timedOut) {
            user.onNobody(480, Optional.empty(), nowNanos);
        } else if (bestRefusal.isPresent()) {
            tellNobody(bestRefusal.get(), nowNanos);
        } else {
            user.onNobody(localRefusal.orElse(480), Optional.empty(), nowNanos);
        }
    }

    private void tellNobody(SipResponse refusal, long nowNanos) {
        int status = PassedRefusal.ofCall(refusal.status());
        user.onNobody(status, Optional.of(refusal).filter(known -> known.status() == status), nowNanos);
    }

    /** Whether a telephone was left out since it cannot be reached securely all the way. */
    boolean hasLeftOutInsecure() {
        return insecure;
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
