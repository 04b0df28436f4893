package io.switchhook.sip.core.usage;

import java.util.Optional;

/** The last two descriptions that offer and answer came to, for a refresh that changes nothing. */
final class StandingDescriptions {
    private Optional<String> ours = Optional.empty();
    private Optional<String> theirs = Optional.empty();

    void agree(Optional<String> our, Optional<String> their) {
        ours = our.or(() -> ours);
        theirs = their.or(() -> theirs);
    }

    Optional<String> ours() {
        return ours;
    }

    Optional<String> theirs() {
        return theirs;
    }
}
