package io.switchhook.phone.internal.engine;

import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.internal.call.CallFace;
import io.switchhook.phone.internal.call.IncomingEngine;
import io.switchhook.phone.internal.call.OutgoingEngine;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import java.util.Optional;

/** What a line tells the one that stands for it towards the user, on the signalling loop, and asks of it. Nothing of it may block. */
public interface LineFace {
    /**
     * A call comes in: it gets its face.
     *
     * @param trusted whether a server of the line's own account sent it
     */
    IncomingEngine open(CallHost host, ServerTransaction transaction, boolean trusted);

    /** The call of a transferee, with the audio of the one that it follows. */
    OutgoingEngine open(CallHost host, Uri target, DialOptions options, String id, CallFace old);

    /** The call is in progress; it may have been told before. */
    void onBegun(CallFace call);

    void onOver(CallFace call);

    /** Gives a call that has come in to the application; {@code returned} runs when its callback is through. */
    void announce(CallFace call, Runnable returned);

    /** Whether calls of those who hide their number are rejected before anybody is asked. */
    boolean rejectsAnonymous();

    /** Whether calls of that number are. */
    boolean rejects(String number);

    void onRegistration(RegistrationState previous, RegistrationState state, Optional<Integer> status, String reason);
}
