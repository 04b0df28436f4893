package io.switchhook.media.session;

import io.switchhook.media.rtcp.VoipMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the other side says of our audio in its reports (RTCP); absent before it has said so.
 *
 * @param lossShare share of our packets that it missed between its last two reports, 0 to 1
 * @param lost our packets that it has missed in all; negative when packets were repeated
 * @param jitter of our packets as it measured it last
 * @param metrics how well it hears us, where it sends extended reports (RFC 3611 §4.7)
 * @param left whether it has said BYE
 */
public record RemoteView(
        OptionalDouble lossShare,
        OptionalLong lost,
        Optional<Duration> jitter,
        Optional<VoipMetrics> metrics,
        boolean left) {}
