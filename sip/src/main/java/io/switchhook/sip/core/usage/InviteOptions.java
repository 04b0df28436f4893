package io.switchhook.sip.core.usage;

import io.switchhook.base.text.Sentences;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The extensions that one call may use.
 *
 * @param reliability of provisional responses (RFC 3262)
 * @param sessionInterval what to ask for as caller, 90 s or more (RFC 4028); empty to use no session timer in either role
 * @param replaces whether another call may take the place of this one (RFC 3891)
 */
public record InviteOptions(ReliabilityPolicy reliability, Optional<Duration> sessionInterval, boolean replaces) {
    static final String RELIABLE = "100rel";
    static final String TIMER = "timer";
    static final String REPLACES = "replaces";
    static final String EARLY_DIALOG_ENDED = "199";
    /** RFC 4538: known whatever the options, since a call need do nothing for it. */
    static final String TARGET_DIALOG = "tdialog";
    /** RFC 4916: known whatever the options, since who does not care need not look. */
    static final String FROM_CHANGE = "from-change";
    /** RFC 5373: known whatever the options, since how it is answered is the user's affair. */
    static final String ANSWER_MODE = "answermode";

    /** No extension at all. */
    public static final InviteOptions PLAIN = new InviteOptions(ReliabilityPolicy.OFF, Optional.empty(), false);

    /** Everything supported and nothing required, with a session timer of half an hour. */
    public static final InviteOptions DEFAULT =
            new InviteOptions(ReliabilityPolicy.SUPPORTED, Optional.of(Duration.ofMinutes(30)), true);

    public InviteOptions {
        sessionInterval.ifPresent(InviteOptions::requireInterval);
    }

    private static void requireInterval(Duration interval) {
        if (interval.toSeconds() < SessionTimer.SHORTEST || interval.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(
                    "A session interval is 90 seconds (RFC 4028 §4) to 7 days, but not " + Sentences.time(interval));
        }
    }

    public InviteOptions withReliability(ReliabilityPolicy policy) {
        return new InviteOptions(policy, sessionInterval, replaces);
    }

    /** @param interval 90 s to 7 days, in whole seconds */
    public InviteOptions withSessionInterval(Duration interval) {
        return new InviteOptions(reliability, Optional.of(interval), replaces);
    }

    public InviteOptions withoutSessionTimer() {
        return new InviteOptions(reliability, Optional.empty(), replaces);
    }

    boolean isReliabilityOn() {
        return reliability != ReliabilityPolicy.OFF;
    }

    boolean isTimerOn() {
        return sessionInterval.isPresent();
    }

    /** The option tags to list as supported in an INVITE outside a dialog, and in its 2xx. */
    List<SupportedHeader> supported() {
        return optionTags().stream().map(SupportedHeader::new).toList();
    }

    /** What a call with these options understands, as option tags for Supported. */
    public List<String> optionTags() {
        var tags = new ArrayList<String>();
        if (isReliabilityOn()) {
            tags.add(RELIABLE);
            tags.add(EARLY_DIALOG_ENDED);
        }
        if (isTimerOn()) {
            tags.add(TIMER);
        }
        if (replaces) {
            tags.add(REPLACES);
        }
        tags.add(TARGET_DIALOG);
        tags.add(FROM_CHANGE);
        tags.add(ANSWER_MODE);
        return tags;
    }

    void addTo(SipRequest.Builder invite) {
        invite.setAll(SupportedHeader.TYPE, supported());
        if (reliability == ReliabilityPolicy.REQUIRED) {
            invite.set(RequireHeader.TYPE, new RequireHeader(RELIABLE));
        }
    }
}
