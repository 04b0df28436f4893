package io.switchhook.phone;

import io.switchhook.phone.internal.dial.DialTarget;
import io.switchhook.phone.internal.engine.ReceivedMessage;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.core.usage.PagerMessage;
import java.time.Instant;
import java.util.Optional;

/** A message that somebody has sent us (RFC 3428 §7). It comes from outside: control characters may be in every text of it. */
public final class IncomingMessage {
    private final PhoneLine line;
    private final Optional<Call> call;
    private final String from;
    private final Optional<String> fromName;
    private final String fromNumber;
    private final String to;
    private final String callId;
    private final Optional<String> subject;
    private final PagerMessage message;
    private final boolean expired;
    private final boolean anonymous;

    IncomingMessage(ReceivedMessage received) {
        var request = received.request();
        var sender = request.from().address();
        this.line = PhoneLine.of(received.line());
        this.call = received.call().map(CallEvents::callOf);
        this.from = sender.uri().toString();
        this.fromName = sender.displayName();
        this.fromNumber = DialTarget.number(sender.uri());
        this.to = request.to().address().uri().toString();
        this.callId = request.callId();
        this.subject = request.value("Subject");
        this.message = received.message();
        this.anonymous = CallerPrivacy.isAskedFor(request);
        this.expired = message.expiresAt()
                .filter(end -> !end.isAfter(received.received()))
                .isPresent();
    }

    /** The line that it was sent to. */
    public PhoneLine line() {
        return line;
    }

    /** The call that it belongs to; empty for a message on its own. */
    public Optional<Call> call() {
        return call;
    }

    /** The URI of the sender. */
    public String from() {
        return from;
    }

    /** What the sender calls itself. */
    public Optional<String> fromName() {
        return fromName;
    }

    /** The number or user of the sender, as it could be dialled. */
    public String fromNumber() {
        return fromNumber;
    }

    /** Whether the sender asks not to be known (RFC 3323); as a rule {@link #from}, {@link #fromName} and {@link #fromNumber} tell nothing then. */
    public boolean isAnonymous() {
        return anonymous;
    }

    /** The URI that it was sent to. */
    public String to() {
        return to;
    }

    /** The type of {@link #body}, with its parameters. */
    public String contentType() {
        return message.type().toString();
    }

    /** A copy of the bytes, as they came. */
    public byte[] body() {
        return message.body().clone();
    }

    /** The text of a body of type {@code text}, read in its character set, or the {@code text/plain} part of several; empty for other bodies. */
    public Optional<String> text() {
        return message.text();
    }

    /** When it was sent, as the sender says. */
    public Optional<Instant> date() {
        return message.date();
    }

    /** When it loses its meaning; empty for never. */
    public Optional<Instant> expiresAt() {
        return message.expiresAt();
    }

    /** Whether it had lost its meaning when it came; whoever shows it all the same should say so. */
    public boolean isExpired() {
        return expired;
    }

    public Optional<String> subject() {
        return subject;
    }

    public String callId() {
        return callId;
    }

    /** The sender, and how much it sent; not the text. */
    @Override
    public String toString() {
        return "message from " + from + " (" + contentType() + ", " + message.body().length + " bytes)";
    }
}
