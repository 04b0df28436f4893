package io.switchhook.pbx.internal.bridge;

import io.switchhook.base.loop.Loop;
import io.switchhook.media.session.RelaySide;
import io.switchhook.pbx.internal.leg.PassedRequest;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.relay.CallTranscoding;
import io.switchhook.pbx.internal.relay.RelayedMedia;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.core.usage.SessionIdentifier;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.media.KeysOutcome;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A call between two telephones: what one does is passed on to the other, and their media runs through our relay. On the signalling loop. */
public final class Bridge implements PbxLeg.Owner {
    private final Bridges calls;
    private final RelayedMedia media;
    private final Map<RelaySide, PbxLeg> legs = new EnumMap<>(RelaySide.class);
    private final BridgeSetup setup;
    private final BridgeChanges changes;
    private final CallDiary diary;
    private Optional<CallWay> routing = Optional.empty();
    private Optional<BridgeTransfer> transfer = Optional.empty();
    private boolean over;

    Bridge(Bridges calls, PbxLeg caller, RelayedMedia media, CallDiary diary) {
        this.calls = calls;
        this.diary = diary;
        this.media = media;
        this.setup = new BridgeSetup(this, caller);
        this.changes = new BridgeChanges(this);
        legs.put(RelaySide.A, caller);
        media.listenForFailedKeys(failed -> loop().post(() -> onKeysFailed(failed, loop().nowNanos())));
        media.transcoding().tell(new TranscodingNews());
        caller.belongTo(this);
        face(caller, Optional.empty());
    }

    /** RFC 7989 §7: from now on the telephone hears that one's UUID as the other half of the session. */
    void face(PbxLeg leg, Optional<PbxLeg> across) {
        if (calls.rules().sessionIds()) {
            leg.speakFor(across);
            diary.onSession(Objects.requireNonNull(legs.get(RelaySide.A)), Optional.ofNullable(legs.get(RelaySide.B)));
        }
    }

    /** Who says the UUID of that leg to telephones that are rung for it. */
    public Optional<SessionIdentifier.Speaker> speakerOf(PbxLeg leg) {
        return calls.rules().sessionIds() ? Optional.of(leg::uuid) : Optional.empty();
    }

    private final class TranscodingNews implements CallTranscoding.User {
        @Override
        public void onTranscoded(String ofCaller, String ofOther) {
            diary.onTranscoded(ofCaller, ofOther, loop().nowNanos());
        }

        @Override
        public void onNoRoom(int most) {
            note("The two have no codec in common, and " + most
                    + " calls are transcoded already, which is as many as may be");
            diary.onNotTranscoded(most, loop().nowNanos());
        }

        @Override
        public void onNothingInCommon() {
            note("The two have no codec in common, and what they have is none that the PBX transcodes");
        }

        private void note(String text) {
            legs().stream().findFirst().ifPresent(leg -> leg.host().note(text));
        }
    }

    RelayedMedia media() {
        return media;
    }

    CallDiary diary() {
        return diary;
    }

    /** What the two have agreed to may be that one holds the other. */
    void onMediaAgreed(long nowNanos) {
        diary.onMedia(legs(), nowNanos);
    }

    BridgeChanges changes() {
        return changes;
    }

    Bridges calls() {
        return calls;
    }

    Loop loop() {
        return calls.exchange().loop();
    }

    public Optional<PbxLeg> other(PbxLeg leg) {
        return Optional.ofNullable(legs.get(leg.side().other()));
    }

    /** Calls whom the caller has dialled, or whom the dial plan names. */
    public void route(CallWay way, SipRequest invite, long nowNanos) {
        routing = Optional.of(way);
        if (setup.open(nowNanos)) {
            way.begin(invite, nowNanos);
        }
    }

    /** The way of a call that is set up. */
    CallWay routing() {
        return routing.orElseThrow();
    }

