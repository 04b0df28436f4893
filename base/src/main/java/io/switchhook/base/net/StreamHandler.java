package io.switchhook.base.net;

import java.nio.ByteBuffer;

/** Takes the events of one stream, on its loop: {@code onOpen} at most once, then {@code onBytes}, and {@code onClose} exactly once, last. */
public interface StreamHandler {

    void onOpen(StreamConnection connection, long nowNanos);

    /** @param bytes valid during the call only, copy what must stay; over WebSocket one whole message */
    void onBytes(StreamConnection connection, ByteBuffer bytes, long nowNanos);

    void onClose(StreamConnection connection, StreamClose reason, long nowNanos);
}
