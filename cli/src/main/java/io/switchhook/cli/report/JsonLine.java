package io.switchhook.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One flat JSON object on one line (RFC 8259), in plain ASCII whatever the terminal's character set. */
public final class JsonLine {
    private final StringBuilder text = new StringBuilder("{");

    public JsonLine put(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    public JsonLine put(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    /** @param value 0 or more; two digits behind the point are written */
    public JsonLine put(String name, double value) {
        long hundredths = Math.round(100 * value);
        name(name);
        text.append(hundredths / 100).append('.').append(hundredths % 100 / 10).append(hundredths % 10);
        return this;
    }

    public JsonLine put(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** An absent value is written as null. */
    public JsonLine put(String name, Optional<Integer> value) {
        name(name);
        text.append(value.map(String::valueOf).orElse("null"));
        return this;
    }

    public JsonLine put(String name, List<String> values) {
        name(name);
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            text.append(i > 0 ? "," : "");
            quote(values.get(i));
        }
        text.append(']');
        return this;
    }

    private void name(String name) {
        text.append(text.length() > 1 ? "," : "");
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /** The object; nothing can be added afterwards. */
    String end() {
        return text.append('}').toString();
    }
}
