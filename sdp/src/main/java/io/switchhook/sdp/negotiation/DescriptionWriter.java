package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.Attribute;
import io.switchhook.sdp.Connection;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.IceDescription;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.RtcpAttribute;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.Timing;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one description of ours: an m= section for each line, then the session level with one c= line, that of the first
 * section in use. Used once.
 */
final class DescriptionWriter {
    private final LocalSession ours;
    private final List<MediaDescription> sections = new ArrayList<>();
    private @Nullable Connection common;
    private boolean iceLite;

    DescriptionWriter(LocalSession ours) {
        this.ours = ours;
    }

    /** A line of before, or of the offer, that is not in use. */
    void refused(MediaDescription section) {
        sections.add(section.refused());
    }

    /** @param keys our keys: all that we offer, or those of an answer (RFC 4568 §5.1, RFC 5763 §5) */
    void section(
            LocalMedia media,
            String protocol,
            List<PayloadMapping> payloads,
            List<Attribute> keys,
            Direction direction,
            boolean mux) {
        var rtp = media.rtp();
        var section = MediaDescription.builder(media.mediaType(), rtp.getPort(), protocol);
        var connection = Connection.of(rtp.getAddress());
        if (common == null) {
            common = connection;
        } else if (!common.equals(connection)) {
            section.connection(connection);
        }
        for (var payload : payloads) {
            section.payload(payload);
        }
        if (media.ptimeMillis().isPresent()) {
            section.ptimeMillis(media.ptimeMillis().getAsInt());
        }
        var rtcp = rtcp(media);
        if (rtcp != null) {
            section.rtcp(rtcp);
        }
        if (mux) {
            section.attribute(Attribute.flag("rtcp-mux"));
        }
        for (var line : keys) {
            section.attribute(line);
        }
        media.ice().ifPresent(ice -> ice.attributes().forEach(section::attribute));
        iceLite |= media.ice().filter(IceDescription::lite).isPresent();
        for (var attribute : media.attributes()) {
            section.attribute(attribute);
        }
        sections.add(section.direction(direction).build());
    }

    SessionDescription write(Timing timing) {
        var origin = ours.origin();
        var own = new Connection("IN", origin.addressType(), origin.address());
        var builder = SessionDescription.builder(origin)
                .sessionName(ours.name())
                .connection(common != null ? common : own)
                .timing(timing);
        if (iceLite) {
            builder.attribute(IceDescription.liteAttribute());
        }
        for (var section : sections) {
            builder.media(section);
        }
        return builder.build();
    }

    /** RFC 3605 §2.1: only where it is not the port after RTP. */
    private static @Nullable RtcpAttribute rtcp(LocalMedia media) {
        var rtp = media.rtp();
        var rtcp = media.rtcp().orElse(null);
        if (rtcp == null
                || (rtcp.getPort() == rtp.getPort() + 1 && rtcp.getAddress().equals(rtp.getAddress()))) {
            return null;
        }
        return new RtcpAttribute(rtcp.getPort(), otherAddress(rtp.getAddress(), rtcp.getAddress()));
    }

    private static Optional<Connection> otherAddress(InetAddress rtp, InetAddress rtcp) {
        return rtp.equals(rtcp) ? Optional.empty() : Optional.of(Connection.of(rtcp));
    }
}
