package io.switchhook.media.session;

import io.switchhook.media.jitter.JitterSettings;
import io.switchhook.media.quality.VoiceQuality;
import io.switchhook.media.rtcp.VoipMetrics;
import io.switchhook.media.rtp.PacketLosses;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** How well we hear, as the other side wants to be told (RFC 3611 §4.7). */
final class OwnMetrics {
    private static final int MOST = 0xFFFF;

    /** RFC 3611 §4.7.6: gaps are filled by repetition. */
    private static final int STANDARD_CONCEALMENT = 3 << 6;

    private static final int ADAPTIVE = 3 << 4;
    private static final int FIXED = 2 << 4;

    private OwnMetrics() {}

    /** Empty while nobody is listened to. */
    static Optional<VoipMetrics> of(StreamStatistics statistics, JitterSettings jitter) {
        var received = statistics.received();
        if (received.ssrc().isEmpty()) {
            return Optional.empty();
        }
        var losses = received.losses();
        var quality = statistics.quality();
        var delay = received.playoutDelay().orElse(Duration.ZERO);
        int maximum = millis(jitter.maxDelay());
        return Optional.of(new VoipMetrics(
                (int) received.ssrc().getAsLong(),
                share(losses.lost(), losses.expected()),
                share(losses.discarded(), losses.expected()),
                in256(losses.burstDensity()),
                in256(losses.gapDensity()),
                bursts(losses.burstPackets(), losses, received.packetLength()),
                bursts(losses.expected() - losses.burstPackets(), losses, received.packetLength()),
                millis(statistics.roundTrip().orElse(Duration.ZERO)),
                millis(statistics.sent().packetLength().plus(delay)),
                VoipMetrics.UNAVAILABLE,
                VoipMetrics.UNAVAILABLE,
                VoipMetrics.UNAVAILABLE,
                PacketLosses.GAP_THRESHOLD,
                rounded(quality.map(VoiceQuality::rFactor).orElse(OptionalDouble.empty()), 1),
                VoipMetrics.UNAVAILABLE,
                quality.map(known -> rounded(OptionalDouble.of(known.mosListening()), 10))
                        .orElse(VoipMetrics.UNAVAILABLE),
                rounded(quality.map(VoiceQuality::mosConversational).orElse(OptionalDouble.empty()), 10),
                STANDARD_CONCEALMENT | (jitter.minDelay().equals(jitter.maxDelay()) ? FIXED : ADAPTIVE),
                millis(delay),
                maximum,
                maximum));
    }

    private static int share(long part, long whole) {
        return whole == 0 ? 0 : (int) Math.min(255, 256 * part / whole);
    }

    private static int in256(double share) {
        return (int) Math.min(255, 256 * share);
    }

    /** The mean over the bursts, of gaps too, as in the example of RFC 3611 §4.7.2. */
    private static int bursts(long packets, PacketLosses losses, Duration packet) {
        return (int) Math.min(MOST, packets * packet.toNanos() / Math.max(1, losses.bursts()) / 1_000_000);
    }

    private static int millis(Duration duration) {
        return (int) Math.min(MOST, (duration.toNanos() + 500_000) / 1_000_000);
    }

    private static int rounded(OptionalDouble value, int scale) {
        return value.isEmpty() ? VoipMetrics.UNAVAILABLE : (int) Math.round(scale * value.getAsDouble());
    }
}
