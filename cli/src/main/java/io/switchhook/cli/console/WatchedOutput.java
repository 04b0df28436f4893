package io.switchhook.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output that does not lose in silence what it cannot write: a disk that is full or a reader that has gone ends the command. */
public final class WatchedOutput extends FilterOutputStream {
    private final Interruption interruption;

    public WatchedOutput(OutputStream out, Interruption interruption) {
        super(out);
        this.interruption = interruption;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            interruption.outputLost(FileTrouble.reason(e));
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            interruption.outputLost(FileTrouble.reason(e));
            throw e;
        }
    }
}
