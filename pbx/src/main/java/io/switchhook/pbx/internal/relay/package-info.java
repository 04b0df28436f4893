/**
 * The media of two legs: which descriptions and ports each of them gets so that the audio runs through the PBX, and what has to be translated where they have no codec in common
 * ({@link io.switchhook.pbx.internal.relay.Transcoding} says it, and is pure).
 */
package io.switchhook.pbx.internal.relay;
