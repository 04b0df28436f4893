package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.Uri;
import java.util.Optional;

/**
 * A signature over who is calling, RFC 8224 §4.1, as it stands there: nothing is verified.
 *
 * @param digest the PASSporT of RFC 8225 in full form, {@code header.claims.signature}, or in compact form with nothing before the two dots
 * @param info where the certificate is; empty only in the quoted form of RFC 4474, whose certificate stands in Identity-Info
 * @param parameters {@code alg}, {@code ppt} and others
 */
public record IdentityHeader(String digest, Optional<Uri> info, Parameters parameters) {
    public static final HeaderType<IdentityHeader> TYPE =
            HeaderType.list(HeaderName.IDENTITY, IdentityHeader::read, IdentityHeader::write);

    private static final int MAX_PARAMETERS = 32;

    /** Throws {@link MalformedException} when the digest has other characters than base64 and dots. */
    public IdentityHeader {
        if (digest.isEmpty() || !digest.chars().allMatch(IdentityHeader::isDigest)) {
            throw new MalformedException("expected a signed identity digest of base64 characters and dots");
        }
    }

    /** Whether header and claims of the PASSporT are left out, to be built anew from the message (RFC 8225 §7). */
    public boolean compact() {
        return digest.startsWith("..");
    }

    /** The algorithm; {@code ES256} where none is said (RFC 8224 §4). */
    public String algorithm() {
        return parameters.get("alg").orElse("ES256");
    }

    /** The type of the PASSporT: {@code shaken}, {@code div} and others; empty for the plain one. */
    public Optional<String> ppt() {
        return parameters.get("ppt");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static IdentityHeader read(FieldScanner scanner) {
        if (scanner.peek() == '"') {
            return new IdentityHeader(scanner.readQuoted("a digest"), Optional.empty(), Parameters.read(scanner));
        }
        var digest = scanner.readLoose("a signed identity digest");
        Optional<Uri> info = Optional.empty();
        var parameters = Parameters.EMPTY;
        while (scanner.acceptSpaced(';')) {
            var name = scanner.readToken("a parameter name");
            if (!scanner.acceptSpaced('=')) {
                parameters = parameters.withFlag(name);
            } else if (scanner.peek() == '<' && name.equalsIgnoreCase("info")) {
                info = Optional.of(NameAddress.read(scanner).uri());
            } else if (scanner.peek() == '"') {
                parameters = parameters.withQuoted(name, scanner.readQuoted("a quoted parameter value"));
            } else {
                parameters = parameters.with(name, scanner.readLoose("a parameter value"));
            }
            if (parameters.size() > MAX_PARAMETERS) {
                throw new MalformedException("expected at most " + MAX_PARAMETERS + " parameters");
            }
        }
        return new IdentityHeader(digest, info, parameters);
    }

    private void write(FieldWriter writer) {
        if (info.isEmpty()) {
            writer.appendQuoted(digest);
        } else {
            info.get().writeTo(writer.append(digest).append(";info=<"));
            writer.append('>');
        }
        parameters.writeTo(writer);
    }

    private static boolean isDigest(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "+/=-_.".indexOf(c) >= 0;
    }
}
