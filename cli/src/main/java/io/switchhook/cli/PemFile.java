package io.switchhook.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads certificates and keys; what is in them is looked at where they are used. */
final class PemFile {
    private static final int MAX_BYTES = 1 << 20;

    private PemFile() {}

    /** As {@link #read}, of each file. */
    static String[] readAll(String option, List<Path> files) throws CommandEnd {
        var texts = new String[files.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = read(option, files.get(i));
        }
        return texts;
    }

    /** @throws CommandEnd when the file cannot be read or is none; what it holds is never repeated */
    static String read(String option, Path file) throws CommandEnd {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw CommandEnd.usage(option + ": " + file + " is too large for a PEM file");
            }
            // Comments around the blocks may be in any encoding.
            var text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (!text.contains("-----BEGIN ")) {
                throw CommandEnd.usage(option + ": " + file + " is no PEM file; it has no line -----BEGIN ...-----");
            }
            return text;
        } catch (IOException e) {
            throw CommandEnd.usage(option + ": " + file + " cannot be read: " + FileTrouble.reason(e));
        }
    }
}
