package io.switchhook.stack.conference;

import io.switchhook.base.text.Printable;
import io.switchhook.stack.XmlElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A conference with all who are in it, as a whole {@code application/conference-info+xml} document tells it (RFC 4575 §5). Immutable. Text of a peer has no control
 * characters. What is left out here, sidebars for one, is read past.
 *
 * @param entity the URI of the conference: what is called to join, and subscribed to
 * @param displayText its name
 * @param subject what it is about
 * @param maximumUserCount how many may take part
 * @param host the name of whoever hosts it
 * @param userCount how many take part, who may be more than {@code users} (§5.5.1); 0 to 4,294,967,295
 * @param active whether it can be called now
 * @param locked whether nobody can come in any more
 * @param users who takes part, as far as they are told
 */
public record ConferenceInfo(
        String entity,
        Optional<String> displayText,
        Optional<String> subject,
        Optional<Long> maximumUserCount,
        Optional<String> host,
        Optional<Long> userCount,
        Optional<Boolean> active,
        Optional<Boolean> locked,
        List<ConferenceUser> users) {

    private static final long MOST = 0xffff_ffffL;

    public ConferenceInfo {
        users = List.copyOf(users);
    }

    /** A conference that can be called, with these users; those of one entity are one, with all their devices (§5.6.6). */
    public static ConferenceInfo of(String entity, List<ConferenceUser> everybody) {
        var each = new LinkedHashMap<String, ConferenceUser>();
        everybody.forEach(user -> each.merge(user.entity(), user, ConferenceUser::with));
        var users = List.copyOf(each.values());
        return new ConferenceInfo(
                entity,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of((long) users.size()),
                Optional.of(true),
                Optional.empty(),
                users);
    }

    public ConferenceInfo withDisplayText(String text) {
        return new ConferenceInfo(
                entity, Optional.of(text), subject, maximumUserCount, host, userCount, active, locked, users);
    }

    public ConferenceInfo withLocked(boolean closed) {
        return new ConferenceInfo(
                entity, displayText, subject, maximumUserCount, host, userCount, active, Optional.of(closed), users);
    }

    public ConferenceInfo withMaximumUserCount(long most) {
        return new ConferenceInfo(
                entity, displayText, subject, Optional.of(most), host, userCount, active, locked, users);
    }

    /** How many take part: what the conference says, or who is to be seen in it. */
    public long count() {
        return userCount.orElseGet(
                () -> users.stream().filter(ConferenceUser::isIn).count());
    }

    static ConferenceInfo of(XmlElement root) {
        var description = root.child("conference-description");
        var state = root.child("conference-state");
        return new ConferenceInfo(
                Printable.escape(root.attribute("entity").orElse("")),
                description.flatMap(known -> known.textOf("display-text")).map(Printable::escape),
                description.flatMap(known -> known.textOf("subject")).map(Printable::escape),
                description.flatMap(known -> known.textOf("maximum-user-count")).flatMap(ConferenceInfo::number),
                root.child("host-info")
                        .flatMap(known -> known.textOf("display-text"))
                        .map(Printable::escape),
                state.flatMap(known -> known.textOf("user-count")).flatMap(ConferenceInfo::number),
                state.flatMap(known -> known.textOf("active")).flatMap(ConferenceInfo::truth),
                state.flatMap(known -> known.textOf("locked")).flatMap(ConferenceInfo::truth),
                root.child("users").stream()
                        .flatMap(users -> users.all("user"))
                        .filter(user -> !ConferenceTable.isDeleted(user))
                        .map(ConferenceUser::of)
                        .toList());
    }

    /** An xs:unsignedInt. */
    static Optional<Long> number(String digits) {
        try {
            return Optional.of(Long.parseLong(digits.strip())).filter(number -> number >= 0 && number <= MOST);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** An xs:boolean. */
    private static Optional<Boolean> truth(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
