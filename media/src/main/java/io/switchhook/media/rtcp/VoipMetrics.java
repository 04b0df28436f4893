package io.switchhook.media.rtcp;

import java.nio.ByteBuffer;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How well a call is heard by the one who reports (RFC 3611 §4.7), as it stands on the wire. Shares are in 1/256 and counted from the beginning of reception; durations and delays
 * are milliseconds, 0 to 65535; {@value #UNAVAILABLE} says of levels, ratings and scores that there is none.
 *
 * @param ssrc the source that is heard
 * @param lossRate packets that never came, 0 to 255
 * @param discardRate packets that came and were of no use, 0 to 255
 * @param burstDensity missing packets within bursts, 0 to 255
 * @param gapDensity missing packets outside of bursts, 0 to 255
 * @param burstDuration of a burst in the mean
 * @param gapDuration of a gap in the mean
 * @param roundTripDelay last measured between the two ends of RTP, 0 before
 * @param endSystemDelay what the end itself adds in both directions, 0 when it does not know
 * @param signalLevel of the voice, in dB relative to 0 dBm0, signed
 * @param noiseLevel in silence, in dB relative to 0 dBm0, signed
 * @param echoReturnLoss what is left of an echo, RERL, in dB
 * @param gapThreshold Gmin: so many good packets in a row end a burst
 * @param rFactor rating of the part of the call that goes over RTP, with its delay, 0 to 100
 * @param externalRFactor rating of the part behind that
 * @param mosListening estimated score without the delay, times ten, 10 to 50
 * @param mosConversational the same with the delay
 * @param receiverConfiguration how gaps are concealed, and how the jitter buffer behaves (RFC 3611 §4.7.6)
 * @param nominalDelay of the jitter buffer for a packet in time
 * @param maximumDelay of the jitter buffer for the earliest packet
 * @param absoluteMaximumDelay that the jitter buffer may ever have
 */
public record VoipMetrics(
        int ssrc,
        int lossRate,
        int discardRate,
        int burstDensity,
        int gapDensity,
        int burstDuration,
        int gapDuration,
        int roundTripDelay,
        int endSystemDelay,
        int signalLevel,
        int noiseLevel,
        int echoReturnLoss,
        int gapThreshold,
        int rFactor,
        int externalRFactor,
        int mosListening,
        int mosConversational,
        int receiverConfiguration,
        int nominalDelay,
        int maximumDelay,
        int absoluteMaximumDelay) {
    /** There is no such figure. */
    public static final int UNAVAILABLE = 127;

    static final int TYPE = 7;
    static final int BYTES = 32;

    private static final int MAX_R = 100;
    private static final int MIN_MOS = 10;
    private static final int MAX_MOS = 50;

    /** Share of the packets that never came, 0 to 1. */
    public double lossShare() {
        return lossRate / 256.0;
    }

    /** Share of the packets that came and were of no use, 0 to 1. */
    public double discardShare() {
        return discardRate / 256.0;
    }

    /** R, 0 to 100; absent where the reporter has none, or says one that there cannot be (RFC 3611 §4.7.5). */
    public OptionalInt rating() {
        return rFactor >= 0 && rFactor <= MAX_R ? OptionalInt.of(rFactor) : OptionalInt.empty();
    }

    /** MOS-LQ, 1 to 5, without the delay; absent where the reporter has none, or says one that there cannot be. */
    public OptionalDouble listeningScore() {
        return score(mosListening);
    }

    /** MOS-CQ, 1 to 5, with the delay; absent where the reporter has none, or says one that there cannot be. */
    public OptionalDouble conversationalScore() {
        return score(mosConversational);
    }

    private static OptionalDouble score(int tenths) {
        return tenths >= MIN_MOS && tenths <= MAX_MOS ? OptionalDouble.of(tenths / 10.0) : OptionalDouble.empty();
    }

    static VoipMetrics parse(ByteBuffer in) {
        return new VoipMetrics(
                in.getInt(),
                octet(in),
                octet(in),
                octet(in),
                octet(in),
                word(in),
                word(in),
                word(in),
                word(in),
                in.get(),
                in.get(),
                octet(in),
                octet(in),
                octet(in),
                octet(in),
                octet(in),
                octet(in),
                word(in) >> 8,
                word(in),
                word(in),
                word(in));
    }

    private static int octet(ByteBuffer in) {
        return in.get() & 0xFF;
    }

    private static int word(ByteBuffer in) {
        return in.getShort() & 0xFFFF;
    }

    void write(ByteBuffer out) {
        out.putInt(ssrc);
        octets(out, lossRate, discardRate, burstDensity, gapDensity);
        words(out, burstDuration, gapDuration, roundTripDelay, endSystemDelay);
        octets(out, signalLevel, noiseLevel, echoReturnLoss, gapThreshold);
        octets(out, rFactor, externalRFactor, mosListening, mosConversational);
        octets(out, receiverConfiguration, 0);
        words(out, nominalDelay, maximumDelay, absoluteMaximumDelay);
    }

    private static void octets(ByteBuffer out, int... values) {
        for (int value : values) {
            out.put((byte) value);
        }
    }

    private static void words(ByteBuffer out, int... values) {
        for (int value : values) {
            out.putShort((short) value);
        }
    }
}
