package io.switchhook.stack.trace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the SIP and RTP that a stack saw to a pcapng file, for Wireshark and its kind. The stack never sees IP, UDP
 * and TCP headers, so they are made up to fit; what
 * is in them is what was sent and received, secrets masked. A thread of its own writes: what comes faster than the disk takes it is dropped and counted.
 */
public final class PcapngWriter implements TraceSink, AutoCloseable {
    /** Enough for a second of disk trouble with a hundred calls. */
    private static final int MAX_WAITING = 16_384;

    private static final int IDLE_MILLIS = 100;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel out;
    private final BlockingQueue<TraceEvent> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final PacketForge forge = new PacketForge();
    private final ByteBuffer buffer = PcapngBlocks.buffer(BUFFER_BYTES);
    private final Thread writer;
    private volatile boolean closing;
    private volatile Optional<IOException> failure = Optional.empty();

    private PcapngWriter(Path file, FileChannel out) {
        this.file = file;
        this.out = out;
        this.writer = new Thread(this::writeAll, "switchhook-pcapng");
        writer.setDaemon(true);
    }

    /**
     * Begins a file; one that is there is overwritten.
     *
     * @throws IOException when it cannot be written
     */
    public static PcapngWriter open(Path file) throws IOException {
        var out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        var opened = new PcapngWriter(file, out);
        PcapngBlocks.writeHead(opened.buffer);
        opened.writer.start();
        return opened;
    }

    @Override
    public void onEvent(TraceEvent event) {
        boolean packet = !(event instanceof TraceEvent.Note);
        if (packet && (closing || failure.isPresent() || !waiting.offer(event))) {
            dropped.incrementAndGet();
        }
    }

    @Override
    public boolean wantsMedia() {
        return true;
    }

    /** How many packets the file lacks, because the disk was too slow or full or because they came after {@link #close}. */
    public long dropped() {
        return dropped.get();
    }

    /**
     * Writes what is waiting and closes the file. Closing twice does nothing more.
     *
     * @throws IOException when not all of it could be written
     */
    @Override
    public void close() throws IOException {
        closing = true;
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true; // The file is completed all the same; it takes no more than what is waiting.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure.isPresent()) {
            throw new IOException(
                    "The capture " + file + " is not complete: " + failure.get().getMessage(), failure.get());
        }
    }

    private void writeAll() {
        try (out) {
            while (true) {
                boolean last = closing;
                var event = waiting.poll();
                if (event == null) {
                    flush();
                    event = waiting.poll(last ? 0 : IDLE_MILLIS, TimeUnit.MILLISECONDS);
                }
                if (event != null) {
                    append(event);
                } else if (last) {
                    return;
                }
            }
        } catch (IOException e) {
            failure = Optional.of(e);
        } catch (InterruptedException e) {
            failure = Optional.of(new IOException("The writing thread was interrupted", e));
        }
    }

    private void append(TraceEvent event) throws IOException {
        for (byte[] packet : forge.packetsOf(event)) {
            if (buffer.remaining() < PcapngBlocks.packetBlockBytes(packet.length)) {
                flush();
            }
            if (buffer.remaining() >= PcapngBlocks.packetBlockBytes(packet.length)) {
                PcapngBlocks.writePacket(buffer, event.time(), packet);
            } else {
                var large = PcapngBlocks.buffer(PcapngBlocks.packetBlockBytes(packet.length));
                PcapngBlocks.writePacket(large, event.time(), packet);
                write(large);
            }
        }
    }

    private void flush() throws IOException {
        write(buffer);
        buffer.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        bytes.flip();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
