package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;

/** The fields of a line, told apart by blanks. Lines are read for each call, so no regular expression is compiled for it. */
final class Fields {
    /** An m= line has three fields and some formats. */
    private static final int USUAL = 12;

    private Fields() {}

    /** Fields between runs of spaces; text that begins with one has an empty first field. */
    static List<String> of(String text) {
        return split(text, ' ', Integer.MAX_VALUE);
    }

    /** Fields between runs of spaces and tabs, at most that many: the last one has the rest. */
    static List<String> ofBlanks(String text, int most) {
        return split(text, '\t', most);
    }

    /**
     * Finds the blanks of a text that has fields with one space between each two and nothing else that is blank, as nearly all lines of {@code c=} have.
     *
     * @param from where the fields begin in the text
     * @param to where the last of them ends
     * @param ends takes where the fields end, as many as there have to be
     * @return false for any other text
     */
    static boolean areSingle(SdpText text, int from, int to, int[] ends) {
        int start = from;
        for (int i = 0; i < ends.length; i++) {
            int end = text.space(start, to);
            if (!text.isField(start, end)) {
                return false;
            }
            ends[i] = end;
            start = end + 1;
        }
        return start == to + 1;
    }

    private static List<String> split(String text, char beside, int most) {
        var fields = new ArrayList<String>(USUAL);
        int start = 0;
        int at = 0;
        while (at < text.length() && fields.size() < most - 1) {
            if (isBlank(text.charAt(at), beside)) {
                fields.add(Words.of(text, start, at));
                while (at < text.length() && isBlank(text.charAt(at), beside)) {
                    at++;
                }
                start = at;
            } else {
                at++;
            }
        }
        fields.add(Words.of(text, start, text.length()));
        return fields;
    }

    private static boolean isBlank(char c, char beside) {
        return c == ' ' || c == beside;
    }
}
