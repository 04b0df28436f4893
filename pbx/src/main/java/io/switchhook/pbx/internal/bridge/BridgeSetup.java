package io.switchhook.pbx.internal.bridge;

import io.switchhook.media.session.RelaySide;
import io.switchhook.pbx.internal.leg.LegMedia;
import io.switchhook.pbx.internal.leg.PassedRefusal;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.number.Forwarding;
import io.switchhook.pbx.internal.relay.RelayedMedia;
import io.switchhook.pbx.internal.ring.DialTarget;
import io.switchhook.pbx.internal.ring.RingGroup;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.core.usage.ModificationUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.WarningHeader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The part of a bridged call before both telephones talk: rings the callee, passes early media, and carries offer and answer across, early or late. */
public final class BridgeSetup implements RingGroup.User {

    /** The offer that a callee made in its 2xx, and what the caller got of it. */
    private record LateOffer(PbxLeg callee, SessionDescription fromCallee, SessionDescription toCaller) {}

    /** The early media that the caller hears: whose it is, and the two descriptions. */
    private record Early(PbxLeg leg, SessionDescription theirs, String forCaller) {}

    /** A telephone that answered after the caller had got another one's description reliably, so that the caller needs a new offer (RFC 3262 §5). */
    private record LateJoin(PbxLeg callee, SessionDescription theirs) {}

    /** RFC 3326 §2: what a request would have been refused with. */
    static final ReasonHeader NOTHING_AGREED =
            new ReasonHeader("SIP", OptionalInt.of(488), Optional.of(StatusCode.reasonFor(488)));

    private static final int MISCELLANEOUS = 399;

    private static final Consumer<SipResponse.Builder> ANY = response -> {};

    private final Bridge bridge;
    private final PbxLeg caller;
    private Optional<RingGroup> ringing = Optional.empty();
    private Optional<SessionDescription> offer = Optional.empty();
    private Optional<Early> early = Optional.empty();
    /** Whether that telephone has left since. */
    private boolean earlyOver;

    private Optional<LateJoin> lateJoin = Optional.empty();
    private Optional<LateOffer> lateOffer = Optional.empty();
    private boolean acknowledged;
    private Optional<PbxLeg> lastRung = Optional.empty();
    private boolean severalRang;

    BridgeSetup(Bridge bridge, PbxLeg caller) {
        this.bridge = bridge;
        this.caller = caller;
    }

    /** @return false when nothing that the caller offers can be passed on, and it was refused */
    boolean open(long nowNanos) {
        var theirs = caller.session().initialOffer();
        offer = theirs.flatMap(LegMedia::read);
        if (theirs.isPresent() && offer.isEmpty()) {
            refuseCaller(488, nowNanos);
            return false;
        }
        if (offer.filter(RelayedMedia::isBeyondUs).isPresent()) {
            var why = RelayedMedia.whyBeyondUs(offer.get());
            refuseCaller(488, response -> response.add(WarningHeader.TYPE, why), nowNanos);
            return false;
        }
        return true;
    }

    /**
     * Calls all of these with the caller's offer.
     *
     * @param by who has sent the call there, when it was somewhere else before
     */
    public void ring(
            List<DialTarget> targets,
            Optional<Forwarding> by,
            Duration patience,
            Caller who,
            Consumer<SipRequest.Builder> more,
            long nowNanos) {
        var ring = new RingGroup.Ring(who, offer.isPresent(), RelaySide.B, more, caller.peerInfo());
        var group = new RingGroup(bridge.calls().exchange(), ring, this);
        ringing = Optional.of(group);
        group.start(targets, by, patience, nowNanos);
    }

    @Override
    public Optional<SessionDescription> offerFor(PbxLeg leg, long nowNanos) {
        return bridge.described(leg, offer.orElseThrow(), nowNanos);
    }

    /** The caller has gone, or the call stands: nobody is to be rung any more. */
    void cancel(Optional<ReasonHeader> reason, long nowNanos) {
        ringing.ifPresent(group -> group.cancel(reason, nowNanos));
        ringing = Optional.empty();
    }

    /** Whether a telephone of that extension rings for this call. */
    boolean rings(String extension) {
        return ringing.filter(group -> group.rings(extension)).isPresent();
    }

