package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.report.Reports;
import io.switchhook.services.CallQueue;
import io.switchhook.services.QueueSettings;
import io.switchhook.services.QueueStrategy;
import io.switchhook.services.Service;
import java.util.LinkedHashMap;
import java.util.Map;

/** A section {@code [queue NUMBER]}. */
record QueueConfig(String number, QueueSettings settings) implements ServiceConfig {
    private static final String AGENTS = "agents";
    private static final Map<String, Setting> SETTINGS = all();

    /** What one line makes of the settings. */
    private interface Setting {
        QueueSettings apply(QueueSettings settings, ConfigFile file, String value);
    }

    static QueueConfig read(ConfigFile file, ConfigFile.Section section) throws CommandEnd {
        var settings = QueueSettings.of();
        for (var entry : section.entries()) {
            if (entry.key().equals(AGENTS)) {
                settings = apply((before, any, value) -> agents(value), settings, file, entry);
            }
        }
        for (var entry : section.entries()) {
            var setting = SETTINGS.get(entry.key());
            if (setting == null) {
                throw file.trouble(
                        entry.line(),
                        "\"" + entry.key() + "\" is no setting of a queue; those are "
                                + String.join(", ", SETTINGS.keySet()));
            }
            settings = apply(setting, settings, file, entry);
        }
        if (settings.agents().isEmpty()) {
            throw file.trouble(
                    section.line(), "the queue " + section.name() + " needs a line agents = 853, 895, or others");
        }
        return new QueueConfig(section.name(), settings);
    }

    private static QueueSettings apply(Setting setting, QueueSettings settings, ConfigFile file, ConfigFile.Entry entry)
            throws CommandEnd {
        try {
            return setting.apply(settings, file, entry.value());
        } catch (IllegalArgumentException e) {
            throw file.trouble(entry, e);
        }
    }

    private static QueueSettings agents(String value) {
        return QueueSettings.of(ConfigValues.list(value).toArray(String[]::new));
    }

    private static Map<String, Setting> all() {
        var all = new LinkedHashMap<String, Setting>();
        all.put(AGENTS, (settings, file, value) -> settings);
        all.put("name", (settings, file, value) -> settings.withName(value));
        all.put(
                "strategy",
                (settings, file, value) -> settings.withStrategy(ConfigValues.one(QueueStrategy.class, value)));
        all.put("ring", (settings, file, value) -> settings.withRing(ConfigValues.time(value)));
        all.put("rest", (settings, file, value) -> settings.withRest(ConfigValues.time(value)));
        all.put("wrap-up", (settings, file, value) -> settings.withWrapUp(ConfigValues.time(value)));
        all.put("music", QueueConfig::music);
        all.put("greeting", (settings, file, value) -> settings.withGreeting(file.wav(value)));
        all.put(
                "announcement",
                (settings, file, value) -> settings.withAnnouncement(file.wav(value), settings.announceEvery()));
        all.put("announce-every", (settings, file, value) -> announceEvery(settings, value));
        all.put("longest-wait", (settings, file, value) -> settings.withLongestWait(ConfigValues.time(value)));
        all.put("most-waiting", (settings, file, value) -> settings.withMostWaiting(ConfigValues.count(value)));
        all.put("otherwise", (settings, file, value) -> settings.withOtherwise(value));
        all.put(
                "unregistered-agents",
                (settings, file, value) -> ConfigValues.yes(value) ? settings.withUnregisteredAgents() : settings);
        all.put(
                "agents-log-in",
                (settings, file, value) -> ConfigValues.yes(value) ? settings.withAgentsLoggingIn() : settings);
        return all;
    }

    private static QueueSettings music(QueueSettings settings, ConfigFile file, String value) {
        var music = file.wav(value).repeating();
        return settings.withMusic(music::again);
    }

    private static QueueSettings announceEvery(QueueSettings settings, String value) {
        var words = settings.announcement()
                .orElseThrow(() -> new IllegalArgumentException("it goes behind a line announcement = FILE.wav"));
        return settings.withAnnouncement(words, ConfigValues.time(value));
    }

    @Override
    public Service build(Reports reports) {
        return CallQueue.of(settings).onEvent(event -> reports.queue(number, event));
    }
}
