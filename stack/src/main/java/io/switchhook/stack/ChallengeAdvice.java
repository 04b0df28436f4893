package io.switchhook.stack;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.core.auth.AuthRole;
import io.switchhook.sip.core.auth.DigestOutcome.GiveUp;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.WarningHeader;
import java.util.List;

/** Says why a challenge was not answered, and what to set: a Warning on top of those that the response has (RFC 3261 §20.43). */
final class ChallengeAdvice {
    private static final int MISCELLANEOUS = 399;
    private static final String AGENT = "Switchhook";

    private ChallengeAdvice() {}

    static SipResponse onto(SipResponse response, String advice) {
        return response.edit()
                .addFirst(WarningHeader.TYPE, new WarningHeader(MISCELLANEOUS, AGENT, advice))
                .build();
    }

    /** For a challenge of a server that may have nothing. */
    static String stranger(SipResponse response, String server) {
        var realms = AuthRole.realmsOf(response).stream().map(Printable::escape).toList();
        return server + " asks for a login for the realm \"" + String.join("\", \"", realms)
                + "\", and is none of this account's own servers, so nothing was told to it. If it may have the account's"
                + " login, name it as a trusted server; if it has a login of its own, give that for the realm and this"
                + " server.";
    }

    /** @param own the realms that the account's login is for */
    static String of(GiveUp end, List<String> own) {
        var realm = "the realm \"" + Printable.escape(end.realm()) + "\"";
        return switch (end.reason()) {
            case NO_CHALLENGE -> "A login is asked for, but by no challenge that can be read.";
            case UNSUPPORTED -> "What " + realm + " asks for is no digest, or weaker than this account allows.";
            case NO_LOGIN ->
                "There is no login for " + realm + ", which asks for one; the account's own is for \""
                        + String.join(
                                "\", \"", own.stream().map(Printable::escape).toList())
                        + "\". Give a login for that realm, or name it among the account's own realms.";
            case REJECTED -> "User or password is wrong, says " + realm + ".";
            case TOO_MANY_ROUNDS -> "A login is asked for again and again, whatever is answered.";
        };
    }
}
