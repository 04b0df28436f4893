package io.switchhook.pbx;

import io.switchhook.pbx.internal.bridge.Bridge;
import io.switchhook.pbx.internal.bridge.CallDiary;
import io.switchhook.pbx.internal.leg.PbxLeg;
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
final class CallLog implements CallDiary {
    private static final int ID_LENGTH = 16;

    private final CallLogs logs;
    private Optional<Bridge> bridge = Optional.empty();
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

    CallLog(CallLogs logs, PbxLeg leg, Optional<String> callerName, String dialled) {
        this.logs = logs;
        this.id = logs.world().randomness().nextToken(ID_LENGTH);
        this.caller = leg.number();
        this.callerTrunk = leg.trunkName();
        this.callerName = callerName;
        this.dialled = dialled;
        this.startedAt = logs.world().wallTime();
        this.startedNanos = logs.loop().nowNanos();
    }

    /** @param callee who talks to the caller, if somebody does */
    @Override
    public void onSession(PbxLeg caller, Optional<PbxLeg> callee) {
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

    void tellsOf(Bridge call) {
        bridge = Optional.of(call);
    }

    Bridge bridge() {
        return bridge.orElseThrow();
    }

    /** The program ends the call. */
    void end(String reason, long nowNanos) {
        endsBy(PbxCallEnding.Cause.ENDED_BY_PROGRAM, Optional.empty(), reason);
        bridge().endBoth(nowNanos);
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
        logs.tell(new PbxEvent.CallStarted(snapshot(nowNanos)));
    }

    @Override
    public void onRinging(String extension, long nowNanos) {
        if (ringing.add(extension)) {
            logs.tell(new PbxEvent.CallRinging(snapshot(nowNanos), extension));
        }
    }

    @Override
    public void onForwarded(long nowNanos) {
        logs.tell(new PbxEvent.CallForwarded(snapshot(nowNanos)));
    }

    /** @param ofOther the codec of who talks to the caller */
    @Override
    public void onTranscoded(String ofCaller, String ofOther, long nowNanos) {
        logs.tell(new PbxEvent.CallTranscoded(snapshot(nowNanos), ofCaller, ofOther));
    }

    @Override
    public void onNotTranscoded(int most, long nowNanos) {
        logs.tell(new PbxEvent.TranscodingFull(snapshot(nowNanos), most));
    }

    /** Over a trunk, or not: the last that was tried is the one that counts. */
    @Override
    public void onCalling(PbxLeg leg) {
        calleeTrunk = leg.trunkName().or(() -> calleeTrunk);
    }

    @Override
    public void onAnswered(PbxLeg by, long nowNanos) {
        callee = Optional.of(by.number());
        calleeTrunk = by.trunkName();
        answeredNanos = OptionalLong.of(nowNanos);
        logs.tell(new PbxEvent.CallAnswered(snapshot(nowNanos)));
    }

    /** @param ofCaller whether the place is that of who has called */
    @Override
    public void onSeated(String from, String to, boolean ofCaller, long nowNanos) {
        left = Optional.empty();
        if (ofCaller) {
            caller = to;
        } else {
            callee = Optional.of(to);
        }
        logs.tell(new PbxEvent.CallTransferred(snapshot(nowNanos), from, to));
    }

    /** One of these may have begun to hold the other, or no longer does. */
    @Override
    public void onMedia(List<PbxLeg> legs, long nowNanos) {
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
                logs.tell(new PbxEvent.CallHolding(snapshot(nowNanos), leg.number(), holds));
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
    @Override
    public void onLeft(PbxLeg transferor) {
        left = Optional.of(transferor.number());
    }

    /** A leg that had its place has ended; what was the first to end the call counts. */
    @Override
    public void onLegEnded(PbxLeg leg, SessionEnding how) {
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

    @Override
    public void onRefused(int status, String reason) {
        ending = ending.or(() -> Optional.of(
                new PbxCallEnding(PbxCallEnding.Cause.NOT_TAKEN, Optional.empty(), Optional.of(status), reason)));
    }

    @Override
    public void onTakenOver() {
        endsBy(PbxCallEnding.Cause.TRANSFERRED, Optional.empty(), "");
    }

    @Override
    public void onExtensionRemoved() {
        endsBy(PbxCallEnding.Cause.ENDED_BY_PROGRAM, Optional.empty(), "The extension was removed");
    }

    private void endsBy(PbxCallEnding.Cause cause, Optional<String> who, String reason) {
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

    @Override
    public void onEnded(long nowNanos) {
        if (endedNanos.isPresent()) {
            return;
        }
        endedNanos = OptionalLong.of(nowNanos);
        logs.onOver(this);
        var leaver = left;
        leaver.ifPresent(who -> endsBy(PbxCallEnding.Cause.HUNG_UP, leaver, ""));
        endsBy(PbxCallEnding.Cause.ENDED_BY_PBX, Optional.empty(), "");
        logs.tell(new PbxEvent.CallEnded(snapshot(nowNanos), ending.orElseThrow()));
    }
}
