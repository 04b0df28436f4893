package io.switchhook.sip.message.uri;

import java.util.Optional;

/**
 * A URI with an optional display name, {@code name-addr} and {@code addr-spec} of RFC 3261 §25.1. Always written with angle brackets.
 *
 * @param displayName plain text without quotes; never empty when present
 * @param uri the address
 */
public record NameAddress(Optional<String> displayName, Uri uri) {
    /** An empty display name counts as none. Throws {@link MalformedException} when CR or LF is in it. */
    public NameAddress {
        displayName = displayName.filter(name -> !name.isEmpty());
        if (displayName.isPresent()
                && (displayName.get().indexOf('\r') >= 0 || displayName.get().indexOf('\n') >= 0)) {
            throw new MalformedException("expected a display name without CR and LF");
        }
    }

    /** Without a display name. */
    public static NameAddress of(Uri uri) {
        return new NameAddress(Optional.empty(), uri);
    }

    /** With a display name. */
    public static NameAddress of(String displayName, Uri uri) {
        return new NameAddress(Optional.of(displayName), uri);
    }

    /**
     * Reads {@code "name" <uri>}, {@code name <uri>}, {@code <uri>} or {@code uri}; nothing may follow.
     *
     * @throws MalformedException when it is none of these
     */
    public static NameAddress parse(String text) {
        var scanner = FieldScanner.of(text).skipSpace();
        var address = read(scanner);
        scanner.expectEnd();
        return address;
    }

    /**
     * Reads an address and leaves what follows it. Without angle brackets the URI ends at the first semicolon, comma or white space: RFC 3261 §20
     * says that parameters then belong to the header.
     */
    public static NameAddress read(FieldScanner scanner) {
        if (scanner.peek() == '"') {
            var name = scanner.readQuoted("a display name");
            scanner.skipSpace();
            return new NameAddress(Optional.of(name), readBracketed(scanner));
        }
        if (scanner.peek() == '<') {
            return of(readBracketed(scanner));
        }
        int bracket = bracketAfterTokens(scanner);
        if (bracket < 0) {
            return of(readBare(scanner));
        }
        int from = scanner.position();
        scanner.moveTo(bracket);
        return new NameAddress(Optional.of(scanner.textFrom(from).strip()), readBracketed(scanner));
    }

    /** Writes display name and URI. */
    public void writeTo(FieldWriter writer) {
        if (displayName.isPresent()) {
            writer.appendQuoted(displayName.get()).append(' ');
        }
        uri.writeTo(writer.append('<'));
        writer.append('>');
    }

    /** The wire form, with angle brackets. */
    @Override
    public String toString() {
        var writer = new FieldWriter();
        writeTo(writer);
        return writer.toString();
    }

    /**
     * The index of the {@code <} behind unquoted words, or -1 when a separator comes first. More than tokens is taken, since peers send names in
     * UTF-8 and with stray punctuation without quotes.
     */
    private static int bracketAfterTokens(FieldScanner scanner) {
        for (int i = scanner.position(); i < scanner.end(); i++) {
            byte c = scanner.byteAt(i);
            if (c == '<') {
                return i;
            }
            if (c == ':' || c == ';' || c == ',' || c == '"' || c == '>' || c >= 0 && c < ' ' && c != '\t') {
                return -1;
            }
        }
        return -1;
    }

    private static Uri readBracketed(FieldScanner scanner) {
        scanner.expect('<', "'<' before a URI");
        int from = scanner.position();
        scanner.skipUntil('>');
        int to = scanner.position();
        scanner.expect('>', "'>' after the URI");
        return Uri.read(scanner.bytes(), from, to);
    }

    private static Uri readBare(FieldScanner scanner) {
        int from = scanner.position();
        scanner.skipLooseValue();
        if (scanner.position() == from) {
            throw scanner.expected("a URI");
        }
        // RFC 3261 §20: a URI with a question mark must stand in angle brackets.
        int at = indexOf(scanner, '@', from);
        if (indexOf(scanner, '?', Math.max(from, at)) >= 0) {
            throw new MalformedException("expected angle brackets around a URI with headers");
        }
        return Uri.read(scanner.bytes(), from, scanner.position());
    }

    /** Where a character stands between an index and the scanner's position, or -1. */
    private static int indexOf(FieldScanner scanner, char wanted, int from) {
        for (int i = from; i < scanner.position(); i++) {
            if (scanner.byteAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }
}
