package io.switchhook.pbx;

import io.switchhook.media.session.RelaySide;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import java.util.Map;
import java.util.Optional;

/** The part of a bridged call before both telephones talk: rings the callee, passes early media, and carries offer and answer across, early or late. */
final class BridgeSetup implements RingGroup.User {

    /** The offer that a callee made in its 2xx, and what the caller got of it. */
    private record LateOffer(PbxLeg callee, SessionDescription fromCallee, SessionDescription toCaller) {}

    private final Bridge bridge;
    private final PbxLeg caller;
    private Optional<RingGroup> ringing = Optional.empty();
    private Optional<SessionDescription> offer = Optional.empty();
    private Optional<PbxLeg> earlyLeg = Optional.empty();
    private Optional<LateOffer> lateOffer = Optional.empty();

    BridgeSetup(Bridge bridge, PbxLeg caller) {
        this.bridge = bridge;
        this.caller = caller;
    }

    void ring(String extension, Caller who, long nowNanos) {
        var theirs = caller.session().initialOffer();
        offer = theirs.flatMap(LegMedia::read);
        if (theirs.isPresent() && offer.isEmpty()) {
            refuseCaller(488, nowNanos);
            return;
        }
        var ring = new RingGroup.Ring(who, offer.isPresent(), RelaySide.B, Map.of());
        var group = new RingGroup(bridge.pbx(), ring, this);
        ringing = Optional.of(group);
        group.start(extension, nowNanos);
    }

    @Override
    public Optional<SessionDescription> offerFor(PbxLeg leg, long nowNanos) {
        return bridge.relayed(leg, offer.orElseThrow(), nowNanos)
                .map(relayed -> leg.media().toSend(relayed, leg.host().localAddress()));
    }

    /** The caller has gone, or the call stands: nobody is to be rung any more. */
    void cancel(long nowNanos) {
        ringing.ifPresent(group -> group.cancel(nowNanos));
        ringing = Optional.empty();
    }

    @Override
    public void onRinging(SipResponse response, Optional<String> answer, PbxLeg leg, long nowNanos) {
        // Of several telephones that ring, the first to send early media is heard.
        boolean heard =
                answer.isPresent() && earlyLeg.filter(early -> early != leg).isEmpty();
        var early = heard
                ? answer.flatMap(LegMedia::read).flatMap(description -> answerForCaller(leg, description, nowNanos))
                : Optional.<String>empty();
        if (early.isPresent()) {
            earlyLeg = Optional.of(leg);
        }
        int status = early.isPresent()
                ? 183
                : response.status() == 181 || response.status() == 182 ? response.status() : 180;
        caller.session().ring(status, StatusCode.reasonFor(status), early, nowNanos);
        caller.host().rearm();
    }

    @Override
    public void onTaken(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {
        bridge.seatCallee(leg);
        var forCaller = answer.flatMap(LegMedia::read).flatMap(theirs -> answerForCaller(leg, theirs, nowNanos));
        if (forCaller.isEmpty()) {
            leg.hangUp(nowNanos);
            refuseCaller(488, nowNanos);
            return;
        }
        caller.session().answer(forCaller.get(), nowNanos);
        caller.host().rearm();
    }

    /** The callee's answer, relayed: its media is known from now on, and the caller gets it under our address. */
    private Optional<String> answerForCaller(PbxLeg callee, SessionDescription theirs, long nowNanos) {
        var sent = callee.media().sent().orElseThrow();
        return bridge.relayed(caller, theirs, nowNanos).map(relayed -> {
            callee.media().offered(sent, theirs);
            var callerOffer =
                    caller.session().initialOffer().flatMap(LegMedia::read).orElseThrow();
            var ours = caller.media().toSend(relayed, caller.host().localAddress());
            caller.media().answered(callerOffer, ours);
            bridge.media().update(caller, callerOffer, ours, false);
            boolean anotherThanHeard = earlyLeg.filter(early -> early != callee).isPresent();
            bridge.media().update(callee, theirs, sent, anotherThanHeard);
            return ours.toString();
        });
    }

    @Override
    public void onTakenWithOffer(PbxLeg leg, SipResponse response, String theirOffer, long nowNanos) {
        bridge.seatCallee(leg);
        var theirs = LegMedia.read(theirOffer);
        var forCaller = theirs.flatMap(description -> bridge.relayed(caller, description, nowNanos))
                .map(relayed -> caller.media().toSend(relayed, caller.host().localAddress()));
        if (forCaller.isEmpty()) {
            leg.hangUp(nowNanos);
            refuseCaller(488, nowNanos);
            return;
        }
        lateOffer = Optional.of(new LateOffer(leg, theirs.orElseThrow(), forCaller.get()));
        caller.session().answer(forCaller.get().toString(), nowNanos);
        caller.host().rearm();
    }

    /** The caller has acknowledged; where the callee made the offer, its answer is in the ACK. */
    void onAcknowledged(Optional<String> answer, long nowNanos) {
        if (lateOffer.isEmpty()) {
            return;
        }
        var late = lateOffer.get();
        lateOffer = Optional.empty();
        var callee = late.callee();
        var theirs = answer.flatMap(LegMedia::read);
        var forCallee = theirs.flatMap(description -> bridge.relayed(callee, description, nowNanos))
                .map(relayed -> callee.media().toSend(relayed, callee.host().localAddress()));
        if (forCallee.isEmpty()) {
            bridge.endBoth(nowNanos);
            return;
        }
        caller.media().offered(late.toCaller(), theirs.orElseThrow());
        callee.media().answered(late.fromCallee(), forCallee.get());
        bridge.media().update(caller, theirs.get(), late.toCaller(), false);
        bridge.media().update(callee, late.fromCallee(), forCallee.get(), false);
        callee.session().acknowledge(forCallee.get().toString(), nowNanos);
        callee.host().rearm();
    }

    @Override
    public void onNobody(int status, String reason, long nowNanos) {
        refuseCaller(status, nowNanos);
    }

    private void refuseCaller(int status, long nowNanos) {
        caller.session().refuse(status, StatusCode.reasonFor(status), response -> {}, nowNanos);
        caller.host().rearm();
    }
}
