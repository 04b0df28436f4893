package io.switchhook.sip.core.event;

import java.util.List;

/**
 * An event package as a notifier serves it.
 *
 * @param name the token of the Event header, compared byte by byte (RFC 6665 §8.2.1)
 * @param types the body types that its NOTIFYs may have, {@code application/pidf+xml}; a subscriber that takes none of them is refused with 406. Empty: whatever comes
 * @param limits what is granted
 */
public record EventPackage(String name, List<String> types, NotifierLimits limits) {
    public EventPackage {
        types = List.copyOf(types);
    }

    /** Any body type, the usual limits. */
    public static EventPackage named(String name) {
        return new EventPackage(name, List.of(), NotifierLimits.DEFAULT);
    }

    public EventPackage withTypes(String... possible) {
        return new EventPackage(name, List.of(possible), limits);
    }

    public EventPackage withLimits(NotifierLimits granted) {
        return new EventPackage(name, types, granted);
    }
}
