package io.switchhook.services;

import io.switchhook.pbx.CallTarget;
import java.util.Objects;

/** What a key of a {@link Menu} does. */
public sealed interface MenuChoice {

    /** For switching. */
    enum Kind {
        DIAL,
        DIAL_OUT,
        SUBMENU,
        REPEAT,
        BACK,
        HANG_UP
    }

    Kind kind();

    /**
     * The caller goes on to that extension, or to another service at a number of the PBX. Transfers never lead to a trunk, and the dial plan is not asked: {@code otherwise} of an
     * extension does not count for who comes from a menu. {@link #dialOut} asks it.
     *
     * @throws IllegalArgumentException when that can be no number
     */
    static MenuChoice dial(String number) {
        return new Dial(number);
    }

    /**
     * The caller goes on to that number by the dial plan, which may send it to a trunk: the menu calls it as the extension that the menu is, with the rights of that number in the
     * plan, and connects the two when it is answered. Whoever reaches the menu reaches that number at your expense, from outside too; it is this one number, whatever is typed.
     *
     * @throws IllegalArgumentException when that can be no number
     */
    static MenuChoice dialOut(String number) {
        return new DialOut(number);
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

    /** @param number as an extension would dial it */
    record DialOut(String number) implements MenuChoice {
        public DialOut {
            CallTarget.extension(number);
        }

        @Override
        public Kind kind() {
            return Kind.DIAL_OUT;
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
