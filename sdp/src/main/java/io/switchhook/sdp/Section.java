package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the session level or of one media line, and what is read from them. Immutable. What is asked for again and
 * again is read once; whoever reads it reads the same, so threads need not agree on who does.
 */
final class Section {
    static final Section EMPTY = new Section(List.of());

    private final List<SdpLine> lines;
    private @Nullable Optional<Connection> connection;
    private @Nullable Optional<Direction> direction;

    Section(List<SdpLine> lines) {
        this.lines = List.copyOf(lines);
    }

    /** A section whose first c= line has been read already; null for one without. */
    Section(List<SdpLine> lines, @Nullable Connection connection) {
        this(lines);
        this.connection = Optional.ofNullable(connection);
    }

    List<SdpLine> lines() {
        return lines;
    }

    /** The value of the first line of the type; null when there is none. */
    @Nullable
    String first(char type) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).type() == type) {
                return lines.get(i).value();
            }
        }
        return null;
    }

    Optional<Connection> connection() {
        var known = connection;
        if (known == null) {
            var text = first('c');
            known = text == null ? Optional.empty() : Connection.parse(text);
            connection = known;
        }
        return known;
    }

    Optional<Direction> direction() {
        var known = direction;
        if (known == null) {
            known = readDirection();
            direction = known;
        }
        return known;
    }

    private Optional<Direction> readDirection() {
        for (int i = 0; i < lines.size(); i++) {
            var found = Direction.of(lines.get(i));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    List<Attribute> attributes() {
        var found = new ArrayList<Attribute>();
        for (var line : lines) {
            if (line.type() == 'a') {
                Attribute.parse(line.value()).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    /** The first attribute of this name. */
    Optional<Attribute> attribute(String name) {
        var line = attributeLine(name);
        return line == null ? Optional.empty() : Attribute.parse(line.value());
    }

    boolean hasAttribute(String name) {
        return attribute(name).isPresent();
    }

    /** What stands behind the colon of the first attribute of this name; empty without attribute or colon. */
    String attributeValue(String name) {
        var line = attributeLine(name);
        int colon = line == null ? -1 : line.value().indexOf(':');
        return line == null || colon < 0 ? "" : line.value().substring(colon + 1);
    }

    List<Bandwidth> bandwidths() {
        var found = new ArrayList<Bandwidth>();
        for (var line : lines) {
            if (line.type() == 'b') {
                Bandwidth.parse(line.value()).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    void appendTo(StringBuilder out) {
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).appendTo(out);
        }
    }

    private @Nullable SdpLine attributeLine(String name) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isAttribute(name)) {
                return lines.get(i);
            }
        }
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Section that && lines.equals(that.lines);
    }

    @Override
    public int hashCode() {
        return lines.hashCode();
    }
}
