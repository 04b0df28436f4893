/**
 * Ringing: who is rung for a call, at which of their telephones or over which line to the outside, until the first of them answers ({@link
 * io.switchhook.pbx.internal.ring.RingGroup}). Knows nothing of the call that it rings for but what the INVITEs have to say.
 */
package io.switchhook.pbx.internal.ring;
