package io.switchhook.sdp.negotiation;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sdp.Attribute;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.IceDescription;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Composes a {@link LocalMedia}. */
public final class LocalMediaBuilder {
    final String mediaType;
    InetSocketAddress rtp;
    List<String> protocols = List.of("RTP/AVP");
    List<MediaFormat> formats = List.of();
    Map<MediaFormat, Integer> pinned = Map.of();
    List<Attribute> attributes = List.of();
    Optional<String> telephoneEvents = Optional.empty();
    boolean comfortNoise;
    Optional<InetSocketAddress> rtcp = Optional.empty();
    OptionalInt ptimeMillis = OptionalInt.empty();
    Direction direction = Direction.SENDRECV;
    boolean rtcpMux;
    boolean enabled = true;
    MediaSecurity security = MediaSecurity.OFF;
    OwnCrypto crypto = OwnCrypto.NONE;
    Optional<IceDescription> ice = Optional.empty();
    KeyExchange keyExchange = KeyExchange.SDES;
    OwnDtls dtls = OwnDtls.NONE;

    LocalMediaBuilder(String mediaType, InetSocketAddress rtp) {
        this.mediaType = mediaType;
        this.rtp = announceable(rtp);
    }

    LocalMediaBuilder copy() {
        var copy = new LocalMediaBuilder(mediaType, rtp);
        copy.protocols = protocols;
        copy.formats = formats;
        copy.pinned = pinned;
        copy.attributes = attributes;
        copy.telephoneEvents = telephoneEvents;
        copy.comfortNoise = comfortNoise;
        copy.rtcp = rtcp;
        copy.ptimeMillis = ptimeMillis;
        copy.direction = direction;
        copy.rtcpMux = rtcpMux;
        copy.enabled = enabled;
        copy.security = security;
        copy.crypto = crypto;
        copy.ice = ice;
        copy.keyExchange = keyExchange;
        copy.dtls = dtls;
        return copy;
    }

    public LocalMediaBuilder rtp(InetSocketAddress newRtp) {
        rtp = announceable(newRtp);
        return this;
    }

    /** The first is offered, all are accepted. Default: RTP/AVP alone. */
    public LocalMediaBuilder protocols(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("at least one protocol is needed, RTP/AVP for one");
        }
        protocols = List.of(names);
        return this;
    }

    /** Adds formats in order of preference; numbers are chosen: the static one, else from 96 up. */
    public LocalMediaBuilder formats(MediaFormat... more) {
        for (var format : more) {
            add(format);
        }
        return this;
    }

    /** Adds formats in order of preference. */
    public LocalMediaBuilder formats(List<MediaFormat> more) {
        more.forEach(this::add);
        return this;
    }

    /** Adds a format that we offer under a certain payload number. */
    public LocalMediaBuilder format(PayloadMapping mapping) {
        if (pinned.containsValue(mapping.payloadType())) {
            throw new IllegalArgumentException("payload type " + mapping.payloadType() + " is given twice");
        }
        add(mapping.format());
        var more = new HashMap<>(pinned);
        more.put(mapping.format(), mapping.payloadType());
        pinned = Map.copyOf(more);
        return this;
    }

    /** Offers and accepts DTMF as telephone-event (RFC 4733), at the clock rate of each codec. Default: off. */
    public LocalMediaBuilder telephoneEvents(boolean on) {
        telephoneEvents = on ? Optional.of("0-15") : Optional.empty();
        return this;
    }

    /** The same with a list of event codes, {@code 0-16}. */
    public LocalMediaBuilder telephoneEvents(String events) {
        telephoneEvents = Optional.of(events);
        return this;
    }

    /**
     * Offers and accepts comfort noise (RFC 3389) at the clock rate of each codec but Opus, which has its own: the other side may be silent where nobody speaks. Without it, the
     * default, silence may still not be sent, but nothing is told of it (RFC 3389 §5.1).
     */
    public LocalMediaBuilder comfortNoise(boolean on) {
        comfortNoise = on;
        return this;
    }

    /** Our RTCP port and address, when that is not the port after RTP (RFC 3605). */
    public LocalMediaBuilder rtcp(InetSocketAddress newRtcp) {
        rtcp = Optional.of(announceable(newRtcp));
        return this;
    }

    /** Offers and accepts RTCP on the RTP port (RFC 5761). Default: off. */
    public LocalMediaBuilder rtcpMux(boolean on) {
        rtcpMux = on;
        return this;
    }

    /** Milliseconds of media we would like in each packet we receive. Default: not said. */
    public LocalMediaBuilder ptimeMillis(int millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("ptime must be positive, not " + millis);
        }
        ptimeMillis = OptionalInt.of(millis);
        return this;
    }

    /** Default: sendrecv. */
    public LocalMediaBuilder direction(Direction wish) {
        direction = wish;
        return this;
    }

    public LocalMediaBuilder enabled(boolean on) {
        enabled = on;
        return this;
    }

    /**
     * Offers and accepts encryption. What the media runs over follows from it; {@link #protocols} names what it runs over in plain. Default: off.
     *
     * @param keys ours, for this line alone
     * @throws IllegalArgumentException when none is offered though it is not off
     */
    public LocalMediaBuilder security(MediaSecurity wish, OwnCrypto keys) {
        if (wish != MediaSecurity.OFF && keys.offered().isEmpty()) {
            throw new IllegalArgumentException("one crypto line at least has to be offered");
        }
        security = wish;
        crypto = keys;
        return this;
    }

    /** Offers ICE, and accepts it where it is offered; {@link #rtp} and {@link #rtcp} are to be two of the candidates (RFC 8839 §4.2.1.2). Empty for no ICE, the default. */
    public LocalMediaBuilder ice(Optional<IceDescription> ours) {
        ice = ours;
        return this;
    }

    /**
     * How keys are agreed on where {@link #security} is not off. Default: by SDES alone, and offers with DTLS are refused.
     *
     * @param own what we have for DTLS; needed for what is not SDES
     */
    public LocalMediaBuilder keyExchange(KeyExchange wish, OwnDtls own) {
        if (wish != KeyExchange.SDES && !own.isThere()) {
            throw new IllegalArgumentException(own.missing());
        }
        keyExchange = wish;
        dtls = own;
        return this;
    }

    /** Adds an attribute that every description of ours has on this line. */
    public LocalMediaBuilder attribute(Attribute attribute) {
        var more = new ArrayList<>(attributes);
        more.add(attribute);
        attributes = List.copyOf(more);
        return this;
    }

    /** At least one format must have been added. */
    public LocalMedia build() {
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("a media line needs at least one format");
        }
        return new LocalMedia(copy());
    }

    private void add(MediaFormat format) {
        if (formats.stream().anyMatch(f -> FormatRules.same(f, format))) {
            throw new IllegalArgumentException("format " + format.rtpmap() + " is given twice");
        }
        var more = new ArrayList<>(formats);
        more.add(format);
        formats = List.copyOf(more);
    }

    private static InetSocketAddress announceable(InetSocketAddress address) {
        if (address.isUnresolved() || address.getAddress().isAnyLocalAddress() || address.getPort() == 0) {
            var shown = address.isUnresolved() ? address.getHostString() : IpLiteral.asHostPort(address);
            throw new IllegalArgumentException("a peer needs an IP address and a port to send to, not " + shown);
        }
        return address;
    }
}
