package io.switchhook.pbx.internal.leg;

import io.switchhook.base.random.Randomness;
import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.DtlsAttributes;
import io.switchhook.sdp.DtlsSetup;
import io.switchhook.sdp.Fingerprint;
import io.switchhook.sdp.IceDescription;
import io.switchhook.sdp.MediaAddress;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.RtpProfile;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AgreedCrypto;
import io.switchhook.sdp.negotiation.AgreedDtls;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.sdp.negotiation.OwnCrypto;
import io.switchhook.sdp.negotiation.OwnDtls;
import io.switchhook.stack.media.MediaKeys;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The keys that end here, of one leg: what goes to a telephone has keys of ours, for that leg and line alone, in the place of those of the other telephone, and runs over RTP/SAVP,
 * RTP/AVP or UDP/TLS/RTP/SAVP as that leg wants it (RFC 4568, RFC 5763, RFC 8643). Media whose keys we cannot end, those of DTLS without the add-on for one, passes as it is.
 */
public final class LegKeys {
    /** Other ways to agree on keys, which must not go on beside ours (RFC 8643 §3.2). */
    private static final List<String> OTHER_KEYS = List.of(
            Fingerprint.NAME, DtlsSetup.NAME, DtlsAttributes.TLS_ID, "zrtp-hash", "key-mgmt", CryptoAttribute.NAME);

    private final Randomness randomness;
    private final Supplier<OwnDtls> dtls;
    private final Supplier<Optional<InetAddress>> signallingHost;
    private final Map<Integer, OwnCrypto> drawn = new HashMap<>();
    private final Map<Integer, OwnDtls> associations = new HashMap<>();
    private boolean otherwise;
    private boolean dtlsFirst;

    /** How a line says that its keys are agreed on. */
    private enum Way {
        PLAIN,
        DESCRIBED,
        DTLS,
        /** In a way that we cannot end. */
        SEALED
    }

    /**
     * @param dtls what we have for DTLS, asked for when a telephone has some
     * @param signallingHost where the telephone's SIP comes from
     */
    LegKeys(Randomness randomness, Supplier<OwnDtls> dtls, Supplier<Optional<InetAddress>> signallingHost) {
        this.randomness = randomness;
        this.dtls = dtls;
        this.signallingHost = signallingHost;
    }

    /** Whether a line has keys in the description, and none that we can use. */
    public static boolean isLocked(MediaDescription line) {
        return RtpProfile.isSecure(line.protocol())
                && line.hasAttribute(CryptoAttribute.NAME)
                && line.crypto().stream().noneMatch(CryptoAttribute::isUsable);
    }

    /** Whether a line is protected by keys that two telephones have agreed on past us. */
    public boolean isSealed(SessionDescription description, int index) {
        return wayOf(description, index) == Way.SEALED;
    }

    /** Whether keys were said of a line, and not agreed on: neither is what cannot be read sound then, nor is plain sound for who expects keys (RFC 4568 §5.1.3, RFC 8643 §3.3). */
    public boolean disagree(SessionDescription ours, SessionDescription theirs, int index) {
        var said = ours.media().get(index);
        var heard = theirs.media().get(index);
        boolean handshake = isOurs(ours, index);
        boolean described = said.hasAttribute(CryptoAttribute.NAME);
        boolean expected = RtpProfile.isSecure(said.protocol())
                || heard.hasAttribute(CryptoAttribute.NAME)
                || handshake
                        && (RtpProfile.isOverDtls(said.protocol())
                                || !theirs.dtlsOf(index).fingerprints().isEmpty());
        return expected
                && (described || handshake)
                && !heard.isDisabled()
                && crypto(ours, theirs, index).isEmpty()
                && dtls(ours, theirs, index).isEmpty();
    }

    /** The keys of both descriptions of a line. */
    public Optional<AgreedCrypto> crypto(SessionDescription ours, SessionDescription theirs, int index) {
        var said = ours.media().get(index);
        var heard = theirs.media().get(index);
        boolean overDtls = RtpProfile.isOverDtls(said.protocol()) || RtpProfile.isOverDtls(heard.protocol());
        return overDtls ? Optional.empty() : AgreedCrypto.of(said, heard);
    }

    /** The association that both descriptions of a line come to, where it ends here. */
    public Optional<AgreedDtls> dtls(SessionDescription ours, SessionDescription theirs, int index) {
        if (!isOurs(ours, index)
                || theirs.media().get(index).isDisabled()
                || crypto(ours, theirs, index).isPresent()) {
            return Optional.empty();
        }
        // RFC 5763 §5: an offer leaves open who begins.
        boolean weAnswer =
                ours.dtlsOf(index).setup().filter(DtlsSetup.ACTPASS::equals).isEmpty();
        return AgreedDtls.of(ours, theirs, index, weAnswer);
    }

