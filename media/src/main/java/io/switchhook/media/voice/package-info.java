/**
 * Makes of what a microphone hears what the other side should hear: without the echo of the loudspeaker, without noise and hum, as loud as a voice should be. Pure engines:
 * samples in, samples out, 10 ms at a time; nothing is allocated for a frame.
 *
 * <p>{@link io.switchhook.media.voice.VoiceProcessor} is all that a program needs; the module {@code devices} has it built in.
 */
package io.switchhook.media.voice;
