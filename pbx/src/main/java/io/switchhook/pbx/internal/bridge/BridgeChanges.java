package io.switchhook.pbx.internal.bridge;

import io.switchhook.pbx.internal.leg.LegMedia;
import io.switchhook.pbx.internal.leg.PassedRefusal;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.relay.RelayedMedia;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AcceptResult;
import io.switchhook.sdp.negotiation.Offer;
import io.switchhook.sdp.negotiation.OfferAnswer;
import io.switchhook.sip.core.usage.ModificationUser;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.WarningHeader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the two legs of a bridge say of their audio while the call stands, RFC 3261 §14: a change that one asks for is asked of the other, and when a transfer has put
 * another party across, each hears of the other what it does not know yet. On the signalling loop.
 */
final class BridgeChanges {
    private final Bridge bridge;
    /** Who could not be told, since a change of its own was under way; and whether the one across is to hear in turn what comes of it. */
    private final Map<PbxLeg, Boolean> untold = new HashMap<>();

    /** What we offered to who asked for an offer; the answer comes with the ACK. */
    private final Map<PbxLeg, SessionDescription> unanswered = new HashMap<>();

    BridgeChanges(Bridge bridge) {
        this.bridge = bridge;
    }

    /** @param alone whether the one across has no part in it now, since a transfer is on its way */
    void onModification(PbxLeg leg, RemoteModification modification, boolean alone, long nowNanos) {
        var other = bridge.other(leg).filter(PbxLeg::isUp);
        var theirs = modification.offer().flatMap(LegMedia::read);
        if (modification.offer().isEmpty()) {
            offerTo(leg, modification, other.filter(across -> !alone), nowNanos);
        } else if (theirs.isEmpty()) {
            refuse(modification, 488, nowNanos);
        } else if (RelayedMedia.isBeyondUs(theirs.get())) {
            var why = RelayedMedia.whyBeyondUs(theirs.get());
            refuse(modification, 488, refusal -> refusal.set(WarningHeader.TYPE, why), nowNanos);
        } else if (leg.media().isStanding(theirs.get())) {
            // RFC 4028 §7.4: a refresh is this leg's own business.
            modification.accept(leg.media().ours().orElseThrow().toString(), nowNanos);
        } else if (other.isEmpty() || alone) {
            answerAlone(leg, modification, theirs.get(), nowNanos);
        } else {
            passOn(leg, other.get(), modification, theirs.get(), nowNanos);
        }
    }

    /** Asked for an offer we make one as if the call began, so that it can also end a hold (RFC 3261 §14.2): what the one across would agree to. */
    private void offerTo(PbxLeg leg, RemoteModification modification, Optional<PbxLeg> across, long nowNanos) {
        across.flatMap(speaker -> speaker.media().wish())
                .flatMap(wish -> bridge.described(leg, wish, nowNanos))
                .or(() -> leg.media().ours())
                .ifPresentOrElse(
                        offer -> {
                            unanswered.put(leg, offer);
                            modification.accept(offer.toString(), nowNanos);
                        },
                        () -> refuse(modification, 488, nowNanos));
    }

    /** A 2xx of ours is acknowledged, perhaps with the answer to our offer; without one that fits it the audio goes on as it was. */
    void onAcknowledged(PbxLeg leg, Optional<String> answer, long nowNanos) {
        var offer = Optional.ofNullable(unanswered.remove(leg)).filter(ours -> bridge.isSeated(leg));
        offer.ifPresent(ours -> answer.flatMap(LegMedia::read)
                .filter(theirs -> OfferAnswer.accept(Offer.of(ours), theirs) instanceof AcceptResult.Agreed)
                .ifPresent(theirs -> {
                    offered(leg, ours, theirs);
                    tellAcross(leg, nowNanos);
                }));
        onIdle(leg, nowNanos);
    }

    /** Who is across from a leg is told what that leg has said, where it makes a difference. */
    void tellAcross(PbxLeg speaker, long nowNanos) {
        bridge.other(speaker).ifPresent(across -> tell(across, speaker, true, nowNanos));
    }

    private static void refuse(RemoteModification modification, int status, long nowNanos) {
        refuse(modification, status, refusal -> {}, nowNanos);
    }

    private static void refuse(
            RemoteModification modification, int status, Consumer<SipResponse.Builder> more, long nowNanos) {
        modification.refuse(status, StatusCode.reasonFor(status), more, nowNanos);
    }

    void onRefreshed(PbxLeg leg, String ours, String theirs, long nowNanos) {
        LegMedia.read(ours).ifPresent(offer -> LegMedia.read(theirs).ifPresent(answer -> offered(leg, offer, answer)));
        tellAcross(leg, nowNanos);
        onIdle(leg, nowNanos);
    }

