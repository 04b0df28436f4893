package io.switchhook.sdp.negotiation;

import io.switchhook.base.text.Printable;
import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.DtlsAttributes;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.RtpProfile;
import io.switchhook.sdp.SessionDescription;
import java.util.Optional;

/** Whether media is to be encrypted, with SRTP; {@link KeyExchange} says where its keys come from. */
public enum MediaSecurity {
    /** Never. Offers of {@code RTP/SAVP} are refused, and keys beside {@code RTP/AVP} are not answered. */
    OFF,
    /**
     * Where the other side can: keys are offered beside {@code RTP/AVP} (RFC 8643), which one who does not know them leaves aside, so that the media is plain; offers with
     * {@code RTP/SAVP} are answered.
     */
    PREFERRED,
    /**
     * Or not at all: {@code RTP/SAVP} is offered, or {@code UDP/TLS/RTP/SAVP} where keys come by DTLS alone. Offers are answered where what is agreed on is encrypted: those of
     * these two, and those that have keys beside {@code RTP/AVP}.
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
     * where encryption is required. Empty when some audio may do, when it is no RTP that we know, or when there is none.
     *
     * @param exchange how keys may be agreed on
     * @param dtls what we have for DTLS
     */
    public Optional<Objection> objection(SessionDescription offer, KeyExchange exchange, OwnDtls dtls) {
        Objection first = null;
        for (int i = 0; i < offer.media().size(); i++) {
            var line = offer.media().get(i);
            if (line.isAudio() && !line.isDisabled()) {
                if (mayDo(line, offer.dtlsOf(i), exchange, dtls)) {
                    return Optional.empty();
                }
                first = first == null ? objectionTo(line, offer.dtlsOf(i), exchange, dtls) : first;
            }
        }
        return Optional.ofNullable(first);
    }

    private boolean mayDo(MediaDescription line, DtlsAttributes said, KeyExchange exchange, OwnDtls dtls) {
        boolean overDtls = RtpProfile.isOverDtls(line.protocol());
        boolean secure = overDtls || RtpProfile.isSecure(line.protocol());
        boolean described = !overDtls
                && exchange != KeyExchange.DTLS
                && line.crypto().stream().anyMatch(CryptoAttribute::isUsable);
        boolean keyed = described || dtls.isThere() && said.isUsable();
        return switch (this) {
            case OFF -> !secure;
            case PREFERRED -> !secure || keyed;
            case REQUIRED -> keyed || !secure && !RtpProfile.isPlain(line.protocol());
        };
    }

    /** Why DTLS that an offered line needs cannot be done; empty when it can, or is not needed. */
    static Optional<String> lackOfDtls(MediaDescription line, DtlsAttributes said, KeyExchange exchange, OwnDtls dtls) {
        boolean plain = RtpProfile.isPlain(line.protocol());
        boolean needed = RtpProfile.isOverDtls(line.protocol())
                || !plain && (exchange == KeyExchange.DTLS || line.crypto().isEmpty() && said.isUsable());
        if (!needed || dtls.isThere() && said.isUsable()) {
            return Optional.empty();
        }
        return Optional.of(
                dtls.isThere()
                        ? line.protocol() + " was offered without a=fingerprint of SHA-256 or stronger"
                        : line.protocol() + " was offered: " + dtls.missing());
    }

    private Objection objectionTo(MediaDescription line, DtlsAttributes said, KeyExchange exchange, OwnDtls dtls) {
        var lack = this == OFF ? Optional.<String>empty() : lackOfDtls(line, said, exchange, dtls);
        if (lack.isPresent()) {
            return new Objection(MediaVerdict.NO_COMMON_KEYS, Printable.escape(lack.get()));
        }
        if (this != OFF && RtpProfile.isSecure(line.protocol())) {
            return new Objection(MediaVerdict.NO_COMMON_KEYS, Printable.escape(LineCheck.offeredKeys(line)));
        }
        var expected = this == OFF ? "RTP/AVP, RTP/AVPF" : "RTP/SAVP, RTP/SAVPF";
        return new Objection(
                MediaVerdict.UNSUPPORTED_PROTOCOL,
                Printable.escape(line.protocol()) + " was offered, we have " + expected);
    }
}
