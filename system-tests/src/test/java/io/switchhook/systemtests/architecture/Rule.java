package io.switchhook.systemtests.architecture;

import java.util.List;
import java.util.function.Function;

/**
 * A rule that a machine checks.
 *
 * @param name as written in {@code config/allowed-exceptions.txt}
 */
record Rule(String name, Function<House, List<Violation>> check) {

    @Override
    public String toString() {
        return name;
    }
}
