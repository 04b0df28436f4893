package io.switchhook.services;

import io.switchhook.pbx.CallTarget;
import java.util.Objects;

/** What a key of a {@link Menu} does. */
public sealed interface MenuChoice {

    /** For switching. */
    enum Kind {
        DIAL,
        SUBMENU,
        REPEAT,
        BACK,
        HANG_UP
    }

    Kind kind();

    /**
     * The caller goes on to that extension, or to another service at a number of the PBX. Transfers never lead to a trunk, and the dial plan is not asked: {@code otherwise} of an
     * extension does not count for who comes from a menu.
     *
     * @throws IllegalArgumentException when that can be no number
     */
    static MenuChoice dial(String number) {
        return new Dial(number);
    }

    /** Another menu. */
    static MenuChoice submenu(MenuSettings menu) {
        return new Submenu(menu);
    }

    /** The announcement once more. */
    static MenuChoice repeat() {
        return new Repeat();
    }

    /** To the menu that led here; in the first one, the announcement once more. */
    static MenuChoice back() {
        return new Back();
    }

    static MenuChoice hangUp() {
        return new HangUp();
    }

    /** @param number of an extension, or of a service */
    record Dial(String number) implements MenuChoice {
        public Dial {
            CallTarget.extension(number);
        }

        @Override
        public Kind kind() {
            return Kind.DIAL;
        }
    }

    record Submenu(MenuSettings menu) implements MenuChoice {
        public Submenu {
            Objects.requireNonNull(menu, "menu");
        }

        @Override
        public Kind kind() {
            return Kind.SUBMENU;
        }
    }

    record Repeat() implements MenuChoice {
        @Override
        public Kind kind() {
            return Kind.REPEAT;
        }
    }

    record Back() implements MenuChoice {
        @Override
        public Kind kind() {
            return Kind.BACK;
        }
    }

    record HangUp() implements MenuChoice {
        @Override
        public Kind kind() {
            return Kind.HANG_UP;
        }
    }
}
