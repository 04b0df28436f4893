package io.switchhook.systemtests.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SIPp scenario put together from the parts under {@code interop/sipp}, so that each difference between peers is one part. */
final class SippScenario {
    private static final Pattern ASSIGNED = Pattern.compile("assign_to=\"([^\"]+)\"");

    private final String name;
    private final Map<String, String> values = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();

    private String planted = "";
    private String plantedInstead = "";

    private record Part(String resource, Map<String, String> values) {}

    private SippScenario(String name) {
        this.name = name;
    }

    static SippScenario named(String name) {
        return new SippScenario(name)
                .with("long", "10000")
                .with("longest", "60000")
                .with("retrans", " retrans=\"500\"");
    }

    /** A value for all parts. */
    SippScenario with(String key, String value) {
        values.put(key, value);
        return this;
    }

    /** Appends the part {@code interop/sipp/<resource>.xml} with values of its own, key before value. */
    SippScenario part(String resource, String... keysAndValues) {
        Map<String, String> own = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            own.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        parts.add(new Part(resource, own));
        return this;
    }

    /** Plants a defect: {@code text} of the scenario becomes {@code instead} wherever it stands. */
    SippScenario plant(String text, String instead) {
        planted = text;
        plantedInstead = instead;
        return this;
    }

    String name() {
        return name;
    }

    /** The scenario as SIPp reads it. */
    String text() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Map<String, String> all = new HashMap<>(values);
            all.put("n", Integer.toString(i));
            all.putAll(part.values());
            body.append(Template.fill("sipp/" + part.resource() + ".xml", all)
                    .replace("<part>\n", "")
                    .replace("</part>\n", ""));
        }
        if (!planted.isEmpty() && body.indexOf(planted) < 0) {
            throw new AssertionError("nothing to plant a defect in: " + planted);
        }
        String complete = planted.isEmpty() ? body.toString() : body.toString().replace(planted, plantedInstead);
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\"" + name + "\">\n" + complete
                + references(complete) + "</scenario>\n";
    }

    /** SIPp refuses a scenario that assigns a variable and never reads it. */
    private static String references(CharSequence body) {
        TreeSet<String> names = new TreeSet<>();
        Matcher assigned = ASSIGNED.matcher(body);
        while (assigned.find()) {
            names.addAll(List.of(assigned.group(1).split(",")));
        }
        return names.isEmpty() ? "" : "<Reference variables=\"" + String.join(",", names) + "\"/>\n";
    }

    Path writeTo(Path folder) {
        try {
            return Files.writeString(folder.resolve(name + ".xml"), text());
        } catch (IOException e) {
            throw new AssertionError("cannot write the scenario " + name, e);
        }
    }
}
