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
    private @Nullable F front;
    private @Nullable Parameters parameters;

    HeaderText(F front, Parameters parameters) {
        this.source = new Parts<>(front, parameters);
        this.start = 0;
        this.frontEnd = 0;
        this.end = 0;
    }

    /** What the scanner has just passed: it can be read without failure. */
    HeaderText(FieldScanner scanner, int start, int frontEnd) {
        this.source = scanner.bytes();
        this.start = start;
        this.frontEnd = frontEnd;
        this.end = scanner.position();
    }

    /** Reads the front, which was passed before. */
    abstract F readFront(byte[] bytes, int from, int to);

    final F front() {
        var known = front;
        if (known == null) {
            known = source instanceof byte[] bytes ? readFront(bytes, start, frontEnd) : parts().front;
            front = known;
        }
        return known;
    }

    final Parameters rest() {
        var known = parameters;
        if (known == null) {
            known = source instanceof byte[] bytes ? Parameters.read(bytes, frontEnd, end) : parts().parameters;
            parameters = known;
        }
        return known;
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
