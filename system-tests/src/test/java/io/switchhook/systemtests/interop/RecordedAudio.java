package io.switchhook.systemtests.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A recorded WAV file (16-bit PCM), and which tones sound in it: a Goertzel filter of the tests' own. */
final class RecordedAudio {
    /** A tone through G.711 has nearly all energy; 0.5 leaves room for start, end and a gap. */
    private static final double PRESENT = 0.5;

    private static final int HEADER_BYTES = 44;
    private static final int NARROWBAND = 8_000;
    private static final double WINDOW_SECONDS = 0.1;
    /** Mean square below which a window counts as silence: about -50 dBFS. */
    private static final double SILENCE = 10_000;

    private final int rate;
    private final double[] samples;

    private RecordedAudio(int rate, double[] samples) {
        this.rate = rate;
        this.samples = samples;
    }

    /** Reads the first channel. A file that is still being written is read as far as it goes. */
    static RecordedAudio read(Path file) {
        try {
            return parse(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN), file);
        } catch (IOException e) {
            throw new AssertionError("cannot read the recording " + file, e);
        }
    }

    /** The same of a file that another program may just have begun: as long as its header is not there it holds nothing. */
    static RecordedAudio readBegun(Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            return bytes.length < HEADER_BYTES
                    ? new RecordedAudio(NARROWBAND, new double[0])
                    : parse(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), file);
        } catch (IOException e) {
            throw new AssertionError("cannot read the recording " + file, e);
        }
    }

    /** Reads a file of one channel whose header is only written when it is closed. One that does not exist yet holds nothing. */
    static RecordedAudio readUnclosed(Path file, int rate) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Files.exists(file) ? Files.readAllBytes(file) : new byte[0])
                    .order(ByteOrder.LITTLE_ENDIAN);
            in.position(Math.min(HEADER_BYTES, in.limit()));
            return new RecordedAudio(rate, firstChannel(in, in.remaining(), 1));
        } catch (IOException e) {
            throw new AssertionError("cannot read the recording " + file, e);
        }
    }

    private static RecordedAudio parse(ByteBuffer in, Path file) {
        if (in.remaining() < 12 || !"RIFF".equals(tag(in)) || in.getInt() < 0 || !"WAVE".equals(tag(in))) {
            throw new AssertionError(file + " is no WAV file");
        }
        int channels = 0;
        int rate = 0;
        while (in.remaining() >= 8) {
            String chunk = tag(in);
            int stated = in.getInt();
            boolean open = stated <= 0 || stated > in.remaining();
            int length = open ? in.remaining() : stated;
            if (chunk.equals("fmt ")) {
                channels = in.getShort(in.position() + 2);
                rate = in.getInt(in.position() + 4);
                if (in.getShort(in.position()) != 1 || in.getShort(in.position() + 14) != 16) {
                    throw new AssertionError(file + " is not 16-bit PCM");
                }
            } else if (chunk.equals("data") && channels > 0) {
                return new RecordedAudio(rate, firstChannel(in, length, channels));
            }
            in.position(in.position() + Math.min(length + (length & 1), in.remaining()));
        }
        throw new AssertionError(file + " has no data");
    }

    private static String tag(ByteBuffer in) {
        byte[] tag = new byte[4];
        in.get(tag);
        return new String(tag, StandardCharsets.US_ASCII);
    }

    private static double[] firstChannel(ByteBuffer in, int length, int channels) {
        double[] samples = new double[length / (2 * channels)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = in.getShort(in.position() + 2 * channels * i);
        }
        return samples;
    }

    double seconds() {
        return (double) samples.length / rate;
    }

    /** How many seconds the tone sounds, in windows of 100 ms. */
    double secondsOf(double hz) {
        return windowsWith(hz, 0, seconds()) * WINDOW_SECONDS;
    }

    /** Whether the tone fills at least half of the stretch. Seconds are counted from the start, from the end if negative. */
    boolean hears(double hz, double fromSeconds, double toSeconds) {
        double from = fromSeconds < 0 ? seconds() + fromSeconds : fromSeconds;
        double to = toSeconds <= 0 ? seconds() + toSeconds : toSeconds;
        return windowsWith(hz, from, to) * WINDOW_SECONDS >= (to - from) / 2;
    }

    private int windowsWith(double hz, double fromSeconds, double toSeconds) {
        int window = (int) (WINDOW_SECONDS * rate);
        int windows = 0;
        int end = Math.min((int) (toSeconds * rate), samples.length);
        for (int start = Math.max(0, (int) (fromSeconds * rate)); start + window <= end; start += window) {
            if (share(Arrays.copyOfRange(samples, start, start + window), hz) >= PRESENT) {
                windows++;
            }
        }
        return windows;
    }

    /** The share of the window's energy that lies at the frequency: 1 for a pure tone, 0 for silence. */
    private double share(double[] window, double hz) {
        double k = 2 * Math.cos(2 * Math.PI * hz / rate);
        double s1 = 0;
        double s2 = 0;
        double energy = 0;
        for (double x : window) {
            double s = x + k * s1 - s2;
            s2 = s1;
            s1 = s;
            energy += x * x;
        }
        if (energy / window.length < SILENCE) {
            return 0;
        }
        return (s1 * s1 + s2 * s2 - k * s1 * s2) / (energy * window.length / 2);
    }
}
