package io.switchhook.sdp;

import java.util.List;
import java.util.Optional;

/** The m= line itself, with its text as it came. */
record MediaLine(String mediaType, int port, int portCount, String protocol, List<String> formats, String text) {
    static final String EXPECTED = "m=<media> <port 0-65535>[/<count>] <protocol> <format> ...";

    static MediaLine of(String mediaType, int port, String protocol, List<String> formats) {
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("an m= line lists at least one format (RFC 8866 §5.14)");
        }
        var text = mediaType + " " + Numbers.checkedPort(port) + " " + protocol + " " + String.join(" ", formats);
        return parse(text, Integer.MAX_VALUE)
                .orElseThrow(() -> new IllegalArgumentException("expected " + EXPECTED + ", not " + text));
    }

    /** A refused line without formats is let through: some peers send {@code m=video 0 RTP/AVP}. */
    static Optional<MediaLine> parse(String text, int maxFormats) {
        var fields = text.strip().split("[ \t]+", maxFormats == Integer.MAX_VALUE ? 0 : maxFormats + 4);
        if (fields.length < 3 || fields.length > 3L + maxFormats) {
            return Optional.empty();
        }
        int slash = fields[1].indexOf('/');
        int port = Numbers.parsePort(slash < 0 ? fields[1] : fields[1].substring(0, slash));
        long count = slash < 0 ? 1 : Numbers.parse(fields[1].substring(slash + 1), 65_535);
        if (port < 0 || count < 1 || (fields.length == 3 && port != 0)) {
            return Optional.empty();
        }
        var formats = fields.length == 3 ? List.of("0") : List.of(fields).subList(3, fields.length);
        return Optional.of(new MediaLine(fields[0], port, (int) count, fields[2], List.copyOf(formats), text));
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
