package io.switchhook.sip.core.transaction;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import java.util.Optional;

/** The To tag of responses that nobody remembers: the same for each copy of a request (RFC 3261 §8.2.7), and not to be guessed (§19.3). Immutable. */
public final class StatelessTag {
    private static final int SECRET_LENGTH = 12;

    private final String secret;

    public StatelessTag(Randomness random) {
        this.secret = random.nextToken(SECRET_LENGTH);
    }

    /** Whether an ACK is for such a response: it repeats Call-ID, From tag and branch of its request (RFC 3261 §17.1.1.3). */
    public boolean isOf(SipRequest ack) {
        return ack.to().tag().filter(of(ack)::equals).isPresent();
    }

    /** The tag for a request whose top Via can be read; of Call-ID and From one that cannot be read counts as none. */
    public String of(SipRequest request) {
        int hash = readable(request, CallIdHeader.TYPE).hashCode();
        hash = 31 * hash
                + readable(request, FromHeader.TYPE).flatMap(FromHeader::tag).hashCode();
        hash = 31 * hash + request.topVia().branch().hashCode();
        return secret + Integer.toHexString(hash);
    }

    private static <T> Optional<T> readable(SipRequest request, HeaderType<T> type) {
        try {
            return request.first(type);
        } catch (MalformedHeaderException e) {
            return Optional.empty();
        }
    }
}
