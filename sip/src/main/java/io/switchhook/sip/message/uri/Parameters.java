package io.switchhook.sip.message.uri;

import io.switchhook.base.text.ByteSearch;
import io.switchhook.base.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An ordered list of {@code name} or {@code name=value}, immutable. Names are compared without case. Values are given and taken as plain text;
 * a value that was quoted on the wire is written quoted again, and so is one that is no token and no host.
 */
public final class Parameters {
    private static final String[] NONE = {};

    /** No parameters. */
    public static final Parameters EMPTY = new Parameters(NONE);

    @SuppressWarnings("NullAway") // The second place of a pair; whoever reads it asks first.
    private static final String NO_VALUE = null;

    private static final int MOST_LIKELY = 8;

    /** No header has more than some tens; each costs two strings, and finding one by name looks at all. */
    private static final int MOST = 256;

    /** Name and wire form of the value in turn; a flag has no value. */
    private final String[] pairs;

    private Parameters(String[] pairs) {
        this.pairs = pairs;
    }

    /** One parameter; {@code value} is empty for a flag such as {@code lr}. */
    public record Entry(String name, Optional<String> value) {}

    /** Reads {@code a=b;c;d="e f"}; an empty text has none. Throws {@link MalformedException}. */
    public static Parameters parse(String text) {
        var scanner = FieldScanner.of(";" + text);
        if (text.isEmpty()) {
            return EMPTY;
        }
        var parameters = read(scanner);
        scanner.expectEnd();
        return parameters;
    }

    /** Reads {@code *(SEMI generic-param)} of RFC 3261 §25.1, as far as it goes. */
    public static Parameters read(FieldScanner scanner) {
        return read(scanner, ';', true);
    }

    /** Reads {@code name=value *(COMMA name=value)}, as challenges and credentials have them (RFC 3261 §20.7). */
    public static Parameters readCommaSeparated(FieldScanner scanner) {
        scanner.skipSpace();
        return read(scanner, ',', false);
    }

    /** Reads {@code name=value *(SEMI name=value)}: charging headers have no word before their parameters (RFC 7315 §5). */
    public static Parameters readSemicolonSeparated(FieldScanner scanner) {
        return read(scanner, ';', false);
    }

    private static Parameters read(FieldScanner scanner, char separator, boolean leadingSeparator) {
        if (leadingSeparator && !scanner.acceptSpaced(separator)) {
            return EMPTY;
        }
        var pairs = new String[2 * likelyCount(scanner.bytes(), scanner.position(), scanner.end(), separator)];
        int count = 0;
        do {
            if (count == pairs.length) {
                if (count >= 2 * MOST) {
                    throw scanner.expected("at most " + MOST + " parameters");
                }
                pairs = Arrays.copyOf(pairs, count * 2);
            }
            pairs[count++] = scanner.readToken("a parameter name");
            pairs[count++] = scanner.acceptSpaced('=') ? readValue(scanner) : NO_VALUE;
        } while (scanner.acceptSpaced(separator));
        return new Parameters(count == pairs.length ? pairs : Arrays.copyOf(pairs, count));
    }

    /**
     * Passes over parameters of the usual kind, as many as there are: {@code ;name=value} in ASCII without white space and escapes. Returns false, and
     * passes over nothing, when something else may be meant. {@link #read(FieldScanner)} takes what this passes.
     */
    public static boolean skipPlain(FieldScanner scanner) {
        int end = plainEnd(scanner.bytes(), scanner.position(), scanner.end());
        if (end < 0) {
            return false;
        }
        scanner.moveTo(end);
        return true;
    }

    private static int plainEnd(byte[] bytes, int from, int to) {
        int at = from;
        for (int count = 0; at < to && bytes[at] == ';'; count++) {
            int nameEnd = plainNameEnd(bytes, at + 1, to);
            at = plainValueEnd(bytes, nameEnd, to);
            if (at < 0 || count == MOST) {
                return -1;
            }
        }
        // White space may lead to another parameter.
        return at < to && (bytes[at] == ' ' || bytes[at] == '\t') ? -1 : at;
    }

