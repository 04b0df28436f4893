package io.switchhook.systemtests.lives;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Hears what the library logs while a test runs, apart for each thread: a simulation runs on one. The library logs a
 * warning where it survives what it did not expect, so that a log line here is a defect found.
 */
public final class LogEar implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ThreadLocal<ByteArrayOutputStream> heard = ThreadLocal.withInitial(ByteArrayOutputStream::new);

    public LogEar() {
        System.setErr(new PrintStream(new PerThread(), true, StandardCharsets.UTF_8));
    }

    private final class PerThread extends OutputStream {
        @Override
        public void write(int value) {
            heard.get().write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            heard.get().write(bytes, offset, length);
        }
    }

    /** The lines that this thread has logged since it last asked. */
    public List<String> takeLines() {
        var text = heard.get().toString(StandardCharsets.UTF_8);
        heard.remove();
        return text.lines().toList();
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
