package io.switchhook.phone;

import io.switchhook.phone.line.RegistrationState;
import java.util.Optional;

/**
 * One step of a line's registration; silent refreshes are none.
 *
 * @param status the SIP status that brought it about, where there was one
 * @param reason a text for people; empty when there is none
 */
public record RegistrationChange(
        PhoneLine line, RegistrationState previous, RegistrationState state, Optional<Integer> status, String reason) {}
