package io.switchhook.sip.core.route;

import io.switchhook.base.dns.DnsAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** DNS answers for as long as their time to live, so that a request need not ask again (RFC 1035 §3.2.1). Failures are not kept. Bounded. Used on one loop. */
public final class AnswerCache {
    private static final int MAX_ENTRIES = 4096;

    private record Entry(DnsAnswer answer, long untilNanos) {}

    private final Map<TargetPlan.Question, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** The answer that is still good. */
    public Optional<DnsAnswer> of(TargetPlan.Question question, long nowNanos) {
        var entry = entries.get(question);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.untilNanos() - nowNanos <= 0) {
            entries.remove(question);
            return Optional.empty();
        }
        return Optional.of(entry.answer());
    }

    public void onAnswer(TargetPlan.Question question, DnsAnswer answer, long nowNanos) {
        long life = TargetPlan.timeToLive(answer).toNanos();
        entries.remove(question);
        if (life <= 0) {
            return;
        }
        if (entries.size() >= MAX_ENTRIES) {
            entries.remove(entries.keySet().iterator().next());
        }
        entries.put(question, new Entry(answer, nowNanos + life));
    }

    /** Entries now, for leak checks. */
    public int size() {
        return entries.size();
    }
}
