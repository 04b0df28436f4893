package io.switchhook.sdp;

/**
 * What a description may cost before it is refused, checked while reading and before anything is kept.
 *
 * @param maxLength characters (or bytes) of the whole body
 * @param maxLineLength characters of one line
 * @param maxLines lines of the whole body
 * @param maxMedia m= lines
 * @param maxFormats formats listed on one m= line
 */
public record SdpLimits(int maxLength, int maxLineLength, int maxLines, int maxMedia, int maxFormats) {

    /** Room for a browser's offer with candidates and several video lines; far below what could hurt. */
    public static final SdpLimits STANDARD = new SdpLimits(65_536, 8_192, 2_000, 64, 128);

    public SdpLimits {
        if (maxLength < 1 || maxLineLength < 1 || maxLines < 1 || maxMedia < 0 || maxFormats < 1) {
            throw new IllegalArgumentException("limits must be positive (maxMedia may be 0)");
        }
    }
}
