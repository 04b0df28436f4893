package io.switchhook.sip.message.body;

/**
 * What a multipart body may cost.
 *
 * @param maxParts parts of one body, of all levels: honest bodies have two or three, and each part is copied
 * @param maxDepth levels of multipart in multipart: 1 allows none inside; deeper ones exist only to exhaust a stack
 * @param maxPartHeaderBytes the header section of one part, line ends included; it is decoded into text as a whole
 */
public record MultipartLimits(int maxParts, int maxDepth, int maxPartHeaderBytes) {
    /** Roomy for every honest peer. */
    public static final MultipartLimits DEFAULT = new MultipartLimits(32, 4, 4_096);

    /** Throws {@link IllegalArgumentException} when a limit is not positive. */
    public MultipartLimits {
        if (maxParts <= 0 || maxDepth <= 0 || maxPartHeaderBytes <= 0) {
            throw new IllegalArgumentException("expected every limit to be positive");
        }
    }
}
