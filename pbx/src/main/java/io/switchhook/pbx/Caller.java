package io.switchhook.pbx;

import java.util.Optional;

/** Who calls, as the called telephone is to show it. */
record Caller(String number, Optional<String> displayName) {}
