package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.FileTrouble;
import io.switchhook.cli.report.Reports;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.DialPlan;
import io.switchhook.services.Service;
import io.switchhook.services.Voicemail;
import io.switchhook.services.VoicemailSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A section {@code [voicemail NUMBER]}.
 *
 * @param after how long an extension with a mailbox rings before its caller may leave a message; empty where the dial plan says all
 */
record VoicemailConfig(String number, Voicemail voicemail, List<String> mailboxes, Optional<Duration> after)
        implements ServiceConfig {
    private static final String PIN = "pin ";
    private static final long MEGABYTE = 1_000_000;
    private static final List<String> ELSEWHERE = List.of("folder", "mailboxes", "after");
    private static final Map<String, Setting> SETTINGS = settings();

    /** What one line makes of a voicemail. */
    private interface Setting {
        VoicemailSettings apply(VoicemailSettings voicemail, String value);
    }

    static VoicemailConfig read(ConfigFile file, ConfigFile.Section section) throws CommandEnd {
        var folder = needed(file, section, "folder");
        var owners = needed(file, section, "mailboxes");
        var mailboxes = ConfigValues.list(owners.value());
        VoicemailSettings settings;
        try {
            settings = VoicemailSettings.in(ConfigValues.path(file, folder.value()));
        } catch (IllegalArgumentException e) {
            throw file.trouble(folder, e);
        }
        try {
            for (var owner : mailboxes) {
                settings = settings.withMailbox(owner);
            }
        } catch (IllegalArgumentException e) {
            throw file.trouble(owners, e);
        }
        var after = Optional.<Duration>empty();
        for (var entry : section.entries()) {
            try {
                settings = apply(file, settings, entry, mailboxes);
                if (entry.key().equals("after")) {
                    after = Optional.of(ConfigValues.time(entry.value()));
                    CallRoute.to(section.name()).ringing(after.get());
                }
            } catch (IllegalArgumentException e) {
                throw file.trouble(entry, e);
            }
        }
        try {
            return new VoicemailConfig(section.name(), Voicemail.open(settings), mailboxes, after);
        } catch (IOException e) {
            throw file.trouble(section.line(), FileTrouble.named(e));
        }
    }

    @Override
    public Service build(Reports reports) {
        return voicemail.onEvent(event -> reports.voicemail(number, event));
    }

    private static ConfigFile.Entry needed(ConfigFile file, ConfigFile.Section section, String key) throws CommandEnd {
        return section.entries().stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst()
                .orElseThrow(() -> file.trouble(section.line(), "a voicemail needs a line " + key + " = ..."));
    }

    private static VoicemailSettings apply(
            ConfigFile file, VoicemailSettings voicemail, ConfigFile.Entry entry, List<String> mailboxes)
            throws CommandEnd {
        var setting = SETTINGS.get(entry.key());
        if (setting != null) {
            return setting.apply(voicemail, entry.value());
        }
        if (ELSEWHERE.contains(entry.key())) {
            return voicemail;
        }
        if (entry.key().startsWith(PIN)) {
            var owner = entry.key().substring(PIN.length());
            if (!mailboxes.contains(owner)) {
                throw file.trouble(entry.line(), "there is no mailbox " + owner + "; add it to mailboxes");
            }
            return voicemail.withMailbox(owner, entry.value());
        }
        return switch (entry.key()) {
            case "greeting" -> voicemail.withGreeting(ConfigValues.path(file, entry.value()));
            case "prompts" -> voicemail.withPrompts(ConfigValues.path(file, entry.value()));
            default ->
                throw file.trouble(
                        entry.line(),
                        "\"" + entry.key() + "\" is no setting of a voicemail; those are "
                                + String.join(", ", ELSEWHERE) + ", greeting, prompts, "
                                + String.join(", ", SETTINGS.keySet()) + " and pin EXTENSION");
        };
    }

    private static Map<String, Setting> settings() {
        var all = new LinkedHashMap<String, Setting>();
        all.put("pin-always", (voicemail, value) -> ConfigValues.yes(value) ? voicemail.withPinAlways() : voicemail);
        all.put("shortest", (voicemail, value) -> voicemail.withShortest(ConfigValues.time(value)));
        all.put("longest", (voicemail, value) -> voicemail.withLongest(ConfigValues.time(value)));
        all.put("silence", (voicemail, value) -> voicemail.withSilence(ConfigValues.time(value)));
        all.put("messages", (voicemail, value) -> voicemail.withMostMessages(ConfigValues.count(value)));
        all.put("megabytes", (voicemail, value) -> voicemail.withMostBytes(ConfigValues.count(value) * MEGABYTE));
        return all;
    }

    /** The plan, and where it says nothing of an extension with a mailbox, the way there. */
    DialPlan after(DialPlan plan) {
        if (after.isEmpty()) {
            return plan;
        }
        return call -> {
            var route = plan.route(call);
            return route.kind() == CallRoute.Kind.AS_DIALLED && mailboxes.contains(call.dialled())
                    ? CallRoute.to(call.dialled()).ringing(after.get()).otherwise(CallRoute.to(number))
                    : route;
        };
    }
}
