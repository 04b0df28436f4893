package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.Attribute;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.DtlsAttributes;
import io.switchhook.sdp.IceDescription;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.RtpProfile;
import io.switchhook.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One stream we are ready for: formats in order of preference, our address, and what we would like to do. Immutable. */
public final class LocalMedia {
    private static final int USUAL_EVENT_RATE = 8_000;

    private final LocalMediaBuilder spec;
    private final List<MediaFormat> formats;
    private final List<String> protocols;

    LocalMedia(LocalMediaBuilder spec) {
        this.spec = spec;
        var all = new ArrayList<>(spec.formats);
        if (spec.comfortNoise) {
            spec.formats.stream()
                    .filter(f -> !f.isAuxiliary() && !f.isSameEncoding(MediaFormat.OPUS))
                    .mapToInt(MediaFormat::clockRate)
                    .distinct()
                    .forEach(rate -> all.add(MediaFormat.comfortNoise(rate)));
        }
        if (spec.telephoneEvents.isPresent()) {
            var rates = new LinkedHashSet<Integer>();
            spec.formats.stream().filter(f -> !f.isAuxiliary()).forEach(f -> rates.add(f.clockRate()));
            // RFC 4733 §2.1: events share the timestamp clock of the audio they replace. Some phones know them at 8000
            // alone, the default, beside Opus too.
            rates.add(USUAL_EVENT_RATE);
            rates.forEach(rate -> all.add(MediaFormat.telephoneEvent(rate, spec.telephoneEvents.get())));
        }
        formats = List.copyOf(all);
        protocols = protocolsOf(spec);
    }

    private static List<String> protocolsOf(LocalMediaBuilder spec) {
        if (spec.security == MediaSecurity.OFF) {
            return spec.protocols;
        }
        var all = new LinkedHashSet<String>();
        if (spec.security == MediaSecurity.PREFERRED) {
            all.addAll(spec.protocols);
        }
        boolean dtls = spec.dtls.isThere();
        if (spec.keyExchange == KeyExchange.DTLS) {
            spec.protocols.forEach(protocol -> all.add(RtpProfile.overDtls(protocol)));
        }
        spec.protocols.forEach(protocol -> all.add(RtpProfile.secured(protocol)));
        if (dtls) {
            spec.protocols.forEach(protocol -> all.add(RtpProfile.overDtls(protocol)));
        }
        return List.copyOf(all);
    }

    /**
     * An audio stream over RTP/AVP.
     *
     * @param rtp the address and port the peer is to send to
     */
    public static LocalMediaBuilder audio(InetSocketAddress rtp) {
        return new LocalMediaBuilder("audio", rtp);
    }

    public static LocalMediaBuilder of(String mediaType, InetSocketAddress rtp) {
        return new LocalMediaBuilder(mediaType, rtp);
    }

    public String mediaType() {
        return spec.mediaType;
    }

    /** The first is the one we offer where no stream is in use; all are accepted. */
    public List<String> protocols() {
        return protocols;
    }

    /** Whether the media is to be encrypted. */
    public MediaSecurity security() {
        return spec.security;
    }

    /** How keys are agreed on. */
    public KeyExchange keyExchange() {
        return spec.keyExchange;
    }

    /** What we have for DTLS. */
    public OwnDtls dtls() {
        return spec.dtls;
    }

    /**
     * The keys that we offer.
     *
     * @param inUse what the line runs under: it goes on so
     */
    List<Attribute> offeredKeys(Optional<AgreedStream> inUse) {
        if (spec.security == MediaSecurity.OFF) {
            return List.of();
        }
        var crypto = inUse.flatMap(AgreedStream::crypto);
        boolean underDtls = inUse.flatMap(AgreedStream::dtls).isPresent();
        var keys = new ArrayList<Attribute>();
        if (underDtls || spec.keyExchange != KeyExchange.SDES && crypto.isEmpty()) {
            keys.addAll(spec.dtls.offering().attributes());
        }
        if (!underDtls && spec.keyExchange != KeyExchange.DTLS) {
            spec.crypto.offering(crypto.map(AgreedCrypto::suite)).forEach(line -> keys.add(line.attribute()));
        }
        return keys;
    }

