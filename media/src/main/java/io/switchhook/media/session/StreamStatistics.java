package io.switchhook.media.session;

import io.switchhook.media.jitter.JitterSettings;
import io.switchhook.media.quality.CodecImpairment;
import io.switchhook.media.quality.VoiceQuality;
import io.switchhook.media.rtcp.VoipMetrics;
import java.time.Duration;
import java.util.Optional;

/**
 * What was counted and measured of a stream up to a moment. What has not been measured is absent.
 *
 * @param sent by us
 * @param received by us
 * @param remote what the other side says of what we send
 * @param roundTrip between the two ends of RTP, from the last report that shows it
 */
public record StreamStatistics(
        SentAudio sent, ReceivedAudio received, RemoteView remote, Optional<Duration> roundTrip) {

    /**
     * From the mouth there to the ear here, as far as it is known: a packet of theirs, half the round trip, and the jitter buffer here; absent before both of the latter have
     * been measured. Of sound cards and of networks behind the other end it knows nothing.
     */
    public Optional<Duration> oneWayDelay() {
        return roundTrip.flatMap(trip -> received.playoutDelay()
                .map(buffer -> trip.dividedBy(2).plus(buffer).plus(received.packetLength())));
    }

    /** How well we hear; absent before something was heard, and for a codec of which no values are published ({@link CodecImpairment#of}). */
    public Optional<VoiceQuality> quality() {
        return received.codec().flatMap(CodecImpairment::of).flatMap(this::quality);
    }

    /** The same with values of your own for the codec. */
    public Optional<VoiceQuality> quality(CodecImpairment codec) {
        var losses = received.losses();
        return losses.missingShare().isEmpty()
                ? Optional.empty()
                : Optional.of(VoiceQuality.of(
                        codec, losses.missingShare().getAsDouble(), losses.burstRatio(), oneWayDelay()));
    }

    /** How well we hear as RTCP tells it (RFC 3611 §4.7), with that jitter buffer; absent before something was heard. */
    public Optional<VoipMetrics> metrics(JitterSettings jitter) {
        return OwnMetrics.of(this, jitter);
    }
}
