package io.switchhook.pbx.internal.bridge;

import io.switchhook.base.loop.Alarm;
import io.switchhook.pbx.internal.leg.LegMedia;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.ring.RingGroup;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.ModificationUser;
import io.switchhook.sip.core.usage.OfferRequest;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.ReplacesHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.Optional;

/**
 * A transfer that the PBX carries out itself: calls the target, joins it with the remaining party, and lets the
 * transferor go; on failure the two who talked go on
 * talking (RFC 3515, RFC 5589 §6 with the PBX in the transferee's place).
 */
final class BridgeTransfer implements RingGroup.User {
    /** A transferor leaves by itself after the good news; one that does not is sent home. */
    private static final Duration TRANSFEROR_LEAVES = Duration.ofSeconds(2);

    private final Bridge bridge;
    private final Bridges calls;
    private final PbxLeg transferor;
    private final PbxLeg remaining;
    private final TransferOrder order;
    private final Alarm farewell;
    private Optional<SipUri> target = Optional.empty();
    private Optional<RingGroup> ringing = Optional.empty();
    private Optional<SessionDescription> offer = Optional.empty();
    private boolean joined;
    private boolean askedForAll;
    private boolean rings;
    private boolean transferorLeft;
    private boolean over;

    BridgeTransfer(Bridge bridge, PbxLeg transferor, PbxLeg remaining, TransferOrder order) {
        this.bridge = bridge;
        this.calls = bridge.calls();
        this.transferor = transferor;
        this.remaining = remaining;
        this.order = order;
        this.farewell = bridge.loop().alarm(this::sendHome);
    }

    boolean isOver() {
        return over;
    }

    /** Whether the transferor's host may close: its last report has been answered. */
    boolean holds(PbxLeg leg) {
        return order.holds(leg);
    }

    /** While the target rings the transferor may still take the other side off hold; once joined its changes concern nobody else. */
    boolean passesOn(PbxLeg leg) {
        return !(joined && leg == transferor);
    }

    boolean takes(ServerTransaction transaction, SipRequest subscribe, long nowNanos) {
        return order.takes(transaction, subscribe, nowNanos);
    }

    void begin(long nowNanos) {
        target = order.target(nowNanos);
        if (target.isEmpty()) {
            over = true;
            return;
        }
        offer = remaining.media().theirs().map(description -> description.withDirection(Direction.SENDRECV));
        if (offer.isEmpty()) {
            over = true;
            order.decline(503, StatusCode.reasonFor(503), nowNanos);
            return;
        }
        order.accept(calls.rules().referAnswer(), nowNanos);
        var replaces = order.replaces();
        if (replaces.isPresent()) {
            join(replaces.get(), target.get(), nowNanos);
        } else {
            ring(target.get(), nowNanos);
        }
    }

    /** Attended transfer (RFC 5589 §7): the party across from a dialog of ours is taken over, without an INVITE to ourselves. */
    private void join(ReplacesHeader replaces, SipUri target, long nowNanos) {
        var found = calls.replacing().of(replaces, transferor.number());
        if (found instanceof Replacing.Found.Seat seat && seat.bridge() != bridge) {
            var wanted = seat.bridge().other(seat.leg()).orElseThrow();
            new LegTakeover(seat.bridge(), seat.leg(), wanted, transferor.side(), new Takeover())
                    .start(bridge, offer.orElseThrow(), nowNanos);
        } else if (found instanceof Replacing.Found.Refused refused && refused.status() == 481) {
            // Not a dialog of ours: perhaps one that the two telephones have without us.
            ring(target, nowNanos);
        } else {
            finish(found instanceof Replacing.Found.Refused refused ? refused.status() : 603, nowNanos);
        }
    }

    private final class Takeover implements LegTakeover.User {

        @Override
        public boolean isStillWanted() {
            return !over && remaining.isUp();
        }

        @Override
        public void onTaken(PbxLeg leg, SessionDescription theirs, long nowNanos) {
            seat(leg, theirs, nowNanos);
        }

        @Override
        public void onNotTaken(int status, long nowNanos) {
            if (!over) {
                finish(status, nowNanos);
            }
        }
    }

    private void ring(SipUri target, long nowNanos) {
        var caller = new Caller(
                remaining.shownNumber(),
                remaining.displayName(),
                remaining.host().isSips(),
                remaining.isHidden(),
                order.hops(),
                bridge.speakerOf(remaining));
        var group = new RingGroup(
                calls.exchange(),
                new RingGroup.Ring(caller, true, transferor.side(), order::dress, remaining.peerInfo()),
                this);
        ringing = Optional.of(group);
        group.start(target, nowNanos);
    }

    /**
     * What the remaining party last said may be less than it can do: an answer names only what was offered. Asked to offer anew it says all (RFC 3261 §14.2).
     *
     * <p>The answer cannot wait for the target (RFC 3725 §4.1): until that answers, what stands goes on.
     */
    private void ringWithFullOffer(SipUri target, long nowNanos) {
        askedForAll = true;
        OfferRequest.send(
                remaining.session(),
                new OfferRequest.User() {
                    @Override
                    public String onOffer(String text, long now) {
                        var all = LegMedia.read(text);
                        offer = all.map(description -> description.withDirection(Direction.SENDRECV));
                        // Once our answer has left.
                        bridge.loop().post(() -> ringAgain(target, bridge.loop().nowNanos()));
                        return bridge.changes().standingAnswer(remaining, all, now);
                    }

                    @Override
                    public void onNoOffer(Optional<SipResponse> response, long now) {
                        if (!over) {
                            finish(488, now);
                        }
                    }
                },
                nowNanos);
        remaining.host().rearm();
    }

