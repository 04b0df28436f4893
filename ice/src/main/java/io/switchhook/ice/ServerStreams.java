package io.switchhook.ice;

import java.nio.ByteBuffer;

/**
 * Opens streams to those TURN servers that are not asked by UDP, one for each port that they relay for. Called on the agent's loop. What comes of a stream the agent is told by
 * {@link IceAgent#onServerBytes} and {@link IceAgent#onServerClosed}, never within these calls.
 */
public interface ServerStreams {

    /** For an agent that asks no server by a stream. */
    ServerStreams NONE = new ServerStreams() {
        @Override
        public void open(int stream, ServerAddress server) {
            throw new IllegalStateException(
                    "There are no streams to servers here, so that one of UDP alone can be asked");
        }

        @Override
        public void send(int stream, ByteBuffer bytes) {
            throw new IllegalStateException("No stream is open");
        }

        @Override
        public void close(int stream) {
            throw new IllegalStateException("No stream is open");
        }
    };

    /**
     * Starts to connect.
     *
     * @param stream a number that the agent has not used before
     */
    void open(int stream, ServerAddress server);

    /**
     * Sends, once the stream is open; what does not fit is lost, as it is by UDP.
     *
     * @param bytes valid during the call only
     */
    void send(int stream, ByteBuffer bytes);

    /** Closes it when what was sent before is out. The agent is told nothing of it any more. */
    void close(int stream);
}
