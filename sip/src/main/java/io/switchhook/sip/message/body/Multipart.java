package io.switchhook.sip.message.body;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A body of several parts, RFC 2046 §5.1 and RFC 5621.
 *
 * @param subtype {@code mixed}, {@code alternative}, {@code related} or another, which is treated as {@code mixed}
 * @param parts at least one
 */
public record Multipart(String subtype, List<BodyPart> parts) {
    /** Throws {@link MalformedException} when the subtype is no token or there is no part. */
    public Multipart {
        if (!FieldScanner.isToken(subtype)) {
            throw new MalformedException("expected a token as multipart subtype");
        }
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new MalformedException("expected a multipart body with at least one part");
        }
    }

    /** {@code multipart/mixed}: parts that belong together and are worked with in their order. */
    public static Multipart mixed(BodyPart... parts) {
        return new Multipart("mixed", List.of(parts));
    }

    /** Whether that type is {@code multipart/...}. */
    public static boolean is(ContentTypeHeader type) {
        return type.type().equalsIgnoreCase("multipart");
    }

    /**
     * Takes a body apart. What stands before the first and behind the last boundary is left out; a body without closing boundary ends with its
     * last part. Parts that are multipart themselves stay whole: {@link #find} looks into them.
     *
     * @throws MalformedException when it is no multipart, its boundary is missing, or a limit is passed
     */
    public static Multipart parse(MultipartLimits limits, ContentTypeHeader type, byte[] body) {
        if (!is(type)) {
            throw new MalformedException("expected a multipart type but found " + type);
        }
        var boundary = type.parameters()
                .get("boundary")
                .orElseThrow(() -> new MalformedException("expected the parameter boundary in a multipart type"));
        Boundary.require(boundary);
        return new Multipart(type.subtype(), new MultipartReader(limits, boundary, body).read());
    }

    /**
     * The first part of that type that has one of these dispositions or none, in multiparts inside too. Of a {@code multipart/alternative} the
     * last such part, which is the one the sender likes best (RFC 2046 §5.1.4).
     *
     * @throws MalformedException when a part that has to be looked at is malformed, or a limit is passed
     */
    public Optional<BodyPart> find(MultipartLimits limits, String type, String subtype, String... dispositions) {
        return find(new Search(limits, part -> fits(part, type, subtype, dispositions)), 1);
    }

    /** As {@link #find(MultipartLimits, String, String, String...)} in the body of a message; empty when that is no multipart. */
    public static Optional<BodyPart> find(
            MultipartLimits limits, SipMessage message, String type, String subtype, String... dispositions) {
        return message.contentType()
                .filter(Multipart::is)
                .flatMap(known -> parse(limits, known, message.body()).find(limits, type, subtype, dispositions));
    }

    /**
     * Parts of the first level that may not be passed over and are not understood: a request with one of them is answered 415 (RFC 5621 §8.4). Of a
     * {@code multipart/alternative} one understood part is enough, and what the parts say of their handling is ignored (RFC 5621 §8.3).
     *
     * @param understood asked about each part that counts, once
     */
    public List<BodyPart> notUnderstood(Predicate<BodyPart> understood) {
        if (alternative()) {
            return parts.stream().anyMatch(understood) ? List.of() : parts;
        }
        return parts.stream()
                .filter(part -> part.required() && !understood.test(part))
                .toList();
    }

    /** The content type for what {@link #write} gives: the boundary is the same for equal parts. */
    public ContentTypeHeader type() {
        return new ContentTypeHeader("multipart", subtype, Parameters.EMPTY.with("boundary", Boundary.of(parts)));
    }

    /** The wire form, with the boundary of {@link #type()}. */
    public byte[] write() {
        var boundary = "--" + Boundary.of(parts);
        var target = new FieldWriter(256);
        for (var part : parts) {
            target.append(boundary).append("\r\n");
            for (var field : part.fields()) {
                target.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
            target.append("\r\n").appendBytes(part.bytes()).append("\r\n");
        }
        return target.append(boundary).append("--\r\n").toByteArray();
    }

    private boolean alternative() {
        return subtype.equalsIgnoreCase("alternative");
    }

    private static boolean fits(BodyPart part, String type, String subtype, String... dispositions) {
        if (!part.type().is(type, subtype)) {
            return false;
        }
        var disposition = part.disposition();
        return disposition.isEmpty()
                || List.of(dispositions).stream().anyMatch(disposition.get().disposition()::equalsIgnoreCase);
    }

    private Optional<BodyPart> find(Search search, int depth) {
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(alternative() ? parts.size() - 1 - i : i);
            var found = search.look(part, depth);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** A walk through parts of parts, which counts them all. */
    private static final class Search {
        private final MultipartLimits limits;
        private final Predicate<BodyPart> wanted;
        private int seen;

        Search(MultipartLimits limits, Predicate<BodyPart> wanted) {
            this.limits = limits;
            this.wanted = wanted;
        }

        Optional<BodyPart> look(BodyPart part, int depth) {
            if (++seen > limits.maxParts()) {
                throw new MalformedException("expected at most " + limits.maxParts() + " parts of all levels");
            }
            if (wanted.test(part)) {
                return Optional.of(part);
            }
            if (!is(part.type())) {
                return Optional.empty();
            }
            if (depth >= limits.maxDepth()) {
                throw new MalformedException("expected at most " + limits.maxDepth() + " levels of multipart");
            }
            return parse(limits, part.type(), part.bytes()).find(this, depth + 1);
        }
    }
}
