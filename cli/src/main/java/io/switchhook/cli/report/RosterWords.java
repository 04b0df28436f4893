package io.switchhook.cli.report;

import io.switchhook.stack.conference.ConferenceUser;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says who is in a conference. */
final class RosterWords {
    private RosterWords() {}

    /** Sentences about a change; about who is there where nobody came or went. */
    static List<String> of(
            String conference, List<ConferenceUser> joined, List<ConferenceUser> left, List<ConferenceUser> present) {
        var sentences = new ArrayList<String>();
        var count = "; " + (present.isEmpty() ? "nobody is" : present.size() + (present.size() == 1 ? " is" : " are"))
                + " there now.";
        if (!joined.isEmpty()) {
            sentences.add(
                    names(joined) + (joined.size() == 1 ? " is" : " are") + " in the conference " + conference + count);
        }
        if (!left.isEmpty()) {
            sentences.add(
                    names(left) + (left.size() == 1 ? " has" : " have") + " left the conference " + conference + count);
        }
        if (sentences.isEmpty()) {
            sentences.add(
                    present.isEmpty()
                            ? "Nobody is in the conference " + conference + "."
                            : "In the conference " + conference + " now: " + names(present) + ".");
        }
        return sentences;
    }

    private static String names(List<ConferenceUser> users) {
        return users.stream().map(RosterWords::name).collect(Collectors.joining(", "));
    }

    private static String name(ConferenceUser user) {
        var number = user.isAnonymous() ? "somebody anonymous" : user.entity().replaceFirst("^sips?:([^@;]+)@.*", "$1");
        var name = user.displayText()
                .filter(text -> !text.equals(number))
                .map(text -> number + " (" + text + ")")
                .orElse(number);
        return user.isMuted() ? name + ", muted," : name;
    }
}
