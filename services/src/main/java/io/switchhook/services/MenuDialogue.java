package io.switchhook.services;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** One caller in a menu. Whatever is typed, only what the settings name is ever dialled. */
final class MenuDialogue implements Dialogue {
    /** Whoever walks about in menus for ever occupies a line. */
    private static final int MOST_STEPS = 60;

    private static final char END = '#';

    private final Map<MenuSettings, MenuSounds> sounds;
    /** Where the caller is, the innermost first. */
    private final Deque<MenuSettings> menus = new ArrayDeque<>();

    private final StringBuilder typed = new StringBuilder();
    private int failures;
    private int steps;
    private boolean dials;
    private boolean givesUp;

    /** The caller goes on to that number; {@link #onDialled} follows. */
    record Dial(String number, boolean outside) implements Step.Order {
        @Override
        public String toString() {
            return (outside ? "dial out " : "dial ") + number;
        }
    }

    MenuDialogue(MenuSettings menu, Map<MenuSettings, MenuSounds> sounds) {
        this.sounds = sounds;
        menus.push(menu);
    }

    private MenuSettings menu() {
        return menus.element();
    }

    private MenuSounds said() {
        return Objects.requireNonNull(sounds.get(menu()), "each menu has its sounds");
    }

    @Override
    public List<Step> onBegin() {
        return ask();
    }

    private List<Step> ask() {
        return ++steps > MOST_STEPS ? List.of(new Step.HangUp()) : List.of(new Step.Say(said().greeting()));
    }

    /** Once more, with another announcement before. */
    private List<Step> askAgain(Sound before) {
        return ++steps > MOST_STEPS
                ? List.of(new Step.HangUp())
                : List.of(new Step.Say(before), new Step.Say(said().greeting()));
    }

    @Override
    public List<Step> onPlayed() {
        return List.of(new Step.Await(menu().patience()));
    }

    @Override
    public List<Step> onDigit(char digit) {
        if (dials) {
            return List.of();
        }
        boolean ends = digit == END && !typed.isEmpty();
        if (!ends) {
            typed.append(digit);
        }
        return !ends && goesOn()
                ? List.of(new Step.Hush(), new Step.Await(menu().pause()))
                : joined(List.of(new Step.Hush(), new Step.Rest()), decide());
    }

    /** Whether more digits could make another number of this one. */
    private boolean goesOn() {
        var begun = typed.toString();
        return menu().direct().stream()
                .anyMatch(number -> number.length() > begun.length() && number.startsWith(begun));
    }

    @Override
    public List<Step> onTime() {
        return typed.isEmpty() ? fail(said().noKey()) : decide();
    }

    private List<Step> decide() {
        var number = typed.toString();
        typed.setLength(0);
        var choice = Optional.of(number)
                .filter(text -> text.length() == 1)
                .map(text -> menu().keys().get(text.charAt(0)))
                .or(() -> Optional.of(number).filter(menu().direct()::contains).map(MenuChoice.Dial::new));
        if (choice.isEmpty()) {
            return fail(said().wrongKey());
        }
        failures = 0;
        return follow(choice.get());
    }

    private List<Step> follow(MenuChoice choice) {
        switch (choice.kind()) {
            case DIAL:
                return dial(((MenuChoice.Dial) choice).number(), false);
            case DIAL_OUT:
                return dial(((MenuChoice.DialOut) choice).number(), true);
            case SUBMENU:
                menus.push(((MenuChoice.Submenu) choice).menu());
                return ask();
            case REPEAT:
                return ask();
            case BACK:
                if (menus.size() > 1) {
                    menus.pop();
                }
                return ask();
            case HANG_UP:
                return List.of(new Step.HangUp());
        }
        throw new IllegalStateException("No such choice: " + choice);
    }

    private List<Step> fail(Sound announcement) {
        if (++failures < menu().attempts()) {
            return askAgain(announcement);
        }
        givesUp = true;
        return menu().otherwise().map(this::follow).orElse(List.of(new Step.HangUp()));
    }

    private List<Step> dial(String number, boolean outside) {
        dials = true;
        return List.of(new Dial(number, outside));
    }

    /** What became of the caller who was sent on. Whoever has no attempts left is not asked once more. */
    List<Step> onDialled(boolean reached) {
        dials = false;
        if (reached) {
            return List.of();
        }
        return givesUp ? List.of(new Step.HangUp()) : askAgain(said().nobody());
    }

    private static List<Step> joined(List<Step> first, List<Step> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }
}