    private boolean isOurs(SessionDescription ours, int index) {
        var own = associations.get(index);
        return own != null && own.isThere() && ours.dtlsOf(index).fingerprints().equals(own.fingerprints());
    }

    /** Whether an answer to our offer agrees to keys wherever it has to. */
    public boolean agree(SessionDescription offer, SessionDescription answer) {
        for (int i = 0; i < Math.min(offer.media().size(), answer.media().size()); i++) {
            if (disagree(offer, answer, i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether what was offered could be offered in another way as well. */
    public boolean hasChoice(SessionDescription offered) {
        for (int i = 0; i < offered.media().size(); i++) {
            if (!offered.media().get(i).isDisabled() && wayOf(offered, i) != Way.SEALED) {
                return true;
            }
        }
        return false;
    }

    /** RFC 4568 §7.1.4: the telephone is told another port, and its packets are opened by others there. */
    public void renew() {
        drawn.clear();
        associations.clear();
    }

    /** The telephone is offered a handshake, whatever the other one has. */
    void offerDtls() {
        dtlsFirst = true;
    }

    /** Whether keys by DTLS can end here. */
    boolean hasDtls() {
        return dtlsOf(0).isThere();
    }

    /**
     * A telephone that has not taken what the other one offers is offered the other way: keys of each kind over RTP/SAVP in the place of none, and beside RTP/AVP in the place of
     * keys of one kind.
     */
    void offerOtherwise() {
        otherwise = true;
    }

    private OwnCrypto of(int line) {
        return drawn.computeIfAbsent(line, any -> MediaKeys.draw(randomness));
    }

    private OwnDtls dtlsOf(int line) {
        return associations.computeIfAbsent(line, any -> dtls.get());
    }

    private Way wayOf(SessionDescription description, int index) {
        var line = description.media().get(index);
        boolean plain = RtpProfile.isPlain(line.protocol());
        boolean overDtls = RtpProfile.isOverDtls(line.protocol());
        if (!plain && !overDtls && !RtpProfile.isSecure(line.protocol())) {
            return Way.SEALED;
        }
        if (!overDtls && line.hasAttribute(CryptoAttribute.NAME)) {
            return Way.DESCRIBED;
        }
        if (description.dtlsOf(index).isUsable()) {
            return dtlsOf(index).isThere() ? Way.DTLS : Way.SEALED;
        }
        return plain && OTHER_KEYS.stream().noneMatch(line::hasAttribute) ? Way.PLAIN : Way.SEALED;
    }

    /** A description of the other telephone as an offer to this one. A line that stands here stays as secure as it is; a new one is as the other telephone has it. */
    SessionDescription offering(
            SessionDescription said, Optional<SessionDescription> standing, Optional<Agreement> agreed) {
        var description = said;
        for (int i = 0; i < said.media().size(); i++) {
            var line = said.media().get(i);
            if (!line.isDisabled()) {
                boolean open = wayOf(said, i) != Way.SEALED;
                description = description.withMedia(i, open ? offered(i, said, standing, agreed) : sealed(line));
            }
        }
        return withoutShared(description, said);
    }

    private MediaDescription offered(
            int index, SessionDescription said, Optional<SessionDescription> before, Optional<Agreement> agreed) {
        var standing = before.filter(ours -> index < ours.media().size()
                && !ours.media().get(index).isDisabled()
                && wayOf(ours, index) != Way.SEALED);
        var model = standing.orElse(said);
        var line = said.media().get(index);
        var protocol = model.media().get(index).protocol();
        var plain = RtpProfile.plain(line.protocol());
        var way = underDtls(index, agreed) ? Way.DTLS : wayOf(model, index);
        if (dtlsFirst && !otherwise && standing.isEmpty() && dtlsOf(index).isThere()) {
            return with(
                    line, RtpProfile.overDtls(plain), List.of(), dtlsOf(index).offering());
        }
        if (otherwise && !dtlsFirst && standing.isEmpty()) {
            return with(
                    line,
                    way == Way.PLAIN || way == Way.DESCRIBED && RtpProfile.isPlain(protocol)
                            ? RtpProfile.secured(plain)
                            : plain,
                    lines(index, agreed),
                    dtlsOf(index).isThere() ? dtlsOf(index).offering() : DtlsAttributes.NONE);
        }
        var same = RtpProfile.isPlain(protocol)
                ? plain
                : RtpProfile.isOverDtls(protocol) ? RtpProfile.overDtls(plain) : RtpProfile.secured(plain);
        return switch (way) {
            case PLAIN, SEALED -> with(line, plain, List.of(), DtlsAttributes.NONE);
            case DESCRIBED -> with(line, same, lines(index, agreed), DtlsAttributes.NONE);
            case DTLS -> with(line, same, List.of(), dtlsOf(index).offering());
        };
    }

    private static boolean underDtls(int index, Optional<Agreement> agreed) {
        return streamOf(index, agreed).flatMap(AgreedStream::dtls).isPresent();
    }

    private static Optional<AgreedStream> streamOf(int index, Optional<Agreement> agreed) {
        return agreed.filter(known -> index < known.media().size()).flatMap(known -> known.media().get(index).stream());
    }

    private List<CryptoAttribute> lines(int index, Optional<Agreement> agreed) {
        var inUse = streamOf(index, agreed).flatMap(AgreedStream::crypto).map(AgreedCrypto::suite);
        return of(index).offering(inUse);
    }

    /** A description that answers the telephone's offer, over what it has offered, and with the keys that accept one of its ways (RFC 4568 §5.1.2, RFC 5763 §5). */
    SessionDescription answering(SessionDescription answer, SessionDescription offer, Optional<Agreement> agreed) {
        var description = answer;
        for (int i = 0; i < Math.min(answer.media().size(), offer.media().size()); i++) {
            var line = answer.media().get(i);
            if (!line.isDisabled() && wayOf(answer, i) != Way.SEALED && wayOf(offer, i) != Way.SEALED) {
                description = description.withMedia(i, answered(i, line, offer, agreed));
            }
        }
        return withoutShared(description, answer);
    }

    private MediaDescription answered(
            int index, MediaDescription line, SessionDescription offer, Optional<Agreement> agreed) {
        var offered = offer.media().get(index);
        var standing = streamOf(index, agreed);
        var handshake = standing.flatMap(AgreedStream::crypto).isPresent()
                ? Optional.<DtlsAttributes>empty()
                : accepting(index, offer, standing.flatMap(AgreedStream::dtls));
        var accepted = handshake.isPresent() || RtpProfile.isOverDtls(offered.protocol())
                ? Optional.<CryptoAttribute>empty()
                : of(index).accepting(offered);
        if (!RtpProfile.isPlain(offered.protocol()) && accepted.isEmpty() && handshake.isEmpty()) {
            return line.refused();
        }
        return with(line, offered.protocol(), accepted.stream().toList(), handshake.orElse(DtlsAttributes.NONE));
    }

    private Optional<DtlsAttributes> accepting(int index, SessionDescription offer, Optional<AgreedDtls> before) {
        var said = offer.dtlsOf(index);
        if (!said.isUsable()) {
            return Optional.empty();
        }
        var own = dtlsOf(index);
        return (isBegunByThem(index, offer) ? own.asPassive() : own).accepting(said, before);
    }

    /** Whom we could not reach where it says that it is has to begin, and so has who finds the path by its own checks. */
    private boolean isBegunByThem(int index, SessionDescription offer) {
        if (IceDescription.in(offer, index).isPresent()) {
            return true;
        }
        var seen = signallingHost.get();
        var told = offer.rtpAddressOf(index).flatMap(MediaAddress::destination).map(place -> place.getAddress());
        return seen.isPresent() && told.isPresent() && !told.equals(seen);
    }

    /** What a session says for lines whose keys end here is not said on the other leg. */
    private SessionDescription withoutShared(SessionDescription description, SessionDescription said) {
        var cleared = description;
        boolean sealed = false;
        for (int i = 0; i < said.media().size(); i++) {
            sealed |= !said.media().get(i).isDisabled() && wayOf(said, i) == Way.SEALED;
        }
        for (var name : List.of(Fingerprint.NAME, DtlsSetup.NAME, DtlsAttributes.TLS_ID)) {
            cleared = !sealed && cleared.attribute(name).isPresent() ? cleared.withoutAttribute(name) : cleared;
        }
        return cleared;
    }

    /** What we cannot read passes, but no key that could be read. */
    private static MediaDescription sealed(MediaDescription line) {
        return line.hasAttribute(CryptoAttribute.NAME) ? line.withCrypto(List.of()) : line;
    }

    private static MediaDescription with(
            MediaDescription line, String protocol, List<CryptoAttribute> keys, DtlsAttributes handshake) {
        var described = line;
        for (var name : OTHER_KEYS) {
            described = described.hasAttribute(name) ? described.withoutAttribute(name) : described;
        }
        described = protocol.equals(described.protocol()) ? described : described.withProtocol(protocol);
        for (var attribute : handshake.attributes()) {
            described = described.addAttribute(attribute);
        }
        return keys.isEmpty() ? described : described.withCrypto(keys);
    }
}
