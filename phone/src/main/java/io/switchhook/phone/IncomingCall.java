package io.switchhook.phone;

import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.EarlyMediaOutcome;
import io.switchhook.phone.internal.call.IncomingEngine;
import io.switchhook.phone.internal.dial.DialTarget;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.DiversionHeader;
import io.switchhook.sip.message.header.PAssertedIdentityHeader;
import io.switchhook.stack.CallHost;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A call that comes in. It may be answered, rejected, forwarded, or left ringing; the caller hears a ringing tone
 * when the callback that got the call returns without a
 * decision, or after 500 ms.
 */
public final class IncomingCall extends Call {
    private final IncomingEngine engine;
    private final SipRequest invite;
    private final Optional<String> callerName;
    private final String dialledNumber;
    private final boolean anonymous;
    private final boolean fromOwnServer;
    private final Optional<String> assertedNumber;

    /** @param trusted whether a server of the line's own account sent it */
    IncomingCall(PhoneLine line, CallHost host, ServerTransaction transaction, boolean trusted) {
        super(
                line,
                transaction.request().callId(),
                Printable.escape(
                        DialTarget.number(transaction.request().from().address().uri())));
        this.invite = transaction.request();
        this.callerName = transaction.request().from().address().displayName().map(Printable::escape);
        this.dialledNumber =
                Printable.escape(DialTarget.number(transaction.request().uri()));
        this.anonymous = CallerPrivacy.isAskedFor(transaction.request());
        this.fromOwnServer = trusted;
        this.assertedNumber = Optional.of(transaction.request())
                .filter(invite -> trusted)
                .flatMap(invite -> invite.firstReadable(PAssertedIdentityHeader.TYPE))
                .map(asserted ->
                        Printable.escape(DialTarget.number(asserted.address().uri())));
        this.engine = new IncomingEngine(line.engine(), events(), host, transaction);
    }

    @Override
    IncomingEngine engine() {
        return engine;
    }

    /** The name that the caller gives itself. */
    public Optional<String> callerName() {
        return callerName;
    }

    /** Whether the caller asks not to be known (RFC 3323), by its From or by Privacy; as a rule {@link #remoteNumber} and {@link #callerName} tell nothing then. */
    public boolean isAnonymous() {
        return anonymous;
    }

    /**
     * The number of the caller as the server of this line's account asserts it (P-Asserted-Identity, RFC 3325), which may be another than the caller's own word in
     * {@link #remoteNumber}. Empty when the server says nothing, or the call did not come from the server that the line is registered at.
     */
    public Optional<String> assertedNumber() {
        return assertedNumber;
    }

    /** The number that sent the call on to us (Diversion, RFC 5806), the last one of several; empty for a call that was meant for us from the beginning. */
    public Optional<String> divertedFrom() {
        return invite.firstReadable(DiversionHeader.TYPE)
                .map(diversion ->
                        Printable.escape(DialTarget.number(diversion.address().uri())));
    }

    /**
     * The values of a header of the INVITE, one for each line, without folds; empty when it is not there. Other control characters are escaped, commas are not looked at.
     *
     * @param name the header's name, or its compact form: {@code Alert-Info}, {@code Subject}, {@code User-to-User}, {@code X-Customer}
     */
    public List<String> headers(String name) {
        return invite.values(Objects.requireNonNull(name, "name")).stream()
                .map(Printable::escape)
                .toList();
    }

    /**
     * How the caller wants to be answered, by Answer-Mode (RFC 5373) or as intercom systems say it; empty when it says nothing of that. Nothing is obeyed by itself.
     *
     * <pre>{@code
     * phone.onIncomingCall(call -> {
     *     if (call.isFromOwnServer() && call.answerWish().filter(AnswerWish::isAutomatic).isPresent()) {
     *         call.answerAfter(call.answerWish().get().after());
     *     }
     * });
     * }</pre>
     */
    public Optional<AnswerWish> answerWish() {
        return AnswerWish.of(invite);
    }

    /**
     * The same as the caller asks for it with a privilege, by Priv-Answer-Mode (RFC 5373 §4.1): for callers who may wake somebody up. Who has not that privilege is judged by
     * {@link #answerWish} alone.
     */
    public Optional<AnswerWish> privilegedAnswerWish() {
        return AnswerWish.privilegedOf(invite);
    }

    /** Whether the server that this line is registered at has sent the call; others may reach a telephone too, and say what they like. */
    public boolean isFromOwnServer() {
        return fromOwnServer;
    }

    /** The number that was dialled, as far as it reached us. */
    public String dialledNumber() {
        return dialledNumber;
    }

    /** Takes the call. */
    public CompletableFuture<AnswerOutcome> answer() {
        return ask(AnswerOutcome.ENDED, (done, now) -> engine.answer(done, now));
    }

    /**
     * Takes the call when it has rung for that long, unless it is decided or over before; {@link #answer} does not wait for it.
     *
     * @param time zero or more, a day at most
     */
    public CompletableFuture<AnswerOutcome> answerAfter(Duration time) {
        if (time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "A call is answered after zero to 24 hours, but not after " + Sentences.time(time));
        }
        return ask(AnswerOutcome.ENDED, (done, now) -> engine.answerAfter(time, done, now));
    }

    /** Rejects the call with 486 Busy Here and the Warning "User reject"; forking proxies go on ringing others. */
    public CompletableFuture<CallEnding> reject() {
        return reject(486, "User reject");
    }

    /** Rejects with another status: 603 to be rung nowhere else, 480, 404 and so on. */
    public CompletableFuture<CallEnding> reject(int status) {
        return reject(status, "User reject");
    }

    /**
     * Rejects the call.
     *
     * @param status 300 to 699
     * @param warning the text of a {@code Warning: 399}, for the caller's display and logs
     */
    public CompletableFuture<CallEnding> reject(int status, String warning) {
        if (status < 300 || status > 699) {
            throw new IllegalArgumentException(
                    "A call is rejected with a status of 300 to 699, but not with " + status);
        }
        if (!Printable.isClean(Objects.requireNonNull(warning, "warning"))) {
            throw new IllegalArgumentException(
                    "The warning has a line end or another control character: \"" + Printable.escape(warning) + "\"");
        }
        return command((any, now) -> engine.reject(status, warning, now));
    }

    /**
     * Sends the caller to somebody else (302); this phone does not ring on.
     *
     * @throws IllegalArgumentException when the target cannot be dialled
     */
    public CompletableFuture<CallEnding> forward(String target) {
        var uri = line().engine().resolve(target);
        return command((any, now) -> engine.forward(uri, now));
    }

    /**
     * Lets the caller hear what is attached to {@link #audio} before the call is answered, which as a rule costs it nothing: an announcement, music, a ringing tone of one's
     * own (183 with a description, RFC 3960 §3). The call can still be answered, rejected and forwarded. What the caller says is heard too, where it sends already.
     */
    public CompletableFuture<EarlyMediaOutcome> ringWithEarlyMedia() {
        return ask(EarlyMediaOutcome.DECIDED, (done, now) -> done.accept(engine.ringWithEarlyMedia(now)));
    }

    /** Lets the caller hear a ringing tone now. */
    public void ring() {
        command((any, now) -> engine.ring(now));
    }
}
