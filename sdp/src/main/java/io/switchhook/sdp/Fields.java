package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;

/** The fields of a line, told apart by blanks. Lines are read for each call, so no regular expression is compiled for it. */
final class Fields {
    private Fields() {}

    /** Fields between runs of spaces; text that begins with one has an empty first field. */
    static List<String> of(String text) {
        return split(text, ' ', Integer.MAX_VALUE);
    }

    /** Fields between runs of spaces and tabs, at most that many: the last one has the rest. */
    static List<String> ofBlanks(String text, int most) {
        return split(text, '\t', most);
    }

    private static List<String> split(String text, char beside, int most) {
        var fields = new ArrayList<String>();
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
