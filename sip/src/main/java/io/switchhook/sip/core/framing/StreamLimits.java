package io.switchhook.sip.core.framing;

/**
 * What one message on a stream may take. Nothing is allocated for bytes that have only been announced.
 *
 * @param maxHeadBytes start line and headers, with the empty line
 * @param maxBodyBytes largest Content-Length of a message that is read
 * @param maxIgnoredBytes largest Content-Length of a message whose body is thrown away as it comes, so that the stream may be read on; what announces more ends the stream
 */
public record StreamLimits(int maxHeadBytes, int maxBodyBytes, int maxIgnoredBytes) {

    /**
     * The sizes of what a datagram can hold at most, once for the head and once for the body. What somebody sends by mistake, a picture or a long list, is ignored up to 16 MiB: a
     * stream may be the trunk of many others, which must not lose it.
     */
    public static final StreamLimits DEFAULT = new StreamLimits(65_535, 65_535, 16 << 20);

    public StreamLimits {
        if (maxHeadBytes < 64 || maxBodyBytes < 0) {
            throw new IllegalArgumentException("a head of 64 bytes and a body of 0 bytes must be allowed at least");
        }
        if (maxIgnoredBytes < maxBodyBytes || maxIgnoredBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "what is ignored has as many bytes as what is read at least, and 1 GiB at most");
        }
    }
}
