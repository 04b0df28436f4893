package io.switchhook.systemtests.architecture;

import java.util.List;
import java.util.stream.Stream;

/** All rules that a machine checks, in the order of the reports. */
final class HouseRules {
    private HouseRules() {}

    static final List<Rule> ALL = Stream.of(
                    FloorRules.ALL, PurityRules.ALL, CodeRules.ALL, SourceRules.ALL, TextRules.ALL)
            .flatMap(List::stream)
            .toList();

    static Rule named(String name) {
        return ALL.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No rule is called " + name));
    }
}
