package io.switchhook.media.quality;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An estimate of what people would say of a call, from its codec, loss and delay: the E-model of ITU-T G.107 in the reduced form that is usual where the network is all that can be
 * measured.
 *
 * <p>R = 93.2 - Id - Ie,eff. 93.2 is Ro - Is with every parameter of G.107 at its default: levels, room and circuit noise, sidetone and quantization are not measured. Of the
 * delay impairment Id there is Idd alone, that of a delay by itself; the terms for echo, Idte and Idle, are taken as 0, as with perfect echo cancellers at both ends. Ie,eff is
 * that of G.107 §7.5, with the burst ratio kept from 1 to 8, where the model was made. The advantage factor A is 0. Scores are those of G.107 Annex B, never below 1; 4.4 is the
 * best that a narrowband codec can get.
 *
 * @param rFactor R with the delay, 0 to 93.2; absent where the delay is not known
 * @param mosListening estimated mean opinion score without the delay (MOS-LQ), 1 to 4.5
 * @param mosConversational the same with the delay (MOS-CQ); absent where the delay is not known
 */
public record VoiceQuality(OptionalDouble rFactor, double mosListening, OptionalDouble mosConversational) {
    /** R where nothing is wrong. */
    public static final double BEST_R = 93.2;

    private static final double MAX_BURST_RATIO = 8;
    private static final double UNFELT_DELAY_MILLIS = 100;

    /**
     * @param lossShare share of the packets of which nothing was heard, 0 to 1
     * @param burstRatio 1 for losses at random, more for those that come together
     * @param oneWayDelay from mouth to ear; empty when it is not known
     */
    public static VoiceQuality of(
            CodecImpairment codec, double lossShare, double burstRatio, Optional<Duration> oneWayDelay) {
        if (!(lossShare >= 0 && lossShare <= 1) || !(burstRatio >= 0)) {
            throw new IllegalArgumentException(
                    "Expected a share from 0 to 1 and a ratio, got " + lossShare + " and " + burstRatio);
        }
        double listening = BEST_R - equipmentImpairment(codec, lossShare, burstRatio);
        var rating = oneWayDelay.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0, listening - delayImpairment(oneWayDelay.get())));
        return new VoiceQuality(
                rating, score(listening), rating.isEmpty() ? rating : OptionalDouble.of(score(rating.getAsDouble())));
    }

    /** Ie,eff (G.107 §7.5). */
    static double equipmentImpairment(CodecImpairment codec, double lossShare, double burstRatio) {
        double percent = 100 * lossShare;
        double ratio = Math.max(1, Math.min(MAX_BURST_RATIO, burstRatio));
        return codec.ie() + (95 - codec.ie()) * percent / (percent / ratio + codec.bpl());
    }

    /** Idd (G.107 §7.4). */
    static double delayImpairment(Duration oneWay) {
        double millis = oneWay.toNanos() / 1e6;
        if (millis <= UNFELT_DELAY_MILLIS) {
            return 0;
        }
        double x = Math.log(millis / UNFELT_DELAY_MILLIS) / Math.log(2);
        return 25 * (sixth(1 + Math.pow(x, 6)) - 3 * sixth(1 + Math.pow(x / 3, 6)) + 2);
    }

    private static double sixth(double value) {
        return Math.pow(value, 1 / 6.0);
    }

    /** The mean opinion score that belongs to an R (G.107 Annex B), 1 to 4.5. */
    public static double score(double r) {
        if (r <= 0) {
            return 1;
        }
        return r >= 100 ? 4.5 : Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
    }
}
