package io.switchhook.sdp.negotiation;

import io.switchhook.base.text.Printable;
import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.RtpProfile;
import io.switchhook.sdp.SessionDescription;
import java.util.Optional;

/** Whether media is to be encrypted, with SRTP whose keys stand in the description (RFC 4568). */
public enum MediaSecurity {
    /** Never. Offers of {@code RTP/SAVP} are refused, and keys beside {@code RTP/AVP} are not answered. */
    OFF,
    /**
     * Where the other side can: keys are offered beside {@code RTP/AVP} (RFC 8643), which one who does not know them leaves aside, so that the media is plain; offers with
     * {@code RTP/SAVP} are answered.
     */
    PREFERRED,
    /**
     * Or not at all: {@code RTP/SAVP} is offered. Offers are answered where what is agreed on is encrypted: those with {@code RTP/SAVP}, and those that have keys beside
     * {@code RTP/AVP}.
     */
    REQUIRED;

    /**
     * Why nothing can come of an offer.
     *
     * @param verdict on its first line of audio
     * @param reason a sentence for a Warning, beside 488
     */
    public record Objection(MediaVerdict verdict, String reason) {}

    /**
     * What speaks against an offer before anybody is asked whether to answer it: all its audio is encrypted where we never do that, or in a way that we cannot; or it is plain
     * where encryption is required. Empty when some audio may do, when it is neither RTP/AVP nor RTP/SAVP, or when there is none.
     */
    public Optional<Objection> objection(SessionDescription offer) {
        MediaDescription first = null;
        for (var line : offer.media()) {
            if (line.isAudio() && !line.isDisabled()) {
                if (mayDo(line)) {
                    return Optional.empty();
                }
                first = first == null ? line : first;
            }
        }
        return Optional.ofNullable(first).map(this::objectionTo);
    }

    private boolean mayDo(MediaDescription line) {
        boolean secure = RtpProfile.isSecure(line.protocol());
        boolean keyed = line.crypto().stream().anyMatch(CryptoAttribute::isUsable);
        return switch (this) {
            case OFF -> !secure;
            case PREFERRED -> !secure || keyed;
            case REQUIRED -> keyed || !secure && !RtpProfile.isPlain(line.protocol());
        };
    }

    private Objection objectionTo(MediaDescription line) {
        if (this != OFF && RtpProfile.isSecure(line.protocol())) {
            return new Objection(MediaVerdict.NO_COMMON_KEYS, Printable.escape(LineCheck.offeredKeys(line)));
        }
        var expected = this == OFF ? "RTP/AVP, RTP/AVPF" : "RTP/SAVP, RTP/SAVPF";
        return new Objection(
                MediaVerdict.UNSUPPORTED_PROTOCOL,
                Printable.escape(line.protocol()) + " was offered, we have " + expected);
    }
}
