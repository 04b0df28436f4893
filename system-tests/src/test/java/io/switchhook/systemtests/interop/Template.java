package io.switchhook.systemtests.interop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text resources of this test suite with places like {@code @port@} to fill. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("@([a-zA-Z]+)@");

    private Template() {}

    /** @throws AssertionError if the resource is missing or a place has no value */
    static String fill(String resource, Map<String, String> values) {
        Matcher places = PLACE.matcher(load(resource));
        StringBuilder filled = new StringBuilder();
        while (places.find()) {
            String value = values.get(places.group(1));
            if (value == null) {
                throw new AssertionError(resource + " needs a value for " + places.group());
            }
            places.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return places.appendTail(filled).toString();
    }

    private static String load(String resource) {
        try (InputStream in = Template.class.getResourceAsStream("/interop/" + resource)) {
            if (in == null) {
                throw new AssertionError("no resource /interop/" + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("cannot read /interop/" + resource, e);
        }
    }
}
