package io.switchhook.media.session;

import io.switchhook.media.jitter.JitterCounters;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What was counted and measured of a stream up to a moment. What has not been measured is absent.
 *
 * @param packetsSent RTP packets sent
 * @param octetsSent their payload bytes
 * @param packetsReceived RTP packets of the source now listened to, repeated ones included
 * @param packetsLost expected less received of that source; absent before its first packet, negative when packets
 *     were repeated
 * @param jitter interarrival jitter of that source
 * @param playoutDelay delay the jitter buffer adds now
 * @param playout what the jitter buffer did
 * @param roundTrip from the last report that shows it
 * @param remoteLossShare share of our packets that the other side missed between its last two reports, 0 to 1
 * @param remoteJitter jitter of our packets as the other side measured it last
 * @param ssrc the source now listened to, unsigned
 * @param sinceLastPacket time since the last accepted RTP packet
 * @param skippedFrames frames not sent because the loop was late
 * @param rejectedPackets RTP packets from addresses not accepted
 * @param unknownTypePackets RTP packets with a payload type not agreed on
 * @param malformedPackets datagrams that were neither RTP nor RTCP of good form
 * @param remoteLeft whether the other side said BYE
 */
public record StreamStatistics(
        long packetsSent,
        long octetsSent,
        long packetsReceived,
        OptionalLong packetsLost,
        Optional<Duration> jitter,
        Optional<Duration> playoutDelay,
        JitterCounters playout,
        Optional<Duration> roundTrip,
        OptionalDouble remoteLossShare,
        Optional<Duration> remoteJitter,
        OptionalLong ssrc,
        Optional<Duration> sinceLastPacket,
        long skippedFrames,
        long rejectedPackets,
        long unknownTypePackets,
        long malformedPackets,
        boolean remoteLeft) {}
