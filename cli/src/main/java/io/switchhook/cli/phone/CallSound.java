package io.switchhook.cli.phone;

import io.switchhook.cli.option.KeptSound;
import io.switchhook.cli.report.Reports;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.phone.Call;
import java.util.Optional;

/** What one call plays, says and records, and the calls that inherit it when the other side transfers us. */
final class CallSound {
    private final Optional<PcmSource> source;
    private final Optional<PcmSink> listener;
    private final Optional<KeptSound> kept;
    private int users;

    CallSound(Optional<PcmSource> source, Optional<PcmSink> listener, Optional<KeptSound> kept) {
        this.source = source;
        this.listener = listener;
        this.kept = kept;
    }

    void attachTo(Call call, Reports reports) {
        source.ifPresent(call.audio()::send);
        sink().ifPresent(call.audio()::receive);
        kept.ifPresent(file -> file.begin(call, reports));
    }

    /** Whether what is attached is sent, from now on; false when there is nothing. */
    boolean mute(Call call, boolean wanted) {
        source.ifPresent(heard -> {
            if (wanted) {
                call.audio().sendSilence();
            } else {
                call.audio().send(heard);
            }
        });
        return source.isPresent();
    }

    /** Both have the rate of wideband. */
    private Optional<PcmSink> sink() {
        var recorder = kept.flatMap(KeptSound::sink);
        if (listener.isEmpty() || recorder.isEmpty()) {
            return listener.or(() -> recorder);
        }
        var loud = listener.get();
        var file = recorder.get();
        return Optional.of(PcmSink.at(file.sampleRate(), (samples, offset, length) -> {
            file.write(samples, offset, length);
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
        kept.ifPresent(file -> file.end(reports));
    }
}
