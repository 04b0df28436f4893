package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;

/** Composes a {@link SessionDescription}. Without a call for them, {@code s=-} and {@code t=0 0} are written. */
public final class SessionBuilder {
    private final Origin origin;
    private String sessionName = "-";
    private Timing timing = Timing.UNBOUNDED;
    private final List<SdpLine> beforeTime = new ArrayList<>();
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

    public SessionBuilder connection(Connection connection) {
        beforeTime.removeIf(line -> line.type() == 'c');
        beforeTime.add(0, new SdpLine('c', connection.toString()));
        return this;
    }

    public SessionBuilder bandwidth(Bandwidth bandwidth) {
        beforeTime.add(new SdpLine('b', bandwidth.toString()));
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
        var lines = new ArrayList<SdpLine>();
        lines.add(new SdpLine('v', "0"));
        lines.add(new SdpLine('o', origin.toString()));
        lines.add(new SdpLine('s', sessionName));
        lines.addAll(beforeTime);
        lines.add(new SdpLine('t', timing.toString()));
        lines.addAll(attributes);
        return new SessionDescription(origin, lines, media);
    }
}
