package io.switchhook.phone;

import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.stack.media.Guarded;
import java.util.Optional;

/** Stands between a call and what is attached to it, and lets a recording hear both. A stream asks for what it sends before it gives what is heard in the same moment. */
final class CallTap {
    private final Optional<PcmSource> source;
    private final Optional<PcmSink> sink;
    private final Recording recording;
    private final int sentRate;
    private final int heardRate;
    private short[] sent = {};
    private int sentLength;

    /** @param sampleRate of a side that nothing is attached to */
    CallTap(Optional<PcmSource> source, Optional<PcmSink> sink, Recording recording, int sampleRate) {
        // Each by itself: when what is heard cannot be taken, it is recorded all the same.
        this.source = source.map(Guarded::source);
        this.sink = sink.map(Guarded::sink);
        this.recording = recording;
        this.sentRate = source.map(PcmSource::sampleRate).orElse(sampleRate);
        this.heardRate = sink.map(PcmSink::sampleRate).orElse(sampleRate);
    }

    PcmSource source() {
        return PcmSource.at(sentRate, this::read);
    }

    PcmSink sink() {
        return PcmSink.at(heardRate, this::write);
    }

    private int read(short[] target, int offset, int length) {
        int got = source.isPresent() ? source.get().read(target, offset, length) : 0;
        sentLength = Math.max(0, Math.min(got, length));
        if (sent.length < sentLength) {
            sent = new short[length];
        }
        System.arraycopy(target, offset, sent, 0, sentLength);
        return got;
    }

    private void write(short[] samples, int offset, int length) {
        recording.take(sent, sentLength, sentRate, samples, offset, length, heardRate);
        sentLength = 0;
        if (sink.isPresent()) {
            sink.get().write(samples, offset, length);
        }
    }
}
