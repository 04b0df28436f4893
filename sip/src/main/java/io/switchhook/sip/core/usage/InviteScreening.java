package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.MinSeHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.UnsupportedHeader;
import java.util.Optional;

/** Whether an INVITE from outside a dialog asks for extensions that the options do not grant, lacks those they insist on, or brings a body that nobody understands. */
public final class InviteScreening {
    private InviteScreening() {}

    /** The refusal to send instead of opening a session; it still wants its To tag. */
    public static Optional<SipResponse.Builder> refusalOf(SipRequest invite, InviteOptions options, UsageHost host) {
        // RFC 3262 §3: whoever is unwilling answers 420.
        if (requires(invite, InviteOptions.RELIABLE) && !options.isReliabilityOn()) {
            return Optional.of(badExtension(invite, InviteOptions.RELIABLE, host));
        }
        if (requires(invite, InviteOptions.TIMER) && !options.isTimerOn()) {
            return Optional.of(badExtension(invite, InviteOptions.TIMER, host));
        }
        if (requires(invite, InviteOptions.REPLACES) && !options.replaces()) {
            return Optional.of(badExtension(invite, InviteOptions.REPLACES, host));
        }
        if (options.reliability() == ReliabilityPolicy.REQUIRED && !understands(invite, InviteOptions.RELIABLE)) {
            // RFC 3261 §21.4.16.
            return Optional.of(host.answering(invite, 421, "Extension Required")
                    .set(RequireHeader.TYPE, new RequireHeader(InviteOptions.RELIABLE)));
        }
        if (options.isTimerOn() && SessionTimer.isTooSmall(invite)) {
            return Optional.of(tooSmall(invite, host));
        }
        return SdpBody.refusalOf(invite, host);
    }

    /** RFC 4028 §9. */
    static SipResponse.Builder tooSmall(SipRequest request, UsageHost host) {
        return host.answering(request, 422, "Session Interval Too Small")
                .set(MinSeHeader.TYPE, MinSeHeader.of(SessionTimer.SHORTEST));
    }

    private static SipResponse.Builder badExtension(SipRequest invite, String tag, UsageHost host) {
        return host.answering(invite, 420, "Bad Extension").set(UnsupportedHeader.TYPE, new UnsupportedHeader(tag));
    }

    static boolean requires(SipMessage message, String tag) {
        return message.has(RequireHeader.TYPE)
                && message.allReadable(RequireHeader.TYPE).stream()
                        .anyMatch(header -> header.optionTag().equalsIgnoreCase(tag));
    }

    /** Whether the sender of the request knows the extension: it supports or even requires it. */
    static boolean understands(SipMessage message, String tag) {
        return requires(message, tag)
                || message.allReadable(SupportedHeader.TYPE).stream()
                        .anyMatch(header -> header.optionTag().equalsIgnoreCase(tag));
    }
}
