package io.switchhook.phone;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AcceptEncodingHeader;
import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.AcceptLanguageHeader;
import io.switchhook.sip.message.header.AllowEventsHeader;
import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.SupportedHeader;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    static PeerCapabilities of(SipResponse response) {
        boolean sdp = response.firstReadable(ContentTypeHeader.TYPE)
                .filter(type -> type.is("application", "sdp"))
                .isPresent();
        return new PeerCapabilities(
                words(response, AllowHeader.TYPE, header -> header.method().name()),
                words(response, AcceptHeader.TYPE, AcceptHeader::toString),
                words(response, AcceptEncodingHeader.TYPE, AcceptEncodingHeader::toString),
                words(response, AcceptLanguageHeader.TYPE, AcceptLanguageHeader::toString),
                words(response, SupportedHeader.TYPE, SupportedHeader::optionTag),
                words(response, AllowEventsHeader.TYPE, AllowEventsHeader::toString),
                response.value("Server").or(() -> response.value("User-Agent")).map(Printable::escape),
                sdp ? Optional.of(response.bodyText()) : Optional.empty());
    }

    private static <T> List<String> words(SipResponse response, HeaderType<T> type, Function<T, String> word) {
        return response.allReadable(type).stream().map(word).toList();
    }
}