    public BridgeSetup setup() {
        return setup;
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
            legs.values().stream().findFirst().ifPresent(leg -> leg.host().note(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /** As {@link #relayed(PbxLeg, SessionDescription, long)}, with what we would translate, ready to be offered to that leg. */
    Optional<SessionDescription> described(PbxLeg to, SessionDescription description, long nowNanos) {
        return described(to, to.side(), description, nowNanos);
    }

    /** As above, for a leg that is to sit on that side. */
    Optional<SessionDescription> described(PbxLeg to, RelaySide side, SessionDescription description, long nowNanos) {
        return relayed(to, side, media.transcoding().offer(to, description), nowNanos)
                .map(relayed -> to.media().toSend(relayed, to.mediaAddress()));
    }

    /** As {@link #relayed(PbxLeg, SessionDescription, long)}, in formats of that leg and made fit to be the answer to that leg's offer. */
    Optional<SessionDescription> answering(
            PbxLeg to, SessionDescription description, SessionDescription offer, long nowNanos) {
        return media.transcoding()
                .answer(description, offer)
                .flatMap(fitting -> relayed(to, fitting, nowNanos))
                .map(relayed -> to.media().answering(relayed, offer))
                .map(answer -> to.media().toSend(answer, to.mediaAddress()));
    }

    /** A telephone has answered and takes the place across from the caller. */
    void seatCallee(PbxLeg callee) {
        legs.put(callee.side(), callee);
        callee.belongTo(this);
        onInfoLearned(callee);
        introduce();
    }

    /** Each hears who is across now; a call may have been sent on, and a transfer brings somebody else. */
    private void introduce() {
        legs().forEach(leg -> other(leg).ifPresent(across -> {
            leg.introduce(across);
            leg.host().useContactParameters(calls.conferences().contactOf(across.number()));
            face(leg, Optional.of(across));
        }));
        calls.conferences().onSeated(legs(), loop().nowNanos());
    }

    /** Sends what {@link #introduce} has to say where no other request says it. */
    void tellIdentities(long nowNanos) {
        legs().forEach(leg -> {
            leg.session().identity().tell(nowNanos);
            leg.host().rearm();
        });
    }

    @Override
    public void onAcknowledged(PbxLeg leg, Optional<String> answer, long nowNanos) {
        if (!setup.stands(leg)) {
            setup.onAcknowledged(answer, nowNanos);
        }
        changes.onAcknowledged(leg, answer, nowNanos);
        tellNews(leg, nowNanos);
        tellIdentities(nowNanos);
    }

    // --- while they talk ------------------------------------------------------------------------------------------

    @Override
    public void onModification(PbxLeg leg, RemoteModification modification, long nowNanos) {
        boolean alone = transfer.filter(t -> !t.passesOn(leg)).isPresent();
        changes.onModification(leg, modification, alone, nowNanos);
    }

    @Override
    public void onRefreshed(PbxLeg leg, String ours, String theirs, long nowNanos) {
        changes.onRefreshed(leg, ours, theirs, nowNanos);
    }

    /** INFO goes across, so each telephone hears what the other takes (RFC 6086 §5.2): with what is under way, or else by a message of its own. */
    @Override
    public void onInfoLearned(PbxLeg leg) {
        if (isSeated(leg)) {
            other(leg).ifPresent(across -> {
                across.tellInfo(leg.peerInfo());
                leg.tellInfo(across.peerInfo());
            });
            tellNewsSoon();
        }
    }

    /** RFC 7989 §7: the other one should know as well. */
    @Override
    public void onSessionLearned(PbxLeg leg) {
        if (isSeated(leg)) {
            other(leg).ifPresent(across -> face(across, Optional.of(leg)));
            tellNewsSoon();
        }
    }

    private void tellNewsSoon() {
        loop().post(() -> legs().forEach(told -> tellNews(told, loop().nowNanos())));
    }

    private void tellNews(PbxLeg leg, long nowNanos) {
        var standing = leg.media().ours();
        if (leg.isNewsDue() && leg.isUp() && isSeated(leg) && !leg.session().isChanging() && standing.isPresent()) {
            changes.repeat(leg, standing.get(), nowNanos);
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
            leg.host().stack().respond(transaction, calls.rules().capabilities().describe(request, answer), nowNanos);
        } else if (method.equals(SipMethod.SUBSCRIBE)) {
            // RFC 3515 §2.4.4, and RFC 6665 §4.5.2 for packages that tell nothing of the call.
            if (!calls.conferences().onSubscribe(leg, seatedAcross(leg), transaction, request, nowNanos)) {
                leg.respond(transaction, 403, "Forbidden: dialog sharing is not supported", nowNanos);
            }
            leg.host().rearm();
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

    /** Whom the leg talks with, while it has its place in the call. */
    private Optional<PbxLeg> seatedAcross(PbxLeg leg) {
        return other(leg).filter(across -> isSeated(leg));
    }

    /** The leg of this dialog that has its place in the call. */
    public Optional<PbxLeg> legOf(DialogId id) {
        return legs.values().stream().filter(leg -> leg.session().has(id)).findFirst();
    }

    /** @param reports for a REFER outside the leg's dialog, which has a dialog of its own (RFC 5589 §6.1) */
    public void onRefer(PbxLeg leg, ServerTransaction transaction, Optional<CallHost> reports, long nowNanos) {
        if (!isSeated(leg) || other(leg).filter(PbxLeg::isUp).isEmpty() || !leg.isUp()) {
            leg.respond(transaction, 603, "Decline", nowNanos);
        } else if (transfer.filter(t -> !t.isOver()).isPresent()) {
            leg.respond(transaction, 491, "Request Pending", nowNanos);
        } else {
            transfer(leg, new ReferOrder(leg, transaction, reports), nowNanos);
        }
    }

    /**
     * The program takes a telephone out of the call and puts another in its place.
     *
     * @return why that cannot be; empty when it has begun
     */
    public Optional<String> onOrder(PbxLeg leaving, TransferOrder order, long nowNanos) {
        if (other(leaving).filter(PbxLeg::isUp).isEmpty() || !leaving.isUp()) {
            return Optional.of("The call was not answered yet, or is over");
        }
        if (transfer.filter(t -> !t.isOver()).isPresent()) {
            return Optional.of("The call is being transferred already");
        }
        transfer(leaving, order, nowNanos);
        return Optional.empty();
    }

    private void transfer(PbxLeg leaving, TransferOrder order, long nowNanos) {
        var begun = new BridgeTransfer(this, leaving, other(leaving).orElseThrow(), order);
        transfer = Optional.of(begun);
        begun.begin(nowNanos);
    }

    /** DTMF by INFO and the like, and text: the other telephone's answer is passed back. */
    private void pass(PbxLeg leg, ServerTransaction transaction, SipRequest request, long nowNanos) {
        var across = other(leg).filter(other -> other.isUp() && isSeated(leg));
        // A digit that nobody hears is no failure; a message that nobody gets is.
        int alone = request.method().equals(SipMethod.INFO) ? 200 : 480;
        PassedRequest.pass(leg, across, alone, transaction, request, loop(), nowNanos);
    }

    // --- the end --------------------------------------------------------------------------------------------------

    @Override
    public void onEnded(PbxLeg leg, SessionEnding ending, long nowNanos) {
        calls.replacing().onEnded(leg);
        changes.forget(leg);
        if (!isSeated(leg)) {
            transfer.ifPresent(t -> t.onLeft(leg));
            closeHost(leg);
            return;
        }
        var reason = reasonOf(ending);
        setup.cancel(reason, nowNanos);
        routing.ifPresent(CallWay::close);
        if (transfer.filter(t -> t.keepsCallAfter(leg, nowNanos)).isPresent()) {
            diary.onLeft(leg);
            media.vacate(leg);
            legs.remove(leg.side());
            calls.conferences().onLeft(leg, nowNanos);
            closeHost(leg);
            return;
        }
        diary.onLegEnded(leg, ending);
        legs.remove(leg.side());
        closeHost(leg);
        endBoth(reason, nowNanos);
    }

    /** A leg is over; its host closes unless a transfer still reports over it, or a subscription is told its end. */
    private void closeHost(PbxLeg leg) {
        if (transfer.filter(t -> t.holds(leg)).isEmpty() && !calls.conferences().holds(leg)) {
            leg.host().close();
        }
    }

    /** Why the telephone ended the call, as it says itself (RFC 3326). */
    private static Optional<ReasonHeader> reasonOf(SessionEnding ending) {
        if (ending instanceof SessionEnding.HungUpByPeer bye) {
            return bye.reason();
        }
        return ending instanceof SessionEnding.CancelledByPeer cancel ? cancel.reason() : Optional.empty();
    }

    /** RFC 5763 §5: a telephone without keys has no media, and whom it talks with none either. */
    void onKeysFailed(KeysOutcome.Failed failed, long nowNanos) {
        legs().stream().findFirst().ifPresent(leg -> leg.host().note("A leg has no keys: " + failed.reason()));
        boolean up = legs.size() == RelaySide.values().length;
        if (up && !over) {
            endBoth(Optional.of(BridgeSetup.NOTHING_AGREED), nowNanos);
        }
    }

    public void endBoth(long nowNanos) {
        endBoth(Optional.empty(), nowNanos);
    }

    public void endBoth(Optional<ReasonHeader> reason, long nowNanos) {
        for (var leg : legs()) {
            leg.hangUp(reason, nowNanos);
        }
        if (legs.isEmpty() && !over) {
            over = true;
            media.close();
            routing.ifPresent(CallWay::close);
            calls.onOver(this);
            diary.onEnded(nowNanos);
        }
    }

    /** The extension is none any more: the call ends in which it has a place, and its telephones stop ringing. */
    void endCallsOf(String number, long nowNanos) {
        if (legs().stream().anyMatch(leg -> leg.number().equals(number))) {
            diary.onExtensionRemoved();
            endBoth(nowNanos);
        } else {
            setup.stopRinging(number, nowNanos);
            transfer.ifPresent(t -> t.stopRinging(number, nowNanos));
        }
    }

    // --- for transfers --------------------------------------------------------------------------------------------

    /** The transfer target takes the transferor's place. */
    void seat(PbxLeg target, PbxLeg transferor) {
        legs.put(target.side(), target);
        target.belongTo(this);
        onInfoLearned(target);
        introduce();
        diary.onSeated(transferor.number(), target.number(), target.side() == RelaySide.A, loop().nowNanos());
    }

    /** All legs that have their places. */
    public List<PbxLeg> legs() {
        return List.copyOf(legs.values());
    }

    /** That leg goes to another call. */
    void release(PbxLeg leg) {
        diary.onTakenOver();
        legs.remove(leg.side());
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
