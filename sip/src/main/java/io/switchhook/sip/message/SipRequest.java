package io.switchhook.sip.message;

import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.PlainUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A request, RFC 3261 §7.1. */
public final class SipRequest extends SipMessage {
    private final SipMethod method;
    private final int uriStart;
    private final int uriEnd;
    /** What {@link PlainUri#find} says, if it was asked. */
    private final long plainUri;

    private final boolean toStrictRouter;
    /** Filled in on first use; a race only reads the URI twice. */
    private @Nullable Uri uri;

    /** A request that was read. */
    SipRequest(
            byte[] bytes, HeaderLines lines, int bodyStart, SipMethod method, int uriStart, int uriEnd, long plainUri) {
        this(bytes, lines, bodyStart, method, uriStart, uriEnd, plainUri, false);
    }

    private SipRequest(
            byte[] bytes,
            HeaderLines lines,
            int bodyStart,
            SipMethod method,
            int uriStart,
            int uriEnd,
            long plainUri,
            boolean toStrictRouter) {
        super(bytes, lines, bodyStart);
        this.method = method;
        this.uriStart = uriStart;
        this.uriEnd = uriEnd;
        this.plainUri = plainUri;
        this.toStrictRouter = toStrictRouter;
    }

    /** The method. */
    public SipMethod method() {
        return method;
    }

    /**
     * The Request-URI.
     *
     * @throws MalformedException when it is none, which happens only to the request of a {@link ParseResult.Rejected}
     */
    public Uri uri() {
        var known = uri;
        if (known == null) {
            known = hasPlainUri() ? PlainUri.read(bytes(), uriStart, plainUri) : Uri.read(bytes(), uriStart, uriEnd);
            uri = known;
        }
        return known;
    }

    /**
     * Whether the Request-URI is a strict router of RFC 2543, which the request has to reach before what its Route names (RFC 3261 §12.2.1.1). No part of the message: only who
     * has put the routes into it knows, so it is false for every request that came.
     */
    public boolean toStrictRouter() {
        return toStrictRouter;
    }

    /** Whether the Request-URI is known to be well-formed and without headers, as most are; the others need a closer look. */
    boolean hasPlainUri() {
        return plainUri != PlainUri.NONE;
    }

    /** A builder of a new request; it has no header but Content-Length. */
    public static Builder builder(SipMethod method, Uri uri) {
        return new Builder(method, uri);
    }

    /** A builder that begins with everything this request has. */
    public Builder edit() {
        return new Builder(this);
    }

    /** Builds a request. Not for sharing between threads. */
    public static final class Builder extends MessageBuilder<Builder> {
        private final SipMethod method;
        private byte[] uri;
        private boolean toStrictRouter;

        private Builder(SipMethod method, Uri uri) {
            super(16, 768);
            this.method = method;
            this.uri = wire(uri);
        }

        private Builder(SipRequest origin) {
            super(origin);
            this.method = origin.method;
            this.uri = Arrays.copyOfRange(origin.bytes(), origin.uriStart, origin.uriEnd);
            this.toStrictRouter = origin.toStrictRouter;
        }

        /** Sets the Request-URI. */
        public Builder uri(Uri newUri) {
            uri = wire(newUri);
            return this;
        }

        /** Says whether the Request-URI is a strict router, see {@link SipRequest#toStrictRouter()}. */
        public Builder toStrictRouter(boolean strict) {
            toStrictRouter = strict;
            return this;
        }

        private static byte[] wire(Uri uri) {
            var writer = new FieldWriter();
            uri.writeTo(writer);
            return writer.toByteArray();
        }

        /** The request. The builder can be used further and does not change what it built. */
        public SipRequest build() {
            var start = new FieldWriter(method.name().length() + uri.length + 12);
            start.append(method.name()).append(' ');
            int uriStart = start.length();
            start.appendBytes(uri);
            int uriEnd = start.length();
            checkText(start, 0, "Request-URI");
            var frame = assemble(start.append(" SIP/2.0\r\n"));
            return new SipRequest(
                    frame.bytes(),
                    frame.lines(),
                    frame.bodyStart(),
                    method,
                    uriStart,
                    uriEnd,
                    PlainUri.NONE,
                    toStrictRouter);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
