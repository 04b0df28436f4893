package io.switchhook.pbx;

import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.flow.Flow;

/**
 * One telephone that has registered for an extension (RFC 3261 §10.3).
 *
 * @param contact what it wants to be called by
 * @param flow where its REGISTER came from: calls go back that way, which works through a NAT too
 * @param expiresAtNanos on the loop's scale
 */
record Binding(Uri contact, Flow flow, String callId, long sequence, long expiresAtNanos) {}
