package io.switchhook.testkit;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a message with {@code ${name}} where a test fills something in. Lines end with CRLF on the wire;
 * {@code ${length}} becomes the number of bytes of the body. Immutable.
 */
public final class Template {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z]+)}");

    private final String head;
    private final String body;
    private final Map<String, String> values;

    private Template(String head, String body, Map<String, String> values) {
        this.head = head;
        this.body = body;
        this.values = values;
    }

    /**
     * @param head start line and header lines, each ended with LF
     * @param body the body exactly as sent, but with LF for each CRLF; it may end without
     */
    public static Template of(String head, String body) {
        return new Template(head, body, Map.of());
    }

    /**
     * Fills one place.
     *
     * @throws IllegalArgumentException when the template has no such place
     */
    public Template with(String name, Object value) {
        if (!(head + body).contains("${" + name + "}")) {
            throw new IllegalArgumentException("The template has no place ${" + name + "}:\n" + head);
        }
        var more = new LinkedHashMap<>(values);
        more.put(name, value.toString());
        return new Template(head, body, more);
    }

    /** Fills each of these places that the template has. */
    public Template withKnown(Map<String, ?> known) {
        var more = new LinkedHashMap<>(values);
        known.forEach((name, value) -> more.put(name, value.toString()));
        return new Template(head, body, more);
    }

    /**
     * Replaces a line of the head, found by how it begins.
     *
     * @throws IllegalArgumentException when no line begins so
     */
    public Template withLine(String beginning, String line) {
        var lines = head.split("(?<=\n)");
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith(beginning)) {
                lines[i] = line.isEmpty() ? "" : line + "\n";
                return new Template(String.join("", lines), body, values);
            }
        }
        throw new IllegalArgumentException("No line begins with " + beginning + ":\n" + head);
    }

    public Template withBody(String newBody) {
        return new Template(head, newBody, values);
    }

    /**
     * The wire text.
     *
     * @throws IllegalStateException when a place is not filled
     */
    public String text() {
        var filledBody = fill(body, 0).replace("\n", "\r\n");
        int length = filledBody.getBytes(StandardCharsets.UTF_8).length;
        return fill(head, length).replace("\n", "\r\n") + "\r\n" + filledBody;
    }

    private String fill(String text, int length) {
        return PLACE.matcher(text).replaceAll(place -> {
            var name = place.group(1);
            var value = name.equals("length") ? Integer.toString(length) : values.get(name);
            if (value == null) {
                throw new IllegalStateException("Nothing was said for ${" + name + "}");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    public WireMessage message() {
        return WireMessage.parse(bytes());
    }
}
