package io.switchhook.pbx;

import io.switchhook.media.session.RelaySide;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.LegMatch;
import io.switchhook.sdp.negotiation.OfferAnswer;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.ModificationUser;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A call between two telephones: what one does is passed on to the other, and their media runs through our relay. On the signalling loop. */
final class Bridge implements PbxLeg.Owner {
    private final PbxEngine pbx;
    private final RelayedMedia media;
    private final Map<RelaySide, PbxLeg> legs = new EnumMap<>(RelaySide.class);
    private final BridgeSetup setup;
    private Optional<BridgeTransfer> transfer = Optional.empty();
    private boolean over;

    Bridge(PbxEngine pbx, PbxLeg caller, RelayedMedia media) {
        this.pbx = pbx;
        this.media = media;
        this.setup = new BridgeSetup(this, caller);
        legs.put(RelaySide.A, caller);
        caller.belongTo(this);
    }

    RelayedMedia media() {
        return media;
    }

    PbxEngine pbx() {
        return pbx;
    }

    Optional<PbxLeg> other(PbxLeg leg) {
        return Optional.ofNullable(legs.get(leg.side().other()));
    }

    /** Calls the dialled extension with the caller's offer. */
    void ring(SipUri dialled, Caller caller, long nowNanos) {
        setup.ring(dialled, caller, nowNanos);
    }

    /** A description of the other side as this leg is to get it; empty when there is no port to relay on. */
    Optional<SessionDescription> relayed(PbxLeg to, SessionDescription description, long nowNanos) {
        return relayed(to, to.side(), description, nowNanos);
    }

