package io.switchhook.cli.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file that somebody has written by hand. */
public final class TextFile {
    /** Editors on Windows write it before the first line. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    /** Its lines, in UTF-8. */
    public static List<String> lines(Path file) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
        if (!lines.isEmpty() && lines.get(0).startsWith(BYTE_ORDER_MARK)) {
            lines.set(0, lines.get(0).substring(BYTE_ORDER_MARK.length()));
        }
        return lines;
    }
}
