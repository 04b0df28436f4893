package io.switchhook.sip.core.transaction;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is left of server transactions that have answered: enough to know their requests again for half a minute, and to repeat the answer (RFC 3261 §17.2.2, COMPLETED; RFC 6026
 * §8.7, ACCEPTED). A busy server has a hundred thousand of them, so they are bytes in a few buffers and not objects, which a collector would have to move.
 *
 * <p>All wait for the same time, so they are forgotten in the order in which they came; one that came with an earlier deadline than its predecessor waits for that.
 */
final class FinishedTransactions {
    /** Where the parts of a record are, from its beginning. */
    private static final int LENGTH = 0;

    private static final int UNTIL = 4;
    private static final int KEY_HASH = 12;
    private static final int MERGE_HASH = 20;
    private static final int HOP = 28;
    private static final int INVITE = 32;
    private static final int KEY_LENGTH = 33;
    private static final int MERGE_LENGTH = 35;
    private static final int TAG_LENGTH = 37;
    private static final int TEXTS = 39;

    private final SecretHash hash;
    private final Tape tape = new Tape();
    private final PositionIndex byKey = new PositionIndex();
    private final PositionIndex byMergeKey = new PositionIndex();
    private final HopCounts hops = new HopCounts();
    private long latestNanos = Long.MIN_VALUE;

    /**
     * One that was found.
     *
     * @param invite whether it was accepted by a 2xx to INVITE
     * @param tag the To tag of the answer
     * @param answer to be repeated when the request is; empty when there is none, or its user repeats it
     */
    record Finished(boolean invite, String tag, Hop hop, Optional<SipResponse> answer) {}

    FinishedTransactions(Randomness random) {
        this.hash = new SecretHash(random);
    }

    int size() {
        return byKey.size();
    }

    /** The hops on which the answers have gone. */
    Set<Hop> hops() {
        return hops.hops();
    }

    /**
     * Takes over what is left of a transaction.
     *
     * @param mergeKey may be empty
     * @return false when it is too long to be kept here; nothing has happened then
     */
    boolean add(String key, String mergeKey, Finished finished, long untilNanos) {
        var keyBytes = bytes(key);
        var mergeBytes = bytes(mergeKey);
        var tag = bytes(finished.tag());
        int answerLength = finished.answer().map(SipResponse::length).orElse(0);
        long length = TEXTS + (long) keyBytes.length + mergeBytes.length + tag.length + answerLength;
        if (length > Tape.REEL) {
            return false;
        }
        latestNanos = tape.isEmpty() ? untilNanos : Math.max(latestNanos, untilNanos);
        long position = tape.append((int) length);
        long keyHash = hash.of(keyBytes);
        long mergeHash = mergeBytes.length == 0 ? 0 : hash.of(mergeBytes);
        var reel = tape.reelOf(position).position(Tape.indexOf(position));
        reel.putInt((int) length).putLong(latestNanos).putLong(keyHash).putLong(mergeHash);
        reel.putInt(hops.take(finished.hop())).put((byte) (finished.invite() ? 1 : 0));
        reel.putShort((short) keyBytes.length)
                .putShort((short) mergeBytes.length)
                .putShort((short) tag.length);
        reel.put(keyBytes).put(mergeBytes).put(tag);
        finished.answer().ifPresent(answer -> answer.writeTo(reel));
        byKey.put(keyHash, position);
        if (mergeBytes.length > 0) {
            byMergeKey.put(mergeHash, position);
        }
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    boolean contains(String key) {
        return position(key) != PositionIndex.NONE;
    }

    private long position(String key) {
        if (size() == 0) {
            return PositionIndex.NONE;
        }
        var text = bytes(key);
        return byKey.find(hash.of(text), position -> {
            var reel = tape.reelOf(position);
            int at = Tape.indexOf(position);
            return Tape.equals(reel, at + TEXTS, length(reel, at + KEY_LENGTH), text);
        });
    }

    /** Whether one that is still remembered had this {@link MatchKeys#merge}. */
    boolean holdsMerge(String mergeKey) {
        if (byMergeKey.size() == 0 || mergeKey.isEmpty()) {
            return false;
        }
        var text = bytes(mergeKey);
        return byMergeKey.find(hash.of(text), position -> {
                    var reel = tape.reelOf(position);
                    int at = Tape.indexOf(position);
                    int from = at + TEXTS + length(reel, at + KEY_LENGTH);
                    return Tape.equals(reel, from, length(reel, at + MERGE_LENGTH), text);
                })
                != PositionIndex.NONE;
    }

    /** What is remembered under a key of {@link MatchKeys#server}. */
    Optional<Finished> find(String key) {
        long position = position(key);
        return position == PositionIndex.NONE ? Optional.empty() : Optional.of(read(position));
    }

    private Finished read(long position) {
        var reel = tape.reelOf(position);
        int at = Tape.indexOf(position);
        int tagAt = at + TEXTS + length(reel, at + KEY_LENGTH) + length(reel, at + MERGE_LENGTH);
        int answerAt = tagAt + length(reel, at + TAG_LENGTH);
        var tag = StandardCharsets.UTF_8.decode(reel.slice(tagAt, answerAt - tagAt));
        var answer = reel.slice(answerAt, at + reel.getInt(at + LENGTH) - answerAt);
        return new Finished(
                reel.get(at + INVITE) == 1, tag.toString(), hops.hop(reel.getInt(at + HOP)), parsed(answer));
    }

    private static int length(ByteBuffer reel, int at) {
        return Short.toUnsignedInt(reel.getShort(at));
    }

    private static Optional<SipResponse> parsed(ByteBuffer answer) {
        return answer.hasRemaining()
                        && MessageParser.parse(answer, Limits.DEFAULT) instanceof ParseResult.Parsed parsed
                        && parsed.message() instanceof SipResponse response
                ? Optional.of(response)
                : Optional.empty();
    }

    /** When the oldest is to be forgotten. */
    long nextDeadlineNanos() {
        return tape.isEmpty() ? Timed.NEVER : tape.reelOf(tape.first()).getLong(Tape.indexOf(tape.first()) + UNTIL);
    }

    /** Forgets those whose time has come, and says of each on which hop it was. */
    void expire(long nowNanos, Consumer<Hop> forgotten) {
        while (nextDeadlineNanos() <= nowNanos) {
            long position = tape.first();
            var reel = tape.reelOf(position);
            int at = Tape.indexOf(position);
            int hop = reel.getInt(at + HOP);
            byKey.remove(reel.getLong(at + KEY_HASH), position);
            if (length(reel, at + MERGE_LENGTH) > 0) {
                byMergeKey.remove(reel.getLong(at + MERGE_HASH), position);
            }
            tape.dropFirst(reel.getInt(at + LENGTH));
            forgotten.accept(hops.hop(hop));
            hops.giveBack(hop);
        }
    }
}