    /** As above, for a leg that is to sit on that side. */
    Optional<SessionDescription> relayed(PbxLeg to, RelaySide side, SessionDescription description, long nowNanos) {
        try {
            return Optional.of(media.forLeg(to, side, description));
        } catch (IOException e) {
            legs.values().stream().findFirst().ifPresent(leg -> pbx.note(leg.host(), String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /** A telephone has answered and takes the place across from the caller. */
    void seatCallee(PbxLeg callee) {
        legs.put(callee.side(), callee);
        callee.belongTo(this);
        onInfoLearned(callee);
    }

    @Override
    public void onAcknowledged(PbxLeg leg, Optional<String> answer, long nowNanos) {
        if (leg.side() == RelaySide.A) {
            setup.onAcknowledged(answer, nowNanos);
        }
        tellInfo(leg, nowNanos);
    }

    // --- while they talk ------------------------------------------------------------------------------------------

    @Override
    public void onModification(PbxLeg leg, RemoteModification modification, long nowNanos) {
        var other = other(leg).filter(PbxLeg::isUp);
        var theirs = modification.offer().flatMap(LegMedia::read);
        if (theirs.isEmpty()) {
            // A refresh without a description: offer again what stands.
            var standing = leg.media().ours();
            if (modification.offer().isEmpty() && standing.isPresent()) {
                modification.accept(standing.get().toString(), nowNanos);
            } else {
                modification.refuse(488, StatusCode.reasonFor(488), nowNanos);
            }
            return;
        }
        if (modification.offer().isPresent() && leg.media().isStanding(theirs.get())) {
            // RFC 4028 §7.4: a refresh is this leg's own business.
            modification.accept(leg.media().ours().orElseThrow().toString(), nowNanos);
            return;
        }
        if (other.isEmpty() || transfer.filter(t -> !t.passesOn(leg)).isPresent()) {
            answerAlone(leg, modification, theirs.get(), nowNanos);
        } else {
            passOn(leg, other.get(), modification, theirs.get(), nowNanos);
        }
    }

    /** INFO goes across, so each telephone hears what the other takes (RFC 6086 §5.2): with what is under way, or else by a message of its own. */
    @Override
    public void onInfoLearned(PbxLeg leg) {
        if (isSeated(leg)) {
            other(leg).ifPresent(across -> {
                across.tellInfo(leg.peerInfo());
                leg.tellInfo(across.peerInfo());
            });
            pbx.loop()
                    .post(() -> legs().forEach(told -> tellInfo(told, pbx.loop().nowNanos())));
        }
    }

    private void tellInfo(PbxLeg leg, long nowNanos) {
        var standing = leg.media().ours();
        if (leg.isInfoDue() && leg.isUp() && isSeated(leg) && !leg.session().isChanging() && standing.isPresent()) {
            leg.session()
                    .update(() -> standing.get().toString(), new OfferResult(leg, standing.get(), false), nowNanos);
            leg.host().rearm();
        }
    }

    @Override
    public void onRefreshed(PbxLeg leg, String ours, String theirs, long nowNanos) {
        LegMedia.read(ours)
                .ifPresent(offer -> LegMedia.read(theirs).ifPresent(answer -> {
                    leg.media().offered(offer, answer);
                    media.update(leg, answer, offer, false);
                }));
    }

    /** The other side is away for the moment: the change is agreed to as far as our relay goes. */
    private void answerAlone(PbxLeg leg, RemoteModification modification, SessionDescription theirs, long nowNanos) {
        var answer = leg.media()
                .ours()
                .map(ours -> leg.media()
                        .next(ours.withDirection(
                                theirs.media().isEmpty()
                                        ? io.switchhook.sdp.Direction.SENDRECV
                                        : theirs.directionOf(0).reversed())));
        answer.ifPresentOrElse(
                ours -> {
                    leg.media().answered(theirs, ours);
                    media.update(leg, theirs, ours, false);
                    modification.accept(ours.toString(), nowNanos);
                },
                () -> modification.refuse(488, StatusCode.reasonFor(488), nowNanos));
    }

    private void passOn(
            PbxLeg leg, PbxLeg other, RemoteModification modification, SessionDescription theirs, long nowNanos) {
        if (other.session().isChanging()) {
            // Both sides want a change at once: each would wait for the other's answer for ever (RFC 3261 §14.2).
            modification.refuse(491, StatusCode.reasonFor(491), nowNanos);
            return;
        }
        var forOther = relayed(other, theirs, nowNanos)
                .map(relayed -> other.media().toSend(relayed, other.host().localAddress()));
        if (forOther.isEmpty()) {
            modification.refuse(488, StatusCode.reasonFor(488), nowNanos);
            return;
        }
        other.session()
                .modify(
                        forOther.get().toString(),
                        new ModificationUser() {
                            @Override
                            public void onAnswer(String answer, long now) {
                                onPassedOn(leg, other, modification, theirs, forOther.get(), answer, now);
                            }

                            @Override
                            public void onNoChange(Optional<SipResponse> response, long now) {
                                // One who has lost its place to a transfer target has nothing to say: the target is to
                                // be asked.
                                int status = isSeated(other)
                                        ? response.map(SipResponse::status)
                                                .filter(s -> s >= 400)
                                                .orElse(488)
                                        : 491;
                                modification.refuse(status, StatusCode.reasonFor(status), now);
                                if (!isSeated(leg)) {
                                    other(other).ifPresent(across -> tell(other, across, true, now));
                                }
                                leg.host().rearm();
                            }
                        },
                        nowNanos);
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
        var answered = LegMedia.read(answer);
        var back = answered.flatMap(description -> relayed(leg, description, nowNanos))
                .map(relayed -> leg.media().toSend(relayed, leg.host().localAddress()));
        if (back.isEmpty()) {
            modification.refuse(488, StatusCode.reasonFor(488), nowNanos);
        } else {
            other.media().offered(forOther, answered.get());
            leg.media().answered(theirs, back.get());
            modification.accept(back.get().toString(), nowNanos);
            // One of them may have lost its place to a transfer target meanwhile: it has no say in the audio any more.
            if (isSeated(leg)) {
                media.update(leg, theirs, back.get(), false);
            } else {
                other(other).ifPresent(across -> tell(other, across, true, nowNanos));
            }
            if (isSeated(other)) {
                media.update(other, answered.get(), forOther, false);
            } else {
                other(leg).ifPresent(across -> tell(across, leg, nowNanos));
            }
        }
        leg.host().rearm();
    }

    /**
     * Tells one leg what the other has last said of itself, where what the two have agreed to does not fit together: one of them holds, and the other has
     * not heard of it. A leg that is just being changed hears of it by that change.
     */
    void tell(PbxLeg listener, PbxLeg speaker, long nowNanos) {
        tell(listener, speaker, false, nowNanos);
    }

    /** @param both whether the speaker is to be told in turn what comes of it: the listener may hold all the same */
    private void tell(PbxLeg listener, PbxLeg speaker, boolean both, long nowNanos) {
        var said = speaker.media().theirs();
        if (said.isEmpty() || !listener.isUp() || listener.session().isChanging() || fit(listener, speaker)) {
            return;
        }
        relayed(listener, said.get(), nowNanos)
                .map(relayed -> listener.media().toSend(relayed, listener.host().localAddress()))
                .ifPresent(description -> offer(listener, description, both, nowNanos));
    }

    /**
     * Answers an offer that we asked a leg for, without a change for the other: by what we last said to it, or, when that has other lines, by taking all that is offered.
     *
     * @param offer empty when it could not be read
     */
    String standingAnswer(PbxLeg leg, Optional<SessionDescription> offer, long nowNanos) {
        var ours = leg.media().ours().orElseThrow();
        var shape = offer.filter(theirs -> theirs.media().size() != ours.media().size())
                .flatMap(theirs -> relayed(leg, theirs, nowNanos))
                .orElse(ours);
        var answer = leg.media().next(shape);
        offer.ifPresent(theirs -> {
            leg.media().answered(theirs, answer);
            media.update(leg, theirs, answer, false);
        });
        return answer.toString();
    }

    /** Whether what two legs have agreed to goes together. */
    boolean fit(PbxLeg one, PbxLeg other) {
        return one.media()
                .agreement()
                .flatMap(ours -> other.media().agreement().map(theirs -> OfferAnswer.compare(ours, theirs)))
                .filter(LegMatch.Compatible.class::isInstance)
                .isPresent();
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
            this.speaker = other(leg);
            this.description = description;
            this.both = both;
        }

        @Override
        public void onAnswer(String answer, long nowNanos) {
            LegMedia.read(answer).filter(theirs -> isSeated(leg)).ifPresent(theirs -> {
                leg.media().offered(description, theirs);
                media.update(leg, theirs, description, false);
                other(leg).filter(across -> both).ifPresent(across -> tell(across, leg, nowNanos));
            });
            tellOfNewcomer(nowNanos);
        }

        /** While one party was told of another, that may have lost its place to a transfer target. */
        private void tellOfNewcomer(long nowNanos) {
            other(leg)
                    .filter(across -> isSeated(leg) && !speaker.equals(Optional.of(across)))
                    .ifPresent(across -> tell(leg, across, true, nowNanos));
        }

        @Override
        public void onNoChange(Optional<SipResponse> response, long nowNanos) {
            pbx.note(leg.host(), "The new description was not taken; the audio goes on as it was.");
            tellOfNewcomer(nowNanos);
        }
    }

    @Override
    public void onRequest(PbxLeg leg, ServerTransaction transaction, SipRequest request, long nowNanos) {
        var method = request.method();
        if (method.equals(SipMethod.REFER)) {
            onRefer(leg, transaction, Optional.empty(), nowNanos);
        } else if (method.equals(SipMethod.INFO) || method.equals(SipMethod.MESSAGE)) {
            pass(leg, transaction, request, nowNanos);
        } else if (method.equals(SipMethod.SUBSCRIBE)
                && transfer.filter(t -> t.takes(transaction, request, nowNanos)).isPresent()) {
            leg.host().rearm();
        } else if (method.equals(SipMethod.OPTIONS)) {
            var answer = leg.host().answering(request, 200, "OK");
            leg.host().stack().respond(transaction, pbx.capabilities().describe(request, answer), nowNanos);
        } else {
            leg.respond(
                    transaction,
                    method.equals(SipMethod.NOTIFY) ? 481 : 405,
                    StatusCode.reasonFor(method.equals(SipMethod.NOTIFY) ? 481 : 405),
                    nowNanos);
        }
    }

    /** Whether the leg has its place in the call; a transferor has lost it to the target once that has answered. */
    boolean isSeated(PbxLeg leg) {
        return legs.get(leg.side()) == leg;
    }

    /** The leg of this dialog that has its place in the call. */
    Optional<PbxLeg> legOf(DialogId id) {
        return legs.values().stream().filter(leg -> leg.session().has(id)).findFirst();
    }

    /** @param reports for a REFER outside the leg's dialog, which has a dialog of its own (RFC 5589 §6.1) */
    void onRefer(PbxLeg leg, ServerTransaction transaction, Optional<CallHost> reports, long nowNanos) {
        if (!isSeated(leg) || other(leg).filter(PbxLeg::isUp).isEmpty() || !leg.isUp()) {
            leg.respond(transaction, 603, "Decline", nowNanos);
        } else if (transfer.filter(t -> !t.isOver()).isPresent()) {
            leg.respond(transaction, 491, "Request Pending", nowNanos);
        } else {
            var begun = new BridgeTransfer(this, leg, other(leg).get(), transaction, reports);
            transfer = Optional.of(begun);
            begun.begin(nowNanos);
        }
    }

    /** DTMF by INFO and the like, and text: the other telephone's answer is passed back. */
    private void pass(PbxLeg leg, ServerTransaction transaction, SipRequest request, long nowNanos) {
        var across = other(leg).filter(other -> other.isUp() && isSeated(leg));
        // A digit that nobody hears is no failure; a message that nobody gets is.
        int alone = request.method().equals(SipMethod.INFO) ? 200 : 480;
        PassedRequest.pass(leg, across, alone, transaction, request, nowNanos);
    }

    // --- the end --------------------------------------------------------------------------------------------------

    @Override
    public void onEnded(PbxLeg leg, SessionEnding ending, long nowNanos) {
        pbx.replacing().onEnded(leg);
        if (!isSeated(leg)) {
            transfer.ifPresent(t -> t.onLeft(leg));
            pbx.release(leg, transfer);
            return;
        }
        setup.cancel(nowNanos);
        if (transfer.filter(t -> t.keepsCallAfter(leg, nowNanos)).isPresent()) {
            legs.remove(leg.side());
            pbx.release(leg, transfer);
            return;
        }
        legs.remove(leg.side());
        pbx.release(leg, transfer);
        endBoth(nowNanos);
    }

    void endBoth(long nowNanos) {
        for (var leg : legs()) {
            leg.hangUp(nowNanos);
        }
        if (legs.isEmpty() && !over) {
            over = true;
            media.close();
            pbx.onBridgeOver(this);
        }
    }

    // --- for transfers --------------------------------------------------------------------------------------------

    /** The transfer target takes the transferor's place. */
    void seat(PbxLeg target, PbxLeg transferor) {
        legs.put(target.side(), target);
        target.belongTo(this);
        onInfoLearned(target);
    }

    /** All legs that have their places. */
    List<PbxLeg> legs() {
        return List.copyOf(legs.values());
    }

    /** That leg goes to another call. */
    void release(PbxLeg leg) {
        legs.remove(leg.side());
    }

    /** Offers a leg once more what the one across has said of itself: it was offered something else that came to nothing. */
    void restore(PbxLeg leg, long nowNanos) {
        other(leg)
                .flatMap(across -> across.media().theirs())
                .flatMap(said -> relayed(leg, said, nowNanos))
                .map(relayed -> leg.media().toSend(relayed, leg.host().localAddress()))
                .ifPresent(description -> offer(leg, description, false, nowNanos));
    }

    void onTransferOver(long nowNanos) {
        if (legs.size() < 2) {
            endBoth(nowNanos);
        }
    }

    @Override
    public void onProgress(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {
        // Told to the ring group; a leg that sits here has been answered.
    }

    @Override
    public void onAnswered(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {
        // As above.
    }

    @Override
    public void onAnsweredWithOffer(PbxLeg leg, SipResponse response, String offer, long nowNanos) {
        // As above.
    }
}
