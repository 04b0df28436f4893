package io.switchhook.cli;

import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.phone.Call;
import io.switchhook.phone.WavRecorder;
import java.io.IOException;
import java.util.Optional;

/** What one call plays, says and records, and the calls that inherit it when the other side transfers us. */
final class CallSound {
    private final Optional<PcmSource> source;
    private final Optional<PcmSink> listener;
    private final Optional<WavRecorder> recorder;
    private int users;

    CallSound(Optional<PcmSource> source, Optional<PcmSink> listener, Optional<WavRecorder> recorder) {
        this.source = source;
        this.listener = listener;
        this.recorder = recorder;
    }

    void attachTo(Call call) {
        source.ifPresent(call.audio()::send);
        sink().ifPresent(call.audio()::receive);
    }

    /** Both have the rate of wideband. */
    private Optional<PcmSink> sink() {
        if (listener.isEmpty() || recorder.isEmpty()) {
            return listener.or(() -> recorder);
        }
        var loud = listener.get();
        var kept = recorder.get();
        return Optional.of(PcmSink.at(kept.sampleRate(), (samples, offset, length) -> {
            kept.write(samples, offset, length);
            loud.write(samples, offset, length);
        }));
    }

    synchronized void retain() {
        users++;
    }

    /** After the last user the recording is completed. */
    void release(Reports reports) {
        synchronized (this) {
            if (--users > 0) {
                return;
            }
        }
        if (recorder.isEmpty()) {
            return;
        }
        try {
            recorder.get().close();
        } catch (IOException e) {
            reports.remark(String.valueOf(e.getMessage()));
        }
        var lost = recorder.get().dropped();
        // A frame or two may still come in while a call ends; that is no loss.
        if (lost.toMillis() > 100) {
            reports.remark("The recording " + recorder.get().file() + " lacks " + lost.toMillis()
                    + " ms: the disk was too slow.");
        }
    }
}
