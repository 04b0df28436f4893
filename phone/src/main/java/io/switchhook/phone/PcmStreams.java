package io.switchhook.phone;

import io.switchhook.base.text.Sentences;
import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * The audio of a call as plain streams, for voice bots and speech engines: 16-bit little-endian mono PCM at 8 kHz, 16,000 bytes a second, or at the
 * rate that the program asks for, whatever codec the call has. The program's side blocks as streams do; the call's side never does.
 */
public final class PcmStreams {
    private PcmStreams() {}

    /**
     * A stream whose bytes the other side hears: {@code call.audio().send(stream)}.
     *
     * @param capacity how much may wait to be sent, 20 ms to 10 minutes; writing more blocks until it has been
     */
    public static ToCall toCall(Duration capacity) {
        return toCall(capacity, PcmFormat.NARROWBAND_RATE);
    }

    /**
     * As {@link #toCall(Duration)}, at another rate: many speech engines speak at 16 or 24 kHz.
     *
     * @param sampleRate a multiple of 100 from 8000 to 48000
     */
    public static ToCall toCall(Duration capacity, int sampleRate) {
        return new ToCall(Ring.of(capacity, sampleRate));
    }

    /**
     * A stream of what the other side says: {@code call.audio().receive(stream)}.
     *
     * @param capacity how much may wait to be read, 20 ms to 10 minutes; when more comes the oldest is dropped and counted
     */
    public static FromCall fromCall(Duration capacity) {
        return fromCall(capacity, PcmFormat.NARROWBAND_RATE);
    }

    /**
     * As {@link #fromCall(Duration)}, at another rate: many speech engines listen at 16 kHz.
     *
     * @param sampleRate a multiple of 100 from 8000 to 48000
     */
    public static FromCall fromCall(Duration capacity, int sampleRate) {
        return new FromCall(Ring.of(capacity, sampleRate));
    }

    /** What a program says into a call. The call's silence fills the pauses between writes. */
    public static final class ToCall extends OutputStream implements PcmSource {
        private final Ring ring;
        private int lowByte = -1;

        private ToCall(Ring ring) {
            this.ring = ring;
        }

        @Override
        public int read(short[] target, int offset, int length) {
            return ring.take(target, offset, length);
        }

        @Override
        public int sampleRate() {
            return ring.sampleRate;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        /** Blocks while the stream is full. A sample may be split between two writes. */
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            var samples = new short[length / 2 + 1];
            int count = 0;
            for (int i = offset; i < offset + length; i++) {
                if (lowByte < 0) {
                    lowByte = bytes[i] & 0xff;
                } else {
                    samples[count++] = (short) (lowByte | bytes[i] << 8);
                    lowByte = -1;
                }
            }
            ring.put(samples, count);
        }

        /**
         * Waits until everything written has been sent. A stream that plays in no call never empties: close it when the call is over.
         *
         * @throws IOException when the stream is closed meanwhile
         */
        public void drain() throws IOException {
            ring.awaitEmpty();
        }

        /** Forgets what has not been sent yet: the other side interrupts, the program falls silent. */
        public void clear() {
            ring.clear();
        }

        /** How much waits to be sent. */
        public Duration waiting() {
            return ring.waiting();
        }

        /** No more comes; what waits is still sent. Further writes fail. */
        @Override
        public void close() {
            ring.close();
        }
    }

    /** What a program hears of a call. */
    public static final class FromCall extends InputStream implements PcmSink {
        private final Ring ring;
        private int highByte = -1;

        private FromCall(Ring ring) {
            this.ring = ring;
        }

        @Override
        public void write(short[] samples, int offset, int length) {
            ring.force(samples, offset, length);
        }

        @Override
        public int sampleRate() {
            return ring.sampleRate;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** Blocks until something was heard; -1 after {@link #close} when all has been read. */
        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int done = 0;
            if (highByte >= 0) {
                target[offset + done++] = (byte) highByte;
                highByte = -1;
            }
            int wanted = (length - done + 1) / 2;
            var samples = new short[wanted];
            int count = done > 0 ? ring.take(samples, 0, wanted) : ring.await(samples, wanted);
            for (int i = 0; i < count; i++) {
                target[offset + done++] = (byte) samples[i];
                if (done < length) {
                    target[offset + done++] = (byte) (samples[i] >> 8);
                } else {
                    highByte = samples[i] >> 8 & 0xff;
                }
            }
            return done == 0 ? -1 : done;
        }

        @Override
        public int available() {
            return ring.size() * 2 + (highByte >= 0 ? 1 : 0);
        }

        /** How much was lost because the program read too slowly. */
        public Duration dropped() {
            return ring.dropped();
        }

        /** Ends the stream: call it when the call is over, so that whoever reads gets its end. */
        @Override
        public void close() {
            ring.close();
        }
    }

    /** Samples on their way between two threads, bounded. Its lock is held for the copying of one frame only. */
    private static final class Ring {
        private final short[] samples;
        private final int sampleRate;
        private int first;
        private int size;
        private long dropped;
        private boolean closed;

        private Ring(int capacity, int sampleRate) {
            samples = new short[capacity];
            this.sampleRate = sampleRate;
        }

        static Ring of(Duration capacity, int sampleRate) {
            if (capacity.toMillis() < 20 || capacity.toMinutes() > 10) {
                throw new IllegalArgumentException(
                        "The capacity must be 20 ms to 10 minutes, but is " + Sentences.time(capacity));
            }
            PcmFormat.requireCallRate(sampleRate);
            return new Ring((int) (capacity.toMillis() * sampleRate / 1000), sampleRate);
        }

        synchronized int take(short[] target, int offset, int length) {
            int count = Math.min(length, size);
            for (int i = 0; i < count; i++) {
                target[offset + i] = samples[(first + i) % samples.length];
            }
            first = (first + count) % samples.length;
            size -= count;
            notifyAll();
            return count;
        }

        synchronized int await(short[] target, int length) throws IOException {
            while (size == 0 && !closed) {
                block();
            }
            return take(target, 0, length);
        }

        synchronized void put(short[] source, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                while (size == samples.length && !closed) {
                    block();
                }
                if (closed) {
                    throw new IOException("The stream into the call is closed");
                }
                append(source[i]);
            }
            notifyAll();
        }

        synchronized void force(short[] source, int offset, int length) {
            for (int i = 0; i < length && !closed; i++) {
                if (size == samples.length) {
                    first = (first + 1) % samples.length;
                    size--;
                    dropped++;
                }
                append(source[offset + i]);
            }
            notifyAll();
        }

        private void append(short sample) {
            samples[(first + size++) % samples.length] = sample;
        }

        synchronized void awaitEmpty() throws IOException {
            while (size > 0) {
                if (closed) {
                    throw new IOException("The stream into the call was closed before everything was sent");
                }
                block();
            }
        }

        synchronized void clear() {
            size = 0;
            notifyAll();
        }

        synchronized void close() {
            closed = true;
            notifyAll();
        }

        synchronized int size() {
            return size;
        }

        synchronized Duration waiting() {
            return durationOf(size);
        }

        synchronized Duration dropped() {
            return durationOf(dropped);
        }

        private Duration durationOf(long count) {
            return Duration.ofMillis(count * 1000 / sampleRate);
        }

        private void block() throws InterruptedIOException {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while waiting for the call");
            }
        }
    }
}