    /** Reads what {@link #skipPlain} has passed from {@code from} up to {@code to}, exclusive, and does not check it again. */
    public static Parameters readPlain(byte[] bytes, int from, int to) {
        if (from == to) {
            return EMPTY;
        }
        var pairs = NONE;
        int count = 0;
        for (int at = from; at < to; count += 2) {
            int nameEnd = at + 1;
            while (nameEnd < to && bytes[nameEnd] != '=' && bytes[nameEnd] != ';') {
                nameEnd++;
            }
            boolean flag = nameEnd == to || bytes[nameEnd] == ';';
            int end = flag ? nameEnd : passedValueEnd(bytes, nameEnd + 1, to);
            if (count == pairs.length) {
                // Most headers have one, as From and To have their tags, or two.
                pairs = count > 0 ? Arrays.copyOf(pairs, 2 * count) : new String[end == to ? 2 : 4];
            }
            pairs[count] = WellKnown.ascii(bytes, at + 1, nameEnd);
            pairs[count + 1] = flag ? NO_VALUE : WellKnown.ascii(bytes, nameEnd + 1, end);
            at = end;
        }
        return new Parameters(count == pairs.length ? pairs : Arrays.copyOf(pairs, count));
    }

    private static int passedValueEnd(byte[] bytes, int from, int to) {
        return bytes[from] == '"'
                ? ByteSearch.indexOf('"', bytes, from + 1, to) + 1
                : ByteSearch.indexOf(';', bytes, from, to);
    }