    /** What the caller offers and has no answer to; empty when it has heard early media, which is one (RFC 3261 §13.2.1), or has made no offer. */
    Optional<SessionDescription> offerOfWaiting() {
        return early.isPresent() ? Optional.empty() : offer;
    }

    /** Another telephone has taken the call from those that ring. */
    void onPickedUp(PbxLeg by, SessionDescription callersOffer, SessionDescription answer, long nowNanos) {
        cancel(Optional.of(RingGroup.ANSWERED_ELSEWHERE), nowNanos);
        bridge.seatCallee(by);
        caller.media().answered(callersOffer, answer);
        bridge.media().update(caller, callersOffer, answer, false);
        answerCaller(by, answer.toString(), nowNanos);
    }

    void stopRinging(String number, long nowNanos) {
        ringing.ifPresent(group -> group.stop(number, nowNanos));
    }

    @Override
    public void onCalling(PbxLeg leg) {
        bridge.diary().onCalling(leg);
    }

    @Override
    public void onRinging(SipResponse response, Optional<String> answer, PbxLeg leg, long nowNanos) {
        bridge.diary().onRinging(leg.number(), nowNanos);
        if (earlyOver) {
            answer.flatMap(LegMedia::read).ifPresent(theirs -> hearNext(leg, theirs, nowNanos));
        }
        // Of several telephones that ring, the first to send early media is heard.
        boolean heard = answer.isPresent()
                && early.filter(known -> known.leg() != leg || caller.session().isEarlyMediaReliable())
                        .isEmpty();
        var media = heard
                ? answer.flatMap(LegMedia::read).flatMap(theirs -> earlyMedia(leg, theirs, nowNanos))
                : Optional.<String>empty();
        face(Optional.of(leg));
        int status = media.isPresent()
                ? 183
                : response.status() == 181 || response.status() == 182 ? response.status() : 180;
        caller.session().ring(status, StatusCode.reasonFor(status), media, nowNanos);
        caller.host().rearm();
    }

    private void face(Optional<PbxLeg> rung) {
        severalRang |= lastRung.isPresent() && !lastRung.equals(rung);
        lastRung = rung.or(() -> lastRung);
        bridge.face(caller, rung);
    }

    /** RFC 3960 §2: its early media is over, and another telephone's may be heard. */
    @Override
    public void onLeft(PbxLeg leg, long nowNanos) {
        early.filter(known -> known.leg() == leg).ifPresent(known -> {
            bridge.media().vacate(leg);
            earlyOver = true;
        });
    }

    /** The caller has its answer, so another telephone's early media is heard only if it is described alike (RFC 3261 §13.2.1). */
    private void hearNext(PbxLeg leg, SessionDescription theirs, long nowNanos) {
        if (!isAnotherAnswer(Optional.of(theirs), nowNanos)) {
            var sent = leg.media().sent().orElseThrow();
            leg.media().offered(sent, theirs);
            bridge.media().update(leg, theirs, sent, true);
            early = early.map(known -> new Early(leg, theirs, known.forCaller()));
            earlyOver = false;
        }
    }

    @Override
    public void onForwarded(long nowNanos) {
        bridge.diary().onForwarded(nowNanos);
        face(Optional.empty());
        caller.session().ring(181, StatusCode.reasonFor(181), Optional.empty(), nowNanos);
        caller.host().rearm();
    }

    private Optional<String> earlyMedia(PbxLeg leg, SessionDescription theirs, long nowNanos) {
        var description = answerForCaller(leg, theirs, nowNanos);
        description.ifPresent(text -> early = Optional.of(new Early(leg, theirs, text)));
        return description;
    }

