/**
 * Makes of what a microphone hears what the other side should hear: without the echo of the loudspeaker, without noise and hum, as loud as a voice
 * should be. Pure engines: samples in, samples out, 10 ms at a time; nothing is allocated for a frame.
 *
 * <p>{@link io.switchhook.media.voice.VoiceProcessor} is all that a program needs; the module {@code devices} has it built in.
 *
 * <p>What the canceller does, as measured at 8, 16 and 48 kHz in six rooms made of seeds that fade in 200 ms, with an echo of -26 dBov, 60 ms late,
 * and voices made of seeds; the mean, and the worst of all rooms and rates in brackets:
 *
 * <ul>
 *   <li>Less echo: 16 dB (9) in the first second of sound, 24 (12) in the next, 31 (21) then; of that the filter alone 9, 17 and 23.
 *   <li>While both speak, the near voice as loud as the echo and 2 dB more: 15 dB (9) above all else, and 0.4 dB (1.4) softer; with the filter alone 19 dB (16).
 *   <li>All reflections become others: 6 dB less echo (2) in the first second, 21 (16) in the next.
 *   <li>The delay jumps by 240 ms: no more echo than there was in the first half second, 26 dB (13) less after one and a half.
 *   <li>Clocks that differ by 100 parts of a million: 20 dB (18) less.
 *   <li>Delays from 0 to 500 ms, or up to {@link io.switchhook.media.voice.EchoSettings#maxDelay}.
 * </ul>
 */
package io.switchhook.media.voice;
