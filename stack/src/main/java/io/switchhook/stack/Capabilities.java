package io.switchhook.stack;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.body.AcceptedBodies;
import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a user agent says of itself to who asks by OPTIONS (RFC 3261 §11.2).
 *
 * @param accepted the bodies it understands
 * @param supported its extensions, as option tags
 * @param description its media capabilities as RFC 3264 §9 writes them; sent to who takes them
 */
public record Capabilities(AcceptedBodies accepted, List<String> supported, Optional<String> description) {
    public Capabilities {
        supported = List.copyOf(supported);
    }

    /** Adds them to an answer, which carries Allow and Allow-Events already. */
    public SipResponse.Builder describe(SipRequest options, SipResponse.Builder answer) {
        accepted.describe(answer)
                .setAll(
                        SupportedHeader.TYPE,
                        supported.stream().map(SupportedHeader::new).toList());
        description
                .filter(text -> wantsDescription(options))
                .ifPresent(text -> answer.body(ContentTypeHeader.SDP, text.getBytes(StandardCharsets.UTF_8)));
        return answer;
    }

    /** RFC 3261 §11.2: application/sdp is the default if there is no Accept; §20.1: an empty one takes nothing. */
    private static boolean wantsDescription(SipRequest options) {
        return !options.has(AcceptHeader.TYPE)
                || options.allReadable(AcceptHeader.TYPE).stream()
                        .anyMatch(accept -> accept.is("application", "sdp")
                                || accept.is("application", "*")
                                || accept.is("*", "*"));
    }
}
