package io.switchhook.pbx;

import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.core.usage.SessionId;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.SessionIdHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** What one call has come to so far, for those who listen, and for its record in the end. On the signalling loop. */
final class CallLog {
    private static final int ID_LENGTH = 16;

    private final PbxEngine pbx;
    private final String id;
    private final String dialled;
    private final Optional<String> callerName;
    private final Instant startedAt;
    private final long startedNanos;
    private final Set<String> ringing = new HashSet<>();
    private Set<String> holding = Set.of();
    private String caller;
    private Optional<String> callee = Optional.empty();
    private final Optional<String> callerTrunk;
    private Optional<String> calleeTrunk = Optional.empty();
    private OptionalLong answeredNanos = OptionalLong.empty();
    private OptionalLong endedNanos = OptionalLong.empty();
    private Optional<SessionId> sessionId = Optional.empty();
    private Optional<PbxCallEnding> ending = Optional.empty();
    /** Who has left a transfer that was still under way. */
    private Optional<String> left = Optional.empty();

    CallLog(PbxEngine pbx, PbxLeg leg, Optional<String> callerName, String dialled) {
        this.pbx = pbx;
        this.id = pbx.world().randomness().nextToken(ID_LENGTH);
        this.caller = leg.number();
        this.callerTrunk = leg.trunkName();
        this.callerName = callerName;
        this.dialled = dialled;
        this.startedAt = pbx.world().wallTime();
        this.startedNanos = pbx.loop().nowNanos();
    }

    /** @param callee who talks to the caller, if somebody does */
    void onSession(PbxLeg caller, Optional<PbxLeg> callee) {
        var nobody = SessionIdHeader.NIL;
        boolean known = Stream.concat(Stream.of(caller), callee.stream())
                .anyMatch(leg -> !leg.uuid(false).equals(nobody));
        if (known) {
            var across = callee.map(leg -> leg.uuid(true)).filter(uuid -> !uuid.equals(nobody));
            sessionId = Optional.of(new SessionId(caller.uuid(true), across));
        }
    }

    String id() {
        return id;
    }

    PbxCall snapshot(long nowNanos) {
        long until = endedNanos.orElse(nowNanos);
        long talkedFrom = answeredNanos.orElse(until);
        return new PbxCall(
                id,
                state(),
                caller,
                callerName,
                dialled,
                callee,
                sessionId,
                List.copyOf(holding),
                startedAt,
                Duration.ofNanos(talkedFrom - startedNanos),
                Duration.ofNanos(until - talkedFrom),
                callerTrunk,
                calleeTrunk);
    }

    private PbxCallState state() {
        if (endedNanos.isPresent()) {
            return PbxCallState.ENDED;
        }
        if (answeredNanos.isPresent()) {
            return holding.isEmpty() ? PbxCallState.TALKING : PbxCallState.HELD;
        }
        return ringing.isEmpty() ? PbxCallState.STARTED : PbxCallState.RINGING;
    }

    void onStarted(long nowNanos) {
        pbx.events().tell(new PbxEvent.CallStarted(snapshot(nowNanos)));
    }

    void onRinging(String extension, long nowNanos) {
        if (ringing.add(extension)) {
            pbx.events().tell(new PbxEvent.CallRinging(snapshot(nowNanos), extension));
        }
    }

    void onForwarded(long nowNanos) {
        pbx.events().tell(new PbxEvent.CallForwarded(snapshot(nowNanos)));
    }

    /** @param ofOther the codec of who talks to the caller */
    void onTranscoded(String ofCaller, String ofOther, long nowNanos) {
        pbx.events().tell(new PbxEvent.CallTranscoded(snapshot(nowNanos), ofCaller, ofOther));
    }

    void onNotTranscoded(int most, long nowNanos) {
        pbx.events().tell(new PbxEvent.TranscodingFull(snapshot(nowNanos), most));
    }

    /** Over a trunk, or not: the last that was tried is the one that counts. */
    void onCalling(PbxLeg leg) {
        calleeTrunk = leg.trunkName().or(() -> calleeTrunk);
    }

    void onAnswered(PbxLeg by, long nowNanos) {
        callee = Optional.of(by.number());
        calleeTrunk = by.trunkName();
        answeredNanos = OptionalLong.of(nowNanos);
        pbx.events().tell(new PbxEvent.CallAnswered(snapshot(nowNanos)));
    }

