package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** An Info Package the sender is willing to receive, RFC 6086 §7; an empty header says: none. */
public record RecvInfoHeader(String name, Parameters parameters) {
    public static final HeaderType<RecvInfoHeader> TYPE =
            HeaderType.words(HeaderName.RECV_INFO, RecvInfoHeader::read, RecvInfoHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public RecvInfoHeader {
        HeaderSyntax.requireToken(name, "an Info Package name");
    }

    /** Without parameters. */
    public static RecvInfoHeader of(String name) {
        return new RecvInfoHeader(name, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static RecvInfoHeader read(FieldScanner scanner) {
        return new RecvInfoHeader(scanner.readToken("an Info Package name"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(name);
        parameters.writeTo(writer);
    }
}
