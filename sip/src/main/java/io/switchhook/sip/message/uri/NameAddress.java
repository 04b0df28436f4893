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
        if (displayName.isPresent()) {
            var name = displayName.get();
            displayName = name.isEmpty() ? Optional.empty() : displayName;
            requireOneLine(name);
        }
    }

    private static void requireOneLine(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '\r' || name.charAt(i) == '\n') {
                throw new MalformedException("expected a display name without CR and LF");
            }
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
        int start = scanner.position();
        long plain = skipPlain(scanner);
        if (plain != PlainUri.NONE) {
            return readPlain(scanner.bytes(), start, scanner.position(), plain);
        }
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

    /**
     * Passes over an address of the usual kind: {@code "name" <uri>}, {@code name <uri>} or {@code <uri>} in ASCII without escapes, and says where the parts of the URI stand.
     * Returns {@link PlainUri#NONE}, and passes over nothing, when something else comes next, be it an address or not. {@link #read(FieldScanner)} takes what this passes.
     */
    public static long skipPlain(FieldScanner scanner) {
        var bytes = scanner.bytes();
        int bracket = scanner.peek() == '"'
                ? plainNameEnd(bytes, scanner.position(), scanner.end())
                : plainWordsEnd(bytes, scanner.position(), scanner.end());
        if (bracket < 0 || bracket >= scanner.end() || bytes[bracket] != '<') {
            return PlainUri.NONE;
        }
        long uri = PlainUri.find(bytes, bracket + 1, scanner.end());
        int uriEnd = bracket + 1 + PlainUri.length(uri);
        if (uri == PlainUri.NONE || uriEnd >= scanner.end() || bytes[uriEnd] != '>') {
            return PlainUri.NONE;
        }
        scanner.moveTo(uriEnd + 1);
        return uri;
    }

    /** The index behind a quoted name that is not empty and the white space that follows it, or -1. */
    private static int plainNameEnd(byte[] bytes, int from, int to) {
        int i = from + 1;
        while (i < to && CharSets.isPlain(bytes[i]) && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        if (i == to || bytes[i] != '"' || i == from + 1) {
            return -1;
        }
        do {
            i++;
        } while (i < to && (bytes[i] == ' ' || bytes[i] == '\t'));
        return i;
    }

    /** The index behind tokens and the spaces between them, of which there may be none. */
    private static int plainWordsEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (CharSets.isIn(CharSets.TOKEN, bytes[i]) || bytes[i] == ' ' && i > from)) {
            i++;
        }
        return i;
    }

    /**
     * Reads the address that {@link #skipPlain} has passed from {@code from} up to {@code to}, exclusive, and does not check it again.
     *
     * @param parts where the parts of the URI stand
     */
    public static NameAddress readPlain(byte[] bytes, int from, int to, long parts) {
        int bracket = to - 2 - PlainUri.length(parts);
        var uri = PlainUri.read(bytes, bracket + 1, parts);
        if (bracket == from) {
            return of(uri);
        }
        boolean quoted = bytes[from] == '"';
        int nameStart = quoted ? from + 1 : from;
        int nameEnd = quoted ? lastIndexOf('"', bytes, bracket) : wordsEnd(bytes, bracket);
        return of(WellKnown.ascii(bytes, nameStart, nameEnd), uri);
    }

    /** Without the spaces before the bracket; there is a word before them. */
    private static int wordsEnd(byte[] bytes, int bracket) {
        int i = bracket;
        while (bytes[i - 1] == ' ') {
            i--;
        }
        return i;
    }

    /** Where a character that must be there stands for the last time. */
    private static int lastIndexOf(char wanted, byte[] bytes, int to) {
        int i = to - 1;
        while (bytes[i] != wanted) {
            i--;
        }
        return i;
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
