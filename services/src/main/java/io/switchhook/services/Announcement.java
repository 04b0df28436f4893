package io.switchhook.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a voicemail says: a file of that name, or a tone. */
enum Announcement {
    GREETING(520, 400, 1),
    BEEP(1_000, 400, 1),
    MESSAGE_SAVED(800, 100, 2),
    SORRY(330, 200, 4),
    MAILBOX_FULL(425, 250, 4),
    MAILBOX(700, 250, 1),
    PIN(700, 150, 2),
    WRONG_PIN(330, 150, 2),
    YOU_HAVE_MESSAGES(900, 150, 3),
    OLD_MESSAGES(600, 150, 2),
    NO_MESSAGES(500, 300, 1),
    NO_MORE_MESSAGES(500, 150, 2),
    GREETING_SAVED(800, 100, 3);

    private final Sound tone;

    Announcement(int hertz, int millis, int times) {
        this.tone = Sound.tone(word(), hertz, millis, times);
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Map<Announcement, Sound> tones() {
        var all = new EnumMap<Announcement, Sound>(Announcement.class);
        for (var each : values()) {
            all.put(each, each.tone);
        }
        return all;
    }

    /** How it sounds there. */
    Sound in(Map<Announcement, Sound> says) {
        return says.getOrDefault(this, tone);
    }

    /** @throws IOException when one of the files cannot be played */
    static Map<Announcement, Sound> read(Optional<Path> folder, Optional<Path> greeting) throws IOException {
        var all = tones();
        for (var each : values()) {
            var file = folder.map(words -> words.resolve(each.word() + ".wav")).filter(Files::exists);
            all.put(each, Sound.read(file, each.tone));
        }
        if (greeting.isPresent()) {
            all.put(GREETING, Sound.read(greeting.get()));
        }
        return all;
    }
}
