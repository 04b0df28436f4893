package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.FileTrouble;
import io.switchhook.cli.console.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Extensions as they are written, NUMBER:SECRET. No sentence repeats them. */
public final class ExtensionLines {
    private ExtensionLines() {}

    /**
     * One extension.
     *
     * @param where it was written
     */
    public record Line(String number, String secret, String where) {}

    public static Line parse(String text, String where) throws CommandEnd {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw CommandEnd.usage(where + " is not NUMBER:SECRET, as in 858:SECRET");
        }
        return new Line(text.substring(0, colon), text.substring(colon + 1), where);
    }

    /** A file of them, one a line; a line that begins with # is a comment. */
    public static List<Line> read(String option, Path file) throws CommandEnd {
        List<String> lines;
        try {
            lines = TextFile.lines(file);
        } catch (IOException e) {
            throw CommandEnd.usage(option + ": " + file + " cannot be read: " + FileTrouble.reason(e));
        }
        var found = new ArrayList<Line>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                found.add(parse(line, "Line " + (i + 1) + " of " + file));
            }
        }
        return found;
    }
}
