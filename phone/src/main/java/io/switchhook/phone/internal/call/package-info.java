/**
 * Calls on the signalling loop: state, media, hold, both roles of a transfer, INFO. Lines and phones are known here as {@code CallLine} and {@code CallPhone} alone, the user as
 * {@code CallFace}.
 */
package io.switchhook.phone.internal.call;