    @Override
    public void onTaken(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {
        bridge.seatCallee(leg);
        var said = answer.flatMap(LegMedia::read);
        if (early.isPresent() && (caller.session().isEarlyMediaReliable() || isAnotherAnswer(said, nowNanos))) {
            answerAsHeard(leg, said, nowNanos);
            return;
        }
        var forCaller = said.flatMap(theirs -> answerForCaller(leg, theirs, nowNanos));
        if (forCaller.isEmpty()) {
            refuseCaller(488, nowNanos);
            leg.hangUp(nowNanos);
            return;
        }
        answerCaller(leg, forCaller.get(), nowNanos);
    }

    private void answerCaller(PbxLeg by, String description, long nowNanos) {
        caller.session().answer(description, nowNanos);
        caller.host().rearm();
        bridge.diary().onAnswered(by, nowNanos);
    }

    /** RFC 3261 §13.2.1: what the caller has read in a provisional response is the answer, and no other description counts within its dialog. */
    private boolean isAnotherAnswer(Optional<SessionDescription> theirs, long nowNanos) {
        return theirs.map(description -> bridge.media().transcoding().rules().answer(description, offer.orElseThrow()))
                .flatMap(fitting -> bridge.relayed(caller, fitting, nowNanos))
                .map(relayed -> caller.media().answering(relayed, offer.orElseThrow()))
                .filter(description -> !caller.media().repeats(description))
                .isPresent();
    }

    /** The caller has its answer already; when another telephone, or another description, has won it needs a new offer once the call stands. */
    private void answerAsHeard(PbxLeg leg, Optional<SessionDescription> theirs, long nowNanos) {
        var heard = early.orElseThrow();
        if (theirs.isPresent()
                && (heard.leg() != leg
                        || !heard.theirs().toString().equals(theirs.get().toString()))) {
            leg.media().offered(leg.media().sent().orElseThrow(), theirs.get());
            lateJoin = Optional.of(new LateJoin(leg, theirs.get()));
        }
        answerCaller(leg, heard.forCaller(), nowNanos);
    }

    private void offerWinner(LateJoin join, long nowNanos) {
        var forCaller = bridge.described(caller, join.theirs(), nowNanos);
        if (forCaller.isEmpty()) {
            bridge.endBoth(nowNanos);
            return;
        }
        var ours = forCaller.get();
        caller.session()
                .modify(
                        ours.toString(),
                        new ModificationUser() {
                            @Override
                            public void onAnswer(String answer, long now) {
                                LegMedia.read(answer).ifPresent(theirs -> {
                                    caller.media().offered(ours, theirs);
                                    bridge.media().update(caller, theirs, ours, false);
                                    var sent = join.callee().media().sent().orElseThrow();
                                    bridge.media().update(join.callee(), join.theirs(), sent, true);
                                });
                            }

                            @Override
                            public void onNoChange(Optional<SipResponse> response, long now) {
                                bridge.endBoth(now);
                            }
                        },
                        nowNanos);
        caller.host().rearm();
    }

    /** The callee's answer, relayed: its media is known from now on, and the caller gets it under our address. */
    private Optional<String> answerForCaller(PbxLeg callee, SessionDescription theirs, long nowNanos) {
        var sent = callee.media().sent().orElseThrow();
        var callerOffer = offer.orElseThrow();
        if (!callee.media().keys().agree(sent, theirs)) {
            // RFC 4568 §5.1.3: the negotiation has failed.
            return Optional.empty();
        }
        return bridge.answering(caller, theirs, callerOffer, nowNanos).map(ours -> {
            callee.media().offered(sent, theirs);
            caller.media().answered(callerOffer, ours);
            bridge.media().update(caller, callerOffer, ours, false);
            boolean anotherThanHeard =
                    early.filter(heard -> heard.leg() != callee).isPresent();
            bridge.media().update(callee, theirs, sent, anotherThanHeard);
            return ours.toString();
        });
    }

    @Override
    public void onTakenWithOffer(PbxLeg leg, SipResponse response, String theirOffer, long nowNanos) {
        bridge.seatCallee(leg);
        var theirs = LegMedia.read(theirOffer);
        var forCaller = theirs.flatMap(description -> bridge.described(caller, description, nowNanos));
        if (forCaller.isEmpty()) {
            leg.hangUp(nowNanos);
            refuseCaller(488, nowNanos);
            return;
        }
        lateOffer = Optional.of(new LateOffer(leg, theirs.orElseThrow(), forCaller.get()));
        answerCaller(leg, forCaller.get().toString(), nowNanos);
    }

    /** Whether what the leg acknowledges is not the beginning of the call. */
    boolean stands(PbxLeg leg) {
        return acknowledged || leg != caller;
    }

    /** The caller has acknowledged; where the callee made the offer, its answer is in the ACK. */
    void onAcknowledged(Optional<String> answer, long nowNanos) {
        acknowledged = true;
        var join = lateJoin;
        lateJoin = Optional.empty();
        join.ifPresent(winner -> offerWinner(winner, nowNanos));
        if (lateOffer.isEmpty()) {
            if (join.isEmpty()) {
                // The caller may have changed its mind while it rang (RFC 3311 §5.1).
                bridge.changes().tellAcross(caller, nowNanos);
            }
            return;
        }
        var late = lateOffer.get();
        lateOffer = Optional.empty();
        var callee = late.callee();
        var theirs = answer.flatMap(LegMedia::read).filter(BridgeSetup::agreesToAnything);
        var forCallee =
                theirs.flatMap(description -> bridge.answering(callee, description, late.fromCallee(), nowNanos));
        if (forCallee.isEmpty()) {
            refuseOffer(late, nowNanos);
            return;
        }
        caller.media().offered(late.toCaller(), theirs.orElseThrow());
        callee.media().answered(late.fromCallee(), forCallee.get());
        bridge.media().update(caller, theirs.get(), late.toCaller(), false);
        bridge.media().update(callee, late.fromCallee(), forCallee.get(), false);
        callee.session().acknowledge(forCallee.get().toString(), nowNanos);
        callee.host().rearm();
    }

    private static boolean agreesToAnything(SessionDescription answer) {
        return answer.media().stream().anyMatch(line -> !line.isDisabled());
    }

    /** RFC 3261 §13.2.2.4: the ACK has to carry an answer all the same, and a BYE follows. */
    private void refuseOffer(LateOffer late, long nowNanos) {
        var callee = late.callee();
        var nothing = late.fromCallee().withMedia(List.of());
        bridge.answering(callee, nothing, late.fromCallee(), nowNanos)
                .ifPresent(answer -> callee.session().acknowledge(answer.toString(), nowNanos));
        bridge.endBoth(Optional.of(NOTHING_AGREED), nowNanos);
    }

    @Override
    public void onNobody(int status, Optional<SipResponse> refusal, long nowNanos) {
        // Who was heard while it rang is heard no more (RFC 3960 §2).
        early.ifPresent(heard -> onLeft(heard.leg(), nowNanos));
        bridge.media().transcoding().onNobody(status);
        boolean timedOut = ringing.filter(RingGroup::hasTimedOut).isPresent();
        if (bridge.routing().goesOn(status, timedOut, nowNanos)) {
            return;
        }
        refusal.ifPresent(theirs -> bridge.diary().onRefused(status, theirs.reason()));
        if (severalRang) {
            // RFC 7989 §7: the answer is that of them all.
            face(Optional.empty());
        }
        boolean insecure =
                status == 480 && ringing.filter(RingGroup::hasLeftOutInsecure).isPresent();
        var full = ringing.flatMap(RingGroup::fullTrunk)
                .filter(name -> status == 486 && refusal.isEmpty())
                .map(name -> "All lines of " + name + " are in use");
        full.ifPresent(words -> bridge.diary().onRefused(status, words));
        refuseCaller(
                status,
                response -> {
                    refusal.ifPresent(theirs -> PassedRefusal.explain(theirs, response));
                    full.ifPresent(words ->
                            response.add(WarningHeader.TYPE, new WarningHeader(MISCELLANEOUS, "switchhook", words)));
                    if (insecure) {
                        response.add(WarningHeader.TYPE, Caller.SIPS_NOT_ALLOWED);
                    }
                },
                nowNanos);
    }

    public void refuse(int status, String reason, long nowNanos) {
        caller.session().refuse(status, reason, ANY, nowNanos);
        caller.host().rearm();
    }

    private void refuseCaller(int status, long nowNanos) {
        refuseCaller(status, ANY, nowNanos);
    }

    private void refuseCaller(int status, Consumer<SipResponse.Builder> more, long nowNanos) {
        caller.session().refuse(status, StatusCode.reasonFor(status), more, nowNanos);
        caller.host().rearm();
    }
}
