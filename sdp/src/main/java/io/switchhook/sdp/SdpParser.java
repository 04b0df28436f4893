package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One reading of one text. Used once. */
final class SdpParser {
    /** Lines of a section that nearly every description gets along with. */
    private static final int USUAL = 12;

    private final SdpText text;
    private final SdpLimits limits;
    private final byte[] bytes;

    private final LineBounds session = new LineBounds(USUAL);
    private final List<MediaDescription> media = new ArrayList<>();
    private @Nullable Origin origin;
    private @Nullable Connection sessionConnection;
    private boolean versionSeen;
    private @Nullable MediaLine head;
    private LineBounds section = session;
    private @Nullable Connection sectionConnection;
    private int lineNumber;
    private boolean holdsNul;

    SdpParser(String text, SdpLimits limits) {
        this.text = new SdpText(text);
        this.limits = limits;
        this.bytes = this.text.bytes();
    }

    SessionDescription parse() {
        if (bytes.length > limits.maxLength()) {
            throw failure("at most " + limits.maxLength() + " characters", bytes.length + " characters");
        }
        int end = endOfText();
        holdsNul = text.text().indexOf(0) >= 0;
        int start = 0;
        while (start < end) {
            int stop = Math.min(end, text.lineEnd(start));
            lineNumber++;
            if (stop > start) {
                line(start, stop);
            }
            boolean pair = stop + 1 < end && bytes[stop] == '\r' && bytes[stop + 1] == '\n';
            start = stop + (pair ? 2 : 1);
        }
        lineNumber++;
        finishSection();
        if (!versionSeen) {
            throw failure("a line v=0", "");
        }
        if (origin == null) {
            throw failure("a line o=", "");
        }
        return new SessionDescription(origin, new Section(text.text(), session, sessionConnection), media);
    }

    /** Peers that count the terminator of a C string in Content-Length send a NUL at the end. */
    private int endOfText() {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private void line(int start, int stop) {
        if (lineNumber > limits.maxLines()) {
            throw failure("at most " + limits.maxLines() + " lines", "more");
        }
        if (stop - start > limits.maxLineLength()) {
            throw failure("at most " + limits.maxLineLength() + " characters a line", text.cut(start, stop));
        }
        char type = (char) bytes[start];
        boolean wellFormed = stop - start >= 2 && bytes[start + 1] == '=' && SdpLine.isLetter(type);
        if (!wellFormed || (holdsNul && text.cut(start, stop).indexOf(0) >= 0)) {
            throw failure("a letter, an equals sign and text without NUL", text.cut(start, stop));
        }
        switch (type) {
            // Those of the session mean it wherever a peer put them.
            case 'v' -> version(start, stop);
            case 'o' -> origin(start, stop);
            case 'm' -> media(start, stop);
            case 'c' -> connection(start, stop);
            case 'a' -> section.add(start, stop);
            case 's', 't', 'r', 'u', 'e', 'p', 'z' -> session.add(start, stop);
            default -> section.add(start, stop);
        }
    }

    private void version(int start, int stop) {
        boolean usual = stop == start + 3 && bytes[start + 2] == '0';
        if (!usual && !text.cut(start + 2, stop).strip().equals("0")) {
            throw failure("v=0", text.cut(start, stop));
        }
        if (versionSeen) {
            throw failure("one session description, so one v= line (RFC 3264 §5)", text.cut(start, stop));
        }
        versionSeen = true;
        session.add(start, stop);
    }

    private void origin(int start, int stop) {
        if (origin != null) {
            throw failure("one o= line", text.cut(start, stop));
        }
        origin = required(
                Origin.parse(text, start + 2, stop), "o=<user> <id> <version> IN IP4|IP6 <address>", start, stop);
        session.add(start, stop);
    }

    private void connection(int start, int stop) {
        var connection = required(Connection.parse(text, start + 2, stop), "c=IN IP4|IP6 <address>", start, stop);
        if (head == null) {
            sessionConnection = sessionConnection == null ? connection : sessionConnection;
        } else {
            sectionConnection = sectionConnection == null ? connection : sectionConnection;
        }
        section.add(start, stop);
    }

    private void media(int start, int stop) {
        finishSection();
        if (media.size() >= limits.maxMedia()) {
            throw failure("at most " + limits.maxMedia() + " m= lines", text.cut(start, stop));
        }
        var found = MediaLine.parse(text, start + 2, stop, limits.maxFormats());
        if (found.isEmpty()) {
            var most = ", at most " + limits.maxFormats() + " formats";
            throw failure(MediaLine.EXPECTED + most, text.cut(start, stop));
        }
        head = found.get();
        section = new LineBounds(USUAL);
        sectionConnection = null;
    }

    private void finishSection() {
        if (head != null) {
            media.add(new MediaDescription(head, new Section(text.text(), section, sectionConnection)));
        }
    }

    private <T> T required(Optional<T> found, String expected, int start, int stop) {
        if (found.isEmpty()) {
            throw failure(expected, text.cut(start, stop));
        }
        return found.get();
    }

    private SdpFormatException failure(String expected, String found) {
        return new SdpFormatException(Math.max(1, lineNumber), expected, found);
    }
}