    /** The end of a name, or -1 when there is none. */
    private static int plainNameEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && CharSets.isIn(CharSets.TOKEN, bytes[i])) {
            i++;
        }
        return i == from ? -1 : i;
    }

    /** The end of the value that follows a name with or without quotes, or of the name when it has none; -1 when it is not plain, or the name was none. */
    private static int plainValueEnd(byte[] bytes, int nameEnd, int to) {
        if (nameEnd < 0 || nameEnd == to || bytes[nameEnd] != '=') {
            return nameEnd;
        }
        int from = nameEnd + 1;
        int i = from;
        if (i == to || bytes[i] != '"') {
            while (i < to && CharSets.isIn(CharSets.ASCII_LOOSE, bytes[i])) {
                i++;
            }
            return i == from || i < to && bytes[i] < 0 ? -1 : i;
        }
        i++;
        while (i < to && CharSets.isPlain(bytes[i]) && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i < to && bytes[i] == '"' ? i + 1 : -1;
    }

    /** How many there probably are: a separator in quotes counts too, and more than a few are not counted. */
    private static int likelyCount(byte[] bytes, int from, int to, char separator) {
        int count = 1;
        for (int i = from; i < to && count < MOST_LIKELY; i++) {
            byte c = bytes[i];
            if (c == separator) {
                count++;
            } else if (c == ',') {
                break;
            }
        }
        return count;
    }

    private static String readValue(FieldScanner scanner) {
        int from = scanner.position();
        if (scanner.peek() == '"') {
            scanner.skipQuoted("a quoted parameter value");
        } else {
            scanner.skipLooseValue();
            if (scanner.position() == from) {
                throw scanner.expected("a parameter value");
            }
        }
        return scanner.textFrom(from);
    }

    /** Names and plain values in turn; a flag has null as value. */
    static Parameters ofPlain(List<String> pairs) {
        var wire = pairs.toArray(new String[0]);
        for (int i = 1; i < wire.length; i += 2) {
            wire[i] = wire[i] == null || isPlainValue(wire[i]) ? wire[i] : quoted(wire[i]);
        }
        return wire.length == 0 ? EMPTY : new Parameters(wire);
    }

    /** Whether a parameter of that name is there, with or without a value. */
    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    /** The plain value of the first parameter of that name; empty when there is none or it has no value. */
    public Optional<String> get(String name) {
        int i = indexOf(name);
        return i < 0 || pairs[i + 1] == null ? Optional.empty() : Optional.of(plain(pairs[i + 1]));
    }

    /** How many parameters there are. */
    public int size() {
        return pairs.length / 2;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return pairs.length == 0;
    }

    /** All parameters in order, with plain values. */
    public List<Entry> entries() {
        var entries = new ArrayList<Entry>(size());
        for (int i = 0; i < pairs.length; i += 2) {
            entries.add(new Entry(pairs[i], Optional.ofNullable(pairs[i + 1]).map(Parameters::plain)));
        }
        return List.copyOf(entries);
    }

    /** With a value: in the place of the first of that name (others of that name go), else at the end. It is quoted where it must be. */
    public Parameters with(String name, String value) {
        return put(checkedName(name), isPlainValue(value) ? value : quoted(value));
    }

    /** As {@link #with}, but always quoted, as RFC 3261 §25.1 wants it for {@code realm}, {@code nonce}, {@code uri} and others. */
    public Parameters withQuoted(String name, String value) {
        return put(checkedName(name), quoted(value));
    }

    /** With a parameter that has no value: in the place of the first of that name, else at the end. */
    public Parameters withFlag(String name) {
        return put(checkedName(name), NO_VALUE);
    }

    /** Without all parameters of that name. */
    public Parameters without(String name) {
        if (!has(name)) {
            return this;
        }
        var left = new ArrayList<String>(pairs.length);
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i].equalsIgnoreCase(name)) {
                left.add(pairs[i]);
                left.add(pairs[i + 1]);
            }
        }
        return new Parameters(left.toArray(new String[0]));
    }

    /** Writes {@code ;name=value} for each. */
    public void writeTo(FieldWriter writer) {
        for (int i = 0; i < pairs.length; i += 2) {
            writeOne(i, writer.append(';'));
        }
    }

    /** Writes {@code name=value} for each, with a comma and a space between them. */
    public void writeCommaSeparatedTo(FieldWriter writer) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (i > 0) {
                writer.append(',').append(' ');
            }
            writeOne(i, writer);
        }
    }

    private void writeOne(int i, FieldWriter writer) {
        writer.append(pairs[i]);
        if (pairs[i + 1] != null) {
            var wire = pairs[i + 1];
            writer.append('=');
            // A peer's value is kept as it came; its controls must not leave unescaped.
            if (hasControl(wire)) {
                writer.appendQuoted(plain(wire));
            } else {
                writer.append(wire);
            }
        }
    }

    private static boolean hasControl(String wire) {
        for (int i = 0; i < wire.length(); i++) {
            char c = wire.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    /** The wire form, {@code a=b;c}, without a leading semicolon. */
    @Override
    public String toString() {
        var writer = new FieldWriter();
        writeTo(writer);
        return isEmpty() ? "" : writer.toString().substring(1);
    }

    /** Equal when names (without case) and plain values (with case) are equal in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Parameters that && sameAs(that);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < pairs.length; i += 2) {
            hash = 31 * hash + pairs[i].toLowerCase(Locale.ROOT).hashCode();
        }
        return hash;
    }

    private boolean sameAs(Parameters that) {
        if (pairs.length != that.pairs.length) {
            return false;
        }
        for (int i = 0; i < pairs.length; i += 2) {
            var mine = pairs[i + 1];
            var theirs = that.pairs[i + 1];
            if (!pairs[i].equalsIgnoreCase(that.pairs[i])
                    || (mine == null) != (theirs == null)
                    || mine != null && !plain(mine).equals(plain(theirs))) {
                return false;
            }
        }
        return true;
    }

    /** The place of the first of that name among the pairs, or -1. */
    private int indexOf(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private Parameters put(String name, String wireValue) {
        int first = indexOf(name);
        var changed = new ArrayList<String>(pairs.length + 2);
        for (int i = 0; i < pairs.length; i += 2) {
            if (i == first) {
                changed.add(name);
                changed.add(wireValue);
            } else if (!pairs[i].equalsIgnoreCase(name)) {
                changed.add(pairs[i]);
                changed.add(pairs[i + 1]);
            }
        }
        if (first < 0) {
            changed.add(name);
            changed.add(wireValue);
        }
        return new Parameters(changed.toArray(new String[0]));
    }

    private static String plain(String wire) {
        if (!wire.startsWith("\"")) {
            return wire;
        }
        return wire.indexOf('\\') < 0
                ? wire.substring(1, wire.length() - 1)
                : FieldScanner.of(wire).readQuoted("a quoted parameter value");
    }

    private static String quoted(String value) {
        return new FieldWriter(value.length() + 2).appendQuoted(value).toString();
    }

    private static String checkedName(String name) {
        if (!CharSets.allIn(CharSets.TOKEN, name)) {
            throw new MalformedException(
                    "expected a token as parameter name but found \"" + Printable.escape(name) + "\"");
        }
        return name;
    }

    /** A token, or a host with an optional port, needs no quotes (RFC 3261 §25.1, gen-value). */
    private static boolean isPlainValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!CharSets.isIn(CharSets.TOKEN, c) && c != '[' && c != ']' && c != ':') {
                return false;
            }
        }
        return !value.isEmpty();
    }
}
