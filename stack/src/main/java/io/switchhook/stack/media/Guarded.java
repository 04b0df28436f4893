package io.switchhook.stack.media;

import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sources and sinks of programs, which may throw: they are asked no more then, and the media loop goes on. Each keeps its rate. */
public final class Guarded {
    private Guarded() {}

    public static PcmSource source(PcmSource attached) {
        var failed = new AtomicBoolean();
        return PcmSource.at(attached.sampleRate(), (target, offset, length) -> {
            try {
                return failed.get() ? 0 : attached.read(target, offset, length);
            } catch (RuntimeException e) {
                log().error("An audio source failed and is asked no more", e);
                failed.set(true);
                return 0;
            }
        });
    }

    public static PcmSink sink(PcmSink attached) {
        var failed = new AtomicBoolean();
        return PcmSink.at(attached.sampleRate(), (samples, offset, length) -> {
            try {
                if (!failed.get()) {
                    attached.write(samples, offset, length);
                }
            } catch (RuntimeException e) {
                log().error("An audio sink failed and is given no more", e);
                failed.set(true);
            }
        });
    }

    /** Asked for only when there is something to say: the first logger takes longer to get than a registration. */
    private static Logger log() {
        return LoggerFactory.getLogger(AudioSession.class);
    }
}
