package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;

/**
 * The event package of a subscription, RFC 6665 §8.2.1.
 *
 * @param eventPackage the package with its templates, {@code refer} or {@code presence.winfo}
 * @param id tells subscriptions of one dialog apart; for REFER the CSeq number (RFC 3515 §2.4.6)
 * @param parameters the others, without {@code id}
 */
public record EventHeader(String eventPackage, Optional<String> id, Parameters parameters) {
    public static final HeaderType<EventHeader> TYPE =
            HeaderType.single(HeaderName.EVENT, EventHeader::read, EventHeader::write);

    private static final String ID = "id";

    /** Throws {@link MalformedException} when the package is no token. */
    public EventHeader {
        HeaderSyntax.requireToken(eventPackage, "an event package");
        parameters = parameters.without(ID);
    }

    /** Without id and parameters. */
    public static EventHeader of(String eventPackage) {
        return new EventHeader(eventPackage, Optional.empty(), Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static EventHeader read(FieldScanner scanner) {
        var eventPackage = scanner.readToken("an event package");
        var parameters = Parameters.read(scanner);
        return new EventHeader(eventPackage, parameters.get(ID), parameters);
    }

    private void write(FieldWriter writer) {
        writer.append(eventPackage);
        if (id.isPresent()) {
            Parameters.EMPTY.with(ID, id.get()).writeTo(writer);
        }
        parameters.writeTo(writer);
    }
}
