package io.switchhook.phone.call;

import io.switchhook.base.text.Sentences;
import io.switchhook.ice.IceSettings;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.sip.core.usage.InviteOptions;
import io.switchhook.sip.core.usage.ReliabilityPolicy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the calls of an account behave beyond the basics; {@link io.switchhook.phone.call.DialOptions#withSettings} changes it for one call.
 *
 * @param extensions reliable provisional responses (RFC 3262), session timers (RFC 4028), Replaces (RFC 3891)
 * @param redirections how many redirections (3xx) of a call of ours are followed, 0 to 10; with 0 the targets are told by
 *     {@link DialOutcome.Redirected}
 * @param holdByUpdate whether hold uses UPDATE (RFC 3311) where the other side allows it, instead of a re-INVITE
 * @param ringLimit how long an incoming call rings before it is refused with 480, 1 s to 1 h
 * @param referAnswer what a transfer that we follow is accepted with: 202, which every peer knows, or 200 as RFC 6665
 *     §8.3.1 has it
 * @param security whether audio is encrypted (SRTP, RFC 3711)
 * @param keyExchange how its keys are agreed on: in the description (RFC 4568), where they are as secret as the signalling, so ask for it over TLS; or by a handshake of the two
 *     telephones themselves (DTLS-SRTP, RFC 5763), which needs the add-on {@code switchhook-media-dtls}
 * @param ice how audio goes through NATs by ICE (RFC 8445): it is offered, and used where the other side does so too. Empty for none, the default
 * @param sessionId whether the messages of a call carry a Session-ID (RFC 7989), so that its legs can be found in the logs of all who take part; it says nothing of who they are
 * @param comfortNoise whether the other side is told that it may be silent where nobody speaks, and whether we are (RFC 3389)
 * @param qualityReports whether the other side is asked to tell how well it hears us (RFC 3611), which makes an INVITE 40 bytes longer; one that knows nothing of it skips
 *     the line, and is told nothing that it has not asked for
 */
public record CallSettings(
        InviteOptions extensions,
        int redirections,
        boolean holdByUpdate,
        Duration ringLimit,
        int referAnswer,
        MediaSecurity security,
        KeyExchange keyExchange,
        Optional<IceSettings> ice,
        boolean sessionId,
        ComfortNoise comfortNoise,
        boolean qualityReports) {
    private static final int MAX_REDIRECTIONS = 10;

    /**
     * All extensions supported and none required; redirections are told; an incoming call rings for three minutes; REFER is answered 202; audio is plain and goes without ICE;
     * calls have a Session-ID; nobody is told to be silent, nor asked for reports on the quality.
     */
    public static final CallSettings DEFAULT = new CallSettings(
            InviteOptions.DEFAULT,
            0,
            false,
            Duration.ofMinutes(3),
            202,
            MediaSecurity.OFF,
            KeyExchange.SDES,
            Optional.empty(),
            true,
            ComfortNoise.OFF,
            false);

    public CallSettings {
        Objects.requireNonNull(extensions, "extensions");
        Objects.requireNonNull(ringLimit, "ringLimit");
        Objects.requireNonNull(security, "security");
        Objects.requireNonNull(keyExchange, "keyExchange");
        Objects.requireNonNull(ice, "ice");
        Objects.requireNonNull(comfortNoise, "comfortNoise");
        if (redirections < 0 || redirections > MAX_REDIRECTIONS) {
            throw new IllegalArgumentException("0 to 10 redirections can be followed, but not " + redirections);
        }
        if (ringLimit.compareTo(Duration.ofSeconds(1)) < 0 || ringLimit.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "A call may ring for 1 second to 1 hour, but not for " + Sentences.time(ringLimit));
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
        return with(changed -> changed.extensions = options);
    }

    /** @param most how many are followed, 1 to 10; 0 for none */
    public CallSettings withRedirections(int most) {
        return with(changed -> changed.redirections = most);
    }

    public CallSettings withHoldByUpdate() {
        return with(changed -> changed.holdByUpdate = true);
    }

    public CallSettings withRingLimit(Duration limit) {
        return with(changed -> changed.ringLimit = limit);
    }

    /** @param status 202 or 200 */
    public CallSettings withReferAnswer(int status) {
        return with(changed -> changed.referAnswer = status);
    }

    /** Whether audio is encrypted: where the other side can, or else there is no call. */
    public CallSettings withSecurity(MediaSecurity wish) {
        return with(changed -> changed.security = wish);
    }

    /** How keys are agreed on where audio is encrypted; with {@link KeyExchange#SDES}, the default, DTLS that is offered is taken all the same where the add-on is there. */
    public CallSettings withKeyExchange(KeyExchange wish) {
        return with(changed -> changed.keyExchange = wish);
    }

    /** Audio goes through NATs by ICE where the other side can too; where it cannot, it goes to where its description says, as without. */
    public CallSettings withIce(IceSettings how) {
        return with(changed -> changed.ice = Optional.of(how));
    }

    public CallSettings withoutIce() {
        return with(changed -> changed.ice = Optional.empty());
    }

    /** No Session-ID is sent, and none is read: where nobody is to see that a call goes on behind a transfer (RFC 7989 §12). */
    public CallSettings withoutSessionId() {
        return with(changed -> changed.sessionId = false);
    }

    /** Whether the other side may be silent where nobody speaks, and whether we are. */
    public CallSettings withComfortNoise(ComfortNoise wish) {
        return with(changed -> changed.comfortNoise = wish);
    }

    /** The other side is asked how well it hears us (RFC 3611); what it lost it says unasked, as every report does. Who asks us is told either way. */
    public CallSettings withQualityReports() {
        return with(changed -> changed.qualityReports = true);
    }

    private CallSettings with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** The same, one of which is about to change. */
    private static final class Draft {
        private InviteOptions extensions;
        private int redirections;
        private boolean holdByUpdate;
        private Duration ringLimit;
        private int referAnswer;
        private MediaSecurity security;
        private KeyExchange keyExchange;
        private Optional<IceSettings> ice;
        private boolean sessionId;
        private ComfortNoise comfortNoise;
        private boolean qualityReports;

        Draft(CallSettings from) {
            extensions = from.extensions;
            redirections = from.redirections;
            holdByUpdate = from.holdByUpdate;
            ringLimit = from.ringLimit;
            referAnswer = from.referAnswer;
            security = from.security;
            keyExchange = from.keyExchange;
            ice = from.ice;
            sessionId = from.sessionId;
            comfortNoise = from.comfortNoise;
            qualityReports = from.qualityReports;
        }

        CallSettings settings() {
            return new CallSettings(
                    extensions,
                    redirections,
                    holdByUpdate,
                    ringLimit,
                    referAnswer,
                    security,
                    keyExchange,
                    ice,
                    sessionId,
                    comfortNoise,
                    qualityReports);
        }
    }
}
