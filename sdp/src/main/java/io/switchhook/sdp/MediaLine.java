package io.switchhook.sdp;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The m= line itself, with its text as it came. */
record MediaLine(String mediaType, int port, int portCount, String protocol, List<String> formats, String text) {
    static final String EXPECTED = "m=<media> <port 0-65535>[/<count>] <protocol> <format> ...";

    static MediaLine of(String mediaType, int port, String protocol, List<String> formats) {
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("an m= line lists at least one format (RFC 8866 §5.14)");
        }
        var text = mediaType + " " + Numbers.checkedPort(port) + " " + protocol + " " + String.join(" ", formats);
        // Without a blank in it, it is read as it is written.
        if (MediaFormat.isToken(mediaType) && MediaFormat.isToken(protocol) && areTokens(formats)) {
            return new MediaLine(mediaType, port, 1, protocol, List.copyOf(formats), text);
        }
        return parse(text, Integer.MAX_VALUE)
                .orElseThrow(() -> new IllegalArgumentException("expected " + EXPECTED + ", not " + text));
    }

    private static boolean areTokens(List<String> formats) {
        for (int i = 0; i < formats.size(); i++) {
            if (!MediaFormat.isToken(formats.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Reads what stands between two places of a text. */
    static Optional<MediaLine> parse(String text, int start, int stop, int maxFormats) {
        var usual = usual(text, start, stop, maxFormats);
        return usual != null ? Optional.of(usual) : parse(text.substring(start, stop), maxFormats);
    }

    /** The line with one space between each two fields and payload numbers as formats, as nearly all are; null for any other. */
    private static @Nullable MediaLine usual(String text, int start, int stop, int maxFormats) {
        int typeEnd = text.indexOf(' ', start);
        int portEnd = text.indexOf(' ', typeEnd + 1);
        int protocolEnd = text.indexOf(' ', portEnd + 1);
        if (typeEnd < 0 || portEnd < 0 || protocolEnd < 0 || protocolEnd >= stop) {
            return null;
        }
        int port = (int) Numbers.parse(text, typeEnd + 1, portEnd, 65_535);
        var type = Words.of(text, start, typeEnd);
        var protocol = Words.of(text, portEnd + 1, protocolEnd);
        var numbers = numbers(text, protocolEnd + 1, stop);
        return port >= 0
                        && MediaFormat.isToken(type)
                        && MediaFormat.isToken(protocol)
                        && numbers != null
                        && numbers.size() <= maxFormats
                ? new MediaLine(type, port, 1, protocol, numbers, text.substring(start, stop))
                : null;
    }

    /** The payload numbers between two places of a text; null when something else is there, be it a format or not. */
    private static @Nullable List<String> numbers(String text, int start, int stop) {
        int count = 1;
        for (int i = start; i < stop; i++) {
            count += text.charAt(i) == ' ' ? 1 : 0;
        }
        var numbers = new String[count];
        int from = start;
        for (int i = 0; i < count; i++) {
            int space = i < count - 1 ? text.indexOf(' ', from) : stop;
            if (Numbers.parse(text, from, space, 127) < 0) {
                return null;
            }
            numbers[i] = Words.of(text, from, space);
            from = space + 1;
        }
        return List.of(numbers);
    }

    /** A refused line without formats is let through: some peers send {@code m=video 0 RTP/AVP}. */
    static Optional<MediaLine> parse(String text, int maxFormats) {
        boolean bounded = maxFormats < Integer.MAX_VALUE - 4;
        var fields = Fields.ofBlanks(text.strip(), bounded ? maxFormats + 4 : Integer.MAX_VALUE);
        int count = fields.size();
        if (count < 3 || count > 3L + maxFormats) {
            return Optional.empty();
        }
        var ports = fields.get(1);
        int slash = ports.indexOf('/');
        int port = Numbers.parsePort(slash < 0 ? ports : ports.substring(0, slash));
        long portCount = slash < 0 ? 1 : Numbers.parse(ports.substring(slash + 1), 65_535);
        if (port < 0 || portCount < 1 || (count == 3 && port != 0)) {
            return Optional.empty();
        }
        var formats = count == 3 ? List.of("0") : List.copyOf(fields.subList(3, count));
        return Optional.of(new MediaLine(fields.get(0), port, (int) portCount, fields.get(2), formats, text));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MediaLine that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
