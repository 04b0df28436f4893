package io.switchhook.sip.core.route;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.route.TargetPlan.Question;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a plan would have to ask next if the answer to a question brought nothing, asked ahead when that answer does not come soon: where DNS is silent for both, a request waits
 * for one time-out and not for two in a row. A DNS that answers is asked no more than before. Bounded by the questions that are under way. Used on one loop.
 */
public final class QuestionsAhead {
    /** Most answers come sooner; the time-out of DNS is many times that. */
    static final Duration PATIENCE = Duration.ofMillis(300);

    private record Waiting(List<Question> next, long deadlineNanos) {}

    private final Map<Question, Waiting> waiting = new LinkedHashMap<>();

    /** @param next what is to be asked if this one is silent, see {@link TargetPlan#likelyNext} */
    public void onAsked(Question question, List<Question> next, long nowNanos) {
        if (!next.isEmpty()) {
            waiting.putIfAbsent(question, new Waiting(next, nowNanos + PATIENCE.toNanos()));
        }
    }

    /** DNS has said something, or has given up. */
    public void onAnswer(Question question) {
        waiting.remove(question);
    }

    public long nextDeadlineNanos() {
        return waiting.values().stream().mapToLong(Waiting::deadlineNanos).min().orElse(Timed.NEVER);
    }

    /** What to ask now. */
    public List<Question> onTime(long nowNanos) {
        var due = waiting.values().stream()
                .filter(one -> one.deadlineNanos() <= nowNanos)
                .flatMap(one -> one.next().stream())
                .distinct()
                .toList();
        waiting.values().removeIf(one -> one.deadlineNanos() <= nowNanos);
        return due;
    }
}
