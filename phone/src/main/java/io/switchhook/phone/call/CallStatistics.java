package io.switchhook.phone.call;

import io.switchhook.media.quality.VoiceQuality;
import io.switchhook.media.session.StreamStatistics;
import java.time.Duration;
import java.util.Optional;

/**
 * How good a call is, up to a moment; of a call that is over, up to its end. Figures of the audio are totals of the call: they go on over holds, other codecs and other
 * addresses of the other side. A call that takes the place of another one, by Replaces or after a transfer, begins anew.
 *
 * @param duration since it was answered; zero before
 * @param audio what was counted and measured of its audio; empty where none has run
 */
public record CallStatistics(Duration duration, Optional<StreamStatistics> audio) {
    /** Of a call that has not begun. */
    public static final CallStatistics NONE = new CallStatistics(Duration.ZERO, Optional.empty());

    /**
     * An estimate of how well we hear: R factor, MOS-LQ and MOS-CQ by the E-model of ITU-T G.107. Empty before something was heard, and where nobody has published what the codec
     * does to speech, which goes for G.722 and Opus; {@link StreamStatistics#quality(io.switchhook.media.quality.CodecImpairment)} takes values of your own.
     */
    public Optional<VoiceQuality> quality() {
        return audio.flatMap(StreamStatistics::quality);
    }
}
