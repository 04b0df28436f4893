package io.switchhook.stack.quality;

import io.switchhook.base.text.Printable;
import io.switchhook.media.rtcp.VoipMetrics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** What was measured at one end of a call (RFC 6035 §4.6.1, Metrics). What is not known is absent. Immutable. */
public final class QualityMetrics {
    private final Optional<Instant> start;
    private final Optional<Instant> stop;
    private final Map<QualityParameter, String> values;

    private QualityMetrics(Builder builder) {
        this.start = builder.start;
        this.stop = builder.stop;
        this.values = new EnumMap<>(builder.values);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** When the audio that was measured began. */
    public Optional<Instant> start() {
        return start;
    }

    /** When it ended; a clock that was set in between may make it earlier than {@link #start}. */
    public Optional<Instant> stop() {
        return stop;
    }

    /** A parameter that {@link QualityParameter#isNumber is a number}, within its range; empty for others. Of several sample rates the lowest. */
    public OptionalDouble number(QualityParameter parameter) {
        var value = values.get(parameter);
        return value == null || !parameter.isNumber()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(value));
    }

    /** Any parameter as text, without quotes. */
    public Optional<String> text(QualityParameter parameter) {
        return Optional.ofNullable(values.get(parameter));
    }

    /** All that is known, in the order of RFC 6035. */
    Map<QualityParameter, String> values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QualityMetrics that
                && start.equals(that.start)
                && stop.equals(that.stop)
                && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(start, stop, values);
    }

    @Override
    public String toString() {
        return "metrics " + values;
    }

    /** Collects what is known. Used by one thread at a time. */
    public static final class Builder {
        private final Map<QualityParameter, String> values = new EnumMap<>(QualityParameter.class);
        private Optional<Instant> start = Optional.empty();
        private Optional<Instant> stop = Optional.empty();

        private Builder() {}

        /** To the second: not every collector reads parts of one. */
        public Builder start(Instant at) {
            start = Optional.of(at.truncatedTo(ChronoUnit.SECONDS));
            return this;
        }

        /** To the second. */
        public Builder stop(Instant at) {
            stop = Optional.of(at.truncatedTo(ChronoUnit.SECONDS));
            return this;
        }

        /**
         * A number, rounded as RFC 6035 writes it; one out of range is left out, as that has no word for it.
         *
         * @throws IllegalArgumentException when the parameter is no number
         */
        public Builder with(QualityParameter parameter, double number) {
            if (!parameter.isNumber()) {
                throw new IllegalArgumentException(parameter + " is a word; give it as text");
            }
            parameter.format(number).ifPresent(value -> values.put(parameter, value));
            return this;
        }

        /** As {@link #with(QualityParameter, double)}; nothing when it is empty. */
        public Builder with(QualityParameter parameter, OptionalDouble number) {
            number.ifPresent(known -> with(parameter, known));
            return this;
        }

        /**
         * A text.
         *
         * @throws IllegalArgumentException when the parameter is a number, or the text is none that a report can have there (word, word-plus)
         */
        public Builder with(QualityParameter parameter, String text) {
            if (parameter.isNumber() || !parameter.mayBe(text)) {
                throw new IllegalArgumentException(parameter + " cannot be \"" + Printable.escape(text) + "\"");
            }
            values.put(parameter, text);
            return this;
        }

        /** What RTCP says of a stream (RFC 3611 §4.7), as RFC 6035 §4.6.2 maps it; what it does not know is left out. */
        public Builder with(VoipMetrics metrics) {
            int receiver = metrics.receiverConfiguration();
            with(QualityParameter.PACKET_LOSS_CONCEALMENT, receiver >> 6 & 3);
            with(QualityParameter.JITTER_BUFFER_ADAPTIVE, receiver >> 4 & 3);
            with(QualityParameter.JITTER_BUFFER_RATE, receiver & 15);
            with(QualityParameter.JITTER_BUFFER_NOMINAL, metrics.nominalDelay());
            with(QualityParameter.JITTER_BUFFER_MAX, metrics.maximumDelay());
            with(QualityParameter.JITTER_BUFFER_ABS_MAX, metrics.absoluteMaximumDelay());
            with(QualityParameter.NETWORK_PACKET_LOSS_RATE, 100 * metrics.lossShare());
            with(QualityParameter.JITTER_BUFFER_DISCARD_RATE, 100 * metrics.discardShare());
            with(QualityParameter.BURST_LOSS_DENSITY, metrics.burstDensity() / 2.56);
            with(QualityParameter.BURST_DURATION, metrics.burstDuration());
            with(QualityParameter.GAP_LOSS_DENSITY, metrics.gapDensity() / 2.56);
            with(QualityParameter.GAP_DURATION, metrics.gapDuration());
            with(QualityParameter.MINIMUM_GAP_THRESHOLD, metrics.gapThreshold());
            withKnown(QualityParameter.ROUND_TRIP_DELAY, metrics.roundTripDelay(), 0);
            withKnown(QualityParameter.END_SYSTEM_DELAY, metrics.endSystemDelay(), 0);
            withKnown(QualityParameter.SIGNAL_LEVEL, metrics.signalLevel(), VoipMetrics.UNAVAILABLE);
            withKnown(QualityParameter.NOISE_LEVEL, metrics.noiseLevel(), VoipMetrics.UNAVAILABLE);
            withKnown(QualityParameter.RESIDUAL_ECHO_RETURN_LOSS, metrics.echoReturnLoss(), VoipMetrics.UNAVAILABLE);
            withKnown(QualityParameter.CONVERSATIONAL_QUALITY_R, metrics.rFactor(), VoipMetrics.UNAVAILABLE);
            withKnown(QualityParameter.EXTERNAL_R_IN, metrics.externalRFactor(), VoipMetrics.UNAVAILABLE);
            with(QualityParameter.MOS_LQ, metrics.listeningScore());
            return with(QualityParameter.MOS_CQ, metrics.conversationalScore());
        }

        private void withKnown(QualityParameter parameter, int value, int unknown) {
            if (value != unknown) {
                with(parameter, value);
            }
        }

        /** What stands in a report; the first of a kind counts, and what cannot be is left out. */
        void read(QualityParameter parameter, String value) {
            parameter.read(value).filter(Printable::isClean).ifPresent(read -> values.putIfAbsent(parameter, read));
        }

        public QualityMetrics build() {
            return new QualityMetrics(this);
        }
    }
}
