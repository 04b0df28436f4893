package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.CallerPlace;
import io.switchhook.pbx.NumberRules;
import io.switchhook.pbx.Trunk;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A section {@code [trunk NAME]}. */
final class TrunkConfig {
    private static final String ANY = "...";
    private static final Map<String, Setting> SETTINGS = settings();

    private final ConfigFile file;
    private final ConfigFile.Section section;
    private Trunk trunk;

    /** What one line makes of a trunk. */
    private interface Setting {
        Trunk apply(Trunk trunk, String value);
    }

    private TrunkConfig(ConfigFile file, ConfigFile.Section section) throws CommandEnd {
        this.file = file;
        this.section = section;
        var server = needed("server");
        try {
            this.trunk = Trunk.to(server.value()).named(section.name());
        } catch (IllegalArgumentException e) {
            throw file.trouble(server, e);
        }
    }

    static Trunk read(ConfigFile file, ConfigFile.Section section) throws CommandEnd {
        if (section.name().isEmpty()) {
            throw file.trouble(section.line(), "a trunk needs a name, as in [trunk provider]");
        }
        return new TrunkConfig(file, section).trunk();
    }

    private Optional<ConfigFile.Entry> find(String key) {
        return section.entries().stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst();
    }

    private ConfigFile.Entry needed(String key) throws CommandEnd {
        return find(key)
                .orElseThrow(() -> file.trouble(
                        section.line(), "the trunk " + section.name() + " needs a line " + key + " = ..."));
    }

    private Trunk trunk() throws CommandEnd {
        if (find("login").isPresent()) {
            trunk = trunk.withLogin(
                    find("login").get().value(), needed("secret").value());
        } else if (find("secret").isPresent()) {
            throw file.trouble(find("secret").get().line(), "a secret belongs to a line login = ...");
        }
        for (var entry : section.entries()) {
            try {
                trunk = apply(entry);
            } catch (IllegalArgumentException e) {
                throw file.trouble(entry, e);
            }
        }
        return trunk;
    }

    private Trunk apply(ConfigFile.Entry entry) throws CommandEnd {
        var words = entry.key().split(" ", 2);
        var setting = SETTINGS.get(entry.key());
        if (setting != null) {
            return setting.apply(trunk, entry.value());
        }
        if (words.length == 2 && words[0].equals("caller")) {
            return trunk.withCaller(words[1], entry.value());
        }
        if (words.length == 2 && words[0].equals("incoming")) {
            return incoming(words[1], entry);
        }
        throw file.trouble(
                entry.line(),
                "\"" + entry.key() + "\" is no setting of a trunk; those are " + String.join(", ", SETTINGS.keySet())
                        + ", caller EXTENSION and incoming NUMBER");
    }

    private Trunk incoming(String number, ConfigFile.Entry entry) throws CommandEnd {
        if (entry.value().equals("plan")) {
            if (number.equals(ANY)) {
                return trunk.withIncomingByPlan();
            }
            throw file.trouble(entry.line(), "the plan decides for all other numbers or for none: incoming ... = plan");
        }
        var route = RouteWords.parse(entry.value(), Map.of());
        if (!route.isFixed()) {
            throw file.trouble(
                    entry.line(), "expected where these calls go: dialled, an extension, several, or reject STATUS");
        }
        CallRoute way = route.routeOf("", "");
        return number.equals(ANY) ? trunk.withOtherIncoming(way) : trunk.withIncoming(number, way);
    }

    private static Map<String, Setting> settings() {
        var all = new LinkedHashMap<String, Setting>();
        Setting elsewhere = (trunk, value) -> trunk;
        all.put("server", elsewhere);
        all.put("login", elsewhere);
        all.put("secret", elsewhere);
        all.put("user", Trunk::withUser);
        all.put("proxy", Trunk::withProxy);
        all.put("register", TrunkConfig::register);
        all.put("all-numbers", (trunk, value) -> ConfigValues.yes(value) ? trunk.withAllNumbers() : trunk);
        all.put("keep-alive", (trunk, value) -> trunk.withKeepAlive(ConfigValues.time(value)));
        all.put("max-calls", (trunk, value) -> trunk.withMaxCalls(ConfigValues.count(value)));
        all.put("caller", Trunk::withCaller);
        all.put("caller-in", (trunk, value) -> trunk.withCallerIn(ConfigValues.one(CallerPlace.class, value)));
        all.put("dialled-numbers", (trunk, value) -> trunk.withDialledNumbers(rules(value)));
        all.put("caller-numbers", (trunk, value) -> trunk.withCallerNumbers(rules(value)));
        all.put("incoming-numbers", (trunk, value) -> trunk.withIncomingNumbers(rules(value)));
        all.put("source", TrunkConfig::sources);
        all.put("tls-name", Trunk::withTlsName);
        all.put("trusted", (trunk, value) -> ConfigValues.yes(value) ? trunk.trusted() : trunk);
        all.put("transit", (trunk, value) -> ConfigValues.yes(value) ? trunk.withTransit() : trunk);
        all.put("messages", (trunk, value) -> ConfigValues.yes(value) ? trunk.withMessages() : trunk);
        return all;
    }

    private static Trunk register(Trunk trunk, String value) {
        if (value.matches("\\d.*")) {
            return trunk.registering(ConfigValues.time(value));
        }
        return ConfigValues.yes(value) ? trunk.registering() : trunk;
    }

    private static Trunk sources(Trunk trunk, String value) {
        var all = trunk;
        for (var range : ConfigValues.list(value)) {
            all = all.withSource(range);
        }
        return all;
    }

    /** {@code 00:+, 0:+49}: what numbers begin with, and what they are to begin with. */
    private static NumberRules rules(String value) {
        var rules = NumberRules.NONE;
        for (var rule : ConfigValues.list(value)) {
            int colon = rule.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("expected PREFIX:OTHER, as in 00:+, 0:+49");
            }
            rules = rules.replacing(
                    rule.substring(0, colon).strip(), rule.substring(colon + 1).strip());
        }
        return rules;
    }
}
