package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.Attribute;
import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.Direction;
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
        var secured =
                spec.protocols.stream().map(RtpProfile::secured).distinct().toList();
        if (spec.security == MediaSecurity.REQUIRED) {
            return secured;
        }
        var both = new LinkedHashSet<>(spec.protocols);
        both.addAll(secured);
        return List.copyOf(both);
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

    /** What we offer to encrypt with. */
    List<CryptoAttribute> offeredCrypto(Optional<CryptoSuite> inUse) {
        return spec.security == MediaSecurity.OFF ? List.of() : spec.crypto.offering(inUse);
    }

    /** The line that accepts an offered one; empty when there is none that we can use, or we do not want any. */
    Optional<CryptoAttribute> accepting(MediaDescription offered) {
        return spec.security == MediaSecurity.OFF ? Optional.empty() : spec.crypto.accepting(offered);
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
