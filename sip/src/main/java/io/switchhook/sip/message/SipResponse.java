package io.switchhook.sip.message;

import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.HeaderName;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.TimestampHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.FieldWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A response, RFC 3261 §7.2. */
public final class SipResponse extends SipMessage {
    private static final byte[] VERSION = "SIP/2.0 ".getBytes(StandardCharsets.US_ASCII);

    /** What a response has from its request, in this order; the last for a 100 alone. */
    private static final List<HeaderType<?>> OF_REQUEST = List.of(
            ViaHeader.TYPE, FromHeader.TYPE, ToHeader.TYPE, CallIdHeader.TYPE, CSeqHeader.TYPE, TimestampHeader.TYPE);

    /** By the index of the name: the place of a header in {@link #OF_REQUEST}, counted from 1. */
    private static final byte[] RANKS = new byte[HeaderName.values().length];

    static {
        for (int i = 0; i < OF_REQUEST.size(); i++) {
            RANKS[OF_REQUEST.get(i).nameIndex()] = (byte) (i + 1);
        }
    }

    private final int status;
    private final int reasonStart;
    private final int reasonEnd;

    SipResponse(byte[] bytes, HeaderLines lines, int bodyStart, int status, int reasonStart, int reasonEnd) {
        super(bytes, lines, bodyStart);
        this.status = status;
        this.reasonStart = reasonStart;
        this.reasonEnd = reasonEnd;
    }

    /** The status, 100 to 699. */
    public int status() {
        return status;
    }

    /** The reason phrase as written; may be empty. */
    public String reason() {
        return new String(bytes(), reasonStart, reasonEnd - reasonStart, StandardCharsets.UTF_8);
    }

    /** Whether the status is 1xx. */
    public boolean isProvisional() {
        return status < 200;
    }

    /** Whether the status is 200 or higher. */
    public boolean isFinal() {
        return status >= 200;
    }

    /** Whether the status is 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** A builder of a response; it has no header but Content-Length. */
    public static Builder builder(int status, String reason) {
        return new Builder(status, reason);
    }

    /** As {@link #answering(SipRequest, int, String)} with the reason phrase of {@link StatusCode}. */
    public static Builder answering(SipRequest request, int status) {
        return answering(request, status, StatusCode.reasonFor(status));
    }

    /**
     * A builder with all Via, From, To, Call-ID and CSeq of the request, copied as they are (RFC 3261 §8.2.6.2), and for a 100 its Timestamp
     * (§8.2.6.1). The tag of To is the caller's to set.
     */
    public static Builder answering(SipRequest request, int status, String reason) {
        var builder = builder(status, reason);
        builder.takeRanked(request, RANKS, status == 100 ? OF_REQUEST.size() : OF_REQUEST.size() - 1);
        return builder;
    }

    /** The same response for one who keeps it for long and will hardly look at it: without the values of headers that were decoded. */
    public SipResponse undecoded() {
        return new SipResponse(bytes(), lines().undecoded(), bodyStart(), status, reasonStart, reasonEnd);
    }

    /** A builder that begins with everything this response has. */
    public Builder edit() {
        return new Builder(this);
    }

    /** Builds a response. Not for sharing between threads. */
    public static final class Builder extends MessageBuilder<Builder> {
        private int status;
        private byte[] reason;

        private Builder(int status, String reason) {
            super(12, 256);
            status(status, reason);
        }

        private Builder(SipResponse origin) {
            super(origin);
            this.status = origin.status;
            this.reason = Arrays.copyOfRange(origin.bytes(), origin.reasonStart, origin.reasonEnd);
        }

        /**
         * Sets status and reason phrase.
         *
         * @throws IllegalArgumentException when the status is not from 100 to 699; {@link #build()} throws it when the reason has CR, LF or NUL
         */
        public Builder status(int newStatus, String newReason) {
            if (newStatus < 100 || newStatus > 699) {
                throw new IllegalArgumentException("expected a status from 100 to 699 but found " + newStatus);
            }
            status = newStatus;
            reason = newReason.getBytes(StandardCharsets.UTF_8);
            return this;
        }

        /**
         * Gives To this tag if it has none; a 100 stays as it is (RFC 3261 §8.2.6.2).
         *
         * @throws io.switchhook.sip.message.uri.MalformedException when To cannot be read
         */
        public Builder toTag(String tag) {
            if (status > 100
                    && first(ToHeader.TYPE).filter(to -> to.tag().isEmpty()).isPresent()) {
                addParameter(ToHeader.TYPE, "tag", tag);
            }
            return this;
        }

        /** The response. The builder can be used further and does not change what it built. */
        public SipResponse build() {
            var start = new FieldWriter(reason.length + 16);
            start.appendBytes(VERSION).append(status).append(' ');
            int reasonStart = start.length();
            start.appendBytes(reason);
            int reasonEnd = start.length();
            checkText(start, 0, "reason phrase");
            var frame = assemble(start.append("\r\n"));
            return new SipResponse(frame.bytes(), frame.lines(), frame.bodyStart(), status, reasonStart, reasonEnd);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
