package io.switchhook.sip.core.route;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.route.TargetPlan.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers which questions for NAPTR and SRV DNS let run into its time-out while the domain was found without them: many a router at home passes on questions for addresses
 * alone, and each request would wait for it anew. Such a question is left out by requests, and asked again from time to time by nobody who waits; the first answer ends that. In an
 * outage nothing is found, so nothing is remembered. Bounded: the oldest memory goes first, and what nobody needs is forgotten. Used on one loop.
 */
public final class SilentQuestions {
    /** A failure that comes sooner is left to be asked for again: it costs no waiting, and may be over. */
    static final Duration SILENCE = Duration.ofSeconds(1);

    /** When it is asked again for the first time; the pause doubles with each silence, since an outage may just have ended. */
    static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    /** The longest pause. */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** How long a question is remembered that no request has left out. */
    static final Duration MEMORY = Duration.ofMinutes(10);

    private static final int MAX_ENTRIES = 1024;

    private static final class Entry {
        private long pauseNanos = FIRST_PAUSE.toNanos();
        private long askAgainNanos;
        private long untilNanos;
        private boolean dispensable;

        void onSilence(long nowNanos) {
            askAgainNanos = nowNanos + pauseNanos;
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
        }

        long deadlineNanos() {
            return dispensable && askAgainNanos < untilNanos ? askAgainNanos : Timed.NEVER;
        }
    }

    private final Map<Question, Entry> entries = new LinkedHashMap<>();

    /**
     * DNS has said something, or has given up.
     *
     * @param askedNanos when it was asked
     */
    public void onAnswer(Question question, DnsAnswer answer, long askedNanos, long nowNanos) {
        boolean service = question.type() == DnsType.NAPTR || question.type() == DnsType.SRV;
        boolean silent = answer instanceof DnsAnswer.Failed && nowNanos - askedNanos >= SILENCE.toNanos();
        if (!service || !silent) {
            entries.remove(question);
            return;
        }
        var entry = entries.get(question);
        if (entry == null) {
            if (entries.size() >= MAX_ENTRIES) {
                entries.remove(entries.keySet().iterator().next());
            }
            entry = new Entry();
            entry.untilNanos = nowNanos + MEMORY.toNanos();
            entries.put(question, entry);
        }
        entry.onSilence(nowNanos);
    }

    /** A plan has come to its targets without an answer to these: from now on nobody waits for one. */
    public void onFoundWithout(Collection<Question> unanswered) {
        for (var question : unanswered) {
            var entry = entries.get(question);
            if (entry != null) {
                entry.dispensable = true;
            }
        }
    }

    /** A plan has come to nothing, and these are unanswered: the next one waits for them. */
    public void onNothingFound(Collection<Question> unanswered) {
        entries.keySet().removeAll(unanswered);
    }

    /** Whether a request is to leave this one out, which keeps it in memory. */
    public boolean isSilent(Question question, long nowNanos) {
        var entry = entries.get(question);
        if (entry == null || !entry.dispensable) {
            return false;
        }
        if (entry.untilNanos <= nowNanos) {
            entries.remove(question);
            return false;
        }
        entry.untilNanos = nowNanos + MEMORY.toNanos();
        return true;
    }

    /** When {@link #onTime} wants to be called; {@link Timed#NEVER} when nothing is to be asked. */
    public long nextDeadlineNanos() {
        long next = Timed.NEVER;
        for (var entry : entries.values()) {
            next = Math.min(next, entry.deadlineNanos());
        }
        return next;
    }

    /** What is to be asked again now; each once until its answer is told. */
    public List<Question> onTime(long nowNanos) {
        entries.values().removeIf(entry -> entry.untilNanos <= nowNanos);
        var due = new ArrayList<Question>();
        entries.forEach((question, entry) -> {
            if (entry.deadlineNanos() <= nowNanos) {
                entry.askAgainNanos = Timed.NEVER;
                due.add(question);
            }
        });
        return due;
    }

    /** Entries now, for leak checks. */
    public int size() {
        return entries.size();
    }
}
