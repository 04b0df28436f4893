package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the session level or of one media line, in the text they stand in. Immutable. Lines are cut out of the text
 * when somebody wants them; what is asked for again and again is read once. Whoever reads it reads the same, so threads
 * need not agree on who does.
 */
final class Section {
    static final Section EMPTY = of(List.of());

    private static final int TYPE_LENGTH = 2;
    private static final String LINE_END = "\r\n";

    private final String text;
    private final LineBounds bounds;
    private @Nullable List<SdpLine> lines;
    private @Nullable Optional<Connection> connection;
    private @Nullable Optional<Direction> direction;

    /** Nobody may change the bounds any more. The first c= line has been read; null for none. */
    Section(String text, LineBounds bounds, @Nullable Connection connection) {
        this.text = text;
        this.bounds = bounds;
        this.connection = Optional.ofNullable(connection);
    }

    private Section(String text, LineBounds bounds, List<SdpLine> lines) {
        this.text = text;
        this.bounds = bounds;
        this.lines = lines;
    }

    static Section of(List<SdpLine> lines) {
        int length = 0;
        for (int i = 0; i < lines.size(); i++) {
            length += TYPE_LENGTH + lines.get(i).value().length() + LINE_END.length();
        }
        var text = new StringBuilder(length);
        var bounds = new LineBounds(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            int start = text.length();
            text.append(lines.get(i).type()).append('=').append(lines.get(i).value());
            bounds.add(start, text.length());
            text.append(LINE_END);
        }
        return new Section(text.toString(), bounds, List.copyOf(lines));
    }

    List<SdpLine> lines() {
        var known = lines;
        if (known == null) {
            var cut = new SdpLine[bounds.count()];
            for (int i = 0; i < cut.length; i++) {
                cut[i] = new SdpLine(type(i), value(i));
            }
            known = List.of(cut);
            lines = known;
        }
        return known;
    }

    /** The value of the first line of the type; null when there is none. */
    @Nullable
    String first(char type) {
        for (int i = 0; i < bounds.count(); i++) {
            if (type(i) == type) {
                return value(i);
            }
        }
        return null;
    }

    Optional<Connection> connection() {
        var known = connection;
        if (known == null) {
            var found = first('c');
            known = found == null ? Optional.empty() : Connection.parse(found);
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
        for (int i = 0; i < bounds.count(); i++) {
            var found = type(i) == 'a' ? Direction.at(text, start(i), stop(i)) : Optional.<Direction>empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    List<Attribute> attributes() {
        var found = new ArrayList<Attribute>();
        for (int i = 0; i < bounds.count(); i++) {
            if (type(i) == 'a') {
                Attribute.parse(value(i)).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    /** The first attribute of this name. */
    Optional<Attribute> attribute(String name) {
        int line = line(name);
        return line < 0 ? Optional.empty() : Attribute.parse(value(line));
    }

    boolean hasAttribute(String name) {
        return attribute(name).isPresent();
    }

    /** What stands behind the colon of the first attribute of this name; empty without attribute or colon. */
    String attributeValue(String name) {
        int line = line(name);
        int colon = line < 0 ? -1 : text.indexOf(':', start(line));
        return colon < 0 || colon >= stop(line) ? "" : text.substring(colon + 1, stop(line));
    }

    List<Bandwidth> bandwidths() {
        var found = new ArrayList<Bandwidth>();
        for (int i = 0; i < bounds.count(); i++) {
            if (type(i) == 'b') {
                Bandwidth.parse(value(i)).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    /** Lines that stand in the text as they are to be written are written at once. */
    void appendTo(StringBuilder out) {
        int first = 0;
        for (int i = 0; i < bounds.count(); i++) {
            boolean last = i + 1 == bounds.count();
            if (last || bounds.start(i + 1) != stop(i) + LINE_END.length() || !text.startsWith(LINE_END, stop(i))) {
                out.append(text.substring(bounds.start(first), stop(i))).append(LINE_END);
                first = i + 1;
            }
        }
    }

    int size() {
        return bounds.count();
    }

    String text() {
        return text;
    }

    /** Where the value of a line starts in the text. */
    int start(int line) {
        return bounds.start(line) + TYPE_LENGTH;
    }

    /** Where a line stops in the text. */
    int stop(int line) {
        return bounds.stop(line);
    }

    /** Whether a line is the attribute of this name, with or without a value. */
    boolean isAttribute(int line, String name) {
        int start = start(line);
        if (type(line) != 'a' || !text.startsWith(name, start)) {
            return false;
        }
        int next = start + name.length();
        int stop = stop(line);
        if (next >= stop) {
            return next == stop;
        }
        return text.charAt(next) == ':'
                || (text.charAt(next) == ' ' && text.substring(next, stop).isBlank());
    }

    /** The first attribute of this name; -1 for none. */
    private int line(String name) {
        for (int i = 0; i < bounds.count(); i++) {
            if (isAttribute(i, name)) {
                return i;
            }
        }
        return -1;
    }

    private char type(int line) {
        return text.charAt(bounds.start(line));
    }

    private String value(int line) {
        return text.substring(start(line), stop(line));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Section that && lines().equals(that.lines());
    }

    @Override
    public int hashCode() {
        return lines().hashCode();
    }
}
