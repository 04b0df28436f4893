package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.media.tone.ToneCountry;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.CallTarget;
import io.switchhook.pbx.DialPlan;
import io.switchhook.pbx.Pbx;
import io.switchhook.pbx.TranscodingSettings;
import io.switchhook.pbx.Trunk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The file of {@code switchhook pbx --config}. */
public final class PbxConfig {
    private static final Set<String> ONCE = Set.of("pbx", "extensions", "plan");
    private static final Set<String> NAMED = Set.of("trunk", "submenu");
    private static final Map<String, Setting> SETTINGS = settings();
    private static final Map<String, ServiceReader> SERVICES = serviceReaders();

    private final ConfigFile file;
    private final List<ServiceConfig> services = new ArrayList<>();

    /** What one line of {@code [pbx]} does. */
    private interface Setting {
        void apply(Pbx.Builder builder, String value);
    }

    /** Of sections that say what answers at a number. */
    private interface ServiceReader {
        public ServiceConfig read(ConfigFile file, ConfigFile.Section section) throws CommandEnd;
    }

    private PbxConfig(ConfigFile file) {
        this.file = file;
    }

    public static PbxConfig read(Path path) throws CommandEnd {
        var config = new PbxConfig(ConfigFile.read("--config", path));
        config.check();
        config.readServices();
        return config;
    }

    private void readServices() throws CommandEnd {
        new ServiceSections(file).check(SERVICES.keySet());
        for (var section : file.sections()) {
            var reader = SERVICES.get(section.kind());
            if (reader != null) {
                checkNumber(section);
                services.add(reader.read(file, section));
            }
        }
    }

    private void checkNumber(ConfigFile.Section section) throws CommandEnd {
        var number = section.name();
        if (number.isEmpty()) {
            throw file.trouble(
                    section.line(),
                    "it needs the number that is dialled to reach it, as in [" + section.kind() + " 700]");
        }
        try {
            CallTarget.extension(number);
        } catch (IllegalArgumentException e) {
            throw file.trouble(section.line(), String.valueOf(e.getMessage()));
        }
        boolean taken = services.stream().anyMatch(other -> other.number().equals(number))
                || file.of("extensions").stream()
                        .flatMap(extensions -> extensions.entries().stream())
                        .anyMatch(extension -> extension.key().equals(number));
        if (taken) {
            throw file.trouble(section.line(), "there is something else at " + number);
        }
    }

    /** What answers at numbers of the PBX, in the order of the file. */
    public List<ServiceConfig> services() {
        return List.copyOf(services);
    }

    private void check() throws CommandEnd {
        for (var section : file.sections()) {
            boolean known = NAMED.contains(section.kind())
                    || SERVICES.containsKey(section.kind())
                    || (ONCE.contains(section.kind()) && section.name().isEmpty());
            if (!known) {
                throw file.trouble(
                        section.line(),
                        "there is no such section; those are [pbx], [extensions], [trunk NAME], [plan], [submenu NAME], "
                                + SERVICES.keySet().stream()
                                        .map(kind -> "[" + kind + " NUMBER]")
                                        .collect(Collectors.joining(", ")));
            }
            if (!section.kind().equals("extensions") && !SERVICES.containsKey(section.kind())) {
                file.checkOnce(section);
            }
            boolean again = file.of(section.kind()).indexOf(section) > 0;
            if (again && ONCE.contains(section.kind())) {
                throw file.trouble(section.line(), "there is a section [" + section.kind() + "] already");
            }
        }
    }

    /** Where it says to listen. */
    public List<String> addresses() {
        return file.of("pbx").stream()
                .flatMap(section -> section.entries().stream())
                .filter(entry -> entry.key().equals("listen"))
                .flatMap(entry -> ConfigValues.list(entry.value()).stream())
                .toList();
    }

    public boolean hasExtensions() {
        return file.of("extensions").stream()
                .anyMatch(section -> !section.entries().isEmpty());
    }

