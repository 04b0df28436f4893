package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.FileTrouble;
import io.switchhook.cli.console.TextFile;
import io.switchhook.phone.WavPlayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * A file of settings as INI files are written: sections in brackets, a setting a line, and lines that begin with {@code #} or {@code ;} are comments.
 *
 * @param path as it was given, for what is said of its lines
 */
public record ConfigFile(Path path, List<Section> sections) {

    /**
     * One section.
     *
     * @param kind the first word in its brackets
     * @param name the rest of them; empty when there is none
     */
    record Section(String kind, String name, int line, List<Entry> entries) {}

    /** One line {@code key = value}. What a value is may be a secret: no sentence repeats it. */
    record Entry(String key, String value, int line) {}

    public static ConfigFile read(String option, Path path) throws CommandEnd {
        try {
            return parse(path, TextFile.lines(path));
        } catch (IOException e) {
            throw CommandEnd.usage(option + ": " + path + " cannot be read: " + FileTrouble.reason(e));
        }
    }

    static ConfigFile parse(Path path, List<String> lines) throws CommandEnd {
        var file = new ConfigFile(path, new ArrayList<>());
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith(";")) {
                file.add(line, i + 1);
            }
        }
        return file;
    }

    private void add(String line, int number) throws CommandEnd {
        if (line.startsWith("[")) {
            if (!line.endsWith("]") || line.length() < 3) {
                throw trouble(number, "a section is written [pbx] or [trunk provider]");
            }
            var words = line.substring(1, line.length() - 1).strip().split("\\s+", 2);
            sections.add(new Section(words[0], words.length > 1 ? words[1] : "", number, new ArrayList<>()));
            return;
        }
        int equals = line.indexOf('=');
        if (equals < 1) {
            throw trouble(number, "expected a setting, key = value, or a section such as [trunk provider]");
        }
        if (sections.isEmpty()) {
            throw trouble(number, "a setting stands in a section; begin with [pbx]");
        }
        var key = line.substring(0, equals).strip().replaceAll("\\s+", " ");
        var value = line.substring(equals + 1).strip();
        if (value.isEmpty()) {
            throw trouble(number, "nothing stands behind the equals sign");
        }
        sections.get(sections.size() - 1).entries().add(new Entry(key, value, number));
    }

    public List<Section> of(String kind) {
        return sections.stream().filter(section -> section.kind().equals(kind)).toList();
    }

    /** @throws CommandEnd when a setting of the section is there twice: one of the two would be taken, and nobody would know which */
    void checkOnce(Section section) throws CommandEnd {
        var lines = new HashMap<String, Integer>();
        for (var entry : section.entries()) {
            var before = lines.putIfAbsent(entry.key(), entry.line());
            if (before != null) {
                throw trouble(entry.line(), entry.key() + " stands on line " + before + " already; keep one of them");
            }
        }
    }

    /** A file that is named in this one: beside it, unless its name says otherwise. */
    Path beside(String name) {
        return path.toAbsolutePath().resolveSibling(name);
    }

    /** @throws IllegalArgumentException when it cannot be played, with the reason */
    WavPlayer wav(String name) {
        var wav = beside(name);
        try {
            return WavPlayer.open(wav);
        } catch (IOException e) {
            throw new IllegalArgumentException(FileTrouble.unplayable(wav, e), e);
        }
    }

    CommandEnd trouble(int line, String sentence) {
        return CommandEnd.usage("Line " + line + " of " + path + ": " + sentence);
    }

    /** Of one that is thrown by who builds from it. */
    CommandEnd trouble(Entry entry, IllegalArgumentException e) {
        return trouble(entry.line(), entry.key() + ": " + e.getMessage());
    }
}
