package io.switchhook.testkit;

import io.switchhook.simulation.Packet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Holds the SIP messages of a whole run against rules of RFC 3261, hop by hop, whoever sent them. Ask it at the end,
 * when every
 * answer has had its time.
 */
public final class WireChecker {
    private final SipTraffic traffic;
    private final Set<WireRule> rules = EnumSet.allOf(WireRule.class);
    private final List<Predicate<SipTraffic.Entry>> ignored = new ArrayList<>();

    public WireChecker(SipTraffic traffic) {
        this.traffic = traffic;
    }

    /** Leaves rules out, for runs that break them on purpose. */
    public WireChecker without(WireRule... rulesToLeaveOut) {
        rules.removeAll(List.of(rulesToLeaveOut));
        return this;
    }

    /** Overlooks messages as if they had never been sent. */
    public WireChecker ignoring(Predicate<SipTraffic.Entry> which) {
        ignored.add(which);
        return this;
    }

    /** Overlooks what a host sends and is sent: a hostile or broken peer. */
    public WireChecker ignoringHost(String host) {
        return ignoring(entry -> entry.fromHost().equals(host) || entry.toHost().equals(host));
    }

    /** Every breach, in the order of the rules' classes and of time. */
    public List<WireProblem> problems() {
        var entries = traffic.entries().stream()
                .filter(entry -> entry.fate() != Packet.Fate.CORRUPTED && entry.fate() != Packet.Fate.DUPLICATED)
                .filter(entry -> ignored.stream().noneMatch(which -> which.test(entry)))
                .toList();
        var problems = new ArrayList<WireProblem>();
        entries.forEach(entry -> MessageRules.check(entry, problems));
        new TransactionRules(entries, problems).check();
        new DialogRules(entries, problems).check();
        return problems.stream()
                .filter(problem -> rules.contains(problem.rule()))
                .toList();
    }

    /** @throws AssertionError listing the breaches when there are any */
    public void assertClean() {
        var problems = problems();
        if (!problems.isEmpty()) {
            var lines = problems.stream().map(WireProblem::toString).toList();
            throw new AssertionError(problems.size() + " breach(es) on the wire:\n  " + String.join("\n  ", lines));
        }
    }
}
