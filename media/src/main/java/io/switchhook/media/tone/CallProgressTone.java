package io.switchhook.media.tone;

import java.util.List;

/**
 * A tone that tells a caller what happens.
 *
 * @param frequencies hertz, sounding together
 * @param cadence on and off
 */
public record CallProgressTone(List<Integer> frequencies, Cadence cadence) {
    public CallProgressTone {
        frequencies = List.copyOf(frequencies);
    }

    static CallProgressTone of(List<Integer> frequencies, int... cadenceMillis) {
        return new CallProgressTone(frequencies, Cadence.ofMillis(cadenceMillis));
    }
}
