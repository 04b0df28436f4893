package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts a relay's address and ports into a description. See {@link SessionDescription#withRelay}. */
final class RelayRewrite {
    /** RFC 8839 §5; {@code ice-mismatch} and friends would tell the far side of a check that the relay does not make. */
    private static final Set<String> ICE = Set.of(
            "candidate",
            "remote-candidates",
            "end-of-candidates",
            "ice-lite",
            "ice-mismatch",
            "ice-ufrag",
            "ice-pwd",
            "ice-options",
            "ice-pacing");

    private static final String BUNDLE = "group:BUNDLE";
    private static final String BUNDLE_ONLY = "bundle-only";

    private final SdpLine connection;

    RelayRewrite(Connection connection) {
        this.connection = new SdpLine('c', connection.toString());
    }

    SessionDescription apply(SessionDescription source, List<Integer> ports) {
        boolean sessionLevel = source.connection().isPresent();
        var media = new ArrayList<MediaDescription>();
        for (int i = 0; i < source.media().size(); i++) {
            var section = source.media().get(i);
            media.add(section.isDisabled() ? disabled(section) : active(source, i, ports.get(i)));
        }
        var lines = Lines.without(source.lines(), line -> isIce(line) || isBundle(line));
        var section = Section.of(sessionLevel ? Lines.with(lines, connection) : lines);
        return new SessionDescription(source.origin(), section, media);
    }

    private MediaDescription disabled(MediaDescription section) {
        var lines = Lines.without(
                section.lines(), line -> isIce(line) || line.isAttribute("rtcp") || line.isAttribute(BUNDLE_ONLY));
        boolean own = section.connection().isPresent();
        return section.withLines(own ? Lines.with(lines, connection) : lines);
    }

    private MediaDescription active(SessionDescription source, int index, int port) {
        var section = source.media().get(index);
        if (port < 1) {
            throw new IllegalArgumentException(
                    "media line " + index + " is in use and needs a relay port, not " + port);
        }
        var effective = source.connectionOf(index);
        var lines = Lines.without(section.lines(), line -> isIce(line) || line.isAttribute(BUNDLE_ONLY));
        if (section.connection().isPresent() || effective.isEmpty()) {
            lines = Lines.with(lines, connection);
        }
        boolean nowhere =
                source.rtpAddressOf(index).map(MediaAddress::isUnspecified).orElse(false);
        // RFC 8839 §4.2.5: with ICE that is one who has found nothing yet, and no hold of old.
        if (nowhere && IceDescription.in(source, index).isEmpty()) {
            lines = Lines.withDirection(lines, source.directionOf(index).withoutReceiving());
        }
        var moved = section.withLines(lines).withPort(port);
        var rtcp = relayedRtcp(section, port);
        return rtcp.isEmpty() ? moved.withoutAttribute("rtcp") : moved.withAttribute(rtcp.get());
    }

    /** Kept where it was written: some peers with rtcp-mux insist on it. */
    private static Optional<Attribute> relayedRtcp(MediaDescription section, int port) {
        if (section.rtcp().isEmpty()) {
            return Optional.empty();
        }
        int rtcpPort = section.rtcpMux() ? port : port + 1;
        return rtcpPort > 65_535
                ? Optional.empty()
                : Optional.of(new RtcpAttribute(rtcpPort, Optional.empty()).attribute());
    }

    /** RFC 8843 §A.3: one who has a port for each line must not pass on that all lines can share one. */
    private static boolean isBundle(SdpLine line) {
        var value = line.value().strip();
        return line.type() == 'a' && (value.equals(BUNDLE) || value.startsWith(BUNDLE + " "));
    }

    static boolean isIce(SdpLine line) {
        if (line.type() != 'a') {
            return false;
        }
        int colon = line.value().indexOf(':');
        return ICE.contains((colon < 0 ? line.value() : line.value().substring(0, colon)).strip());
    }
}
