package io.switchhook.sdp;

import io.switchhook.base.text.StandingTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The m= line itself, with its text as it came. */
record MediaLine(String mediaType, int port, int portCount, String protocol, List<String> formats, String text) {
    /** All calls of a telephone offer the same formats. */
    private static final StandingTexts<Rest> RESTS = new StandingTexts<>(6, 128);

    /** What stands behind the port of a line. */
    private record Rest(String protocol, List<String> formats) {}

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
    static Optional<MediaLine> parse(SdpText text, int start, int stop, int maxFormats) {
        var usual = usual(text, start, stop, maxFormats);
        return usual != null ? Optional.of(usual) : parse(text.cut(start, stop), maxFormats);
    }

    /** The line with one space between each two fields and payload numbers as formats, as nearly all are; null for any other. */
    private static @Nullable MediaLine usual(SdpText text, int start, int stop, int maxFormats) {
        int typeEnd = text.space(start, stop);
        int portEnd = text.space(typeEnd + 1, stop);
        int port = portEnd >= stop ? -1 : (int) text.number(typeEnd + 1, portEnd, 65_535);
        var rest = port < 0 || !text.isToken(start, typeEnd) ? null : rest(text, portEnd + 1, stop);
        return rest != null && rest.formats.size() <= maxFormats
                ? new MediaLine(text.word(start, typeEnd), port, 1, rest.protocol, rest.formats, text.cut(start, stop))
                : null;
    }

    /** What stands behind the port; null when it is not of the usual kind. */
    private static @Nullable Rest rest(SdpText text, int start, int stop) {
        var known = RESTS.find(0, text.bytes(), start, stop);
        if (known != null) {
            return known;
        }
        int protocolEnd = text.space(start, stop);
        var formats =
                protocolEnd == stop || !text.isToken(start, protocolEnd) ? null : numbers(text, protocolEnd + 1, stop);
        if (formats == null) {
            return null;
        }
        var rest = new Rest(text.word(start, protocolEnd), formats);
        // The byte of a question mark may stand for a character that has none.
        if (rest.protocol.indexOf('?') < 0) {
            RESTS.keep(0, text.bytes(), start, stop, rest);
        }
        return rest;
    }

    /** The payload numbers between two places of a text; null when something else is there, be it a format or not. */
    private static @Nullable List<String> numbers(SdpText text, int start, int stop) {
        var numbers = new ArrayList<String>();
        int end = start - 1;
        while (end < stop) {
            int from = end + 1;
            end = text.space(from, stop);
            if (text.number(from, end, 127) < 0) {
                return null;
            }
            numbers.add(text.word(from, end));
        }
        return List.copyOf(numbers);
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
