package io.switchhook.media.srtp;

/**
 * What became of the packets that were to be opened, RTP and RTCP together.
 *
 * @param passed opened and handed on
 * @param notAuthentic with a tag of other keys, or changed on their way
 * @param replayed there before, or too old
 * @param otherwise refused for any other reason
 */
public record SrtpCounters(long passed, long notAuthentic, long replayed, long otherwise) {

    /** Nothing has come. */
    public static final SrtpCounters NONE = new SrtpCounters(0, 0, 0, 0);

    /** All that were not handed on. */
    public long refused() {
        return notAuthentic + replayed + otherwise;
    }

    /** Both together. */
    public SrtpCounters plus(SrtpCounters other) {
        return new SrtpCounters(
                passed + other.passed,
                notAuthentic + other.notAuthentic,
                replayed + other.replayed,
                otherwise + other.otherwise);
    }
}
