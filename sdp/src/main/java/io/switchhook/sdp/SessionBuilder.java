package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Composes a {@link SessionDescription}. Without a call for them, {@code s=-} and {@code t=0 0} are written. */
public final class SessionBuilder {
    private static final SdpLine VERSION = new SdpLine('v', "0");
    private static final SdpLine NO_NAME = new SdpLine('s', "-");

    private final Origin origin;
    private String sessionName = "-";
    private Timing timing = Timing.UNBOUNDED;
    private @Nullable SdpLine connection;
    private final List<SdpLine> bandwidths = new ArrayList<>();
    private final List<SdpLine> attributes = new ArrayList<>();
    private final List<MediaDescription> media = new ArrayList<>();

    SessionBuilder(Origin origin) {
        this.origin = origin;
    }

    /** RFC 3264 §5: a dash or a space when there is nothing to say. */
    public SessionBuilder sessionName(String name) {
        sessionName = name;
        return this;
    }

    public SessionBuilder connection(Connection newConnection) {
        connection = new SdpLine('c', newConnection.toString());
        return this;
    }

    public SessionBuilder bandwidth(Bandwidth bandwidth) {
        bandwidths.add(new SdpLine('b', bandwidth.toString()));
        return this;
    }

    public SessionBuilder timing(Timing newTiming) {
        timing = newTiming;
        return this;
    }

    public SessionBuilder attribute(Attribute attribute) {
        attributes.add(attribute.line());
        return this;
    }

    public SessionBuilder media(MediaDescription description) {
        media.add(description);
        return this;
    }

    public SessionDescription build() {
        var lines = new ArrayList<SdpLine>(5 + bandwidths.size() + attributes.size());
        lines.add(VERSION);
        lines.add(new SdpLine('o', origin.toString()));
        lines.add(sessionName.equals("-") ? NO_NAME : new SdpLine('s', sessionName));
        if (connection != null) {
            lines.add(connection);
        }
        lines.addAll(bandwidths);
        lines.add(timing.line());
        lines.addAll(attributes);
        return new SessionDescription(origin, Section.of(lines), media);
    }
}
