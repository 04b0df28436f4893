package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.StaticPayloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses our payload numbers for one description of one media line. RFC 3264 §8.3.2: a number that once meant a
 * format in this line means it to the end of the session.
 */
final class PayloadNumbers {
    /** What nearly every phone calls telephone-event/8000; kept free for it, since some look for nothing else. */
    private static final int USUAL_TELEPHONE_EVENT = 101;

    private final List<PayloadMapping> history;
    private final Map<MediaFormat, Integer> pinned;
    private final List<PayloadMapping> used = new ArrayList<>();

    PayloadNumbers(List<PayloadMapping> history, Map<MediaFormat, Integer> pinned) {
        this.history = history;
        this.pinned = pinned;
    }

    /** Our number for a format we offer: the one it had, the one asked for, the static one, else a free one. */
    PayloadMapping offer(MediaFormat format) {
        for (var past : history) {
            if (FormatRules.same(past.format(), format)) {
                return use(past.payloadType(), format);
            }
        }
        var wanted = pinned.get(format);
        if (wanted != null && isFree(wanted)) {
            return use(wanted, format);
        }
        var assigned = StaticPayloads.payloadType(format);
        if (assigned.isPresent() && isFree(assigned.getAsInt())) {
            return use(assigned.getAsInt(), format);
        }
        return use(freeNumber(format), format);
    }

    /** Our number for a format that was offered under a number: the same (RFC 3264 §6.1), unless it means another. */
    PayloadMapping answer(int offered, MediaFormat format) {
        var meaning = meaning(offered);
        boolean keeps = meaning == null || FormatRules.same(meaning, format);
        return keeps ? use(offered, format) : offer(format);
    }

    /** The history with the numbers of this description added. */
    static List<PayloadMapping> remember(List<PayloadMapping> history, List<PayloadMapping> latest) {
        var all = new ArrayList<>(latest);
        for (var past : history) {
            if (meaning(past.payloadType(), latest) == null) {
                all.add(past);
            }
        }
        return List.copyOf(all);
    }

    private PayloadMapping use(int number, MediaFormat format) {
        var mapping = new PayloadMapping(number, format);
        used.add(mapping);
        return mapping;
    }

    private boolean isFree(int number) {
        return meaning(number) == null;
    }

    /** What was said last of a number; null for one of which nothing was said. */
    private @Nullable MediaFormat meaning(int number) {
        var now = meaning(number, used);
        return now != null ? now : meaning(number, history);
    }

    private static @Nullable MediaFormat meaning(int number, List<PayloadMapping> among) {
        for (int i = among.size() - 1; i >= 0; i--) {
            if (among.get(i).payloadType() == number) {
                return among.get(i).format();
            }
        }
        return null;
    }

    /** RFC 3551 §3: 96 to 127, then unassigned ones; 64 to 95 could be taken for RTCP (RFC 5761 §4). */
    private int freeNumber(MediaFormat format) {
        if (format.isTelephoneEvent() && format.clockRate() == 8000 && isUnclaimed(USUAL_TELEPHONE_EVENT)) {
            return USUAL_TELEPHONE_EVENT;
        }
        for (int number = 96; number <= 127; number++) {
            if (number != USUAL_TELEPHONE_EVENT && isUnclaimed(number)) {
                return number;
            }
        }
        for (int number = 35; number <= 63; number++) {
            if (isUnclaimed(number)) {
                return number;
            }
        }
        throw new IllegalArgumentException("no payload number is left for " + format.rtpmap());
    }

    private boolean isUnclaimed(int number) {
        return isFree(number) && !pinned.containsValue(number);
    }
}
