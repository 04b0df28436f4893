package io.switchhook.phone.internal.engine;

import io.switchhook.phone.internal.call.CallFace;
import io.switchhook.sip.core.usage.PagerMessage;
import io.switchhook.sip.message.SipRequest;
import java.time.Instant;
import java.util.Optional;

/** A MESSAGE that was taken, for that line, inside that call or outside of any. */
public record ReceivedMessage(
        LineFace line, Optional<CallFace> call, SipRequest request, PagerMessage message, Instant received) {}
