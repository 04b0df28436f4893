package io.switchhook.services;

import io.switchhook.phone.WavPlayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link ConferenceRoom} works; the {@code with} methods change one thing each. The PIN never appears in {@link #toString}.
 *
 * @param pin what is to be typed to get in, 1 to 32 digits; empty where everybody may
 * @param limit how many may be in it, 2 to 499
 * @param tones whether two short tones are heard when somebody enters, rising, and leaves, falling
 * @param greeting what each hears first who has called, such as what is to be typed; empty for two tones where a PIN is wanted, else for nothing. A PIN may be typed into it
 * @param recordings the folder where each conference is recorded, from the first who enters until the last has left; empty for none
 */
public record RoomSettings(
        Optional<String> pin, int limit, boolean tones, Optional<WavPlayer> greeting, Optional<Path> recordings) {

    private static final int GREATEST_LIMIT = 499;
    private static final int LONGEST_PIN = 32;

    /** Everybody may come in, 32 at once, and tones tell it. */
    public static final RoomSettings DEFAULT =
            new RoomSettings(Optional.empty(), 32, true, Optional.empty(), Optional.empty());

    public RoomSettings {
        Objects.requireNonNull(greeting, "greeting");
        if (pin.filter(digits -> !digits.matches("[0-9]{1," + LONGEST_PIN + "}"))
                .isPresent()) {
            throw new IllegalArgumentException("A PIN has 1 to " + LONGEST_PIN + " digits");
        }
        if (limit < 2 || limit > GREATEST_LIMIT) {
            throw new IllegalArgumentException(
                    "A room has places for 2 to " + GREATEST_LIMIT + ", but not for " + limit);
        }
        recordings.filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new IllegalArgumentException(folder + " is no folder; recordings need one that is there");
        });
    }

    public RoomSettings withPin(String digits) {
        return new RoomSettings(Optional.of(digits), limit, tones, greeting, recordings);
    }

    public RoomSettings withLimit(int people) {
        return new RoomSettings(pin, people, tones, greeting, recordings);
    }

    public RoomSettings withoutTones() {
        return new RoomSettings(pin, limit, false, greeting, recordings);
    }

    /** @param words each caller hears {@link WavPlayer#again} of it */
    public RoomSettings withGreeting(WavPlayer words) {
        return new RoomSettings(pin, limit, tones, Optional.of(words), recordings);
    }

    /** @param folder has to be there; the files are called by number and time, {@code 800-20260131-093000.wav} */
    public RoomSettings withRecordings(Path folder) {
        return new RoomSettings(pin, limit, tones, greeting, Optional.of(folder));
    }

    @Override
    public String toString() {
        return "room for " + limit + (pin.isPresent() ? " with a PIN" : "");
    }
}
