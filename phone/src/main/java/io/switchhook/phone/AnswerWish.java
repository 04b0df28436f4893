package io.switchhook.phone;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.AnswerModeHeader;
import io.switchhook.sip.message.header.PrivAnswerModeHeader;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a caller wants to be answered: Answer-Mode (RFC 5373), and what paging and intercom systems say in its place in Call-Info and Alert-Info. It is a wish and no more: who
 * obeys that of anybody lets anybody listen to the room, so look at who calls first ({@link IncomingCall#isFromOwnServer}, {@link IncomingCall#remoteNumber}).
 *
 * @param mode by itself or by its user
 * @param required whether the call is to be rejected rather than answered in another way: with 403 (RFC 5373 §4.5.1)
 * @param after how long it is to ring first; zero where nothing is said, an hour at most
 */
public record AnswerWish(Mode mode, boolean required, Duration after) {
    /** Who is to answer. */
    public enum Mode {
        /** The user, and not the telephone. */
        MANUAL,
        /** The telephone, without its user. */
        AUTOMATIC
    }

    private static final Duration LONGEST = Duration.ofHours(1);

    /** {@code Call-Info: <sip:pbx>;answer-after=2}; often without any URI. */
    private static final Pattern AFTER = Pattern.compile("answer-after\\s*=\\s*\"?(\\d{1,9})");

    /** {@code Alert-Info: <http://pbx>;info=alert-autoanswer;delay=2}, {@code Ring Answer}, {@code Auto Answer}. */
    private static final Pattern ALERT =
            Pattern.compile("alert-autoanswer|\\bring[- ]?answer\\b|\\bauto[- ]?answer\\b");

    private static final Pattern DELAY = Pattern.compile("delay\\s*=\\s*\"?(\\d{1,9})");

    /** What the caller asks for as anybody may. */
    static Optional<AnswerWish> of(SipRequest invite) {
        var mode = invite.firstReadable(AnswerModeHeader.TYPE);
        return mode.isPresent() ? mode.flatMap(said -> said(said.mode(), said.require())) : ofIntercom(invite);
    }

    /** What the caller asks for with a privilege. */
    static Optional<AnswerWish> privilegedOf(SipRequest invite) {
        return invite.firstReadable(PrivAnswerModeHeader.TYPE).flatMap(said -> said(said.mode(), said.require()));
    }

    /** RFC 5373 §2: unknown values are ignored. */
    private static Optional<AnswerWish> said(String mode, boolean required) {
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "auto" -> Optional.of(new AnswerWish(Mode.AUTOMATIC, required, Duration.ZERO));
            case "manual" -> Optional.of(new AnswerWish(Mode.MANUAL, required, Duration.ZERO));
            default -> Optional.empty();
        };
    }

    /** Most of these lines are not what RFC 3261 §20.4 and §20.9 describe, so that they are read as text. */
    private static Optional<AnswerWish> ofIntercom(SipRequest invite) {
        var lines = Stream.of("Call-Info", "Alert-Info")
                .flatMap(name -> invite.values(name).stream())
                .map(line -> line.toLowerCase(Locale.ROOT))
                .toList();
        var after = lines.stream().flatMap(line -> seconds(AFTER, line)).findFirst();
        if (after.isEmpty()
                && lines.stream().noneMatch(line -> ALERT.matcher(line).find())) {
            return Optional.empty();
        }
        var delay = after.or(
                () -> lines.stream().flatMap(line -> seconds(DELAY, line)).findFirst());
        return Optional.of(new AnswerWish(Mode.AUTOMATIC, false, delay.orElse(Duration.ZERO)));
    }

    private static Stream<Duration> seconds(Pattern pattern, String line) {
        return pattern.matcher(line).results().limit(1).map(found -> atMost(Long.parseLong(found.group(1))));
    }

    private static Duration atMost(long seconds) {
        return seconds > LONGEST.toSeconds() ? LONGEST : Duration.ofSeconds(seconds);
    }

    public boolean isAutomatic() {
        return mode == Mode.AUTOMATIC;
    }
}
