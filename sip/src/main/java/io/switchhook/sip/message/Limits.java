package io.switchhook.sip.message;

/**
 * What a message may cost before a byte of it is decoded.
 *
 * <p>Three more are fixed: a header has at most 256 parameters ({@link io.switchhook.sip.message.uri.Parameters}), since each is two strings and
 * finding one looks at all; a Content-Length is never believed beyond the bytes that are there; parts of a body have limits of their own
 * ({@link io.switchhook.sip.message.body.MultipartLimits}). Bodies of XML are carried as they are and nowhere read, so no depth of them is bounded.
 *
 * @param maxMessageBytes no datagram holds more, and a stream peer must not make us collect without end
 * @param maxBodyBytes bodies are descriptions and short texts; what is larger is an attack or a mistake
 * @param maxHeaderLines honest requests through many proxies have some tens of lines, and each line costs index space and scans
 * @param maxLineBytes a header line, folds included, is decoded as a whole and may be shown in a log
 * @param maxVias each Via is a proxy passed; Max-Forwards starts at 70, so more cannot be honest (RFC 3261 §8.1.1.6)
 * @param maxRoutes each Route is a proxy still to pass: no honest request has more of them than it has hops left
 * @param maxListValues values of one header on one line become objects when somebody asks for the header
 */
public record Limits(
        int maxMessageBytes,
        int maxBodyBytes,
        int maxHeaderLines,
        int maxLineBytes,
        int maxVias,
        int maxRoutes,
        int maxListValues) {
    /** Roomy for every honest peer, a few hundred kilobytes of objects at worst. */
    public static final Limits DEFAULT = new Limits(65_535, 65_535, 256, 8_192, 80, 80, 256);

    /** Throws {@link IllegalArgumentException} when a limit is not positive. */
    public Limits {
        if (maxMessageBytes <= 0
                || maxBodyBytes <= 0
                || maxHeaderLines <= 0
                || maxLineBytes <= 0
                || maxVias <= 0
                || maxRoutes <= 0
                || maxListValues <= 0) {
            throw new IllegalArgumentException("expected every limit to be positive");
        }
    }
}
