package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;

/** Data that the networks carry from user to user and do not look at, RFC 7433 §4.1. */
public record UserToUserHeader(String data, Parameters parameters) {
    public static final HeaderType<UserToUserHeader> TYPE =
            HeaderType.list(HeaderName.USER_TO_USER, UserToUserHeader::read, UserToUserHeader::write);

    /** Throws {@link MalformedException} when a line end or NUL is in it. */
    public UserToUserHeader {
        HeaderSyntax.requireText(data, "user-to-user data");
    }

    /** Without parameters. */
    public static UserToUserHeader of(String data) {
        return new UserToUserHeader(data, Parameters.EMPTY);
    }

    /** How the data is written: {@code hex} where nothing else is said (RFC 7433 §4.1). */
    public String encoding() {
        return parameters.get("encoding").orElse("hex");
    }

    /** The package the data belongs to. */
    public Optional<String> purpose() {
        return parameters.get("purpose");
    }

    /** The protocol inside the data. */
    public Optional<String> content() {
        return parameters.get("content");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static UserToUserHeader read(FieldScanner scanner) {
        return new UserToUserHeader(
                HeaderSyntax.readTokenOrQuoted(scanner, "user-to-user data"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        HeaderSyntax.writeTokenOrQuoted(data, writer);
        parameters.writeTo(writer);
    }
}
