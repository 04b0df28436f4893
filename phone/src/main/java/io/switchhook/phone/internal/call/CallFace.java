package io.switchhook.phone.internal.call;

import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.RemoteParty;
import io.switchhook.phone.internal.media.PathListener;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sip.core.usage.SessionId;
import io.switchhook.stack.media.AudioSession;
import java.util.Optional;

/** What a call tells the one that stands for it towards the user, on the signalling loop, and asks of it. Nothing of it may block. */
public interface CallFace extends PathListener {
    void onState(CallState previous, CallState state, Optional<Integer> status, String reason);

    /** The call is over; once. */
    void onEnded(CallEnding ending);

    void onDigit(char digit);

    void onRemote(RemoteParty party);

    void onEncryption(Optional<CryptoSuite> suite);

    void onSessionId(SessionId id);

    /** A report on a transfer of ours. */
    void onTransferProgress(int status, String reason);

    /** The other side has transferred us: that call is placed instead. */
    void onTransferred(CallFace next);

    /** That call, answered already, takes the place of this one. */
    void onReplaced(CallFace next);

    /** The policy of the user, whose code may throw. */
    boolean allowsTransfer(String target, Optional<String> referredBy);

    /** Runs in order with whatever else the user is told of this call. From any thread. */
    void tell(Runnable task);

    // --- its audio ------------------------------------------------------------------------------------------------

    /** What is attached plays into this, and hears it. */
    void onAudio(AudioSession opened);

    /** We hold, or wish to; or no longer do. */
    void onHold(boolean begun);

    /** What is attached plays no more. */
    void onAudioOver();

    /** What is attached to that call is attached to this one, too. */
    void inherit(CallFace old);
}
