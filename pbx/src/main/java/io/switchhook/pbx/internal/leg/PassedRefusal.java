package io.switchhook.pbx.internal.leg;

import io.switchhook.sip.core.usage.FailureEffect;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AcceptEncodingHeader;
import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.AcceptLanguageHeader;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.stack.InfoPackages;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How one telephone is told that another has refused, or cannot be reached. What a status says of the way to the other telephone, it would say of us: a 503 sends the caller to
 * another server (RFC 3263 §4.3), a challenge asks for a password that it has not got.
 */
public final class PassedRefusal {
    /** For a call or message to a telephone that is not reached. */
    public static final int NOT_REACHED = 480;

    /** For a request inside a call that the other telephone does not answer: no more than the request has failed (RFC 5057 §5.1). */
    static final int NOT_ANSWERED = 504;

    /** How long a telephone may take for a request that is no INVITE: our answer has to be there before the sender gives up, after 32 s (RFC 4320 §4.2). */
    public static final Duration PATIENCE = Duration.ofSeconds(25);

    private static final int REQUEST_TERMINATED = 487;

    private PassedRefusal() {}

    /** Of an INVITE that begins a call. */
    public static int ofCall(int refusal) {
        return switch (refusal) {
            case 401, 407 -> 403;
            // RFC 3261 §16.7 step 6
            case 503 -> 500;
            default -> refusal;
        };
    }

    /** Of another request outside a call; 408 is for nobody (RFC 4320 §4.2). */
    public static int ofMessage(int refusal) {
        return refusal == 408 ? NOT_REACHED : ofCall(refusal);
    }

    /**
     * Of a request inside a call. A refusal that ends the other telephone's call says nothing of this one's, which we end by BYE: what waits meanwhile is answered 487
     * (RFC 3261 §15.1.2, RFC 5057 §5.1).
     */
    public static int inCall(int refusal, SipMethod method) {
        return FailureEffect.of(refusal, method) == FailureEffect.TRANSACTION ? ofCall(refusal) : REQUEST_TERMINATED;
    }

    /** What the telephone says beside its refusal goes with it where the status is the same: why, in its own words, and how the other one can do better. */
    public static void explain(SipResponse refusal, SipResponse.Builder answer) {
        warn(refusal, answer);
        copy(refusal.allReadable(ReasonHeader.TYPE), values -> answer.setAll(ReasonHeader.TYPE, values));
        copy(refusal.allReadable(AcceptHeader.TYPE), values -> answer.setAll(AcceptHeader.TYPE, values));
        copy(
                refusal.allReadable(AcceptEncodingHeader.TYPE),
                values -> answer.setAll(AcceptEncodingHeader.TYPE, values));
        copy(
                refusal.allReadable(AcceptLanguageHeader.TYPE),
                values -> answer.setAll(AcceptLanguageHeader.TYPE, values));
        refusal.firstReadable(RetryAfterHeader.TYPE)
                .ifPresent(time -> answer.set(RetryAfterHeader.TYPE, RetryAfterHeader.of(time.seconds())));
        InfoPackages.in(refusal).ifPresent(packages -> InfoPackages.write(answer, packages));
    }

    /** Of a change that the telephone refuses its reason goes across, and nothing that belongs to its own call. */
    public static void warn(SipResponse refusal, SipResponse.Builder answer) {
        copy(refusal.allReadable(WarningHeader.TYPE), values -> answer.setAll(WarningHeader.TYPE, values));
    }

    private static <T> void copy(List<T> values, Consumer<List<T>> target) {
        if (!values.isEmpty()) {
            target.accept(values);
        }
    }
}
