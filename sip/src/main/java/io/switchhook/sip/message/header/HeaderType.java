package io.switchhook.sip.message.header;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kind of header field: its name, how often it may stand, how a value is read and written. The records of this package have theirs as
 * {@code TYPE}; {@link #single(String, HeaderReader, HeaderWriter)} and {@link #list(String, HeaderReader, HeaderWriter)} make others.
 *
 * @param <T> the value
 */
public final class HeaderType<T> {
    /** How values of one header share lines. */
    private enum Form {
        /** One value a line. */
        SINGLE,
        /** Several values, each on a line of its own when we write; a comma between them is read too. */
        LIST,
        /** Several short values, together on a line when we write; there may be none. */
        WORDS
    }

    private final String name;
    private final int index;
    private final boolean standard;
    private final Form form;
    private final boolean standing;
    /** Name, colon and space. */
    private final byte[] lineStart;

    private final HeaderReader<T> reader;
    private final HeaderWriter<T> writer;

    private HeaderType(
            String name,
            boolean standard,
            Form form,
            boolean standing,
            HeaderReader<T> reader,
            HeaderWriter<T> writer) {
        this.name = name;
        this.index = HeaderName.indexOf(name);
        this.standard = standard;
        this.form = form;
        this.standing = standing;
        this.lineStart = (name + ": ").getBytes(StandardCharsets.US_ASCII);
        this.reader = reader;
        this.writer = writer;
    }

    static <T> HeaderType<T> single(HeaderName name, HeaderReader<T> reader, HeaderWriter<T> writer) {
        return new HeaderType<>(name.text(), true, Form.SINGLE, false, reader, writer);
    }

    static <T> HeaderType<T> list(HeaderName name, HeaderReader<T> reader, HeaderWriter<T> writer) {
        return new HeaderType<>(name.text(), true, Form.LIST, false, reader, writer);
    }

    static <T> HeaderType<T> words(HeaderName name, HeaderReader<T> reader, HeaderWriter<T> writer) {
        return new HeaderType<>(name.text(), true, Form.WORDS, true, reader, writer);
    }

    /** The same for a header that a peer says alike in each of its messages; as all lists of words are. */
    HeaderType<T> asStanding() {
        return new HeaderType<>(name, standard, form, true, reader, writer);
    }

    /** A header of one's own with one value a line. */
    public static <T> HeaderType<T> single(String name, HeaderReader<T> reader, HeaderWriter<T> writer) {
        return new HeaderType<>(checked(name), false, Form.SINGLE, false, reader, writer);
    }

    /** A header of one's own with values that may be separated by commas. */
    public static <T> HeaderType<T> list(String name, HeaderReader<T> reader, HeaderWriter<T> writer) {
        return new HeaderType<>(checked(name), false, Form.LIST, false, reader, writer);
    }

    /** The name as in the RFC. */
    public String name() {
        return name;
    }

    /** The one-letter form of the name, where it has one. */
    public Optional<Character> compactName() {
        return index < 0 ? Optional.empty() : HeaderName.at(index).compact();
    }

    /** Whether one line may hold several values with commas between them (RFC 3261 §7.3.1). */
    public boolean listValued() {
        return form != Form.SINGLE;
    }

    /** Whether several values are written on one line. */
    public boolean sharesLine() {
        return form == Form.WORDS;
    }

    /** The place of the name in {@link HeaderName}, or -1 for a name that is not there. */
    public int nameIndex() {
        return index;
    }

    /** Whether it is the {@code TYPE} of a record of this package, so that what it decodes may be kept with the message. */
    public boolean standard() {
        return standard;
    }

    /** Whether peers say the same in each of their messages, so that it pays to remember what was decoded. */
    public boolean standing() {
        return standing;
    }

    /**
     * Reads one value from text without line ends.
     *
     * @throws MalformedHeaderException when it cannot be decoded
     */
    public T parse(String text) {
        return readOne(FieldScanner.of(text));
    }

    /** Reads the one value that is all the scanner holds. */
    public T readOne(FieldScanner scanner) {
        try {
            var value = reader.read(scanner.skipSpace());
            scanner.expectEnd();
            return value;
        } catch (MalformedException e) {
            throw malformed(e);
        }
    }

    /**
     * Reads the first value and leaves what follows it: white space, a comma, or what makes the line malformed.
     *
     * @throws MalformedHeaderException when it cannot be decoded
     */
    public T readFirst(FieldScanner scanner) {
        try {
            return reader.read(scanner.skipSpace());
        } catch (MalformedException e) {
            throw malformed(e);
        }
    }

    /**
     * Reads all values of one line.
     *
     * @throws MalformedHeaderException when one of them cannot be decoded
     */
    public List<T> readAll(FieldScanner scanner) {
        if (form == Form.SINGLE) {
            return List.of(readOne(scanner));
        }
        try {
            scanner.skipSpace();
            if (form == Form.WORDS && scanner.atEnd()) {
                return List.of();
            }
            var first = reader.read(scanner);
            if (scanner.skipSpace().atEnd()) {
                return List.of(first);
            }
            var values = new ArrayList<T>(1 + scanner.count(','));
            values.add(first);
            while (!scanner.skipSpace().atEnd()) {
                scanner.expect(',', "a comma or the end");
                values.add(reader.read(scanner.skipSpace()));
            }
            return List.copyOf(values);
        } catch (MalformedException e) {
            throw malformed(e);
        }
    }

    /** Reads all values of a text without line ends, see {@link #readAll(FieldScanner)}. */
    public List<T> parseAll(String text) {
        return readAll(FieldScanner.of(text));
    }

    /** Writes what a line begins with: name, colon and space. */
    public void writeLineStart(FieldWriter target) {
        target.appendBytes(lineStart);
    }

    /** Writes one value. */
    public void write(T value, FieldWriter target) {
        writer.write(value, target);
    }

    /** One value as text. */
    public String format(T value) {
        var target = new FieldWriter();
        writer.write(value, target);
        return target.toString();
    }

    @Override
    public String toString() {
        return name;
    }

    private MalformedHeaderException malformed(MalformedException e) {
        return e instanceof MalformedHeaderException own
                ? own
                : new MalformedHeaderException(name, String.valueOf(e.getMessage()));
    }

    private static String checked(String name) {
        var scanner = FieldScanner.of(name);
        scanner.skipToken("a header name");
        if (!scanner.atEnd()) {
            throw new MalformedException(
                    "expected a token as header name but found \"" + Printable.escape(name) + "\"");
        }
        return name;
    }
}
