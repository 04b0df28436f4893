package io.switchhook.base.net;

/** Decides who handles a stream that a peer has opened. */
@FunctionalInterface
public interface StreamAcceptor {

    /** Called on the listener's loop before any other event of the stream. */
    StreamHandler onAccept(StreamConnection connection, long nowNanos);
}
