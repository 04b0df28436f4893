package io.switchhook.systemtests.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The breaches that stand on purpose, each with a reason: {@code config/allowed-exceptions.txt}. */
final class Exceptions {
    private static final int SHORTEST_REASON = 15;

    /** One line of the file. */
    record Entry(String rule, String where, String reason) {}

    private final List<Entry> entries = new ArrayList<>();

    static Exceptions read(Path file) throws IOException {
        return parse(Files.readAllLines(file));
    }

    static Exceptions parse(List<String> lines) {
        var exceptions = new Exceptions();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var parts = line.split("\\|", 3);
            if (parts.length < 3 || parts[2].trim().length() < SHORTEST_REASON) {
                throw new IllegalArgumentException(
                        "Expected 'RULE | WHERE | REASON' with a reason, found '" + line + "'");
            }
            exceptions.entries.add(new Entry(parts[0].trim(), parts[1].trim(), parts[2].trim()));
        }
        return exceptions;
    }

    /** The breaches that no entry allows. */
    List<Violation> notAllowed(Rule rule, List<Violation> found) {
        return found.stream()
                .filter(breach -> entries.stream().noneMatch(entry -> matches(entry, rule, breach)))
                .toList();
    }

    /** The entries of a rule that nothing breaks any more. */
    List<Entry> outlived(Rule rule, List<Violation> found) {
        return entries.stream()
                .filter(entry -> entry.rule().equals(rule.name()))
                .filter(entry -> found.stream().noneMatch(breach -> matches(entry, rule, breach)))
                .toList();
    }

    /** The entries that name no rule. */
    List<Entry> ofUnknownRules(List<Rule> rules) {
        return entries.stream()
                .filter(entry -> rules.stream().noneMatch(rule -> rule.name().equals(entry.rule())))
                .toList();
    }

    private static boolean matches(Entry entry, Rule rule, Violation breach) {
        return entry.rule().equals(rule.name()) && entry.where().equals(breach.where());
    }
}
