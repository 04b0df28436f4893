package io.switchhook.stack.quality;

import io.switchhook.base.text.Printable;
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

        /** What stands in a report; the first of a kind counts, and what cannot be is left out. */
        void read(QualityParameter parameter, String value) {
            parameter.read(value).filter(Printable::isClean).ifPresent(read -> values.putIfAbsent(parameter, read));
        }

        public QualityMetrics build() {
            return new QualityMetrics(this);
        }
    }
}