    /** @param ofCaller whether the place is that of who has called */
    void onSeated(String from, String to, boolean ofCaller, long nowNanos) {
        left = Optional.empty();
        if (ofCaller) {
            caller = to;
        } else {
            callee = Optional.of(to);
        }
        pbx.events().tell(new PbxEvent.CallTransferred(snapshot(nowNanos), from, to));
    }

    /** One of these may have begun to hold the other, or no longer does. */
    void onMedia(List<PbxLeg> legs, long nowNanos) {
        if (answeredNanos.isEmpty() || endedNanos.isPresent()) {
            return;
        }
        var before = holding;
        var now = new LinkedHashSet<String>();
        legs.stream().filter(CallLog::holds).forEach(leg -> now.add(leg.number()));
        holding = Set.copyOf(now);
        for (var leg : legs) {
            boolean holds = now.contains(leg.number());
            if (holds != before.contains(leg.number())) {
                pbx.events().tell(new PbxEvent.CallHolding(snapshot(nowNanos), leg.number(), holds));
            }
        }
    }

    /** RFC 3264 §8.4: who holds wants to hear nothing, whatever it is offered. */
    private static boolean holds(PbxLeg leg) {
        return leg.media().wish().filter(CallLog::hearsNothing).isPresent();
    }

    private static boolean hearsNothing(SessionDescription wish) {
        for (int i = 0; i < wish.media().size(); i++) {
            var line = wish.media().get(i);
            if (line.mediaType().equals("audio") && !line.isDisabled()) {
                return !wish.directionOf(i).receives();
            }
        }
        return false;
    }

    // --- the end --------------------------------------------------------------------------------------------------

    /** A transferor has left before its target has answered: if the transfer fails, it was that which ended the call. */
    void onLeft(PbxLeg transferor) {
        left = Optional.of(transferor.number());
    }

    /** A leg that had its place has ended; what was the first to end the call counts. */
    void onLegEnded(PbxLeg leg, SessionEnding how) {
        var who = Optional.of(leg.number());
        if (how instanceof SessionEnding.HungUpByPeer bye) {
            endsBy(PbxCallEnding.Cause.HUNG_UP, who, textOf(bye.reason()));
        } else if (how instanceof SessionEnding.CancelledByPeer cancel) {
            endsBy(PbxCallEnding.Cause.CANCELLED, who, textOf(cancel.reason()));
        } else if (how instanceof SessionEnding.RefusedByUs refused) {
            onRefused(refused.status(), StatusCode.reasonFor(refused.status()));
        } else if (!(how instanceof SessionEnding.HungUp)) {
            endsBy(PbxCallEnding.Cause.LOST, Optional.empty(), leg.number() + " was lost: " + wordsFor(how));
        }
    }

    void onRefused(int status, String reason) {
        ending = ending.or(() -> Optional.of(
                new PbxCallEnding(PbxCallEnding.Cause.NOT_TAKEN, Optional.empty(), Optional.of(status), reason)));
    }

    void endsBy(PbxCallEnding.Cause cause, Optional<String> who, String reason) {
        ending = ending.or(() -> Optional.of(new PbxCallEnding(cause, who, Optional.empty(), reason)));
    }

    private static String textOf(Optional<ReasonHeader> reason) {
        return reason.flatMap(ReasonHeader::text).orElse("");
    }

    private static String wordsFor(SessionEnding how) {
        if (how instanceof SessionEnding.Expired) {
            return "the session was not refreshed";
        }
        return how instanceof SessionEnding.DialogLost ? "it does not know the call" : "it does not answer";
    }

    void onEnded(long nowNanos) {
        if (endedNanos.isPresent()) {
            return;
        }
        endedNanos = OptionalLong.of(nowNanos);
        var leaver = left;
        leaver.ifPresent(who -> endsBy(PbxCallEnding.Cause.HUNG_UP, leaver, ""));
        endsBy(PbxCallEnding.Cause.ENDED_BY_PBX, Optional.empty(), "");
        pbx.events().tell(new PbxEvent.CallEnded(snapshot(nowNanos), ending.orElseThrow()));
    }
}
