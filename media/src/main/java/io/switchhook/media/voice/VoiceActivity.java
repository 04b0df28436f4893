package io.switchhook.media.voice;

/**
 * What the microphone hears, in the last 10 ms: for a lamp and a meter on a screen, or to know who speaks.
 *
 * @param isVoice whether somebody speaks here: what stands 6 dB out of the noise for 30 ms, until a quarter of a second after. What the loudspeaker
 *     says is no voice while echo is cancelled
 * @param levelDbov how loud what is sent is, root mean square: dBov, 0 for the loudest, -127 for silence
 * @param noiseDbov how loud the noise around is, between 200 and 3600 Hz, before it is turned down: dBov
 */
public record VoiceActivity(boolean isVoice, double levelDbov, double noiseDbov) {}
