package io.switchhook.ice;

import java.nio.ByteBuffer;

/** The way from a port of ours to its server. */
interface ServerPath {

    /** Whether what is sent comes, or the end of the path is told (RFC 8489 §6.2.2). */
    boolean isReliable();

    /** @param packet valid during the call only */
    void send(ByteBuffer packet);

    void close();

    /** Finds the way to a server, also to another that the first names instead of itself. */
    @FunctionalInterface
    interface Finder {
        ServerPath to(ServerAddress server);
    }
}
