package io.switchhook.phone.line;

import java.util.List;
import java.util.Optional;

/**
 * What the other side says of itself (RFC 3261 §11.2); a list is empty when it says nothing.
 *
 * @param methods the requests that it takes (Allow)
 * @param bodies the types of bodies that it understands (Accept)
 * @param encodings what may have been applied to them (Accept-Encoding)
 * @param languages for texts (Accept-Language)
 * @param extensions its option tags (Supported)
 * @param events its event packages (Allow-Events)
 * @param product its name and version (Server or User-Agent), without control characters
 * @param description its media capabilities, an SDP text from outside
 */
public record PeerCapabilities(
        List<String> methods,
        List<String> bodies,
        List<String> encodings,
        List<String> languages,
        List<String> extensions,
        List<String> events,
        Optional<String> product,
        Optional<String> description) {
    public PeerCapabilities {
        methods = List.copyOf(methods);
        bodies = List.copyOf(bodies);
        encodings = List.copyOf(encodings);
        languages = List.copyOf(languages);
        extensions = List.copyOf(extensions);
        events = List.copyOf(events);
    }
}
