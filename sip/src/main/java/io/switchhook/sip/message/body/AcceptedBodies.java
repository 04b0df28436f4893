package io.switchhook.sip.message.body;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AcceptEncodingHeader;
import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.AcceptLanguageHeader;
import io.switchhook.sip.message.header.ContentDispositionHeader;
import io.switchhook.sip.message.header.ContentEncodingHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The bodies that somebody understands, and whether one that came is among them (RFC 3261 §8.2.3, RFC 5621 §8.4). Parts of a multipart are looked at one by one, in any
 * language; no encoding but identity is undone.
 *
 * @param types what is understood; subtype or both may be {@code *}
 */
public record AcceptedBodies(List<AcceptHeader> types) {
    /** RFC 5621 §4.2: the first two have to be understood by everybody. */
    private static final List<String> MULTIPARTS = List.of("mixed", "alternative", "related");

    public AcceptedBodies {
        types = List.copyOf(types);
    }

    /**
     * Of types as they are written, such as {@code text/plain}, {@code text/*} or {@code *}{@code /*}.
     *
     * @throws MalformedException when one is no media type
     */
    public static AcceptedBodies of(String... types) {
        return new AcceptedBodies(Stream.of(types).map(AcceptHeader.TYPE::parse).toList());
    }

    /** Whether a single body, or part, of this type is understood. Text in a character set that this machine does not know is not. */
    public boolean takes(ContentTypeHeader type) {
        boolean listed = types.stream()
                .anyMatch(accepted -> (accepted.type().equals("*")
                                || accepted.type().equalsIgnoreCase(type.type()))
                        && (accepted.subtype().equals("*") || accepted.subtype().equalsIgnoreCase(type.subtype())));
        boolean legible =
                !type.type().equalsIgnoreCase("text") || BodyCharset.of(type).isPresent();
        return listed && legible;
    }

    /**
     * Whether nothing stands in the body of a message that may not be passed over and is not understood; so it is with a message that has no body.
     *
     * @throws MalformedException when headers of the body, or its parts, cannot be read, or a limit is passed
     */
    public boolean understand(SipMessage message) {
        if (message.bodyLength() == 0) {
            return true;
        }
        var type = message.contentType();
        if (isOptional(message.first(ContentDispositionHeader.TYPE)) || type.isEmpty()) {
            // Without a type it is read as what its method usually brings.
            return true;
        }
        return isPlain(message.all(ContentEncodingHeader.TYPE))
                // First what nearly every call has, without a copy of the body.
                && (takes(type.get()) || new Check(MultipartLimits.DEFAULT).passes(type.get(), message.body(), 1));
    }

    /** Adds to a response what is understood: to a 415, and to the answer to OPTIONS. */
    public SipResponse.Builder describe(SipResponse.Builder response) {
        var all = new ArrayList<>(types);
        MULTIPARTS.forEach(subtype -> all.add(new AcceptHeader("multipart", subtype, Parameters.EMPTY)));
        return response.setAll(AcceptHeader.TYPE, all)
                .set(AcceptEncodingHeader.TYPE, AcceptEncodingHeader.of("identity"))
                .set(AcceptLanguageHeader.TYPE, AcceptLanguageHeader.of("*"));
    }

    private static boolean isOptional(Optional<ContentDispositionHeader> disposition) {
        return disposition
                .flatMap(known -> known.parameters().get("handling"))
                .filter("optional"::equalsIgnoreCase)
                .isPresent();
    }

    private static boolean isPlain(List<ContentEncodingHeader> encodings) {
        return encodings.stream().allMatch(encoding -> encoding.coding().equalsIgnoreCase("identity"));
    }

    /** A walk through parts of parts, which counts them all. */
    private final class Check {
        private final MultipartLimits limits;
        private int seen;

        Check(MultipartLimits limits) {
            this.limits = limits;
        }

        boolean passes(ContentTypeHeader type, byte[] content, int depth) {
            if (takes(type)) {
                return true;
            }
            if (!Multipart.is(type)) {
                return false;
            }
            if (depth > limits.maxDepth()) {
                throw new MalformedException("expected at most " + limits.maxDepth() + " levels of multipart");
            }
            return Multipart.parse(limits, type, content)
                    .notUnderstood(part -> passes(part, depth + 1))
                    .isEmpty();
        }

        private boolean passes(BodyPart part, int depth) {
            if (++seen > 2 * limits.maxParts()) {
                throw new MalformedException("expected at most " + limits.maxParts() + " parts of all levels");
            }
            var encodings = part.field("Content-Encoding")
                    .map(ContentEncodingHeader.TYPE::parseAll)
                    .orElse(List.of());
            return isPlain(encodings) && passes(part.type(), part.bytes(), depth);
        }
    }
}
