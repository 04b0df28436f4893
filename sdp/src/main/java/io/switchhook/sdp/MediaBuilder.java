package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;

/** Composes one {@link MediaDescription}; lines are written in the order RFC 8866 §5 asks, attributes as added. */
public final class MediaBuilder {
    private final String mediaType;
    private final int port;
    private final String protocol;
    private final List<String> formats = new ArrayList<>();
    private final List<SdpLine> attributes = new ArrayList<>();
    private final List<SdpLine> head = new ArrayList<>();

    MediaBuilder(String mediaType, int port, String protocol) {
        this.mediaType = mediaType;
        this.port = Numbers.checkedPort(port);
        this.protocol = protocol;
    }

    /** Lists a format that is not RTP, {@code t38} for one. */
    public MediaBuilder format(String format) {
        formats.add(format);
        return this;
    }

    /** Lists an RTP format with its rtpmap, for static numbers too (RFC 3264 §5.1), and its fmtp where it has one. */
    public MediaBuilder payload(PayloadMapping mapping) {
        formats.add(Integer.toString(mapping.payloadType()));
        var format = mapping.format();
        attribute(Attribute.of("rtpmap", mapping.payloadType() + " " + format.rtpmap()));
        if (!format.fmtp().isEmpty()) {
            attribute(Attribute.of("fmtp", mapping.payloadType() + " " + format.fmtp()));
        }
        return this;
    }

    public MediaBuilder connection(Connection connection) {
        head.removeIf(line -> line.type() == 'c');
        head.add(0, new SdpLine('c', connection.toString()));
        return this;
    }

    public MediaBuilder bandwidth(Bandwidth bandwidth) {
        head.add(new SdpLine('b', bandwidth.toString()));
        return this;
    }

    public MediaBuilder attribute(Attribute attribute) {
        attributes.add(attribute.line());
        return this;
    }

    public MediaBuilder ptimeMillis(int millis) {
        return attribute(Attribute.of("ptime", Integer.toString(millis)));
    }

    public MediaBuilder rtcp(RtcpAttribute rtcp) {
        return attribute(rtcp.attribute());
    }

    public MediaBuilder direction(Direction direction) {
        return attribute(Attribute.flag(direction.attribute()));
    }

    /** At least one format must have been listed. */
    public MediaDescription build() {
        var lines = new ArrayList<>(head);
        lines.addAll(attributes);
        return new MediaDescription(MediaLine.of(mediaType, port, protocol, formats), lines);
    }
}
