package io.switchhook.pbx.internal.bridge;

import io.switchhook.media.tone.CallProgressTone;
import io.switchhook.stack.Capabilities;

/**
 * How this PBX treats all its calls.
 *
 * @param sessionIds whether telephones are told the Session-ID of the other side (RFC 7989)
 * @param referAnswer what a REFER is accepted with
 * @param ringingTone what somebody hears who is transferred while the target rings
 * @param capabilities what it says of itself
 */
public record CallRules(boolean sessionIds, int referAnswer, CallProgressTone ringingTone, Capabilities capabilities) {}
