package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * A value of which something stands in front and parameters behind it. One that was read from a message is a piece of the message's bytes, which were
 * checked; it is taken apart when somebody asks. Immutable, and safe for any thread: what two threads take out at the same time is equal.
 *
 * @param <F> what stands in front
 */
abstract class HeaderText<F> {
    private record Parts<F>(F front, Parameters parameters) {}

    /** The bytes, or the {@link Parts} of a value that was given in parts. */
    private final Object source;

    /** In the bytes: the front from {@code start} up to {@code frontEnd}, the parameters from there up to {@code end}. */
    private final int start;

    private final int frontEnd;
    private final int end;
    /** Where the parts of the front stand, in the terms of the class that reads it. */
    private final long places;

    /** Whether {@link Parameters#readPlain} takes the parameters. */
    private final boolean plain;

    private @Nullable F front;
    private @Nullable Parameters parameters;

    HeaderText(F front, Parameters parameters) {
        this.source = new Parts<>(front, parameters);
        this.start = 0;
        this.frontEnd = 0;
        this.end = 0;
        this.places = 0;
        this.plain = false;
    }

    /**
     * A front that the scanner has just passed, which can be read without failure, and the parameters behind it, which this passes.
     *
     * @param places what {@link #readFront} is to be given
     */
    HeaderText(FieldScanner scanner, int start, long places) {
        this.source = scanner.bytes();
        this.start = start;
        this.frontEnd = scanner.position();
        this.places = places;
        this.plain = Parameters.skipPlain(scanner);
        if (!plain) {
            this.parameters = Parameters.read(scanner);
        }
        this.end = scanner.position();
    }

    /** Reads the front, which was passed before. */
    abstract F readFront(byte[] bytes, int from, int to, long places);

    final F front() {
        var known = front;
        if (known == null) {
            known = source instanceof byte[] bytes ? readFront(bytes, start, frontEnd, places) : parts().front;
            front = known;
        }
        return known;
    }

    final Parameters rest() {
        var known = parameters;
        if (known == null) {
            known = source instanceof byte[] bytes ? readRest(bytes) : parts().parameters;
            parameters = known;
        }
        return known;
    }

    private Parameters readRest(byte[] bytes) {
        return plain
                ? Parameters.readPlain(bytes, frontEnd, end)
                : Parameters.read(new FieldScanner(bytes, frontEnd, end));
    }

    @SuppressWarnings("unchecked") // The constructor put it there.
    private Parts<F> parts() {
        return (Parts<F>) source;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof HeaderText<?> that
                && getClass() == that.getClass()
                && front().equals(that.front())
                && rest().equals(that.rest());
    }

    @Override
    public final int hashCode() {
        return 31 * front().hashCode() + rest().hashCode();
    }
}
