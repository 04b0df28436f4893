package io.switchhook.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a {@link Menu} says and where its keys lead. Immutable; each {@code with} makes another one.
 *
 * <pre>{@code
 * var sales = MenuSettings.NONE.withGreeting(Path.of("sales.wav")).withKey('1', MenuChoice.dial("853")).withKey('*', MenuChoice.back());
 * var menu = MenuSettings.NONE
 *         .withGreeting(Path.of("welcome.wav"))
 *         .withKey('1', MenuChoice.submenu(sales))
 *         .withKey('0', MenuChoice.dial("858"))
 *         .withDirect("858", "853", "895")
 *         .withOtherwise("858");
 * }</pre>
 *
 * <p>A caller reaches what stands here and nothing else: digits that are neither a key nor one of {@link #withDirect} are dialled nowhere, whatever the dial plan could
 * make of them. A number that costs money is reached where the settings name it by {@link MenuChoice#dialOut}, never digit by digit.
 */
public final class MenuSettings {
    private static final String KEYS = "0123456789*#";
    private static final Duration LEAST_TIME = Duration.ofMillis(100);
    private static final Duration GREATEST_TIME = Duration.ofMinutes(5);
    private static final int MOST_ATTEMPTS = 20;

    /** No keys; tones in place of words; 8 s for the first key, 3 s for each that follows, three attempts. */
    public static final MenuSettings NONE = new MenuSettings();

    private Optional<Path> greeting = Optional.empty();
    private Optional<Path> wrongKey = Optional.empty();
    private Optional<Path> noKey = Optional.empty();
    private Optional<Path> nobody = Optional.empty();
    private Map<Character, MenuChoice> keys = Map.of();
    private Set<String> direct = Set.of();
    private Duration patience = Duration.ofSeconds(8);
    private Duration pause = Duration.ofSeconds(3);
    private int attempts = 3;
    private Optional<MenuChoice> otherwise = Optional.empty();

    private MenuSettings() {}

    private MenuSettings with(Consumer<MenuSettings> change) {
        var copy = new MenuSettings();
        copy.greeting = greeting;
        copy.wrongKey = wrongKey;
        copy.noKey = noKey;
        copy.nobody = nobody;
        copy.keys = keys;
        copy.direct = direct;
        copy.patience = patience;
        copy.pause = pause;
        copy.attempts = attempts;
        copy.otherwise = otherwise;
        change.accept(copy);
        return copy;
    }

    /** The same with a WAV file that says which key is for what. A key stops it. */
    public MenuSettings withGreeting(Path wav) {
        return with(changed -> changed.greeting = Optional.of(wav));
    }

    /** The same with a WAV file for who has typed what is nothing here. */
    public MenuSettings withWrongKey(Path wav) {
        return with(changed -> changed.wrongKey = Optional.of(wav));
    }

    /** The same with a WAV file for who types nothing. */
    public MenuSettings withNoKey(Path wav) {
        return with(changed -> changed.noKey = Optional.of(wav));
    }

    /** The same with a WAV file for who comes back because nobody took the call. */
    public MenuSettings withNobody(Path wav) {
        return with(changed -> changed.nobody = Optional.of(wav));
    }

    /**
     * The same with a key, in the place of what that key has done before.
     *
     * @param key {@code 0-9}, {@code *} or {@code #}
     */
    public MenuSettings withKey(char key, MenuChoice choice) {
        if (KEYS.indexOf(key) < 0) {
            throw new IllegalArgumentException("A telephone has the keys 0 to 9, * and #");
        }
        Objects.requireNonNull(choice, "choice");
        return with(changed -> {
            var all = new LinkedHashMap<>(keys);
            all.put(key, choice);
            changed.keys = Map.copyOf(all);
        });
    }

    /**
     * The same with extensions that may be dialled by their whole number. Where a key, or another of them, is how it begins, a pause or {@code #} tells which was meant.
     *
     * @param numbers of 1 to 16 digits each
     */
    public MenuSettings withDirect(String... numbers) {
        var all = new LinkedHashSet<>(direct);
        for (var number : numbers) {
            if (!number.matches("[0-9]{1,16}")) {
                throw new IllegalArgumentException("An extension that callers dial has 1 to 16 digits");
            }
            all.add(number);
        }
        return with(changed -> changed.direct = Set.copyOf(all));
    }

    /** The same with another time to wait for a key behind the announcement, 100 ms to 5 minutes. */
    public MenuSettings withPatience(Duration first) {
        check(first);
        return with(changed -> changed.patience = first);
    }

    /** The same with another time to wait for one more digit where a number may go on, 100 ms to 5 minutes. */
    public MenuSettings withPause(Duration between) {
        check(between);
        return with(changed -> changed.pause = between);
    }

    private static void check(Duration time) {
        if (time.compareTo(LEAST_TIME) < 0 || time.compareTo(GREATEST_TIME) > 0) {
            throw new IllegalArgumentException("A menu waits 100 ms to 5 minutes for a key");
        }
    }

    /** The same with another number of attempts, 1 to 20: whoever types nothing or nothing that fits so often, one after the other, is hung up on. */
    public MenuSettings withAttempts(int most) {
        if (most < 1 || most > MOST_ATTEMPTS) {
            throw new IllegalArgumentException("A menu asks 1 to 20 times");
        }
        return with(changed -> changed.attempts = most);
    }

    /** The same with an extension for who has no attempts left, in place of the end of the call. */
    public MenuSettings withOtherwise(String number) {
        var choice = MenuChoice.dial(number);
        return with(changed -> changed.otherwise = Optional.of(choice));
    }

    /** The same with a number of the dial plan for who has no attempts left: {@link MenuChoice#dialOut}. */
    public MenuSettings withOtherwiseOutside(String number) {
        var choice = MenuChoice.dialOut(number);
        return with(changed -> changed.otherwise = Optional.of(choice));
    }

    Optional<Path> greeting() {
        return greeting;
    }

    Optional<Path> wrongKey() {
        return wrongKey;
    }

    Optional<Path> noKey() {
        return noKey;
    }

    Optional<Path> nobody() {
        return nobody;
    }

    Map<Character, MenuChoice> keys() {
        return keys;
    }

    Set<String> direct() {
        return direct;
    }

    Duration patience() {
        return patience;
    }

    Duration pause() {
        return pause;
    }

    int attempts() {
        return attempts;
    }

    Optional<MenuChoice> otherwise() {
        return otherwise;
    }

    /** This one and all that its keys lead to. */
    List<MenuSettings> all() {
        var all = new ArrayList<MenuSettings>();
        all.add(this);
        keys.values().stream()
                .filter(MenuChoice.Submenu.class::isInstance)
                .forEach(choice ->
                        all.addAll(((MenuChoice.Submenu) choice).menu().all()));
        return all;
    }
}
