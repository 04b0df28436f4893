package io.switchhook.devices;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Predicate;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.LineUnavailableException;

/** A sound card whose microphone hears what the test says, and that keeps what its speaker plays. */
final class FakeCard {
    private final Predicate<AudioFormat> formats;
    private final Hearing microphone = new Hearing();
    private final Playing speaker = new Playing();
    private boolean pulledOut;
    private boolean busy;
    private double echo;

    FakeCard(Predicate<AudioFormat> formats) {
        this.formats = formats;
    }

    static FakeCard ofAnyFormat() {
        return new FakeCard(format -> true);
    }

    boolean takes(AudioFormat format) {
        return formats.test(format);
    }

    Hearing microphone() {
        return microphone;
    }

    Playing speaker() {
        return speaker;
    }

    /** Another program has it. */
    synchronized void occupy() {
        busy = true;
    }

    /** The microphone hears what the speaker plays, with this factor, some 40 ms later. Both are to have the same format. */
    synchronized void echo(double factor) {
        echo = factor;
    }

    synchronized void pullOut() {
        pulledOut = true;
        notifyAll();
    }

    /** What every line is asked. */
    @SuppressWarnings("unused") // Its methods are called by name.
    private class FakeLine {
        private boolean open;
        private boolean started;
        private int stops;

        void open(AudioFormat wanted, int bufferBytes) throws LineUnavailableException {
            synchronized (FakeCard.this) {
                if (busy) {
                    throw new LineUnavailableException("somebody else has it");
                }
                open = true;
            }
        }

        void start() {
            set(true);
        }

        void flush() {}

        void stop() {
            set(false);
        }

        private void set(boolean running) {
            synchronized (FakeCard.this) {
                stops += running ? 0 : 1;
                started = running;
                FakeCard.this.notifyAll();
            }
        }

        void close() {
            synchronized (FakeCard.this) {
                open = false;
                started = false;
                FakeCard.this.notifyAll();
            }
        }

        boolean isClosed() {
            synchronized (FakeCard.this) {
                return !open;
            }
        }

        boolean runs() {
            return started && !pulledOut;
        }

        int stops() {
            return stops;
        }
    }

    /** The line that records. */
    @SuppressWarnings("unused") // Its methods are called by name.
    final class Hearing extends FakeLine {
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private int at;
        private boolean waits;

        /** Returns when the device's thread has heard it all and waits for more. */
        void say(short... samples) throws InterruptedException {
            synchronized (FakeCard.this) {
                var bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asShortBuffer().put(samples);
                said.writeBytes(bytes.array());
                waits = false;
                FakeCard.this.notifyAll();
                while (!waits) {
                    FakeCard.this.wait();
                }
            }
        }

        /** Returns when the device's thread has taken so many bytes. */
        void awaitHeard(int bytes) throws InterruptedException {
            synchronized (FakeCard.this) {
                while (at < bytes) {
                    FakeCard.this.wait();
                }
            }
        }

        /** What comes from the speaker is heard. */
        private void overhear(byte[] bytes, int offset, int length) {
            for (int i = offset; i < offset + length; i += 2) {
                int sample = (int) (echo * (short) (bytes[i] & 0xff | bytes[i + 1] << 8));
                said.write(sample);
                said.write(sample >> 8);
            }
        }

        int read(byte[] target, int offset, int length) throws InterruptedException {
            synchronized (FakeCard.this) {
                while (runs() && said.size() - at < length) {
                    waits = true;
                    FakeCard.this.notifyAll();
                    FakeCard.this.wait();
                }
                if (!runs()) {
                    return 0;
                }
                System.arraycopy(said.toByteArray(), at, target, offset, length);
                at += length;
                FakeCard.this.notifyAll();
                return length;
            }
        }
    }

    /** The line that plays. */
    @SuppressWarnings("unused") // Its methods are called by name.
    final class Playing extends FakeLine {
        private final ByteArrayOutputStream played = new ByteArrayOutputStream();
        private int from;
        private int overheard;

        int write(byte[] bytes, int offset, int length) {
            synchronized (FakeCard.this) {
                if (!runs()) {
                    return 0;
                }
                played.write(bytes, offset, length);
                if (echo != 0 && played.size() - overheard > 5 * length) {
                    microphone.overhear(played.toByteArray(), overheard, length);
                    overheard += length;
                }
                FakeCard.this.notifyAll();
                return length;
            }
        }

        /** The next so many samples that are played, silence at their beginning left out. */
        short[] awaitSound(int count) throws InterruptedException {
            synchronized (FakeCard.this) {
                var samples = new short[count];
                while (true) {
                    var heard = ByteBuffer.wrap(played.toByteArray(), from, played.size() - from)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .slice()
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asShortBuffer();
                    while (heard.hasRemaining() && heard.get(heard.position()) == 0) {
                        heard.get();
                    }
                    if (heard.remaining() >= count) {
                        heard.get(samples);
                        from += 2 * heard.position();
                        return samples;
                    }
                    FakeCard.this.wait();
                }
            }
        }

        /** Returns when the line has been stopped so often, as a speaker does that rests. */
        void awaitRest(int times) throws InterruptedException {
            synchronized (FakeCard.this) {
                while (stops() < times) {
                    FakeCard.this.wait();
                }
            }
        }
    }
}
