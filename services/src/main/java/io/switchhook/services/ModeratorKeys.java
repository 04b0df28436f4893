package io.switchhook.services;

import java.util.Optional;

/** What a moderator of a room types: a star and a digit. On the lane of the call. */
final class ModeratorKeys {
    private static final char STAR = '*';

    private final ConferenceRoom room;
    private boolean starred;

    enum Wish {
        MUTE_ALL,
        LOCK,
        REMOVE_LAST,
        END
    }

    ModeratorKeys(ConferenceRoom room) {
        this.room = room;
    }

    void onDigit(char digit) {
        boolean follows = starred;
        starred = digit == STAR;
        if (follows) {
            wish(digit).ifPresent(room::onModerator);
        }
    }

    private static Optional<Wish> wish(char digit) {
        return switch (digit) {
            case '5' -> Optional.of(Wish.MUTE_ALL);
            case '7' -> Optional.of(Wish.LOCK);
            case '3' -> Optional.of(Wish.REMOVE_LAST);
            case '0' -> Optional.of(Wish.END);
            default -> Optional.empty();
        };
    }
}
