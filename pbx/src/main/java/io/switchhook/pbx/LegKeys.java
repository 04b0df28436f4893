package io.switchhook.pbx;

import io.switchhook.base.random.Randomness;
import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.RtpProfile;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AgreedCrypto;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.sdp.negotiation.OwnCrypto;
import io.switchhook.stack.media.MediaKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that end here, of one leg: what goes to a telephone has keys of ours, for that leg and line alone, in the place of those of the other telephone, and runs over
 * RTP/SAVP or RTP/AVP as that leg wants it (RFC 4568, RFC 8643). Media whose keys do not stand in the description, those of DTLS for one, passes as it is.
 */
final class LegKeys {
    /** Other ways to agree on keys, which must not go on beside ours (RFC 8643 §3.2). */
    private static final List<String> OTHER_KEYS =
            List.of("fingerprint", "setup", "tls-id", "zrtp-hash", "key-mgmt", CryptoAttribute.NAME);

    private final Randomness randomness;
    private final Map<Integer, OwnCrypto> drawn = new HashMap<>();
    private boolean otherwise;

    LegKeys(Randomness randomness) {
        this.randomness = randomness;
    }

    /** Whether a line has keys in the description, and none that we can use. */
    static boolean isLocked(MediaDescription line) {
        return RtpProfile.isSecure(line.protocol())
                && line.hasAttribute(CryptoAttribute.NAME)
                && line.crypto().stream().noneMatch(CryptoAttribute::isUsable);
    }

    /** Whether keys were said of a line, and not agreed on: neither is what cannot be read sound then, nor is plain sound for who expects keys (RFC 4568 §5.1.3, RFC 8643 §3.3). */
    static boolean disagree(MediaDescription ours, MediaDescription theirs) {
        boolean expected = RtpProfile.isSecure(ours.protocol()) || theirs.hasAttribute(CryptoAttribute.NAME);
        return expected
                && ours.hasAttribute(CryptoAttribute.NAME)
                && !theirs.isDisabled()
                && AgreedCrypto.of(ours, theirs).isEmpty();
    }

    /** Whether an answer to our offer agrees to keys wherever it has to. */
    static boolean agree(SessionDescription offer, SessionDescription answer) {
        for (int i = 0; i < Math.min(offer.media().size(), answer.media().size()); i++) {
            if (disagree(offer.media().get(i), answer.media().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether what was offered could be offered with or without RTP/SAVP as well. */
    static boolean hasChoice(SessionDescription offered) {
        return offered.media().stream().anyMatch(line -> !line.isDisabled() && isOpen(line));
    }

    /** RFC 4568 §7.1.4: the telephone is told another port, and its packets are opened by others there. */
    void renew() {
        drawn.clear();
    }

    /** A telephone that has not taken what the other one offers is offered the other way: with RTP/SAVP in the place of RTP/AVP, or the other way round. */
    void offerOtherwise() {
        otherwise = true;
    }

    private OwnCrypto of(int line) {
        return drawn.computeIfAbsent(line, any -> MediaKeys.draw(randomness));
    }

    /** A description of the other telephone as an offer to this one. A line that stands here stays as secure as it is; a new one is as the other telephone has it. */
    SessionDescription offering(
            SessionDescription said, Optional<SessionDescription> standing, Optional<Agreement> agreed) {
        var description = said;
        for (int i = 0; i < said.media().size(); i++) {
            var line = said.media().get(i);
            int index = i;
            var known = standing.filter(ours -> index < ours.media().size())
                    .map(ours -> ours.media().get(index))
                    .filter(ours -> !ours.isDisabled() && isOpen(ours));
            if (!line.isDisabled()) {
                description = description.withMedia(i, isOpen(line) ? offered(i, line, known, agreed) : sealed(line));
            }
        }
        return description;
    }

    private MediaDescription offered(
            int index, MediaDescription line, Optional<MediaDescription> standing, Optional<Agreement> agreed) {
        var model = standing.orElse(line);
        boolean secure = RtpProfile.isSecure(model.protocol()) != (otherwise && standing.isEmpty());
        boolean keyed = secure || model.hasAttribute(CryptoAttribute.NAME);
        return keyed ? with(line, secure, lines(index, agreed)) : with(line, false, List.of());
    }

    private List<CryptoAttribute> lines(int index, Optional<Agreement> agreed) {
        var inUse = agreed.filter(known -> index < known.media().size())
                .flatMap(known -> known.media().get(index).stream())
                .flatMap(AgreedStream::crypto)
                .map(AgreedCrypto::suite);
        return of(index).offering(inUse);
    }

    /** A description that answers the telephone's offer, over what it has offered, and with the line of keys that accepts one of its own (RFC 4568 §5.1.2). */
    SessionDescription answering(SessionDescription answer, SessionDescription offer) {
        var description = answer;
        for (int i = 0; i < Math.min(answer.media().size(), offer.media().size()); i++) {
            var line = answer.media().get(i);
            var offered = offer.media().get(i);
            if (!line.isDisabled() && isOpen(line) && isOpen(offered)) {
                description = description.withMedia(i, answered(i, line, offered));
            }
        }
        return description;
    }

    private MediaDescription answered(int index, MediaDescription line, MediaDescription offered) {
        var accepted = of(index).accepting(offered);
        boolean secure = RtpProfile.isSecure(offered.protocol());
        if (secure && accepted.isEmpty()) {
            return line.refused();
        }
        return with(line, secure, accepted.stream().toList()).withProtocol(offered.protocol());
    }

    /** Whether the media of a line can be read here: it is plain, or has its keys in the description. */
    private static boolean isOpen(MediaDescription line) {
        if (line.hasAttribute(CryptoAttribute.NAME)) {
            return RtpProfile.isPlain(line.protocol()) || RtpProfile.isSecure(line.protocol());
        }
        return RtpProfile.isPlain(line.protocol()) && OTHER_KEYS.stream().noneMatch(line::hasAttribute);
    }

    /** What we cannot read passes, but no key that could be read. */
    private static MediaDescription sealed(MediaDescription line) {
        return line.hasAttribute(CryptoAttribute.NAME) ? line.withCrypto(List.of()) : line;
    }

    private static MediaDescription with(MediaDescription line, boolean secure, List<CryptoAttribute> keys) {
        var described = line;
        for (var name : OTHER_KEYS) {
            described = described.hasAttribute(name) ? described.withoutAttribute(name) : described;
        }
        var plain = RtpProfile.plain(described.protocol());
        var protocol = secure ? RtpProfile.secured(plain) : plain;
        described = protocol.equals(described.protocol()) ? described : described.withProtocol(protocol);
        return keys.isEmpty() ? described : described.withCrypto(keys);
    }
}
