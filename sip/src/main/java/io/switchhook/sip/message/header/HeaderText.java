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
    private static final int LENGTH_BITS = 16;
    private static final int LONGEST = (1 << LENGTH_BITS) - 1;

    private record Parts<F>(F front, Parameters parameters) {}

    /** The bytes, or the {@link Parts} of a value that was given in parts. */
    private final Object source;

    /** Where the front begins in the bytes. */
    private final int start;
    /** How long the front is, from bit 16 on, and the parameters behind it, which {@link Parameters#readPlain} takes. */
    private final int lengths;
    /** Where the parts of the front stand, in the terms of the class that reads it. */
    private final long places;

    private @Nullable F front;
    private @Nullable Parameters parameters;

    HeaderText(F front, Parameters parameters) {
        this.source = new Parts<>(front, parameters);
        this.start = 0;
        this.lengths = 0;
        this.places = 0;
    }

    /**
     * A front that the scanner has just passed, which can be read without failure, and the parameters behind it, which this passes.
     *
     * @param places what {@link #readFront} is to be given
     */
    HeaderText(FieldScanner scanner, int start, long places) {
        var bytes = scanner.bytes();
        int frontEnd = scanner.position();
        boolean plain = Parameters.skipPlain(scanner);
        int end = scanner.position();
        boolean lazy = plain && frontEnd - start <= LONGEST && end - frontEnd <= LONGEST;
        this.source =
                lazy ? bytes : new Parts<>(readFront(bytes, start, frontEnd, places), readRest(scanner, frontEnd));
        this.start = start;
        this.lengths = lazy ? frontEnd - start << LENGTH_BITS | end - frontEnd : 0;
        this.places = places;
    }

    private static Parameters readRest(FieldScanner scanner, int frontEnd) {
        scanner.moveTo(frontEnd);
        return Parameters.read(scanner);
    }

    /** Reads the front, which was passed before. */
    abstract F readFront(byte[] bytes, int from, int to, long places);

    final F front() {
        var known = front;
        if (known == null) {
            known = source instanceof byte[] bytes
                    ? readFront(bytes, start, start + (lengths >>> LENGTH_BITS), places)
                    : parts().front;
            front = known;
        }
        return known;
    }

    final Parameters rest() {
        var known = parameters;
        if (known == null) {
            known = source instanceof byte[] bytes ? readPlainRest(bytes) : parts().parameters;
            parameters = known;
        }
        return known;
    }

    private Parameters readPlainRest(byte[] bytes) {
        int from = start + (lengths >>> LENGTH_BITS);
        return Parameters.readPlain(bytes, from, from + (lengths & LONGEST));
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
