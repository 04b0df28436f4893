package io.switchhook.pbx;

import io.switchhook.sip.core.usage.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A call through the PBX as it was at one moment; it does not change. A program names the call to the PBX by its {@link #id}: {@link Pbx#endCall}, {@link Pbx#transferCall}.
 *
 * @param id never given to another call
 * @param caller the extension that called, of a call from a trunk {@code NUMBER@HOST}; after a transfer of that side whoever has taken its place
 * @param callerName the name that the caller gives to itself
 * @param dialled what was dialled
 * @param callee the extension that talks to the caller, over a trunk {@code NUMBER@HOST}; empty before somebody has answered
 * @param sessionId the UUIDs of the caller and of who talks to it, for logs (RFC 7989): what the telephones say themselves, else what the PBX says for one where the other
 *     wants to know; empty when neither has said any
 * @param holding the extensions that hold the other side
 * @param startedAt when the INVITE was let in
 * @param ringing how long it has taken so far, or did take, to be answered or given up
 * @param talking since or for how long it has been answered; zero when it was not
 * @param callerTrunk the trunk that it came in by, {@link Trunk#name}; empty for a call of a telephone
 * @param calleeTrunk the trunk that it went out by, or was last tried by; empty when none was
 */
public record PbxCall(
        String id,
        PbxCallState state,
        String caller,
        Optional<String> callerName,
        String dialled,
        Optional<String> callee,
        Optional<SessionId> sessionId,
        List<String> holding,
        Instant startedAt,
        Duration ringing,
        Duration talking,
        Optional<String> callerTrunk,
        Optional<String> calleeTrunk) {
    public PbxCall {
        holding = List.copyOf(holding);
    }
}
