package io.switchhook.ice;

import io.switchhook.stun.StunFrames;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A stream to a TURN server, and what is cut out of it. */
final class ServerStream implements ServerPath {
    private final ServerStreams streams;
    private final int number;
    private final StunFrames frames = new StunFrames();
    private boolean closed;

    ServerStream(ServerStreams streams, int number, ServerAddress server) {
        this.streams = streams;
        this.number = number;
        streams.open(number, server);
    }

    int number() {
        return number;
    }

    @Override
    public boolean isReliable() {
        return true;
    }

    @Override
    public void send(ByteBuffer packet) {
        if (!closed) {
            streams.send(number, packet);
        }
    }

    /** @return false when what comes is not what a TURN server sends */
    boolean take(ByteBuffer bytes, Consumer<ByteBuffer> messages) {
        return frames.take(bytes, message -> {
            if (!closed) {
                messages.accept(message);
            }
        });
    }

    /** It is over without our doing. */
    void onEnd() {
        closed = true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            streams.close(number);
        }
    }
}
