package io.switchhook.sip.message;

/**
 * What a message may cost before a byte of it is decoded.
 *
 * @param maxMessageBytes no datagram holds more, and a stream peer must not make us collect without end
 * @param maxBodyBytes bodies are descriptions and short texts; what is larger is an attack or a mistake
 * @param maxHeaderLines honest requests through many proxies have some tens of lines, and each line costs index space and scans
 * @param maxLineBytes a header line, folds included, is decoded as a whole and may be shown in a log
 * @param maxVias each Via is a proxy passed; Max-Forwards starts at 70, so more cannot be honest (RFC 3261 §8.1.1.6)
 * @param maxListValues values of one header on one line become objects when somebody asks for the header
 */
public record Limits(
        int maxMessageBytes, int maxBodyBytes, int maxHeaderLines, int maxLineBytes, int maxVias, int maxListValues) {
    /** Roomy for every honest peer, a few hundred kilobytes of objects at worst. */
    public static final Limits DEFAULT = new Limits(65_535, 65_535, 256, 8_192, 80, 256);

    /** Throws {@link IllegalArgumentException} when a limit is not positive. */
    public Limits {
        if (maxMessageBytes <= 0
                || maxBodyBytes <= 0
                || maxHeaderLines <= 0
                || maxLineBytes <= 0
                || maxVias <= 0
                || maxListValues <= 0) {
            throw new IllegalArgumentException("expected every limit to be positive");
        }
    }
}
