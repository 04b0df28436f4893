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
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.DiversionHeader;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rings all telephones of an extension at once: the first that answers gets the call, the others stop. A telephone
 * that forwards (302) is followed, a few times. On the
 * signalling loop.
 */
final class RingGroup implements PbxLeg.Owner {
    /** Longer than any telephone rings before its voicemail answers; shorter than a proxy waits (Timer C, RFC 3261 §16.6). */
    private static final Duration PATIENCE = Duration.ofSeconds(170);
    /** RFC 5806 §4; those that say more than "unknown". */
    private static final Set<String> REASONS = Set.of(
            "user-busy",
            "no-answer",
            "unavailable",
            "unconditional",
            "time-of-day",
            "do-not-disturb",
            "deflection",
            "follow-me",
            "out-of-service",
            "away");

    /** RFC 3326 §3.1: with it a telephone tells a call answered elsewhere from one that was missed. */
    private static final ReasonHeader ANSWERED_ELSEWHERE =
            new ReasonHeader("SIP", OptionalInt.of(200), Optional.of("Call completed elsewhere"));
    /** Forwarding in a circle ends here. */
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

        /** A telephone sends the call on, and another one is called. */
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
    private final Set<PbxLeg> ringing = new LinkedHashSet<>();
    private final Map<PbxLeg, DeviceFlows> devices = new HashMap<>();
    private Optional<SipResponse> bestRefusal = Optional.empty();
    private Optional<Integer> localRefusal = Optional.empty();
    private boolean insecure;
    private boolean timedOut;
    private boolean over;
    /** Who has sent the call on, the last one first. */
    private final List<Diversion> diversions = new ArrayList<>();

    /** RFC 5806 */
    private record Diversion(String number, String reason) {}

    RingGroup(PbxEngine pbx, Ring ring, User user) {
        this.pbx = pbx;
        this.ring = ring;
        this.user = user;
        this.patience = pbx.loop().alarm(this::onPatienceOver);
    }

    void start(SipUri target, long nowNanos) {
        patience.set(nowNanos + PATIENCE.toNanos());
        callAll(target, nowNanos);
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
        List.copyOf(ringing).forEach(leg -> leg.hangUp(reason, nowNanos));
    }

    private void callAll(SipUri target, long nowNanos) {
        var found = pbx.destination(target, nowNanos);
        if (found.isEmpty()) {
            // The caller has called somebody whom there is, in the second case.
            refused(diversions.isEmpty() ? 404 : 480, nowNanos);
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
                .forEach(device -> call(device, found.get().extension(), nowNanos));
    }

    /** Calls a device over its next flow; false when none is left. */
    private boolean call(DeviceFlows device, String extension, long nowNanos) {
        var binding = device.next();
        if (binding.isEmpty()) {
            return false;
        }
        var leg = new PbxLeg(pbx.hostFor(ring.caller(), binding.get()), extension, ring.side(), this);
        devices.put(leg, device);
        call(leg, binding.get(), nowNanos);
        return true;
    }

    private boolean callsAgain(PbxLeg leg, SessionEnding ending, long nowNanos) {
        boolean unheard = ending instanceof SessionEnding.Failed
                || (ending instanceof SessionEnding.Refused refused && DeviceFlows.isUnheard(refused.response()));
        var device = devices.remove(leg);
        return unheard && !over && !timedOut && device != null && call(device, leg.number(), nowNanos);
    }

    private void call(PbxLeg leg, Binding binding, long nowNanos) {
        var offer = ring.offers()
                ? user.offerFor(leg, nowNanos).map(SessionDescription::toString)
                : Optional.<String>empty();
        if (ring.offers() && offer.isEmpty()) {
            leg.host().close();
            refused(503, nowNanos);
            return;
        }
        ringing.add(leg);
        leg.tellInfo(ring.info());
        leg.use(InviteSession.call(leg.host(), leg, inviteOf(leg, binding), offer, optionsOf(ring), nowNanos));
    }

    private SipRequest.Builder inviteOf(PbxLeg leg, Binding binding) {
        var invite = pbx.invite(ring, leg.number(), binding, leg.host());
        for (int i = diversions.size() - 1; i >= 0; i--) {
            var diversion = diversions.get(i);
            var address =
                    SipUri.of(diversion.number, IpLiteral.asHost(leg.host().localAddress()));
            invite.addFirst(
                    DiversionHeader.TYPE,
                    new DiversionHeader(NameAddress.of(address), Parameters.EMPTY.with("reason", diversion.reason)));
        }
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
        List.copyOf(ringing).forEach(leg -> leg.hangUp(now));
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
        ringing.remove(leg);
        leg.host().close();
        if (callsAgain(leg, ending, nowNanos) || over) {
            return;
        }
        if (ending instanceof SessionEnding.Refused refused) {
            onRefused(leg, refused.response(), nowNanos);
        } else if (ending instanceof SessionEnding.Failed) {
            refused(PassedRefusal.NOT_REACHED, nowNanos);
        }
        endIfNobodyIsLeft(nowNanos);
    }

    /** RFC 3261 §16.7 step 6, as far as one telephone's answer can be better than another's: busy before the rest. */
    private void onRefused(PbxLeg leg, SipResponse response, long nowNanos) {
        if (response.status() < 400 && diversions.size() < MAX_FORWARDINGS && !timedOut) {
            var next = response.allReadable(ContactHeader.TYPE).stream()
                    .filter(contact -> !contact.star())
                    .flatMap(contact -> NumberPlan.dialled(contact.address().uri()).stream())
                    .findFirst();
            if (next.isPresent()) {
                diversions.add(0, new Diversion(leg.number(), reasonOf(response)));
                user.onForwarded(nowNanos);
                callAll(next.get(), nowNanos);
                return;
            }
        }
        if (response.status() >= 600 && !timedOut) {
            onDeclined(response, nowNanos);
            return;
        }
        if (bestRefusal.isEmpty()
                || rank(response.status()) > rank(bestRefusal.get().status())) {
            bestRefusal = Optional.of(response);
        }
    }

    /**
     * RFC 3261 §16.7 step 5, §21.6: it speaks for the user and not for one telephone alone, so the others stop, and nobody else is called. The caller hears of it at once: whoever answers
     * while the CANCEL is under way has lost the call, as after a CANCEL of the caller's.
     */
    private void onDeclined(SipResponse response, long nowNanos) {
        int status = response.status();
        cancel(
                Optional.of(new ReasonHeader("SIP", OptionalInt.of(status), Optional.of(StatusCode.reasonFor(status)))),
                nowNanos);
        tellNobody(response, nowNanos);
    }

    /** Why the telephone sends the call on, where it says so (RFC 5806 §5.1). */
    private static String reasonOf(SipResponse redirection) {
        return redirection
                .firstReadable(DiversionHeader.TYPE)
                .flatMap(DiversionHeader::reason)
                .filter(REASONS::contains)
                .orElse("deflection");
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
        } else if (bestRefusal.filter(response -> response.status() >= 400).isPresent()) {
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
