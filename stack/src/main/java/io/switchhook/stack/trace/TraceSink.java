package io.switchhook.stack.trace;

/** Takes the events of a stack. Called on the stack's loops: it must be quick, must not block, and must be safe to call from several threads. */
public interface TraceSink {

    void onEvent(TraceEvent event);

    /** Whether {@link TraceEvent.Media} is wanted; asked once per stream, since copying each packet has a price. */
    default boolean wantsMedia() {
        return false;
    }

    /** Keeps nothing. */
    TraceSink NONE = event -> {};

    /** Gives every event to both. */
    default TraceSink and(TraceSink other) {
        var first = this;
        return new TraceSink() {
            @Override
            public void onEvent(TraceEvent event) {
                first.onEvent(event);
                other.onEvent(event);
            }

            @Override
            public boolean wantsMedia() {
                return first.wantsMedia() || other.wantsMedia();
            }
        };
    }
}
