package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.FileTrouble;
import io.switchhook.cli.report.Reports;
import io.switchhook.services.Menu;
import io.switchhook.services.MenuChoice;
import io.switchhook.services.MenuSettings;
import io.switchhook.services.Service;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A section {@code [menu NUMBER]}, and the sections {@code [submenu NAME]} that its keys lead to. */
record MenuConfig(String number, Menu menu) implements ServiceConfig {
    private static final Map<String, Setting> SETTINGS = settings();

    /** What one line makes of a menu. */
    private interface Setting {
        MenuSettings apply(MenuSettings menu, String value);
    }

    static MenuConfig read(ConfigFile file, ConfigFile.Section section) throws CommandEnd {
        var settings = new Reader(file).read(section);
        try {
            return new MenuConfig(section.name(), Menu.open(settings));
        } catch (IOException e) {
            throw file.trouble(section.line(), FileTrouble.named(e));
        }
    }

    @Override
    public Service build(Reports reports) {
        return menu;
    }

    /** What stands behind {@code outside}. */
    private static Optional<String> outside(String value) {
        var words = value.split("\\s+", 2);
        return words.length == 2 && words[0].equals("outside") ? Optional.of(words[1]) : Optional.empty();
    }

    private static Map<String, Setting> settings() {
        var all = new LinkedHashMap<String, Setting>();
        all.put(
                "direct",
                (menu, value) -> menu.withDirect(ConfigValues.list(value).toArray(String[]::new)));
        all.put("patience", (menu, value) -> menu.withPatience(ConfigValues.time(value)));
        all.put("pause", (menu, value) -> menu.withPause(ConfigValues.time(value)));
        all.put("attempts", (menu, value) -> menu.withAttempts(ConfigValues.count(value)));
        all.put(
                "otherwise",
                (menu, value) ->
                        outside(value).map(menu::withOtherwiseOutside).orElseGet(() -> menu.withOtherwise(value)));
        return all;
    }

    /** Of one menu and all below it. */
    private static final class Reader {
        private static final String KEY = "key";

        private final ConfigFile file;
        /** Those that are being read, so that none leads to itself. */
        private final Deque<ConfigFile.Section> open = new ArrayDeque<>();

        Reader(ConfigFile file) {
            this.file = file;
        }

        MenuSettings read(ConfigFile.Section section) throws CommandEnd {
            open.push(section);
            var menu = MenuSettings.NONE;
            for (var entry : section.entries()) {
                try {
                    menu = apply(menu, entry);
                } catch (IllegalArgumentException e) {
                    throw file.trouble(entry, e);
                }
            }
            open.pop();
            return menu;
        }

        private MenuSettings apply(MenuSettings menu, ConfigFile.Entry entry) throws CommandEnd {
            var words = entry.key().split(" ", 2);
            if (words.length == 2 && words[0].equals(KEY) && words[1].length() == 1) {
                return menu.withKey(words[1].charAt(0), choice(entry));
            }
            var setting = SETTINGS.get(entry.key());
            if (setting != null) {
                return setting.apply(menu, entry.value());
            }
            var wav = ConfigValues.path(file, entry.value());
            return switch (entry.key()) {
                case "greeting" -> menu.withGreeting(wav);
                case "wrong-key" -> menu.withWrongKey(wav);
                case "no-key" -> menu.withNoKey(wav);
                case "nobody" -> menu.withNobody(wav);
                default ->
                    throw file.trouble(
                            entry.line(),
                            "\"" + entry.key()
                                    + "\" is no setting of a menu; those are greeting, wrong-key, no-key, nobody, "
                                    + String.join(", ", SETTINGS.keySet()) + " and key DIGIT");
            };
        }

        private MenuChoice choice(ConfigFile.Entry entry) throws CommandEnd {
            var words = entry.value().split("\\s+", 2);
            if (words[0].equals("submenu") && words.length == 2) {
                return MenuChoice.submenu(submenu(entry, words[1]));
            }
            return switch (entry.value()) {
                case "repeat" -> MenuChoice.repeat();
                case "back" -> MenuChoice.back();
                case "hang-up" -> MenuChoice.hangUp();
                default ->
                    outside(entry.value()).map(MenuChoice::dialOut).orElseGet(() -> MenuChoice.dial(entry.value()));
            };
        }

        private MenuSettings submenu(ConfigFile.Entry entry, String name) throws CommandEnd {
            var section = file.of("submenu").stream()
                    .filter(known -> known.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> file.trouble(entry.line(), "there is no section [submenu " + name + "]"));
            if (open.contains(section)) {
                throw file.trouble(entry.line(), "a submenu cannot lead to itself; write back");
            }
            return read(section);
        }
    }
}
