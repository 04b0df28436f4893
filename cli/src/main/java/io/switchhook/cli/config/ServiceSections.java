package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the sections of services have to keep among themselves, whatever each of them says. */
final class ServiceSections {
    private static final String SUBMENU = "submenu";
    private static final Set<String> LEADING = Set.of("otherwise", "agents", "direct");

    private final ConfigFile file;

    ServiceSections(ConfigFile file) {
        this.file = file;
    }

    /** Of the sections of all these kinds, and the submenus. */
    void check(Set<String> kinds) throws CommandEnd {
        var sections = file.sections().stream()
                .filter(section ->
                        kinds.contains(section.kind()) || section.kind().equals(SUBMENU))
                .toList();
        for (var section : sections) {
            file.checkOnce(section);
            if (kinds.contains(section.kind())) {
                notToItself(section);
            }
        }
        eachSubmenuOnce();
        foldersOfTheirOwn();
    }

    private void notToItself(ConfigFile.Section section) throws CommandEnd {
        for (var entry : section.entries()) {
            boolean leads = LEADING.contains(entry.key()) || entry.key().startsWith("key ");
            if (leads && ConfigValues.list(entry.value()).contains(section.name())) {
                throw file.trouble(
                        entry.line(),
                        entry.key() + ": the " + section.kind() + " " + section.name()
                                + " cannot lead to itself; name another number");
            }
        }
    }

    private void eachSubmenuOnce() throws CommandEnd {
        var led = Stream.of("menu", SUBMENU)
                .flatMap(kind -> file.of(kind).stream())
                .flatMap(section -> section.entries().stream())
                .map(entry -> List.of(entry.value().split("\\s+", 2)))
                .filter(words -> words.size() == 2 && words.get(0).equals(SUBMENU))
                .map(words -> words.get(1))
                .collect(Collectors.toSet());
        var names = new HashSet<String>();
        for (var section : file.of(SUBMENU)) {
            var title = "[submenu " + section.name() + "]";
            if (!names.add(section.name())) {
                throw file.trouble(section.line(), "there is a section " + title + " already");
            }
            if (!led.contains(section.name())) {
                throw file.trouble(
                        section.line(), "nothing leads to " + title + "; write key 1 = submenu NAME in a menu");
            }
        }
    }

    private void foldersOfTheirOwn() throws CommandEnd {
        var folders = new HashSet<Path>();
        for (var section : file.of("voicemail")) {
            for (var entry : section.entries()) {
                if (entry.key().equals("folder") && !folders.add(folder(entry))) {
                    throw file.trouble(
                            entry.line(),
                            "another voicemail keeps its messages there; give this one a folder of its own");
                }
            }
        }
    }

    private Path folder(ConfigFile.Entry entry) throws CommandEnd {
        try {
            return ConfigValues.path(file, entry.value()).normalize();
        } catch (IllegalArgumentException e) {
            throw file.trouble(entry, e);
        }
    }
}
