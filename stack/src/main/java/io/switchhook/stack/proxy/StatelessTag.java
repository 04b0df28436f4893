package io.switchhook.stack.proxy;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.message.SipRequest;

/** The To tag of responses that nobody remembers: the same for each copy of a request (RFC 3261 §8.2.7), and not to be guessed (§19.3). */
final class StatelessTag {
    private static final int SECRET_LENGTH = 12;

    private final String secret;

    StatelessTag(Randomness random) {
        this.secret = random.nextToken(SECRET_LENGTH);
    }

    /** Whether an ACK is for such a response: it repeats Call-ID, From tag and branch of its request (RFC 3261 §17.1.1.3). */
    boolean isOf(SipRequest ack) {
        return ack.to().tag().filter(of(ack)::equals).isPresent();
    }

    String of(SipRequest request) {
        int hash = request.callId().hashCode();
        hash = 31 * hash + request.from().tag().hashCode();
        hash = 31 * hash + request.topVia().branch().hashCode();
        return secret + Integer.toHexString(hash);
    }
}
