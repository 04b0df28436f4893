package io.switchhook.media.session;

import java.time.Duration;
import java.util.Optional;

/**
 * What came from one side of a relay.
 *
 * @param forwarded datagrams passed on, RTCP included
 * @param forwardedBytes their bytes
 * @param dropped datagrams not passed on, for any reason
 * @param sinceLastPacket time since the last RTP packet accepted from this side; absent before the first
 */
public record RelayCounters(long forwarded, long forwardedBytes, long dropped, Optional<Duration> sinceLastPacket) {}
