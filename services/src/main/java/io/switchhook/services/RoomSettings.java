package io.switchhook.services;

import io.switchhook.media.pcm.PcmSource;
import io.switchhook.pbx.CallTarget;
import io.switchhook.phone.WavPlayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How a {@link ConferenceRoom} works; the {@code with} methods change one thing each. The PINs never appear in {@link #toString}.
 *
 * @param pin what is to be typed to get in, 1 to 32 digits; empty where everybody may
 * @param limit how many may be in it, 2 to 499
 * @param tones whether two short tones are heard when somebody enters, rising, and leaves, falling
 * @param greeting what each hears first who has called, such as what is to be typed; empty for two tones where a PIN is wanted, else for nothing. A PIN may be typed into it
 * @param moderatorPin what a moderator types, 1 to 32 digits; then the others hear music until the first moderator is there. Needs a PIN for the others, which is another one
 * @param music what those hear who wait for a moderator, a fresh one for each; asked on the loop of the services. Empty for a ringing tone
 * @param recordings the folder where each conference is recorded, from the first who enters until the last has left; empty for none
 * @param watchers extensions whose telephones may show who is in it without being in it (RFC 4575); those of who is in it may always
 * @param openRoster whether those of all extensions may
 */
public record RoomSettings(
        Optional<String> pin,
        Optional<String> moderatorPin,
        int limit,
        boolean tones,
        Optional<WavPlayer> greeting,
        Optional<Supplier<PcmSource>> music,
        Optional<Path> recordings,
        Set<String> watchers,
        boolean openRoster) {

    private static final int GREATEST_LIMIT = 499;
    private static final int LONGEST_PIN = 32;

    /** Everybody may come in, 32 at once, and tones tell it. */
    public static final RoomSettings DEFAULT = new RoomSettings(
            Optional.empty(),
            Optional.empty(),
            32,
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            false);

    public RoomSettings {
        Objects.requireNonNull(greeting, "greeting");
        Objects.requireNonNull(music, "music");
        watchers = Set.copyOf(watchers);
        watchers.forEach(CallTarget::extension);
        pin.ifPresent(RoomSettings::check);
        moderatorPin.ifPresent(RoomSettings::check);
        if (moderatorPin.isPresent() && (pin.isEmpty() || pin.equals(moderatorPin))) {
            throw new IllegalArgumentException(
                    "A room with a PIN for moderators needs another PIN for all others; give that first");
        }
        if (limit < 2 || limit > GREATEST_LIMIT) {
            throw new IllegalArgumentException(
                    "A room has places for 2 to " + GREATEST_LIMIT + ", but not for " + limit);
        }
        recordings.filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new IllegalArgumentException(folder + " is no folder; recordings need one that is there");
        });
    }

    private static void check(String digits) {
        if (!digits.matches("[0-9]{1," + LONGEST_PIN + "}")) {
            throw new IllegalArgumentException("A PIN has 1 to " + LONGEST_PIN + " digits");
        }
    }

    public RoomSettings withPin(String digits) {
        return new RoomSettings(
                Optional.of(digits), moderatorPin, limit, tones, greeting, music, recordings, watchers, openRoster);
    }

    /**
     * The same with moderators, who know another PIN than the rest: nobody is in the conference before one of them. In it they press {@code *5} to mute all others, and again to
     * let them speak; {@code *7} to lock the room, and to open it; {@code *3} to remove who came last; {@code *0} to end it for all.
     *
     * @param digits both PINs of one length spare who types a pause, or {@code #}
     */
    public RoomSettings withModeratorPin(String digits) {
        return new RoomSettings(
                pin, Optional.of(digits), limit, tones, greeting, music, recordings, watchers, openRoster);
    }

    public RoomSettings withLimit(int people) {
        return new RoomSettings(pin, moderatorPin, people, tones, greeting, music, recordings, watchers, openRoster);
    }

    public RoomSettings withoutTones() {
        return new RoomSettings(pin, moderatorPin, limit, false, greeting, music, recordings, watchers, openRoster);
    }

    /** @param words each caller hears {@link WavPlayer#again} of it */
    public RoomSettings withGreeting(WavPlayer words) {
        return new RoomSettings(
                pin, moderatorPin, limit, tones, Optional.of(words), music, recordings, watchers, openRoster);
    }

    /** @param source gives a fresh one for each who waits for a moderator: {@code WavPlayer.open(file).repeating()::again} */
    public RoomSettings withMusic(Supplier<PcmSource> source) {
        return new RoomSettings(
                pin, moderatorPin, limit, tones, greeting, Optional.of(source), recordings, watchers, openRoster);
    }

    /** @param folder has to be there; the files are called by number and time, {@code 800-20260131-093000.wav} */
    public RoomSettings withRecordings(Path folder) {
        return new RoomSettings(
                pin, moderatorPin, limit, tones, greeting, music, Optional.of(folder), watchers, openRoster);
    }

    /** @param extensions whose telephones may show who is in the room without being in it, a reception's for one */
    public RoomSettings withWatchers(String... extensions) {
        return new RoomSettings(
                pin, moderatorPin, limit, tones, greeting, music, recordings, Set.of(extensions), openRoster);
    }

    /** The telephones of all extensions may show who is in the room. */
    public RoomSettings withOpenRoster() {
        return new RoomSettings(pin, moderatorPin, limit, tones, greeting, music, recordings, watchers, true);
    }

    @Override
    public String toString() {
        return "room for " + limit + (pin.isPresent() ? " with a PIN" : "")
                + (moderatorPin.isPresent() ? " and moderators" : "");
    }
}