    private void offered(PbxLeg leg, SessionDescription offer, SessionDescription answer) {
        leg.media().offered(offer, answer);
        bridge.media().update(leg, answer, offer, false);
        onAgreed();
    }

    private void answered(PbxLeg leg, SessionDescription offer, SessionDescription answer) {
        leg.media().answered(offer, answer);
        bridge.media().update(leg, offer, answer, false);
        onAgreed();
    }

    private void onAgreed() {
        bridge.onMediaAgreed(bridge.loop().nowNanos());
    }

    /** A change of this leg is over. */
    void onIdle(PbxLeg leg, long nowNanos) {
        Optional.ofNullable(untold.remove(leg))
                .filter(both -> bridge.isSeated(leg))
                .ifPresent(both -> bridge.other(leg).ifPresent(across -> tell(leg, across, both, nowNanos)));
    }

    void forget(PbxLeg leg) {
        unanswered.remove(leg);
        untold.remove(leg);
    }

    // --- asked by one -----------------------------------------------------------------------------------------------

    /** The other side is away for the moment: the change is agreed to as far as our relay goes. */
    private void answerAlone(PbxLeg leg, RemoteModification modification, SessionDescription theirs, long nowNanos) {
        var direction = theirs.media().isEmpty()
                ? Direction.SENDRECV
                : theirs.directionOf(0).reversed();
        leg.media()
                .ours()
                .map(ours -> leg.media().next(leg.media().answering(ours.withDirection(direction), theirs)))
                .ifPresentOrElse(
                        ours -> {
                            answered(leg, theirs, ours);
                            modification.accept(ours.toString(), nowNanos);
                        },
                        () -> refuse(modification, 488, nowNanos));
    }

    private void passOn(
            PbxLeg leg, PbxLeg other, RemoteModification modification, SessionDescription theirs, long nowNanos) {
        if (other.session().isChanging()) {
            // Both sides want a change at once: each would wait for the other's answer for ever (RFC 3261 §14.2).
            refuse(modification, 491, nowNanos);
            return;
        }
        var forOther = bridge.described(other, theirs, nowNanos);
        if (forOther.isEmpty()) {
            refuse(modification, 488, nowNanos);
            return;
        }
        var user = new ModificationUser() {
            @Override
            public void onAnswer(String answer, long now) {
                onPassedOn(leg, other, modification, theirs, forOther.get(), answer, now);
                onIdle(other, now);
            }

            @Override
            public void onNoChange(Optional<SipResponse> response, long now) {
                // One who has lost its place to a transfer target has nothing to say: the target is to be asked.
                int status = bridge.isSeated(other)
                        ? response.map(SipResponse::status)
                                .filter(s -> s >= 400)
                                .map(s -> PassedRefusal.inCall(s, SipMethod.INVITE))
                                .orElse(488)
                        : 491;
                refuse(
                        modification,
                        status,
                        refusal -> response.filter(said -> said.status() == status)
                                .ifPresent(said -> PassedRefusal.warn(said, refusal)),
                        now);
                if (!bridge.isSeated(leg)) {
                    bridge.other(other).ifPresent(across -> tell(other, across, true, now));
                }
                onIdle(other, now);
                onIdle(leg, now);
                leg.host().rearm();
            }
        };
        other.session().modify(forOther.get().toString(), user, nowNanos);
        other.host().rearm();
    }

    private void onPassedOn(
            PbxLeg leg,
            PbxLeg other,
            RemoteModification modification,
            SessionDescription theirs,
            SessionDescription forOther,
            String answer,
            long nowNanos) {
        var said = LegMedia.read(answer);
        var back = said.filter(description -> modification.isOpen())
                .flatMap(description -> bridge.answering(leg, description, theirs, nowNanos));
        if (said.isPresent() && !modification.isOpen()) {
            onCalledOff(leg, other, forOther, said.get(), nowNanos);
        } else if (back.isEmpty()) {
            refuse(modification, 488, nowNanos);
        } else {
            other.media().offered(forOther, said.get());
            leg.media().answered(theirs, back.get());
            onAgreed();
            modification.accept(back.get().toString(), nowNanos);
            // One of them may have lost its place to a transfer target meanwhile: it has no say in the audio any more.
            if (bridge.isSeated(leg)) {
                bridge.media().update(leg, theirs, back.get(), false);
            } else {
                bridge.other(other).ifPresent(across -> tell(other, across, true, nowNanos));
            }
            if (bridge.isSeated(other)) {
                bridge.media().update(other, said.get(), forOther, false);
            } else {
                bridge.other(leg).ifPresent(across -> tell(across, leg, true, nowNanos));
            }
        }
        leg.host().rearm();
    }

