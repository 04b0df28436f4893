/**
 * Calls on the signalling loop: state, media, hold, both roles of a transfer, INFO, and who else is in a conference that we mix. Lines and phones are known here as {@code
 * CallLine} and {@code CallPhone} alone, the user as {@code CallFace}, and a conference as {@code ConferenceFace}.
 */
package io.switchhook.phone.internal.call;
