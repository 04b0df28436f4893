package io.switchhook.cli.console;

import io.switchhook.phone.PhoneConfig;
import io.switchhook.stack.media.PortRange;
import java.util.regex.Pattern;

/** The value of --rtp-ports. */
public record PortSpan(int min, int max) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

    public static PortSpan parse(String text) throws CommandEnd {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw CommandEnd.usage("--rtp-ports: \"" + text + "\" is not a range; write 5000-10000");
        }
        var span = new PortSpan(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        try {
            PortRange.of(span.min, span.max);
        } catch (IllegalArgumentException e) {
            throw CommandEnd.usage("--rtp-ports: " + e.getMessage());
        }
        return span;
    }

    public PhoneConfig applyTo(PhoneConfig config) {
        return config.withRtpPorts(min, max);
    }
}
