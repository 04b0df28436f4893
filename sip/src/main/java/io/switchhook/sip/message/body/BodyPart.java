package io.switchhook.sip.message.body;

import io.switchhook.sip.message.header.ContentDispositionHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One part of a multipart body: MIME headers and content. Immutable. */
public final class BodyPart {
    private static final ContentTypeHeader TEXT = ContentTypeHeader.of("text", "plain");

    private final List<Field> fields;
    private final byte[] content;

    BodyPart(List<Field> fields, byte[] content) {
        this.fields = List.copyOf(fields);
        this.content = content;
    }

    /**
     * A header line of a part, without folds.
     *
     * @param value perhaps empty
     */
    public record Field(String name, String value) {
        /** Throws {@link MalformedException} when the name is no token or CR, LF or NUL is in the value. */
        public Field {
            if (!FieldScanner.isToken(name)) {
                throw new MalformedException("expected a token as name of a MIME header");
            }
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '\r' || c == '\n' || c == 0) {
                    throw new MalformedException(
                            "expected no CR, LF or NUL in " + name + " but found one at offset " + i);
                }
            }
            value = value.strip();
        }
    }

    /** A part of that type. The bytes are copied. */
    public static BodyPart of(ContentTypeHeader type, byte[] content) {
        return new BodyPart(List.of(new Field("Content-Type", type.toString())), content.clone());
    }

    /** A part of that type with UTF-8 text. */
    public static BodyPart of(ContentTypeHeader type, String content) {
        return of(type, content.getBytes(StandardCharsets.UTF_8));
    }

    /** With one more header. Throws {@link MalformedException} when it cannot be one. */
    public BodyPart with(String name, String value) {
        var more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new BodyPart(more, content);
    }

    /** With what the part is for. */
    public BodyPart with(ContentDispositionHeader disposition) {
        return with("Content-Disposition", disposition.toString());
    }

    /** The MIME headers in order. */
    public List<Field> fields() {
        return fields;
    }

    /** The first MIME header of that name, in any case. */
    public Optional<String> field(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /** The type; {@code text/plain} where none is said (RFC 2046 §5.1). Throws {@link MalformedHeaderException}. */
    public ContentTypeHeader type() {
        return read(ContentTypeHeader.TYPE).orElse(TEXT);
    }

    /** What the part is for. Throws {@link MalformedHeaderException}. */
    public Optional<ContentDispositionHeader> disposition() {
        return read(ContentDispositionHeader.TYPE);
    }

    /** Whether the part may not be passed over: so it is where {@code handling} is not said to be {@code optional} (RFC 5621 §8.1). */
    public boolean required() {
        return disposition()
                .flatMap(disposition -> disposition.parameters().get("handling"))
                .map(handling -> !handling.equalsIgnoreCase("optional"))
                .orElse(true);
    }

    /** The identifier that {@code cid:} URIs name, without angle brackets (RFC 2392). */
    public Optional<String> contentId() {
        return field("Content-ID")
                .map(id -> id.startsWith("<") && id.endsWith(">") && id.length() > 1
                        ? id.substring(1, id.length() - 1)
                        : id);
    }

    /** A copy of the content. */
    public byte[] content() {
        return content.clone();
    }

    /** The content read as UTF-8. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** The length of the content in bytes. */
    public int length() {
        return content.length;
    }

    byte[] bytes() {
        return content;
    }

    private <T> Optional<T> read(HeaderType<T> header) {
        return field(header.name()).map(header::parse);
    }

    /** Equal when headers and content are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BodyPart that && fields.equals(that.fields) && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * fields.hashCode() + Arrays.hashCode(content);
    }

    /** The headers and the length of the content. */
    @Override
    public String toString() {
        return fields + " with " + content.length + " bytes";
    }
}
