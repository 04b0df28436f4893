package io.switchhook.media.session;

import io.switchhook.media.codec.CodecName;
import java.time.Duration;

/**
 * What we have sent in a call.
 *
 * @param packets RTP packets, telephone events and comfort noise included
 * @param octets their payload bytes
 * @param codec that is sent with now
 * @param packetLength time in a packet of audio, as it is sent now
 * @param ssrc our source now, unsigned 32 bits
 * @param skippedFrames frames not sent because the loop was late
 */
public record SentAudio(
        long packets, long octets, CodecName codec, Duration packetLength, long ssrc, long skippedFrames) {}
