package io.switchhook.phone.internal.call;

import io.switchhook.phone.call.CallSettings;
import io.switchhook.sdp.negotiation.LocalSession;
import io.switchhook.stack.media.AudioSession;
import io.switchhook.stack.media.MediaEngine;

/** What calls need of their phone. On the signalling loop. */
public interface CallPhone {
    MediaEngine media();

    /** What we bring to a call whose audio runs on this port. */
    LocalSession localSession(AudioSession audio, CallSettings settings);

    /** Who takes INFO requests. */
    InfoDesk info();

    String newCallId();

    /** Whether the phone takes nothing new any more. */
    boolean isClosing();
}
