package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What has become of a subscription, RFC 6665 §8.2.3.
 *
 * @param state {@code active}, {@code pending}, {@code terminated} or another token; compare without case
 */
public record SubscriptionStateHeader(String state, Parameters parameters) {
    public static final HeaderType<SubscriptionStateHeader> TYPE = HeaderType.single(
            HeaderName.SUBSCRIPTION_STATE, SubscriptionStateHeader::read, SubscriptionStateHeader::write);

    private static final long MAX_SECONDS = 0xffff_ffffL;
    private static final String REASON = "reason=";

    /** Throws {@link MalformedException} when the state is no token. */
    public SubscriptionStateHeader {
        HeaderSyntax.requireToken(state, "a subscription state");
    }

    /** {@code active;expires=...}. */
    public static SubscriptionStateHeader active(long expiresSeconds) {
        return new SubscriptionStateHeader("active", Parameters.EMPTY.with("expires", Long.toString(expiresSeconds)));
    }

    /** {@code terminated;reason=...}. */
    public static SubscriptionStateHeader terminated(String reason) {
        return new SubscriptionStateHeader("terminated", Parameters.EMPTY.with("reason", reason));
    }

    /** Whether the subscription has ended. */
    public boolean isTerminated() {
        return state.equalsIgnoreCase("terminated");
    }

    /** The seconds left; empty when not given or not a number below 2^32. */
    public OptionalLong expiresSeconds() {
        var text = parameters.get("expires");
        return text.isPresent() ? HeaderSyntax.longNumber(text.get(), MAX_SECONDS) : OptionalLong.empty();
    }

    /** Why it ended: {@code noresource}, {@code timeout} and others. Some peers send {@code reason=reason=noresource}: the second word counts. */
    public Optional<String> reason() {
        return parameters
                .get("reason")
                .map(text -> text.regionMatches(true, 0, REASON, 0, REASON.length())
                        ? text.substring(REASON.length())
                        : text);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static SubscriptionStateHeader read(FieldScanner scanner) {
        return new SubscriptionStateHeader(scanner.readToken("a subscription state"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(state);
        parameters.writeTo(writer);
    }
}
