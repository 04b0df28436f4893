package io.switchhook.media.session;

import io.switchhook.media.codec.CodecName;
import io.switchhook.media.jitter.JitterCounters;
import io.switchhook.media.rtp.PacketLosses;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What we have received in a call. Counts go on over changes of the source, its codec and its address; what has not been measured is absent.
 *
 * @param packets RTP packets of the sources listened to, repeated ones included
 * @param octets their payload bytes
 * @param codec of what was heard last
 * @param packetLength time in a packet of audio, as the other side seems to make them
 * @param ssrc the source now listened to, unsigned 32 bits
 * @param losses what became of its packets on the way and in the jitter buffer
 * @param playout what the jitter buffer did with audio; what it has skipped to shorten its delay is no loss
 * @param concealed how much was made up in place of lost packets
 * @param jitter interarrival jitter of that source (RFC 3550 §6.4.1)
 * @param playoutDelay delay that the jitter buffer adds now
 * @param sinceLastPacket time since the last accepted packet
 * @param rejectedPackets from addresses not accepted
 * @param unknownTypePackets with a payload type not agreed on
 * @param malformedPackets datagrams that were neither RTP nor RTCP of good form
 */
public record ReceivedAudio(
        long packets,
        long octets,
        Optional<CodecName> codec,
        Duration packetLength,
        OptionalLong ssrc,
        PacketLosses losses,
        JitterCounters playout,
        Duration concealed,
        Optional<Duration> jitter,
        Optional<Duration> playoutDelay,
        Optional<Duration> sinceLastPacket,
        long rejectedPackets,
        long unknownTypePackets,
        long malformedPackets) {}
