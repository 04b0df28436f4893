package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Composes one {@link MediaDescription}; lines are written in the order RFC 8866 §5 asks, attributes as added. */
public final class MediaBuilder {
    private final String mediaType;
    private final int port;
    private final String protocol;
    private final List<String> formats = new ArrayList<>();
    private final List<PayloadMapping> payloads = new ArrayList<>();
    private final List<SdpLine> bandwidths = new ArrayList<>();
    private final List<SdpLine> attributes = new ArrayList<>();
    private @Nullable SdpLine connection;
    /** Whether what the numbers stand for has to be read from the lines, since not {@link #payload} alone wrote them. */
    private boolean unread;

    MediaBuilder(String mediaType, int port, String protocol) {
        this.mediaType = mediaType;
        this.port = Numbers.checkedPort(port);
        this.protocol = protocol;
    }

    /** Lists a format that is not RTP, {@code t38} for one. */
    public MediaBuilder format(String format) {
        formats.add(format);
        unread = true;
        return this;
    }

    /** Lists an RTP format with its rtpmap, for static numbers too (RFC 3264 §5.1), and its fmtp where it has one. */
    public MediaBuilder payload(PayloadMapping mapping) {
        int number = mapping.payloadType();
        var format = mapping.format();
        unread = unread || !format.isReadAsWritten() || isListed(number);
        formats.add(Words.number(number));
        payloads.add(mapping);
        attributes.add(UsualPayload.line(number, format));
        if (!format.fmtp().isEmpty()) {
            attributes.add(new SdpLine('a', "fmtp:" + number + " " + format.fmtp()));
        }
        return this;
    }

    public MediaBuilder connection(Connection newConnection) {
        connection = new SdpLine('c', newConnection.toString());
        return this;
    }

    public MediaBuilder bandwidth(Bandwidth bandwidth) {
        bandwidths.add(new SdpLine('b', bandwidth.toString()));
        return this;
    }

    public MediaBuilder attribute(Attribute attribute) {
        attributes.add(attribute.line());
        unread = unread || attribute.name().equals("rtpmap") || attribute.name().equals("fmtp");
        return this;
    }

    public MediaBuilder ptimeMillis(int millis) {
        attributes.add(new SdpLine('a', "ptime:" + millis));
        return this;
    }

    public MediaBuilder rtcp(RtcpAttribute rtcp) {
        return attribute(rtcp.attribute());
    }

    public MediaBuilder direction(Direction direction) {
        attributes.add(direction.line());
        return this;
    }

    /** At least one format must have been listed. */
    public MediaDescription build() {
        var head = MediaLine.of(mediaType, port, protocol, formats);
        var lines = new ArrayList<SdpLine>(1 + bandwidths.size() + attributes.size());
        if (connection != null) {
            lines.add(connection);
        }
        lines.addAll(bandwidths);
        lines.addAll(attributes);
        boolean known = !unread && head.formats().size() == payloads.size();
        var section = Section.of(lines);
        var described = new MediaDescription(head, section);
        return known && described.isRtp() ? new MediaDescription(head, section, List.copyOf(payloads)) : described;
    }

    private boolean isListed(int number) {
        for (int i = 0; i < payloads.size(); i++) {
            if (payloads.get(i).payloadType() == number) {
                return true;
            }
        }
        return false;
    }
}
