package io.switchhook.media.session;

import io.switchhook.media.jitter.JitterSettings;
import java.time.Duration;

/**
 * What stays the same for a stream's life.
 *
 * @param cname canonical name for RTCP, the same for all streams of one participant, random per RFC 7022; at most
 *     255 bytes of UTF-8
 * @param jitter bounds of the playout delay
 * @param latch how the other side's address is learned
 * @param rtcpInterval least deterministic interval of reports
 * @param maxLateFrames how many frames the loop may be late and still catch up; if more, they are skipped
 * @param digitGap pause between two telephone events
 */
public record RtpStreamSettings(
        String cname,
        JitterSettings jitter,
        LatchSettings latch,
        Duration rtcpInterval,
        int maxLateFrames,
        Duration digitGap) {

    public RtpStreamSettings {
        if (maxLateFrames < 0 || maxLateFrames > 10) {
            throw new IllegalArgumentException("Expected 0 to 10 late frames, got " + maxLateFrames);
        }
    }

    /** Standard jitter and latch, RTCP each 5 s, 3 late frames, 60 ms between digits. */
    public static RtpStreamSettings standard(String cname) {
        return new RtpStreamSettings(
                cname,
                JitterSettings.standard(),
                LatchSettings.standard(),
                Duration.ofSeconds(5),
                3,
                Duration.ofMillis(60));
    }

    public RtpStreamSettings withJitter(JitterSettings value) {
        return new RtpStreamSettings(cname, value, latch, rtcpInterval, maxLateFrames, digitGap);
    }

    public RtpStreamSettings withLatch(LatchSettings value) {
        return new RtpStreamSettings(cname, jitter, value, rtcpInterval, maxLateFrames, digitGap);
    }
}
