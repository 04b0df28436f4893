package io.switchhook.media.voice;

import java.time.Duration;
import java.util.Optional;

/**
 * How the canceller of echo is doing: for a diagnosis, not for decisions.
 *
 * @param delay from a sound that is given to the loudspeaker to its echo, to 10 ms; empty until it is known, as it stays with a headset that has no echo
 * @param reductionDb how much less is heard since the echo that is known is taken away, in the last tenth of a second with echo: dB, 0 and more. What
 *     is suppressed besides is not in it, and whoever speaks here at the same time makes it less
 * @param restarts how often the echo came by another way all at once, and had to be learnt anew
 */
public record EchoState(Optional<Duration> delay, double reductionDb, int restarts) {}
