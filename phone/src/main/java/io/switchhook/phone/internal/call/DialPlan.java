package io.switchhook.phone.internal.call;

import io.switchhook.phone.call.CallSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a call is placed.
 *
 * @param headers of the INVITE, beside ours
 * @param settings in the place of the account's
 * @param anonymous whether the other side is not to know who calls
 */
public record DialPlan(
        Optional<Duration> ringTimeout,
        boolean lateOffer,
        Map<String, String> headers,
        Optional<CallSettings> settings,
        boolean anonymous) {}
