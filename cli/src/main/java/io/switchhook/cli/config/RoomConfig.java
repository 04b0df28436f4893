package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.report.Reports;
import io.switchhook.services.ConferenceRoom;
import io.switchhook.services.RoomSettings;
import io.switchhook.services.Service;
import java.util.LinkedHashMap;
import java.util.Map;

/** A section {@code [room NUMBER]}. */
record RoomConfig(String number, RoomSettings settings) implements ServiceConfig {
    private static final Map<String, Setting> SETTINGS = all();

    /** What one line makes of the settings. */
    private interface Setting {
        RoomSettings apply(RoomSettings settings, ConfigFile file, String value);
    }

    static RoomConfig read(ConfigFile file, ConfigFile.Section section) throws CommandEnd {
        var settings = RoomSettings.DEFAULT;
        for (var entry : section.entries()) {
            var setting = SETTINGS.get(entry.key());
            if (setting == null) {
                throw file.trouble(
                        entry.line(),
                        "\"" + entry.key() + "\" is no setting of a room; those are "
                                + String.join(", ", SETTINGS.keySet()));
            }
            try {
                settings = setting.apply(settings, file, entry.value());
            } catch (IllegalArgumentException e) {
                throw file.trouble(entry, e);
            }
        }
        return new RoomConfig(section.name(), settings);
    }

    private static Map<String, Setting> all() {
        var all = new LinkedHashMap<String, Setting>();
        all.put("pin", (settings, file, value) -> settings.withPin(value));
        all.put("moderator-pin", (settings, file, value) -> settings.withModeratorPin(value));
        all.put("music", RoomConfig::music);
        all.put("limit", (settings, file, value) -> settings.withLimit(ConfigValues.count(value)));
        all.put("tones", (settings, file, value) -> ConfigValues.yes(value) ? settings : settings.withoutTones());
        all.put("greeting", (settings, file, value) -> settings.withGreeting(file.wav(value)));
        all.put("recordings", (settings, file, value) -> settings.withRecordings(file.beside(value)));
        all.put("watchers", (settings, file, value) -> watchers(settings, value));
        return all;
    }

    private static RoomSettings watchers(RoomSettings settings, String value) {
        return value.equals("all")
                ? settings.withOpenRoster()
                : settings.withWatchers(ConfigValues.list(value).toArray(String[]::new));
    }

    private static RoomSettings music(RoomSettings settings, ConfigFile file, String value) {
        var music = file.wav(value).repeating();
        return settings.withMusic(music::again);
    }

    @Override
    public Service build(Reports reports) {
        return ConferenceRoom.of(settings);
    }
}
