package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.util.Optional;

/** A station of a retargeted request, RFC 7044 §5. */
public record HistoryInfoHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<HistoryInfoHeader> TYPE =
            HeaderType.list(HeaderName.HISTORY_INFO, HistoryInfoHeader::read, HistoryInfoHeader::write);

    /** Without parameters. */
    public static HistoryInfoHeader of(NameAddress address) {
        return new HistoryInfoHeader(address, Parameters.EMPTY);
    }

    /** The place in the tree of targets, {@code 1.2.1}; every entry should have one. */
    public Optional<String> index() {
        return parameters.get("index");
    }

    /** The index of the entry whose target was replaced by a contact of the same user (RFC 7044 §5). */
    public Optional<String> registeredContactOf() {
        return parameters.get("rc");
    }

    /** The index of the entry whose target was mapped to another user. */
    public Optional<String> mappedFrom() {
        return parameters.get("mp");
    }

    /** The index of the entry whose target did not change. */
    public Optional<String> unchangedFrom() {
        return parameters.get("np");
    }

    /** Why the request left this target: the Reason among the headers of its URI (RFC 7044 §10.2); empty when malformed. */
    public Optional<ReasonHeader> reason() {
        return uriHeader("Reason").flatMap(HistoryInfoHeader::readReason);
    }

    /** Whether this entry must not be shown outside: {@code Privacy=history} among the headers of its URI (RFC 7044 §10.1). */
    public boolean secret() {
        return uriHeader("Privacy")
                .filter(value -> value.equalsIgnoreCase("history"))
                .isPresent();
    }

    private Optional<String> uriHeader(String name) {
        return address.uri() instanceof SipUri uri ? uri.headers().get(name) : Optional.empty();
    }

    private static Optional<ReasonHeader> readReason(String text) {
        try {
            return ReasonHeader.TYPE.parseAll(text).stream().findFirst();
        } catch (MalformedHeaderException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static HistoryInfoHeader read(FieldScanner scanner) {
        return new HistoryInfoHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
