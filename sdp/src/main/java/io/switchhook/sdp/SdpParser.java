package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One reading of one text. Used once. */
final class SdpParser {
    /** Lines that mean the session wherever a peer put them. */
    private static final String SESSION_ONLY = "vostruepz";

    private final SdpLimits limits;
    private final List<SdpLine> session = new ArrayList<>();
    private final List<MediaDescription> media = new ArrayList<>();
    private Optional<Origin> origin = Optional.empty();
    private boolean versionSeen;
    private Optional<MediaLine> head = Optional.empty();
    private List<SdpLine> section = new ArrayList<>();
    private @Nullable Connection sessionConnection;
    private @Nullable Connection sectionConnection;
    private int lineNumber;
    private int nextReturn = -1;
    private int firstNul = -1;

    SdpParser(SdpLimits limits) {
        this.limits = limits;
    }

    SessionDescription parse(String text) {
        if (text.length() > limits.maxLength()) {
            throw failure("at most " + limits.maxLength() + " characters", text.length() + " characters");
        }
        int end = endOfText(text);
        firstNul = text.indexOf(0);
        int start = 0;
        while (start < end) {
            int stop = Math.min(next('\n', text, start, end), nextReturn(text, start, end));
            lineNumber++;
            if (stop > start) {
                line(text, start, stop);
            }
            boolean pair = stop + 1 < end && text.charAt(stop) == '\r' && text.charAt(stop + 1) == '\n';
            start = stop + (pair ? 2 : 1);
        }
        lineNumber++;
        finishSection();
        if (!versionSeen) {
            throw failure("a line v=0", "");
        }
        var found = origin.orElseThrow(() -> failure("a line o=", ""));
        return new SessionDescription(found, new Section(session, sessionConnection), media);
    }

    /** Each carriage return is looked for once, however many lines end without one. */
    private int nextReturn(String text, int from, int end) {
        if (nextReturn < from) {
            nextReturn = next('\r', text, from, end);
        }
        return nextReturn;
    }

    private static int next(char wanted, String text, int from, int end) {
        int at = text.indexOf(wanted, from);
        return at < 0 ? end : Math.min(at, end);
    }

    /** Peers that count the terminator of a C string in Content-Length send a NUL at the end. */
    private static int endOfText(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        return end;
    }

    private void line(String text, int start, int stop) {
        if (lineNumber > limits.maxLines()) {
            throw failure("at most " + limits.maxLines() + " lines", "more");
        }
        if (stop - start > limits.maxLineLength()) {
            throw failure("at most " + limits.maxLineLength() + " characters a line", text.substring(start, stop));
        }
        char type = text.charAt(start);
        boolean wellFormed = stop - start >= 2 && text.charAt(start + 1) == '=' && SdpLine.isLetter(type);
        if (!wellFormed || firstNul >= start && firstNul < stop) {
            throw failure("a letter, an equals sign and text without NUL", text.substring(start, stop));
        }
        accept(UsualLines.of(text, start, stop));
    }

    private void accept(SdpLine line) {
        switch (line.type()) {
            case 'v' -> version(line);
            case 'o' -> origin(line);
            case 'm' -> media(line);
            case 'c' -> connection(line);
            default -> keep(line);
        }
    }

    private void keep(SdpLine line) {
        boolean ofSession = head.isEmpty() || SESSION_ONLY.indexOf(line.type()) >= 0;
        (ofSession ? session : section).add(line);
    }

    private void version(SdpLine line) {
        if (!line.value().strip().equals("0")) {
            throw failure("v=0", line.toString());
        }
        if (versionSeen) {
            throw failure("one session description, so one v= line (RFC 3264 §5)", line.toString());
        }
        versionSeen = true;
        keep(line);
    }

    private void origin(SdpLine line) {
        if (origin.isPresent()) {
            throw failure("one o= line", line.toString());
        }
        origin = Origin.parse(line.value());
        if (origin.isEmpty()) {
            throw failure("o=<user> <id> <version> IN IP4|IP6 <address>", line.toString());
        }
        keep(line);
    }

    private void connection(SdpLine line) {
        var connection =
                Connection.parse(line.value()).orElseThrow(() -> failure("c=IN IP4|IP6 <address>", line.toString()));
        if (head.isEmpty()) {
            sessionConnection = sessionConnection == null ? connection : sessionConnection;
        } else {
            sectionConnection = sectionConnection == null ? connection : sectionConnection;
        }
        keep(line);
    }

    private void media(SdpLine line) {
        finishSection();
        if (media.size() >= limits.maxMedia()) {
            throw failure("at most " + limits.maxMedia() + " m= lines", line.toString());
        }
        head = MediaLine.parse(line.value(), limits.maxFormats());
        if (head.isEmpty()) {
            throw failure(MediaLine.EXPECTED + ", at most " + limits.maxFormats() + " formats", line.toString());
        }
    }

    private void finishSection() {
        if (head.isPresent()) {
            media.add(new MediaDescription(head.get(), new Section(section, sectionConnection)));
            section = new ArrayList<>();
            sectionConnection = null;
        }
    }

    private SdpFormatException failure(String expected, String found) {
        return new SdpFormatException(Math.max(1, lineNumber), expected, found);
    }
}
