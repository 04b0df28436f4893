package io.switchhook.cli.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands on what is typed, line by line. It looks whether something is there and never waits in a read: a command in the background of a shell would be stopped by one, and a
 * thread that waits there could not be ended.
 */
public final class TypedLines implements AutoCloseable {
    private static final int LOOK_MILLIS = 100;
    private static final int LONGEST_LINE = 1000;

    private final InputStream in;
    private final Consumer<String> taker;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private volatile boolean closed;

    private TypedLines(InputStream in, Consumer<String> taker) {
        this.in = in;
        this.taker = taker;
    }

    public static TypedLines open(InputStream in, Consumer<String> taker) {
        var lines = new TypedLines(in, taker);
        lines.lookLater();
        return lines;
    }

    private void lookLater() {
        CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS).execute(this::look);
    }

    /** By one thread at a time, since each look asks for the next. */
    private void look() {
        try {
            while (!closed && in.available() > 0) {
                take(in.read());
            }
            if (!closed) {
                lookLater();
            }
        } catch (IOException e) {
            closed = true; // Nothing more can be typed; the call goes on.
        }
    }

    private void take(int value) {
        if (value == '\n') {
            var text = line.toString(Charset.defaultCharset()).strip();
            line.reset();
            if (!text.isEmpty()) {
                taker.accept(text);
            }
        } else if (line.size() < LONGEST_LINE) {
            line.write(value);
        }
    }

    /** Reads no more; what is typed later is for others. */
    @Override
    public void close() {
        closed = true;
    }
}
