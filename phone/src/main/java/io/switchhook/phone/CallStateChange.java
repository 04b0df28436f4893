package io.switchhook.phone;

import io.switchhook.phone.call.CallState;
import java.util.Optional;

/**
 * One step of a call.
 *
 * @param status the SIP status that brought it about, where there was one
 * @param reason a text for people; empty when there is none
 */
public record CallStateChange(
        Call call, CallState previous, CallState state, Optional<Integer> status, String reason) {}
