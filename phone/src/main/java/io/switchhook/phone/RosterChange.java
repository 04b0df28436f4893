package io.switchhook.phone;

import io.switchhook.stack.conference.ConferenceInfo;
import io.switchhook.stack.conference.ConferenceUser;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A {@link ConferenceRoster} shows something else.
 *
 * @param before what it showed; empty for nothing
 * @param now what it shows; empty when the conference is over, or the server does not tell of it any more
 */
public record RosterChange(ConferenceRoster roster, Optional<ConferenceInfo> before, Optional<ConferenceInfo> now) {

    /** Who is in the conference now and was not: all of them, when nothing was known. */
    public List<ConferenceUser> joined() {
        return of(now).filter(user -> of(before).noneMatch(known -> isSame(known, user)))
                .toList();
    }

    /** Who was in the conference and is not. */
    public List<ConferenceUser> left() {
        return of(before)
                .filter(user -> of(now).noneMatch(known -> isSame(known, user)))
                .toList();
    }

    private static Stream<ConferenceUser> of(Optional<ConferenceInfo> conference) {
        return conference.stream().flatMap(known -> known.users().stream()).filter(ConferenceUser::isIn);
    }

    private static boolean isSame(ConferenceUser one, ConferenceUser other) {
        return one.entity().equals(other.entity());
    }
}
