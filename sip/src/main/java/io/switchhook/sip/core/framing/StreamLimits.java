package io.switchhook.sip.core.framing;

/**
 * What one message on a stream may take. Nothing is allocated for bytes that have only been announced.
 *
 * @param maxHeadBytes start line and headers, with the empty line
 * @param maxBodyBytes largest Content-Length
 */
public record StreamLimits(int maxHeadBytes, int maxBodyBytes) {

    /** The sizes of what a datagram can hold at most, once for the head and once for the body. */
    public static final StreamLimits DEFAULT = new StreamLimits(65_535, 65_535);

    public StreamLimits {
        if (maxHeadBytes < 64 || maxBodyBytes < 0) {
            throw new IllegalArgumentException("a head of 64 bytes and a body of 0 bytes must be allowed at least");
        }
    }
}
