package io.switchhook.sdp;

import io.switchhook.base.net.IpLiteral;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A session description of RFC 8866 (and 4566, 2327). Immutable. Lines nobody changed are written as they came, with
 * CRLF after each; lines that are not understood are kept.
 */
public final class SessionDescription {
    private final Origin origin;
    private final Section section;
    private final List<MediaDescription> media;

    SessionDescription(Origin origin, Section section, List<MediaDescription> media) {
        this.origin = origin;
        this.section = section;
        this.media = List.copyOf(media);
    }

    /**
     * Reads a description with {@link SdpLimits#STANDARD}.
     *
     * @throws SdpFormatException when it is not one
     */
    public static SessionDescription parse(String text) {
        return parse(text, SdpLimits.STANDARD);
    }

    /**
     * Reads a description as real peers send it: any line end, the last one missing, lines out of order or unknown,
     * {@code s=}, {@code c=} and {@code t=} missing. Needed are {@code v=0}, {@code o=} and well-formed m= and c=
     * lines.
     *
     * @throws SdpFormatException when it is not one or exceeds the limits
     */
    public static SessionDescription parse(String text, SdpLimits limits) {
        return new SdpParser(text, limits).parse();
    }

    /**
     * Reads a message body: UTF-8, or ISO 8859-1 where the description says so or the bytes are not UTF-8.
     *
     * @throws SdpFormatException when it is not a description or exceeds the limits
     */
    public static SessionDescription parse(byte[] body, SdpLimits limits) {
        return parse(SdpCharset.decode(body, limits), limits);
    }

    public static SessionBuilder builder(Origin origin) {
        return new SessionBuilder(origin);
    }

    public Origin origin() {
        return origin;
    }

    /** Empty when there is no s= line. */
    public String sessionName() {
        return Objects.requireNonNullElse(section.first('s'), "");
    }

    /** The c= line of the session level. */
    public Optional<Connection> connection() {
        return section.connection();
    }

    /** The first t= line, if it has two fields. */
    public Optional<Timing> timing() {
        var text = section.first('t');
        return text == null ? Optional.empty() : Timing.parse(text);
    }

    /** The direction at session level. */
    public Optional<Direction> direction() {
        return section.direction();
    }

    public List<Bandwidth> bandwidths() {
        return section.bandwidths();
    }

    /** Attributes of the session level. */
    public List<Attribute> attributes() {
        return section.attributes();
    }

    public Optional<Attribute> attribute(String name) {
        return section.attribute(name);
    }

    /** All lines of the session level, in the order they came. */
    public List<SdpLine> lines() {
        return section.lines();
    }

    public List<MediaDescription> media() {
        return media;
    }

    /** The c= line that holds for a media line: its own, else the session's. RFC 8866 §5.7. */
    public Optional<Connection> connectionOf(int mediaIndex) {
        var own = media.get(mediaIndex).connection();
        return own.isPresent() ? own : connection();
    }

    /** The direction that holds for a media line: its own, else the session's, else sendrecv. RFC 8866 §6.7. */
    public Direction directionOf(int mediaIndex) {
        var own = media.get(mediaIndex).direction();
        return own.isPresent() ? own.get() : direction().orElse(Direction.SENDRECV);
    }

    /** What is said of DTLS for a media line, by itself or for the whole session; {@link DtlsAttributes#NONE} where nothing is. */
    public DtlsAttributes dtlsOf(int mediaIndex) {
        return DtlsAttributes.of(section, media.get(mediaIndex).section());
    }

    /** Where RTP of a media line is wanted; empty when it is disabled or has no c= line. */
    public Optional<MediaAddress> rtpAddressOf(int mediaIndex) {
        int port = media.get(mediaIndex).port();
        var connection = connectionOf(mediaIndex);
        boolean wanted = port != 0 && connection.isPresent();
        return wanted ? Optional.of(new MediaAddress(connection.get().host(), port)) : Optional.empty();
    }

    /** Where RTCP is wanted: a=rtcp (RFC 3605), else the port after RTP (RFC 3550 §11). rtcp-mux is not looked at. */
    public Optional<MediaAddress> rtcpAddressOf(int mediaIndex) {
        var rtp = rtpAddressOf(mediaIndex);
        return rtp.isEmpty() ? rtp : rtcpAddress(media.get(mediaIndex), rtp.get());
    }

    private static Optional<MediaAddress> rtcpAddress(MediaDescription section, MediaAddress rtp) {
        var rtcp = section.rtcp();
        if (rtcp.isPresent()) {
            var connection = rtcp.get().connection();
            var host = connection.isPresent() ? connection.get().host() : rtp.host();
            return Optional.of(new MediaAddress(host, rtcp.get().port()));
        }
        return rtp.port() < 65_535 ? Optional.of(new MediaAddress(rtp.host(), rtp.port() + 1)) : Optional.empty();
    }

