package io.switchhook.simulation;

import io.switchhook.base.text.Sentences;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What one direction between two hosts does to packets. Datagrams suffer all of it. Of a stream, whose system repairs
 * what it can, the bytes arrive in order and
 * complete: loss only delays them, and duplication, reordering, corruption and MTU do not show.
 *
 * @param delay the least time under way
 * @param jitter up to so much more, drawn anew for each packet; it alone does not change the order
 * @param lossPercent chance in 100 that a packet is lost
 * @param duplicationPercent chance in 100 that a datagram arrives twice
 * @param reorderingPercent chance in 100 that a datagram is held back, so that those sent within about two delays after
 * it overtake it
 * @param corruptionPercent chance in 100 that one bit of a datagram is changed, as by a middle box that computes
 * checksums anew
 * @param mtuBytes datagrams with a longer payload are lost, as where fragments are filtered; empty: none are
 */
public record LinkModel(
        Duration delay,
        Duration jitter,
        double lossPercent,
        double duplicationPercent,
        double reorderingPercent,
        double corruptionPercent,
        OptionalInt mtuBytes) {

    /** One millisecond, and nothing ever goes wrong: the default. */
    public static final LinkModel LAN =
            new LinkModel(Duration.ofMillis(1), Duration.ZERO, 0, 0, 0, 0, OptionalInt.empty());

    /** How packets travel within one host. */
    static final LinkModel LOOPBACK = LAN.withDelay(Duration.ofNanos(10_000));

    public LinkModel {
        if (delay.isNegative() || jitter.isNegative()) {
            throw new IllegalArgumentException(
                    "Delay and jitter must not be negative: " + Sentences.time(delay) + ", " + Sentences.time(jitter));
        }
        requirePercent("loss", lossPercent);
        requirePercent("duplication", duplicationPercent);
        requirePercent("reordering", reorderingPercent);
        requirePercent("corruption", corruptionPercent);
        if (mtuBytes.isPresent() && mtuBytes.getAsInt() < 1) {
            throw new IllegalArgumentException("The MTU must be positive: " + mtuBytes.getAsInt());
        }
    }

    private static void requirePercent(String what, double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("Percentage of " + what + " must be from 0 to 100: " + percent);
        }
    }

    public LinkModel withDelay(Duration newDelay) {
        return new LinkModel(
                newDelay, jitter, lossPercent, duplicationPercent, reorderingPercent, corruptionPercent, mtuBytes);
    }

    public LinkModel withJitter(Duration newJitter) {
        return new LinkModel(
                delay, newJitter, lossPercent, duplicationPercent, reorderingPercent, corruptionPercent, mtuBytes);
    }

    public LinkModel withLossPercent(double percent) {
        return new LinkModel(
                delay, jitter, percent, duplicationPercent, reorderingPercent, corruptionPercent, mtuBytes);
    }

    public LinkModel withDuplicationPercent(double percent) {
        return new LinkModel(delay, jitter, lossPercent, percent, reorderingPercent, corruptionPercent, mtuBytes);
    }

    public LinkModel withReorderingPercent(double percent) {
        return new LinkModel(delay, jitter, lossPercent, duplicationPercent, percent, corruptionPercent, mtuBytes);
    }

    public LinkModel withCorruptionPercent(double percent) {
        return new LinkModel(delay, jitter, lossPercent, duplicationPercent, reorderingPercent, percent, mtuBytes);
    }

    public LinkModel withMtuBytes(int bytes) {
        return new LinkModel(
                delay,
                jitter,
                lossPercent,
                duplicationPercent,
                reorderingPercent,
                corruptionPercent,
                OptionalInt.of(bytes));
    }
}
