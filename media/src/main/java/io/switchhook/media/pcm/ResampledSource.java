package io.switchhook.media.pcm;

/** A source at another rate than the one it wraps. */
public final class ResampledSource implements PcmSource {
    private static final int CHUNK = 160;

    private final PcmSource source;
    private final int wantedRate;
    private final Resampler resampler;
    private final short[] input = new short[CHUNK];
    private final short[] output;
    private int ready;
    private int taken;

    public ResampledSource(PcmSource source, int sourceRate, int wantedRate) {
        this.source = source;
        this.wantedRate = wantedRate;
        resampler = new Resampler(sourceRate, wantedRate);
        output = new short[resampler.maxOutput(CHUNK)];
    }

    /** {@code source} itself when the rates are equal. */
    public static PcmSource of(PcmSource source, int sourceRate, int wantedRate) {
        return sourceRate == wantedRate ? source : new ResampledSource(source, sourceRate, wantedRate);
    }

    @Override
    public int sampleRate() {
        return wantedRate;
    }

    @Override
    public int read(short[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (taken == ready) {
                int got = source.read(input, 0, CHUNK);
                if (got == 0) {
                    return done;
                }
                taken = 0;
                ready = resampler.process(input, 0, got, output, 0);
                continue;
            }
            int count = Math.min(length - done, ready - taken);
            System.arraycopy(output, taken, target, offset + done, count);
            taken += count;
            done += count;
        }
        return done;
    }
}
