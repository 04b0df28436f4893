package io.switchhook.media.quality;

import io.switchhook.media.codec.CodecName;
import java.util.Optional;

/**
 * What a codec takes from the quality of speech, as the E-model wants to know it (ITU-T G.107 §7.5).
 *
 * @param ie equipment impairment factor without any loss, 0 to 95
 * @param bpl packet-loss robustness factor: the percentage of loss at random that takes half of what is left, more than 0
 */
public record CodecImpairment(double ie, double bpl) {
    /** PCMU and PCMA with concealment as in G.711 Appendix I (ITU-T G.113 Appendix I). */
    public static final CodecImpairment G711 = new CodecImpairment(0, 25.1);

    /** G.729 Annex A with silence suppression (ITU-T G.113 Appendix I). */
    public static final CodecImpairment G729 = new CodecImpairment(11, 19);

    public CodecImpairment {
        if (!(ie >= 0 && ie <= 95) || !(bpl > 0 && bpl < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Expected Ie from 0 to 95 and Bpl above 0, got " + ie + " and " + bpl);
        }
    }

    /**
     * The values that ITU-T G.113 Appendix I has for a codec. It has none for G.722, which the narrowband E-model does not know, and none for Opus; whoever has measured some
     * rates a call with those.
     */
    public static Optional<CodecImpairment> of(CodecName codec) {
        return switch (codec.encoding()) {
            case "PCMU", "PCMA" -> Optional.of(G711);
            case "G729" -> Optional.of(G729);
            default -> Optional.empty();
        };
    }
}