    /** The extended reports that are wanted for a media line: what it says itself, else the session (RFC 3611 §5.1); none where neither says anything. */
    public RtcpXrAttribute rtcpXrOf(int mediaIndex) {
        var own = media.get(mediaIndex).rtcpXr();
        return own.isPresent() ? own.get() : RtcpXrAttribute.in(section).orElse(RtcpXrAttribute.NONE);
    }

    public SessionDescription withOrigin(Origin newOrigin) {
        return with(newOrigin, Lines.with(lines(), new SdpLine('o', newOrigin.toString())));
    }

    public SessionDescription withSessionName(String name) {
        return with(origin, Lines.with(lines(), new SdpLine('s', name)));
    }

    public SessionDescription withConnection(Connection connection) {
        return with(origin, Lines.with(lines(), new SdpLine('c', connection.toString())));
    }

    /** Replaces every session attribute of the name, else appends. */
    public SessionDescription withAttribute(Attribute attribute) {
        return with(origin, Lines.withAttribute(lines(), attribute));
    }

    public SessionDescription withoutAttribute(String name) {
        return with(origin, Lines.without(lines(), line -> line.isAttribute(name)));
    }

    public SessionDescription withMedia(List<MediaDescription> newMedia) {
        return new SessionDescription(origin, section, newMedia);
    }

    public SessionDescription withMedia(int mediaIndex, MediaDescription replacement) {
        var changed = new ArrayList<>(media);
        changed.set(mediaIndex, replacement);
        return withMedia(changed);
    }

    /** Sets the direction of every media line that is in use. */
    public SessionDescription withDirection(Direction direction) {
        return withMedia(media.stream()
                .map(m -> m.isDisabled() ? m : m.withDirection(direction))
                .toList());
    }

    /**
     * This description as the one that follows {@code lastSent} in the same session: with its o= line, the version one
     * higher, or unchanged when nothing else changed. RFC 3264 §8.
     */
    public SessionDescription succeeding(SessionDescription lastSent) {
        var same = withOrigin(lastSent.origin);
        return same.equals(lastSent) ? lastSent : withOrigin(lastSent.origin.withNextVersion());
    }

    /**
     * This description for the far side of a media relay: the relay's address and ports in place of those of the maker,
     * candidates and other ICE attributes removed, a=group:BUNDLE too (RFC 8843 §A.3), a=rtcp pointing at the port after the relay's. A connection to
     * {@code 0.0.0.0} (the old hold) would be lost by that, so it becomes a direction that does not receive. All else
     * stays, the o= line too; see {@link #withOrigin}.
     *
     * @param address the relay's; not the unspecified address
     * @param rtpPorts one for each media line; not looked at where the line is disabled
     */
    public SessionDescription withRelay(InetAddress address, List<Integer> rtpPorts) {
        if (rtpPorts.size() != media.size()) {
            throw new IllegalArgumentException(
                    "expected " + media.size() + " ports, one a media line, not " + rtpPorts);
        }
        if (address.isAnyLocalAddress()) {
            throw new IllegalArgumentException("a relay has an address to send to, not " + IpLiteral.asText(address));
        }
        return new RelayRewrite(Connection.of(address)).apply(this, rtpPorts);
    }

    /** The indexes of media lines of one type, {@code audio} for one, that are not disabled. */
    public List<Integer> activeMedia(String mediaType) {
        return IntStream.range(0, media.size())
                .filter(i -> !media.get(i).isDisabled())
                .filter(i -> media.get(i).mediaType().equalsIgnoreCase(mediaType))
                .boxed()
                .toList();
    }

    /** The body of a message: UTF-8, or the character set of an a=charset line that says ISO 8859-1. */
    public byte[] toBytes() {
        return SdpCharset.encode(this);
    }

    private SessionDescription with(Origin newOrigin, List<SdpLine> lines) {
        return new SessionDescription(newOrigin, Section.of(lines), media);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionDescription that && section.equals(that.section) && media.equals(that.media);
    }

    @Override
    public int hashCode() {
        return 31 * section.hashCode() + media.hashCode();
    }

    /** As written, with CRLF after each line. */
    @Override
    public String toString() {
        var out = new StringBuilder(512);
        section.appendTo(out);
        for (int i = 0; i < media.size(); i++) {
            media.get(i).appendTo(out);
        }
        return out.toString();
    }
}
