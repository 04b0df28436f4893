package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.DialPlan;
import io.switchhook.pbx.DialledCall;
import io.switchhook.pbx.Trunk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The section {@code [plan]}: of the rules that fit, the one with the longest number counts. */
public final class PlanConfig implements DialPlan {
    private static final String MORE = "...";

    private final List<Rule> rules;

    /** @param begins whether numbers may go on behind it */
    private record Rule(String number, boolean begins, RouteWords route) {
        boolean fits(DialledCall call) {
            return (begins ? call.dialled().startsWith(number) : call.dialled().equals(number))
                    && route.isFor(call.caller());
        }
    }

    private PlanConfig(List<Rule> rules) {
        this.rules = rules;
    }

    static PlanConfig read(ConfigFile file, ConfigFile.Section section, Map<String, Trunk> trunks) throws CommandEnd {
        var rules = new ArrayList<Rule>();
        for (var entry : section.entries()) {
            boolean begins = entry.key().endsWith(MORE);
            var number = begins ? entry.key().substring(0, entry.key().length() - MORE.length()) : entry.key();
            try {
                rules.add(new Rule(number, begins, RouteWords.parse(entry.value(), trunks)));
            } catch (IllegalArgumentException e) {
                throw file.trouble(entry, e);
            }
        }
        rules.sort(
                Comparator.<Rule>comparingInt(rule -> -rule.number().length()).thenComparing(Rule::begins));
        return new PlanConfig(List.copyOf(rules));
    }

    @Override
    public CallRoute route(DialledCall call) {
        return rules.stream()
                .filter(rule -> rule.fits(call))
                .findFirst()
                .map(rule -> rule.route().routeOf(call.caller(), call.dialled()))
                .orElse(CallRoute.asDialled());
    }
}
