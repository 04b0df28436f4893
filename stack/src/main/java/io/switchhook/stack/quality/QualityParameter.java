package io.switchhook.stack.quality;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What RFC 6035 §4.6.1 has names for, in the order in which it stands there. Percentages are 0 to 100, delays and durations milliseconds. */
public enum QualityParameter {
    /** The payload type of RTP, 0 to 127. */
    PAYLOAD_TYPE("SessionDesc", "PT", Form.WHOLE, 0, 127),
    /** The name of the codec, as registered for media types. */
    PAYLOAD_DESC("SessionDesc", "PD", Form.TEXT, 0, 0),
    /** The clock rate in Hz. */
    SAMPLE_RATE("SessionDesc", "SR", Form.WHOLE, 0, 999_999),
    PACKETS_PER_SECOND("SessionDesc", "PPS", Form.WHOLE, 0, 99_999),
    FRAME_DURATION("SessionDesc", "FD", Form.WHOLE, 0, 9_999),
    FRAME_OCTETS("SessionDesc", "FO", Form.WHOLE, 0, 99_999),
    FRAMES_PER_PACKET("SessionDesc", "FPP", Form.WHOLE, 0, 99),
    FMTP_OPTIONS("SessionDesc", "FMTP", Form.TEXT, 0, 0),
    /** As RFC 3611 §4.7.6 counts: 0 unspecified, 1 disabled, 2 enhanced, 3 standard. */
    PACKET_LOSS_CONCEALMENT("SessionDesc", "PLC", Form.WHOLE, 0, 3),
    /** {@code on} or {@code off}. */
    SILENCE_SUPPRESSION_STATE("SessionDesc", "SSUP", Form.TEXT, 0, 0),
    /** As RFC 3611 §4.7.6 counts: 0 unknown, 2 non-adaptive, 3 adaptive. */
    JITTER_BUFFER_ADAPTIVE("JitterBuffer", "JBA", Form.WHOLE, 0, 3),
    JITTER_BUFFER_RATE("JitterBuffer", "JBR", Form.WHOLE, 0, 15),
    JITTER_BUFFER_NOMINAL("JitterBuffer", "JBN", Form.WHOLE, 0, 65_535),
    JITTER_BUFFER_MAX("JitterBuffer", "JBM", Form.WHOLE, 0, 65_535),
    JITTER_BUFFER_ABS_MAX("JitterBuffer", "JBX", Form.WHOLE, 0, 65_535),
    /** Of the packets, those that never came. */
    NETWORK_PACKET_LOSS_RATE("PacketLoss", "NLR", Form.PERCENT, 0, 100),
    /** Of the packets, those that came and were of no use. */
    JITTER_BUFFER_DISCARD_RATE("PacketLoss", "JDR", Form.PERCENT, 0, 100),
    BURST_LOSS_DENSITY("BurstGapLoss", "BLD", Form.PERCENT, 0, 100),
    BURST_DURATION("BurstGapLoss", "BD", Form.WHOLE, 0, 3_600_000),
    GAP_LOSS_DENSITY("BurstGapLoss", "GLD", Form.PERCENT, 0, 100),
    GAP_DURATION("BurstGapLoss", "GD", Form.WHOLE, 0, 3_600_000),
    MINIMUM_GAP_THRESHOLD("BurstGapLoss", "GMIN", Form.WHOLE, 1, 255),
    ROUND_TRIP_DELAY("Delay", "RTD", Form.WHOLE, 0, 65_535),
    END_SYSTEM_DELAY("Delay", "ESD", Form.WHOLE, 0, 65_535),
    ONE_WAY_DELAY("Delay", "OWD", Form.WHOLE, 0, 65_535),
    /** Half the sum of the round trip and of the delays of both ends. */
    SYMM_ONE_WAY_DELAY("Delay", "SOWD", Form.WHOLE, 0, 65_535),
    /** Of RFC 3550, in milliseconds. */
    INTERARRIVAL_JITTER("Delay", "IAJ", Form.WHOLE, 0, 65_535),
    MEAN_ABSOLUTE_JITTER("Delay", "MAJ", Form.WHOLE, 0, 65_535),
    /** In dB relative to 0 dBm0. */
    SIGNAL_LEVEL("Signal", "SL", Form.WHOLE, -99, 99),
    /** In dB relative to 0 dBm0. */
    NOISE_LEVEL("Signal", "NL", Form.WHOLE, -99, 99),
    RESIDUAL_ECHO_RETURN_LOSS("Signal", "RERL", Form.WHOLE, 0, 999),
    LISTENING_QUALITY_R("QualityEst", "RLQ", Form.WHOLE, 0, 120),
    RLQ_EST_ALG("QualityEst", "RLQEstAlg", Form.TEXT, 0, 0),
    CONVERSATIONAL_QUALITY_R("QualityEst", "RCQ", Form.WHOLE, 0, 120),
    RCQ_EST_ALG("QualityEst", "RCQEstAlg", Form.TEXT, 0, 0),
    EXTERNAL_R_IN("QualityEst", "EXTRI", Form.WHOLE, 0, 120),
    EXT_R_IN_EST_ALG("QualityEst", "ExtRIEstAlg", Form.TEXT, 0, 0),
    EXTERNAL_R_OUT("QualityEst", "EXTRO", Form.WHOLE, 0, 120),
    EXT_R_OUT_EST_ALG("QualityEst", "ExtROEstAlg", Form.TEXT, 0, 0),
    /** Mean opinion score without the delay, 0 to 5. */
    MOS_LQ("QualityEst", "MOSLQ", Form.SCORE, 0, 5),
    MOSLQ_EST_ALG("QualityEst", "MOSLQEstAlg", Form.TEXT, 0, 0),
    /** Mean opinion score with the delay, 0 to 5. */
    MOS_CQ("QualityEst", "MOSCQ", Form.SCORE, 0, 5),
    MOSCQ_EST_ALG("QualityEst", "MOSCQEstAlg", Form.TEXT, 0, 0),
    QOE_EST_ALG("QualityEst", "QoEEstAlg", Form.TEXT, 0, 0);

