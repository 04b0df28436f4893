package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes down what happens to a stream of messages, one by one. */
final class MessageRecorder extends StreamRecorder {
    private final LinkedBlockingQueue<byte[]> messages = new LinkedBlockingQueue<>(100_000);

    @Override
    void take(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        messages.add(copy);
    }

    byte[] await() throws InterruptedException {
        var message = messages.poll(10, TimeUnit.SECONDS);
        assertThat(message).as("a message").isNotNull();
        return message;
    }

    void awaitMessage(String expected) throws InterruptedException {
        assertThat(new String(await(), StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    int waiting() {
        return messages.size();
    }
}