    /**
     * The keys that accept an offered line; none when there are none that we can use, or we do not want any.
     *
     * @param dtls what the offer says of DTLS for the line
     * @param before the association of the line so far
     */
    LineKeys accepting(MediaDescription offered, DtlsAttributes dtls, Optional<AgreedDtls> before) {
        if (spec.security == MediaSecurity.OFF) {
            return LineKeys.NONE;
        }
        boolean dtlsAlone = spec.keyExchange == KeyExchange.DTLS || RtpProfile.isOverDtls(offered.protocol());
        var byDescription = dtlsAlone
                ? Optional.<LineKeys>empty()
                : spec.crypto.accepting(offered).map(LineKeys::of);
        if (byDescription.isPresent() && spec.keyExchange == KeyExchange.SDES && before.isEmpty()) {
            return byDescription.get();
        }
        return spec.dtls
                .accepting(dtls, before)
                .map(LineKeys::of)
                .or(() -> byDescription)
                .orElse(LineKeys.NONE);
    }

    /** Why DTLS that an offer needs cannot be done; empty when it can, is not needed, or nothing is to be encrypted. */
    Optional<String> lackOfDtls(MediaDescription offered, DtlsAttributes said) {
        return spec.security == MediaSecurity.OFF
                ? Optional.empty()
                : MediaSecurity.lackOfDtls(offered, said, spec.keyExchange, spec.dtls);
    }

    /** Our formats in order of preference, telephone events last. */
    public List<MediaFormat> formats() {
        return formats;
    }

    public InetSocketAddress rtp() {
        return spec.rtp;
    }

    /** Where we want RTCP, when that is not the port after {@link #rtp}. */
    public Optional<InetSocketAddress> rtcp() {
        return spec.rtcp;
    }

    public boolean rtcpMux() {
        return spec.rtcpMux;
    }

    public OptionalInt ptimeMillis() {
        return spec.ptimeMillis;
    }

    /** What we would like to do; what is agreed can be less. */
    public Direction direction() {
        return spec.direction;
    }

    public boolean isEnabled() {
        return spec.enabled;
    }

    public LocalMedia withDirection(Direction direction) {
        return toBuilder().direction(direction).build();
    }

    /** Another port, or another address after a change of network. */
    public LocalMedia withRtp(InetSocketAddress rtp) {
        return toBuilder().rtp(rtp).build();
    }

    /** Not offered, and refused when it is offered to us. */
    public LocalMedia withEnabled(boolean enabled) {
        return toBuilder().enabled(enabled).build();
    }

    public LocalMediaBuilder toBuilder() {
        return spec.copy();
    }

    /** What we say of ICE; empty for one who does not use it. */
    public Optional<IceDescription> ice() {
        return spec.ice;
    }

    /** RFC 8839 §4.3.2: as the answer to a line says it: nothing of ICE where that says nothing, and {@code ice-mismatch} where its addresses were changed on the way. */
    LocalMedia answering(SessionDescription offer, int index) {
        if (spec.ice.isEmpty()) {
            return this;
        }
        var theirs = IceDescription.in(offer, index);
        if (theirs.filter(ice -> ice.matches(offer, index)).isPresent()) {
            return this;
        }
        var plain = toBuilder().ice(Optional.empty());
        return theirs.isPresent()
                ? plain.attribute(IceDescription.mismatchAttribute()).build()
                : plain.build();
    }

    List<Attribute> attributes() {
        return spec.attributes;
    }

    Map<MediaFormat, Integer> pinned() {
        return spec.pinned;
    }

    /** The first format that is one of telephone events; null when there is none. */
    @Nullable
    MediaFormat telephoneEvents() {
        for (var format : formats) {
            if (format.isTelephoneEvent()) {
                return format;
            }
        }
        return null;
    }

    boolean hasCodec() {
        for (var format : formats) {
            if (!format.isAuxiliary()) {
                return true;
            }
        }
        return false;
    }

    boolean speaks(String protocol) {
        for (var each : protocols) {
            if (each.equalsIgnoreCase(protocol)) {
                return true;
            }
        }
        return false;
    }
}
