package io.switchhook.simulation;

import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import java.nio.ByteBuffer;

/** Stands in until the acceptor has said who handles an accepted stream. */
enum DeafHandler implements StreamHandler {
    INSTANCE;

    @Override
    public void onOpen(StreamConnection connection, long nowNanos) {}

    @Override
    public void onBytes(StreamConnection connection, ByteBuffer bytes, long nowNanos) {}

    @Override
    public void onClose(StreamConnection connection, StreamClose reason, long nowNanos) {}
}
