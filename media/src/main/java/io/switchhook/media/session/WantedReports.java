package io.switchhook.media.session;

/**
 * The extended reports (RFC 3611) that the other side has asked for; nobody is sent any that has not.
 *
 * @param voipMetrics how well we hear it
 * @param referenceTimes who may answer a reference time, with which one that sends no audio measures the round trip
 */
public record WantedReports(boolean voipMetrics, Answerers referenceTimes) {
    public static final WantedReports NONE = new WantedReports(false, Answerers.NOBODY);

    /** Who answers reference times. */
    public enum Answerers {
        /** They are not to be sent. */
        NOBODY,
        /** Who sends audio. */
        SENDERS,
        /** Whoever gets one. */
        ALL
    }
}
