package io.switchhook.stack.proxy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a proxy says of itself when an OPTIONS is for it (RFC 3261 §11.2, §16.3 item 3). It passes on whatever body, language and method it is given, so the first two are any, and
 * Allow is left out: of a proxy it would be ambiguous.
 */
final class OwnAbilities {
    private static final Set<String> OF_EDGE = Set.of("path", "outbound");
    private static final Set<String> OF_REGISTRAR = Set.of("path", "outbound", "gruu");

    private final String supported;

    OwnAbilities(ProxySettings settings) {
        var tags = new TreeSet<>(settings.extensions());
        if (settings.edge()) {
            tags.addAll(OF_EDGE);
        }
        if (settings.registrar().isPresent()) {
            tags.addAll(OF_REGISTRAR);
        }
        supported = String.join(", ", tags);
    }

    SipResponse.Builder answer(SipRequest options) {
        return SipResponse.answering(options, 200)
                .header("Accept", "*/*")
                .header("Accept-Encoding", "identity")
                .header("Accept-Language", "*")
                .header("Supported", supported);
    }
}
