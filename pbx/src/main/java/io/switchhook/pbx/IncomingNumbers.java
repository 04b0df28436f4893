package io.switchhook.pbx;

import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.pbx.internal.number.Hops;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.PAssertedIdentityHeader;
import io.switchhook.sip.message.header.PCalledPartyIdHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Uri;
import java.util.Optional;

/** Who calls and who is called in a request that comes from a trunk. */
final class IncomingNumbers {
    /** A text that could be something else is none. */
    private static final String UNKNOWN = "unknown";

    private IncomingNumbers() {}

    /**
     * The number that is called: that of the Request-URI, or, where this is the Contact of our registration, what it was before it was put in its place (RFC 7315 §4.2), or
     * else what the caller wrote in To.
     *
     * @return empty text when there is none that could be one
     */
    static String called(SipRequest request, TrunkLine line, NumberPlan numbers) {
        Uri uri = request.uri();
        if (line.hidesNumberOf(request)) {
            uri = request.firstReadable(PCalledPartyIdHeader.TYPE)
                    .map(PCalledPartyIdHeader::address)
                    .orElse(request.to().address())
                    .uri();
        }
        return numberIn(uri, line, numbers).orElse("");
    }

    private static Optional<String> numberIn(Uri uri, TrunkLine line, NumberPlan numbers) {
        return numbers.numberIn(uri).map(line.settings().incoming::apply).filter(Extension::isNumber);
    }

    /** Who calls, as telephones of ours are to show it. */
    static Caller caller(SipRequest request, TrunkLine line, NumberPlan numbers) {
        var who = callerIn(request, line);
        return new Caller(
                numberIn(who.uri(), line, numbers).orElse(UNKNOWN),
                who.displayName(),
                NewCalls.isSips(request),
                CallerPrivacy.isAskedFor(request),
                Hops.after(request));
    }

    /** Who calls: what a trusted trunk asserts (RFC 3325 §9.1), else what From says. */
    private static NameAddress callerIn(SipRequest request, TrunkLine line) {
        return line.settings().trusted
                ? request.firstReadable(PAssertedIdentityHeader.TYPE)
                        .map(PAssertedIdentityHeader::address)
                        .orElse(request.from().address())
                : request.from().address();
    }
}