    /** The telephone does not want the change any more that we have asked the other one for: that is told to take it back (RFC 3261 §14.1). */
    private void onCalledOff(
            PbxLeg leg, PbxLeg other, SessionDescription forOther, SessionDescription said, long nowNanos) {
        if (bridge.isSeated(other)) {
            offered(other, forOther, said);
            bridge.other(other).ifPresent(across -> tell(other, across, true, nowNanos));
        } else {
            tellAcross(leg, nowNanos);
        }
    }

    // --- told by us -------------------------------------------------------------------------------------------------

    /**
     * Tells one leg what the other has last said of itself, where what the two have agreed to does not fit together: one of them holds, and the other has
     * not heard of it. A leg that is just being changed is told behind that change, if it has not heard of it by then.
     *
     * @param both whether the speaker is to be told in turn what comes of it: the listener may hold all the same
     */
    void tell(PbxLeg listener, PbxLeg speaker, boolean both, long nowNanos) {
        var said = speaker.media().theirs();
        if (said.isEmpty() || !listener.isUp() || fit(listener, speaker)) {
            return;
        }
        if (listener.session().isChanging()) {
            untold.merge(listener, both, Boolean::logicalOr);
            return;
        }
        bridge.described(listener, said.get(), nowNanos)
                .ifPresent(description -> offer(listener, description, both, nowNanos));
    }

    /** Offers a leg once more what the one across has said of itself: it was offered something else that came to nothing. */
    void restore(PbxLeg leg, long nowNanos) {
        bridge.other(leg)
                .flatMap(across -> across.media().theirs())
                .flatMap(said -> bridge.described(leg, said, nowNanos))
                .ifPresent(description -> offer(leg, description, false, nowNanos));
    }

    /** Says again what stands, where something else is to be said by it. */
    void repeat(PbxLeg leg, SessionDescription standing, long nowNanos) {
        leg.session().update(standing::toString, new OfferResult(leg, standing, false), nowNanos);
        leg.host().rearm();
    }

    /** Whether what two legs have agreed to goes together, or could not do so better. */
    boolean fit(PbxLeg listener, PbxLeg speaker) {
        var rules = bridge.media().transcoding().rules();
        return listener.media()
                .agreement()
                .flatMap(heard -> speaker.media()
                        .agreement()
                        .filter(said -> rules.fit(heard, said, listener.media().hasAnswered())))
                .isPresent();
    }

    /**
     * Answers an offer that we asked a leg for, without a change for the other: by what we last said to it, or, when that has other lines, by taking all that is offered.
     *
     * @param offer empty when it could not be read
     */
    String standingAnswer(PbxLeg leg, Optional<SessionDescription> offer, long nowNanos) {
        var ours = leg.media().ours().orElseThrow();
        var shape = offer.filter(theirs -> theirs.media().size() != ours.media().size())
                .flatMap(theirs -> bridge.relayed(leg, theirs, nowNanos))
                .orElse(ours);
        var answer = leg.media()
                .next(offer.map(theirs -> leg.media().withKeys(shape, theirs)).orElse(shape));
        offer.ifPresent(theirs -> answered(leg, theirs, answer));
        return answer.toString();
    }

    /** Offers a description to a leg on our own account; when it is not taken the audio goes on as it was. */
    private void offer(PbxLeg leg, SessionDescription description, boolean both, long nowNanos) {
        leg.session().modify(description.toString(), new OfferResult(leg, description, both), nowNanos);
        leg.host().rearm();
    }

    private final class OfferResult implements ModificationUser {
        private final PbxLeg leg;
        private final Optional<PbxLeg> speaker;
        private final SessionDescription description;
        private final boolean both;

        OfferResult(PbxLeg leg, SessionDescription description, boolean both) {
            this.leg = leg;
            this.speaker = bridge.other(leg);
            this.description = description;
            this.both = both;
        }

        @Override
        public void onAnswer(String answer, long nowNanos) {
            LegMedia.read(answer).filter(theirs -> bridge.isSeated(leg)).ifPresent(theirs -> {
                offered(leg, description, theirs);
                bridge.other(leg).filter(across -> both).ifPresent(across -> tell(across, leg, false, nowNanos));
            });
            settle(nowNanos);
        }

        @Override
        public void onNoChange(Optional<SipResponse> response, long nowNanos) {
            leg.host().note("The new description was not taken; the audio goes on as it was.");
            settle(nowNanos);
        }

        /** While one party was told of another, that may have lost its place to a transfer target. */
        private void settle(long nowNanos) {
            bridge.other(leg)
                    .filter(across -> bridge.isSeated(leg) && !speaker.equals(Optional.of(across)))
                    .ifPresent(across -> tell(leg, across, true, nowNanos));
            onIdle(leg, nowNanos);
        }
    }
}