    private void ringAgain(SipUri target, long nowNanos) {
        if (over) {
            return;
        }
        if (offer.isEmpty()) {
            finish(488, nowNanos);
        } else {
            ring(target, nowNanos);
        }
    }

    @Override
    public Optional<SessionDescription> offerFor(PbxLeg leg, long nowNanos) {
        return bridge.described(leg, offer.orElseThrow(), nowNanos);
    }

    void stopRinging(String number, long nowNanos) {
        ringing.ifPresent(group -> group.stop(number, nowNanos));
    }

    @Override
    public void onRinging(SipResponse response, Optional<String> answer, PbxLeg leg, long nowNanos) {
        rings = true;
        playRinging();
        report(response.status() == 183 ? 183 : 180, nowNanos);
    }

    @Override
    public void onForwarded(long nowNanos) {
        report(181, nowNanos);
    }

    /** Who is transferred and left alone hears what a caller would hear. */
    private void playRinging() {
        if (rings && transferorLeft && !over) {
            bridge.media().play(remaining, calls.rules().ringingTone());
        }
    }

    @Override
    public void onTaken(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {
        var theirs = answer.flatMap(LegMedia::read);
        if (theirs.isEmpty() || !remaining.isUp()) {
            leg.hangUp(nowNanos);
            finish(488, nowNanos);
            return;
        }
        leg.sitAt(transferor.side());
        leg.media().offered(leg.media().sent().orElseThrow(), theirs.get());
        seat(leg, theirs.get(), nowNanos);
    }

    /** The target has what we said to it and we have what it said: it takes the transferor's place. */
    private void seat(PbxLeg leg, SessionDescription theirs, long nowNanos) {
        joined = true;
        bridge.seat(leg, transferor);
        bridge.media().update(leg, theirs, leg.media().sent().orElseThrow(), true);
        adapt(theirs, leg, nowNanos);
        bridge.tellIdentities(nowNanos);
        report(200, nowNanos);
        over = true;
        if (!order.leavesByItself()) {
            transferor.hangUp(nowNanos);
        } else if (transferor.isUp()) {
            farewell.set(nowNanos + TRANSFEROR_LEAVES.toNanos());
        }
    }

    /** Once it has answered what it was told: there are telephones that know of no transfer any more when their call is over. */
    private void sendHome() {
        long nowNanos = bridge.loop().nowNanos();
        if (order.holds(transferor)) {
            long again = nowNanos + TRANSFEROR_LEAVES.toNanos();
            farewell.set(again);
        } else {
            transferor.hangUp(nowNanos);
        }
    }

    /** A re-INVITE to the remaining party only where formats or directions need it: it was on hold, for one. */
    private void adapt(SessionDescription targetSays, PbxLeg target, long nowNanos) {
        if (bridge.changes().fit(remaining, target)) {
            return;
        }
        var forRemaining = bridge.described(remaining, targetSays.withDirection(Direction.SENDRECV), nowNanos);
        forRemaining.ifPresent(description -> remaining
                .session()
                .modify(
                        description.toString(),
                        new ModificationUser() {
                            @Override
                            public void onAnswer(String answer, long now) {
                                LegMedia.read(answer).ifPresent(theirs -> {
                                    remaining.media().offered(description, theirs);
                                    bridge.onMediaAgreed(now);
                                    bridge.media().update(remaining, theirs, description, false);
                                    // It may hold all the same, and the target was offered sendrecv.
                                    bridge.changes().tell(target, remaining, false, now);
                                });
                            }

                            @Override
                            public void onNoChange(Optional<SipResponse> response, long now) {
                                remaining
                                        .host()
                                        .note(
                                                "The transferred side did not take the new description; its audio goes on as it was.");
                            }
                        },
                        nowNanos));
        remaining.host().rearm();
    }

    @Override
    public void onTakenWithOffer(PbxLeg leg, SipResponse response, String late, long nowNanos) {
        // We always offer; a telephone that offers all the same is not understood.
        leg.hangUp(nowNanos);
        finish(488, nowNanos);
    }

    @Override
    public void onNobody(int status, Optional<SipResponse> refusal, long nowNanos) {
        boolean nothingInCommon = status == 488 || status == 606;
        bridge.media().transcoding().onNobody(status);
        if (nothingInCommon && !askedForAll && remaining.isUp()) {
            target.ifPresent(wanted -> ringWithFullOffer(wanted, nowNanos));
        } else {
            finish(status, nowNanos);
        }
    }

    private void finish(int status, long nowNanos) {
        over = true;
        report(status, nowNanos);
        bridge.onTransferOver(nowNanos);
    }

    /**
     * One side of the bridge has ended.
     *
     * @return whether the call lives on all the same: the transferor may leave as soon as it has asked
     */
    boolean keepsCallAfter(PbxLeg leg, long nowNanos) {
        if (leg == transferor) {
            farewell.cancel();
            transferorLeft = true;
            playRinging();
            return !over;
        }
        if (!over && leg == remaining) {
            over = true;
            ringing.ifPresent(group -> group.cancel(Optional.empty(), nowNanos));
            report(487, nowNanos);
        }
        return false;
    }

    /** A leg that has no place in the call any more has gone. */
    void onLeft(PbxLeg leg) {
        if (leg == transferor) {
            farewell.cancel();
        }
    }

    private void report(int status, long nowNanos) {
        order.report(status, nowNanos);
    }
}
