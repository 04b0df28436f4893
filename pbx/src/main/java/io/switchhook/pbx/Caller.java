package io.switchhook.pbx;

import java.util.Optional;

/**
 * Who calls, as the called telephone is to show it.
 *
 * @param sips whether every hop of the call has to be secured
 */
record Caller(String number, Optional<String> displayName, boolean sips) {}