    public void applyTo(Pbx.Builder builder) throws CommandEnd {
        for (var section : file.of("pbx")) {
            for (var entry : section.entries()) {
                apply(builder, entry);
            }
            applyTranscoding(builder, section);
        }
        for (var section : file.of("extensions")) {
            for (var entry : section.entries()) {
                try {
                    builder.extension(entry.key(), entry.value());
                } catch (IllegalArgumentException e) {
                    throw file.trouble(entry.line(), String.valueOf(e.getMessage()));
                }
            }
        }
        var trunks = new LinkedHashMap<String, Trunk>();
        for (var section : file.of("trunk")) {
            var trunk = TrunkConfig.read(file, section);
            try {
                builder.trunk(trunk);
            } catch (IllegalArgumentException e) {
                throw file.trouble(section.line(), String.valueOf(e.getMessage()));
            }
            trunks.put(trunk.name(), trunk);
        }
        var plan = Optional.<DialPlan>empty();
        for (var section : file.of("plan")) {
            plan = Optional.of(PlanConfig.read(file, section, trunks));
        }
        for (var service : services) {
            if (service instanceof VoicemailConfig voicemail
                    && voicemail.after().isPresent()) {
                plan = Optional.of(voicemail.after(plan.orElse(call -> CallRoute.asDialled())));
            }
        }
        plan.ifPresent(builder::dialPlan);
    }

    private void apply(Pbx.Builder builder, ConfigFile.Entry entry) throws CommandEnd {
        var setting = SETTINGS.get(entry.key());
        if (setting == null) {
            throw file.trouble(
                    entry.line(),
                    "\"" + entry.key() + "\" is no setting of the PBX; those are "
                            + String.join(", ", SETTINGS.keySet()));
        }
        try {
            setting.apply(builder, entry.value());
        } catch (IllegalArgumentException e) {
            throw file.trouble(entry, e);
        }
    }

    /** Two lines that are one setting; each was tried already. */
    private static void applyTranscoding(Pbx.Builder builder, ConfigFile.Section section) {
        var settings = TranscodingSettings.DEFAULT;
        for (var entry : section.entries()) {
            if (entry.key().equals("transcoding")) {
                settings =
                        TranscodingWords.read(ConfigValues.list(entry.value())).withMaxCalls(settings.maxCalls());
            } else if (entry.key().equals("max-transcoded-calls")) {
                settings = settings.withMaxCalls(ConfigValues.count(entry.value()));
            }
        }
        builder.transcoding(settings);
    }

    private static Map<String, Setting> settings() {
        var all = new LinkedHashMap<String, Setting>();
        all.put("listen", (builder, value) -> ConfigValues.list(value).forEach(builder::listen));
        all.put("realm", Pbx.Builder::realm);
        all.put("pickup", Pbx.Builder::pickup);
        all.put("max-calls", (builder, value) -> builder.maxCalls(ConfigValues.count(value)));
        all.put("tones", (builder, value) -> builder.tones(ConfigValues.one(ToneCountry.class, value)));
        all.put("rtp-ports", PbxConfig::rtpPorts);
        all.put("transcoding", (builder, value) -> TranscodingWords.read(ConfigValues.list(value)));
        all.put(
                "max-transcoded-calls",
                (builder, value) -> TranscodingSettings.OFF.withMaxCalls(ConfigValues.count(value)));
        return all;
    }

    private static Map<String, ServiceReader> serviceReaders() {
        var all = new LinkedHashMap<String, ServiceReader>();
        all.put("queue", QueueConfig::read);
        all.put("room", RoomConfig::read);
        all.put("menu", MenuConfig::read);
        all.put("voicemail", VoicemailConfig::read);
        return all;
    }

    private static void rtpPorts(Pbx.Builder builder, String value) {
        var ends = List.of(value.split("-"));
        if (ends.size() != 2) {
            throw new IllegalArgumentException("expected a range, such as 20000-30000");
        }
        builder.rtpPorts(
                ConfigValues.count(ends.get(0).strip()),
                ConfigValues.count(ends.get(1).strip()));
    }
}
