package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Editing the lines of one section (session level or one m= line's) of a description. */
final class Lines {
    /** RFC 8866 §5: the order of lines in a section; unknown letters stay before attributes. */
    private static final String ORDER = "vosiuepcbtrzk";

    private Lines() {}

    /** Replaces the first line of the type and drops its repetitions; inserts in canonical order when there is none. */
    static List<SdpLine> with(List<SdpLine> lines, SdpLine replacement) {
        return replace(lines, line -> line.type() == replacement.type(), replacement);
    }

    static List<SdpLine> withAttribute(List<SdpLine> lines, Attribute attribute) {
        return replace(lines, line -> line.isAttribute(attribute.name()), attribute.line());
    }

    static List<SdpLine> withDirection(List<SdpLine> lines, Direction direction) {
        return replace(lines, line -> Direction.of(line).isPresent(), direction.line());
    }

    static List<SdpLine> without(List<SdpLine> lines, Predicate<SdpLine> unwanted) {
        return lines.stream().filter(unwanted.negate()).toList();
    }

    private static List<SdpLine> replace(List<SdpLine> lines, Predicate<SdpLine> old, SdpLine replacement) {
        var result = new ArrayList<SdpLine>(lines.size() + 1);
        boolean placed = false;
        for (var line : lines) {
            if (!old.test(line)) {
                result.add(line);
            } else if (!placed) {
                result.add(replacement);
                placed = true;
            }
        }
        if (!placed) {
            result.add(insertionPoint(result, replacement.type()), replacement);
        }
        return List.copyOf(result);
    }

    private static int insertionPoint(List<SdpLine> lines, char type) {
        int rank = rank(type);
        for (int i = 0; i < lines.size(); i++) {
            if (rank(lines.get(i).type()) > rank) {
                return i;
            }
        }
        return lines.size();
    }

    private static int rank(char type) {
        int known = ORDER.indexOf(type);
        if (known >= 0) {
            return known;
        }
        return type == 'a' ? ORDER.length() + 1 : ORDER.length();
    }
}
