package io.switchhook.pbx.internal.leg;

import io.switchhook.sdp.Attribute;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.SessionDescription;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * BUNDLE on one leg (RFC 9143). Each stream that is relayed has ports of its own, so a group never has more than one line; it has that one because there are pages that take no
 * description without a group ({@code bundlePolicy: "max-bundle"}, RFC 8829 §4.1.1). Where several lines are in use there is none: Chromium takes no later answer in which a line
 * that it has put into the group is not in it. Identification tags are those of the leg's telephone. On the signalling loop.
 */
public final class LegBundle {
    private static final String GROUP = "group";
    private static final String BUNDLE = "BUNDLE";
    private static final String MID = "mid";
    private static final String CANDIDATE = "candidate";
    private static final String UFRAG = "ice-ufrag";

    private boolean offered;
    /** A group was named on this leg; it cannot be given up in an answer. */
    private boolean grouped;

    /** Whether the telephone is offered a group before it has said anything. */
    void offer(boolean wanted) {
        offered = wanted;
    }

    /**
     * A description as an offer to the telephone.
     *
     * @param theirs what it said last
     */
    SessionDescription offering(SessionDescription relayed, Optional<SessionDescription> theirs) {
        boolean wanted = theirs.map(said -> !tagsIn(said).isEmpty()).orElse(offered);
        if (!wanted) {
            return relayed;
        }
        var description = relayed;
        var taken = new HashSet<String>();
        for (int i = 0; i < relayed.media().size(); i++) {
            int index = i;
            var line = relayed.media().get(i);
            var tag = theirs.filter(said -> index < said.media().size())
                    .flatMap(said -> midOf(said.media().get(index)))
                    .or(() -> midOf(line))
                    .filter(known -> !taken.contains(known))
                    .orElseGet(() -> freeTag(index, taken));
            taken.add(tag);
            description = description.withMedia(i, line.withAttribute(Attribute.of(MID, tag)));
        }
        var active =
                description.media().stream().filter(line -> !line.isDisabled()).toList();
        var group = active.size() == 1 || grouped
                ? active.stream().findFirst().flatMap(LegBundle::midOf)
                : Optional.<String>empty();
        grouped |= group.isPresent();
        return withGroup(description, group);
    }

    private static String freeTag(int index, Set<String> taken) {
        var tag = Integer.toString(index);
        while (taken.contains(tag)) {
            tag += "a";
        }
        return tag;
    }

    /**
     * A description as the answer to the telephone's offer. The first line of its group that is in use is the group (RFC 9143 §7.3.1); where there was a group before, the others
     * are refused (§7.3.3).
     */
    SessionDescription answering(SessionDescription answer, SessionDescription offer) {
        var description = answer;
        for (int i = 0; i < Math.min(answer.media().size(), offer.media().size()); i++) {
            var line = answer.media().get(i);
            var tag = midOf(offer.media().get(i));
            description = description.withMedia(
                    i,
                    tag.map(known -> line.withAttribute(Attribute.of(MID, known)))
                            .orElseGet(() -> line.withoutAttribute(MID)));
        }
        var answered = description;
        var active = tagsIn(offer).stream()
                .filter(tag -> isInUse(answered, tag) && isInUse(offer, tag))
                .toList();
        if (active.isEmpty() || active.size() > 1 && !grouped) {
            return withGroup(answered, Optional.empty());
        }
        grouped = true;
        for (int i = 0; i < answered.media().size(); i++) {
            var line = answered.media().get(i);
            if (midOf(line).filter(active.subList(1, active.size())::contains).isPresent()) {
                description = description.withMedia(i, line.refused());
            }
        }
        return withGroup(description, Optional.of(active.get(0)));
    }

    /**
     * Whether a line of a telephone's description has no way but that of another one. Chromium does not mark it as {@code bundle-only}: the line has the names that the first one
     * has for ICE, and no candidates.
     */
    public static boolean isWithoutOwnWay(SessionDescription theirs, int index) {
        var tags = tagsIn(theirs);
        var line = theirs.media().get(index);
        var tag = midOf(line);
        var first = theirs.media().stream()
                .filter(each -> !tags.isEmpty()
                        && midOf(each).filter(tags.get(0)::equals).isPresent())
                .findFirst();
        return first.filter(each -> each != line
                        && tag.filter(tags::contains).isPresent()
                        && each.hasAttribute(CANDIDATE)
                        && !line.hasAttribute(CANDIDATE)
                        && each.attribute(UFRAG).equals(line.attribute(UFRAG)))
                .isPresent();
    }

    private static boolean isInUse(SessionDescription description, String tag) {
        return description.media().stream()
                .anyMatch(line ->
                        !line.isDisabled() && midOf(line).filter(tag::equals).isPresent());
    }

    /** Other groups name lines by tags that the other leg's telephone has given. */
    private static SessionDescription withGroup(SessionDescription description, Optional<String> tag) {
        var bare = description.withoutAttribute(GROUP);
        return tag.map(only -> bare.withAttribute(Attribute.of(GROUP, BUNDLE + " " + only)))
                .orElse(bare);
    }

    private static Optional<String> midOf(MediaDescription line) {
        return line.attribute(MID).flatMap(Attribute::value).map(String::strip).filter(tag -> !tag.isEmpty());
    }

    /** The tags of the first group of that kind; empty when there is none. */
    private static List<String> tagsIn(SessionDescription description) {
        return description.attributes().stream()
                .filter(attribute -> attribute.name().equals(GROUP))
                .flatMap(attribute -> attribute.value().stream())
                .map(value -> List.of(value.strip().split(" +")))
                .filter(words -> words.get(0).equals(BUNDLE))
                .findFirst()
                .map(words -> words.subList(1, words.size()))
                .orElse(List.of());
    }
}
