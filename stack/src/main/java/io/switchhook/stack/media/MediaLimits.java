package io.switchhook.stack.media;

/** The figures of the media floor, each with its reason. */
public final class MediaLimits {
    /** What every telephone sends; longer packets save headers and cost delay. */
    public static final int PTIME_MILLIS = 20;

    private MediaLimits() {}
}
