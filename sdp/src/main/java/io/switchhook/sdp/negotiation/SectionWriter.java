package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.Attribute;
import io.switchhook.sdp.Connection;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.RtcpAttribute;
import io.switchhook.sdp.SessionBuilder;
import io.switchhook.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Writes our descriptions: the session level, and an m= section for a {@link LocalMedia}. */
final class SectionWriter {
    private final LocalMedia media;

    SectionWriter(LocalMedia media) {
        this.media = media;
    }

    /** The session level with one c= line, that of the first section in use. */
    static SessionBuilder session(LocalSession ours, List<MediaDescription> sections) {
        var builder = SessionDescription.builder(ours.origin()).sessionName(ours.name());
        var first = sections.stream().flatMap(s -> s.connection().stream()).findFirst();
        var origin =
                new Connection("IN", ours.origin().addressType(), ours.origin().address());
        var common = first.orElse(origin);
        builder.connection(common);
        for (var section : sections) {
            boolean repeats = section.connection().equals(Optional.of(common));
            builder.media(repeats ? section.withoutConnection() : section);
        }
        return builder;
    }

    MediaDescription write(String protocol, List<PayloadMapping> payloads, Direction direction, boolean mux) {
        var rtp = media.rtp();
        var section = MediaDescription.builder(media.mediaType(), rtp.getPort(), protocol)
                .connection(Connection.of(rtp.getAddress()));
        payloads.forEach(section::payload);
        media.ptimeMillis().ifPresent(section::ptimeMillis);
        rtcp().ifPresent(section::rtcp);
        if (mux) {
            section.attribute(Attribute.flag("rtcp-mux"));
        }
        media.attributes().forEach(section::attribute);
        return section.direction(direction).build();
    }

    /** RFC 3605 §2.1: only where it is not the port after RTP. */
    private Optional<RtcpAttribute> rtcp() {
        var rtp = media.rtp();
        return media.rtcp()
                .filter(r -> r.getPort() != rtp.getPort() + 1 || !r.getAddress().equals(rtp.getAddress()))
                .map(r -> new RtcpAttribute(r.getPort(), otherAddress(rtp.getAddress(), r.getAddress())));
    }

    private static Optional<Connection> otherAddress(InetAddress rtp, InetAddress rtcp) {
        return rtp.equals(rtcp) ? Optional.empty() : Optional.of(Connection.of(rtcp));
    }
}
