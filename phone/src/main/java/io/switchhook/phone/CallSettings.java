package io.switchhook.phone;

import io.switchhook.ice.IceSettings;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.sip.core.usage.InviteOptions;
import io.switchhook.sip.core.usage.ReliabilityPolicy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the calls of an account behave beyond the basics; {@link DialOptions#withSettings} changes it for one call.
 *
 * @param extensions reliable provisional responses (RFC 3262), session timers (RFC 4028), Replaces (RFC 3891)
 * @param redirections how many redirections (3xx) of a call of ours are followed, 0 to 10; with 0 the targets are told by
 *     {@link DialOutcome.Redirected}
 * @param holdByUpdate whether hold uses UPDATE (RFC 3311) where the other side allows it, instead of a re-INVITE
 * @param ringLimit how long an incoming call rings before it is refused with 480, 1 s to 1 h
 * @param referAnswer what a transfer that we follow is accepted with: 202, which every peer knows, or 200 as RFC 6665
 *     §8.3.1 has it
 * @param security whether audio is encrypted (SRTP, RFC 3711, with keys in the description, RFC 4568). The keys are as secret as the signalling: ask for it over TLS
 * @param ice how audio goes through NATs by ICE (RFC 8445): it is offered, and used where the other side does so too. Empty for none, the default
 */
public record CallSettings(
        InviteOptions extensions,
        int redirections,
        boolean holdByUpdate,
        Duration ringLimit,
        int referAnswer,
        MediaSecurity security,
        Optional<IceSettings> ice) {
    private static final int MAX_REDIRECTIONS = 10;

    /** All extensions supported and none required; redirections are told; an incoming call rings for three minutes; REFER is answered 202; audio is plain. */
    public static final CallSettings DEFAULT = new CallSettings(
            InviteOptions.DEFAULT, 0, false, Duration.ofMinutes(3), 202, MediaSecurity.OFF, Optional.empty());

    public CallSettings {
        Objects.requireNonNull(extensions, "extensions");
        Objects.requireNonNull(ringLimit, "ringLimit");
        Objects.requireNonNull(security, "security");
        Objects.requireNonNull(ice, "ice");
        if (redirections < 0 || redirections > MAX_REDIRECTIONS) {
            throw new IllegalArgumentException("0 to 10 redirections can be followed, but not " + redirections);
        }
        if (ringLimit.compareTo(Duration.ofSeconds(1)) < 0 || ringLimit.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("A call may ring for 1 second to 1 hour, but not for " + ringLimit);
        }
        if (referAnswer != 200 && referAnswer != 202) {
            throw new IllegalArgumentException("A REFER is accepted with 202 or 200, but not with " + referAnswer);
        }
    }

    public CallSettings withReliability(ReliabilityPolicy policy) {
        return withExtensions(extensions.withReliability(policy));
    }

    /** @param interval to ask for as caller, 90 s to 7 days */
    public CallSettings withSessionTimer(Duration interval) {
        return withExtensions(extensions.withSessionInterval(interval));
    }

    public CallSettings withoutSessionTimer() {
        return withExtensions(extensions.withoutSessionTimer());
    }

    public CallSettings withExtensions(InviteOptions options) {
        return new CallSettings(options, redirections, holdByUpdate, ringLimit, referAnswer, security, ice);
    }

    /** @param most how many are followed, 1 to 10; 0 for none */
    public CallSettings withRedirections(int most) {
        return new CallSettings(extensions, most, holdByUpdate, ringLimit, referAnswer, security, ice);
    }

    public CallSettings withHoldByUpdate() {
        return new CallSettings(extensions, redirections, true, ringLimit, referAnswer, security, ice);
    }

    public CallSettings withRingLimit(Duration limit) {
        return new CallSettings(extensions, redirections, holdByUpdate, limit, referAnswer, security, ice);
    }

    /** @param status 202 or 200 */
    public CallSettings withReferAnswer(int status) {
        return new CallSettings(extensions, redirections, holdByUpdate, ringLimit, status, security, ice);
    }

    /** Whether audio is encrypted: where the other side can, or else there is no call. */
    public CallSettings withSecurity(MediaSecurity wish) {
        return new CallSettings(extensions, redirections, holdByUpdate, ringLimit, referAnswer, wish, ice);
    }

    /** Audio goes through NATs by ICE where the other side can too; where it cannot, it goes to where its description says, as without. */
    public CallSettings withIce(IceSettings how) {
        return new CallSettings(
                extensions, redirections, holdByUpdate, ringLimit, referAnswer, security, Optional.of(how));
    }

    public CallSettings withoutIce() {
        return new CallSettings(
                extensions, redirections, holdByUpdate, ringLimit, referAnswer, security, Optional.empty());
    }
}
