package io.switchhook.media.voice;

import java.util.SplittableRandom;

/** A room between a loudspeaker and a microphone, made of a seed: a direct way, and reflections that fade. */
final class Room {
    private final float[] response;

    /**
     * @param delayMillis from the loudspeaker's queue to the microphone's, devices and air
     * @param gainDecibels of the echo
     * @param reverberationMillis until reflections have faded by 60 dB
     */
    Room(long seed, int rate, double delayMillis, double gainDecibels, double reverberationMillis) {
        var random = new SplittableRandom(seed);
        int delay = (int) (delayMillis * rate / 1000);
        int tail = (int) (reverberationMillis * rate / 1000 * 0.7);
        response = new float[delay + tail + 1];
        double energy = 0;
        for (int i = 0; i < tail; i++) {
            double fade = Math.pow(10, -3.0 * i * 1000 / rate / reverberationMillis);
            double value = i == 0 ? 1 : (random.nextDouble() - 0.5) * 1.1 * fade;
            response[delay + i] = (float) value;
            energy += value * value;
        }
        double gain = Math.pow(10, gainDecibels / 20) / Math.sqrt(energy);
        for (int i = 0; i < response.length; i++) {
            response[i] *= (float) gain;
        }
    }

    /** What of it comes to the microphone. */
    float[] echoOf(float[] played) {
        var echo = new float[played.length];
        int first = 0;
        while (first < response.length - 1 && response[first] == 0) {
            first++;
        }
        for (int j = first; j < response.length; j++) {
            float tap = response[j];
            for (int i = j; i < echo.length; i++) {
                echo[i] += tap * played[i - j];
            }
        }
        return echo;
    }
}
