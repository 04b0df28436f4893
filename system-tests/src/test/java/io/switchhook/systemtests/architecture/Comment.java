package io.switchhook.systemtests.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One line of a comment.
 *
 * @param text without the marks of the comment
 */
record Comment(int line, String text, boolean isDoc) {
    /** Text blocks, strings, characters, comments: whatever begins first wins, so that marks inside a string are none. */
    private static final Pattern TOKEN = Pattern.compile(
            "\"\"\".*?(?<!\\\\)\"\"\"|\"[^\"\\\\\n]*+(?:\\\\.[^\"\\\\\n]*+)*+\"|'[^'\\\\\n]*+(?:\\\\.[^'\\\\\n]*+)*+'|//[^\n]*+|/\\*.*?\\*/",
            Pattern.DOTALL);

    static List<Comment> linesOf(String source) {
        var comments = new ArrayList<Comment>();
        var tokens = TOKEN.matcher(source);
        int line = 1;
        int counted = 0;
        while (tokens.find()) {
            var token = tokens.group();
            line += newLines(source, counted, tokens.start());
            counted = tokens.start();
            if (token.startsWith("//")) {
                comments.add(new Comment(line, token.substring(2).strip(), false));
            } else if (token.startsWith("/*")) {
                addBlock(comments, line, token);
            }
        }
        return comments;
    }

    private static void addBlock(List<Comment> comments, int firstLine, String token) {
        boolean doc = token.startsWith("/**");
        int line = firstLine;
        for (String text : token.substring(2, token.length() - 2).split("\n", -1)) {
            comments.add(new Comment(line++, text.strip().replaceFirst("^\\*+\\s*", ""), doc));
        }
    }

    private static int newLines(String text, int from, int to) {
        return (int) text.substring(from, to).chars().filter(c -> c == '\n').count();
    }
}
