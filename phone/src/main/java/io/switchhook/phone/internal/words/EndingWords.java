package io.switchhook.phone.internal.words;

import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.EndingCause;
import io.switchhook.sip.core.auth.AuthRole;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.WarningHeader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Translates how a session ended into what a user of the phone is told. */
public final class EndingWords {
    private EndingWords() {}

    public static CallEnding of(SessionEnding ending) {
        if (ending instanceof SessionEnding.Refused refused) {
            var response = refused.response();
            return new CallEnding(
                    CallEnding.Party.REMOTE,
                    stateOf(response.status()),
                    Optional.of(response.status()),
                    reasonOf(response));
        }
        if (ending instanceof SessionEnding.Failed failed) {
            return network(
                    failed.failure() == ClientFailure.TIMEOUT
                            ? "The other side did not answer."
                            : "The other side could not be reached.");
        }
        if (ending instanceof SessionEnding.Cancelled) {
            return new CallEnding(CallEnding.Party.LOCAL, CallState.CANCELLED, Optional.of(487), "");
        }
        if (ending instanceof SessionEnding.CancelledByPeer cancelled) {
            return new CallEnding(
                    CallEnding.Party.REMOTE,
                    CallState.CANCELLED,
                    Optional.of(487),
                    textOf(cancelled.reason()),
                    causeOf(cancelled.reason()));
        }
        if (ending instanceof SessionEnding.RefusedByUs refused) {
            var state = refused.status() < 400 ? CallState.FORWARDED : CallState.REJECTED;
            return new CallEnding(CallEnding.Party.LOCAL, state, Optional.of(refused.status()), "");
        }
        if (ending instanceof SessionEnding.HungUp) {
            return new CallEnding(CallEnding.Party.LOCAL, CallState.COMPLETED, Optional.empty(), "");
        }
        if (ending instanceof SessionEnding.HungUpByPeer hungUp) {
            return new CallEnding(
                    CallEnding.Party.REMOTE,
                    CallState.COMPLETED,
                    Optional.empty(),
                    textOf(hungUp.reason()),
                    causeOf(hungUp.reason()));
        }
        if (ending instanceof SessionEnding.NoAck) {
            return network("The other side never acknowledged our answer.");
        }
        if (ending instanceof SessionEnding.NoPrack) {
            return network("The other side never acknowledged a provisional answer.");
        }
        return network(
                ending instanceof SessionEnding.Expired
                        ? "The session was not refreshed in time."
                        : "The other side lost the call.");
    }

    /** A sentence and what is known of its cause. */
    public static String because(String sentence, String trouble) {
        return Sentences.join(List.of(sentence, trouble));
    }

    /** Empty when only the call itself knows, or when it had been answered. */
    public static Optional<DialOutcome> dialOutcome(SessionEnding ending, String trouble) {
        if (ending instanceof SessionEnding.Refused refused) {
            return Optional.of(refusal(refused.response()));
        }
        if (ending instanceof SessionEnding.Failed failed) {
            return Optional.of(
                    failed.failure() == ClientFailure.TIMEOUT
                            ? new DialOutcome.TimedOut("The other side did not answer.")
                            : new DialOutcome.Unreachable(because("The other side could not be reached.", trouble)));
        }
        return ending instanceof SessionEnding.Cancelled ? Optional.of(new DialOutcome.Cancelled()) : Optional.empty();
    }

    private static DialOutcome refusal(SipResponse response) {
        if (response.status() < 400) {
            var targets = response.allReadable(ContactHeader.TYPE).stream()
                    .filter(contact -> !contact.star())
                    .map(contact -> Printable.escape(contact.address().uri().toString()))
                    .toList();
            return new DialOutcome.Redirected(response.status(), targets);
        }
        return new DialOutcome.Refused(response.status(), Printable.escape(response.reason()), warningOf(response));
    }

    /** The reason phrase; where a challenge was not answered, with what is to be done about it. */
    public static String reasonOf(SipResponse response) {
        var reason = Printable.escape(response.reason());
        return isChallenge(response)
                ? warningOf(response).map(advice -> reason + ": " + advice).orElse(reason)
                : reason;
    }

    /** The text of the response's Warning; where a challenge has none, what is to be done about it. */
    public static Optional<String> warningOf(SipResponse response) {
        return response.firstReadable(WarningHeader.TYPE)
                .map(warning -> Printable.escape(warning.text()))
                .or(() -> Optional.of(response).filter(EndingWords::isChallenge).map(EndingWords::noSecret));
    }

    private static boolean isChallenge(SipResponse response) {
        return response.status() == 401 || response.status() == 407;
    }

    /** The stack has put a Warning on a challenge that it could not answer, unless the account has no login at all. */
    private static String noSecret(SipResponse response) {
        var realms = AuthRole.realmsOf(response).stream().map(Printable::escape).collect(Collectors.joining("\", \""));
        return realms.isEmpty()
                ? "A login is asked for, and this account has no secret; give it one."
                : "The realm \"" + realms + "\" asks for a login, and this account has no secret; give it one.";
    }

    /** A time as people read it, exactly: {@code 0.5 s}. */
    public static String seconds(Duration time) {
        var seconds = BigDecimal.valueOf(time.toSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
        return (seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString()) + " s";
    }

    private static CallState stateOf(int status) {
        if (status == 486 || status == 600) {
            return CallState.BUSY;
        }
        if (status < 400) {
            return CallState.FORWARDED;
        }
        return status == 603 || status == 607 || status == 608 ? CallState.REJECTED : CallState.FAILED;
    }

    private static CallEnding network(String reason) {
        return new CallEnding(CallEnding.Party.NETWORK, CallState.FAILED, Optional.empty(), reason);
    }

    private static Optional<EndingCause> causeOf(Optional<ReasonHeader> reason) {
        return reason.map(header ->
                new EndingCause(header.protocol(), header.cause(), header.text().map(Printable::escape)));
    }

    private static String textOf(Optional<ReasonHeader> reason) {
        return reason.flatMap(ReasonHeader::text).map(Printable::escape).orElse("");
    }
}
