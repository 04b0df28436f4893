package io.switchhook.media.session;

/**
 * How comfort noise (RFC 3389) is sent under one payload type.
 *
 * @param payloadType 0 to 127; 13 at 8000 Hz
 * @param clockRate hertz of the codec that it stands beside
 */
public record NoiseFormat(int payloadType, int clockRate) {
    /** Static payload type 13 (RFC 3551 §6). */
    public static final NoiseFormat STATIC = new NoiseFormat(13, 8_000);

    public NoiseFormat {
        AudioPlan.checkType(payloadType);
        if (clockRate < 1) {
            throw new IllegalArgumentException("A clock has at least 1 Hz, not " + clockRate);
        }
    }
}