    private enum Form {
        WHOLE(0),
        /** 1*3DIGIT [ "." 1*2DIGIT ]. */
        PERCENT(2),
        /** DIGIT [ "." 1*3DIGIT ]. */
        SCORE(2),
        TEXT(0);

        private final int places;

        Form(int places) {
            this.places = places;
        }
    }

    static final int LONGEST_TEXT = 256;

    /** More digits than any of them may have are a number still, such as 5.00000. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}(\\.[0-9]{1,9})?");

    /** The word-plus of RFC 6035, which has neither quotes nor semicolons. */
    private static final Pattern WORD_PLUS = Pattern.compile("[A-Za-z0-9\\-.!%*_+`'~()<>:\\\\/\\[\\]?{}= ]+");

    private static final Map<String, QualityParameter> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(each -> each.token.toLowerCase(Locale.ROOT), Function.identity()));

    private final String line;
    private final String token;
    private final Form form;
    private final int least;
    private final int most;

    QualityParameter(String line, String token, Form form, int least, int most) {
        this.line = line;
        this.token = token;
        this.form = form;
        this.least = least;
        this.most = most;
    }

    /** What it is called in a report, {@code NLR} for one. */
    public String token() {
        return token;
    }

    /** Whether it is a number, and not a word. */
    public boolean isNumber() {
        return form != Form.TEXT;
    }

    /** The line of a report that it stands in. */
    String line() {
        return line;
    }

    /** Whatever the case of its letters (RFC 5234 §2.3); empty for one that RFC 6035 does not know. */
    static Optional<QualityParameter> named(String token) {
        return Optional.ofNullable(BY_NAME.get(token.toLowerCase(Locale.ROOT)));
    }

    /** The value of a report as it is kept; empty for one that there cannot be. */
    Optional<String> read(String value) {
        if (value.isEmpty() || value.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        if (!isNumber()) {
            // One that has no end: the line was cut off.
            return Optional.of(value).filter(text -> text.indexOf('"') < 0);
        }
        // §4.6.1: a codec that changes its rate says the lowest and the highest, 8000;16000.
        var first = this == SAMPLE_RATE ? value.split(";", 2)[0].strip() : value;
        return NUMBER.matcher(first).matches() ? format(Double.parseDouble(first)) : Optional.empty();
    }

    /** A number as a report writes it; empty where it is out of range. */
    Optional<String> format(double number) {
        if (!(number >= least && number <= most)) {
            return Optional.empty();
        }
        var rounded = BigDecimal.valueOf(number)
                .setScale(form.places, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return Optional.of(rounded.signum() == 0 ? "0" : rounded.toPlainString());
    }

    /** Whether the text may be written (word, word-plus). */
    boolean mayBe(String text) {
        boolean quoted = this == FMTP_OPTIONS || this == PAYLOAD_DESC;
        return text.length() <= LONGEST_TEXT && WORD_PLUS.matcher(text).matches() && (quoted || !text.contains(" "));
    }

    /** As it stands in its line. */
    String write(String value) {
        boolean quoted = this == FMTP_OPTIONS || value.contains(" ");
        return token + "=" + (quoted ? "\"" + value + "\"" : value);
    }
}
