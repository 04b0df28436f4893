package io.switchhook.systemtests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;

/** How classes are called in exceptions and messages. */
final class Names {
    private Names() {}

    /** The top-level class that a class is nested in, or the class itself. */
    static String outermost(JavaClass type) {
        var name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    static boolean isAnyOf(String name, String... candidates) {
        for (String candidate : candidates) {
            if (name.equals(candidate)) {
                return true;
            }
        }
        return false;
    }

    static boolean startsWithAnyOf(String name, String... prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
