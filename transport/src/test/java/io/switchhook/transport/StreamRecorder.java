package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Takes down what happens to one stream, and fails when it happens in the wrong order. */
class StreamRecorder implements StreamHandler {
    final CompletableFuture<StreamConnection> opened = new CompletableFuture<>();
    final CompletableFuture<StreamClose> closed = new CompletableFuture<>();
    final CompletableFuture<Void> disorder = new CompletableFuture<>();
    final AtomicLong byteCount = new AtomicLong();
    private final LinkedBlockingQueue<String> pieces = new LinkedBlockingQueue<>(100_000);

    @Override
    public void onOpen(StreamConnection connection, long nowNanos) {
        check(!opened.isDone() && !closed.isDone(), "onOpen twice or after onClose");
        opened.complete(connection);
    }

    @Override
    public void onBytes(StreamConnection connection, ByteBuffer bytes, long nowNanos) {
        check(opened.isDone() && !closed.isDone(), "onBytes before onOpen or after onClose");
        byteCount.addAndGet(bytes.remaining());
        take(bytes);
    }

    void take(ByteBuffer bytes) {
        pieces.add(StandardCharsets.UTF_8.decode(bytes).toString());
    }

    @Override
    public void onClose(StreamConnection connection, StreamClose reason, long nowNanos) {
        check(!closed.isDone(), "onClose twice");
        closed.complete(reason);
    }

    private void check(boolean inOrder, String what) {
        if (!inOrder) {
            disorder.completeExceptionally(new AssertionError(what));
        }
    }

    StreamConnection awaitOpen() throws Exception {
        return opened.get(10, TimeUnit.SECONDS);
    }

    StreamClose awaitClose() throws Exception {
        var reason = closed.get(15, TimeUnit.SECONDS);
        assertThat(disorder).isNotCompletedExceptionally();
        assertThat(reason.detail()).isNotBlank();
        return reason;
    }

    /** Waits until exactly this text has come. */
    void awaitText(String expected) throws InterruptedException {
        var text = new StringBuilder();
        while (text.length() < expected.length()) {
            var piece = pieces.poll(10, TimeUnit.SECONDS);
            assertThat(piece).as("more text after <%s>", text).isNotNull();
            text.append(piece);
        }
        assertThat(text).hasToString(expected);
    }
}
