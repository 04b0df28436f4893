package io.switchhook.services;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSink;
import java.time.Duration;

/** Tells, once, that nothing was said for a while. On the media loop of one call. */
final class SilenceEar implements PcmSink {
    /** Rooms are quieter than that, and voices louder. */
    private static final double QUIET_DBOV = -50;

    private final long limit;
    private final Runnable tell;
    private long quiet;
    private boolean told;
    private volatile boolean spoken;

    SilenceEar(Duration limit, Runnable tell) {
        this.limit = limit.toMillis() * PcmFormat.NARROWBAND_RATE / 1000;
        this.tell = tell;
    }

    @Override
    public void write(short[] samples, int offset, int length) {
        if (Level.rmsDbov(samples, offset, length) > QUIET_DBOV) {
            quiet = 0;
            spoken = true;
        } else {
            quiet += length;
        }
        if (quiet >= limit && !told) {
            told = true;
            tell.run();
        }
    }

    /** Whether anything was said at all. */
    boolean spoken() {
        return spoken;
    }
}
