package io.switchhook.testkit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Knows which messages have come before, and what was answered to them. */
final class Repeats {
    private final Set<String> seen = new HashSet<>();
    private final Map<String, WireMessage> answers = new HashMap<>();
    private int count;

    /** Notes the message; true when it came before. */
    boolean isRepeat(WireMessage message) {
        boolean repeat = !seen.add(key(message));
        count += repeat ? 1 : 0;
        return repeat;
    }

    void answered(WireMessage message, WireMessage answer) {
        answers.put(key(message), answer);
    }

    /** What was said to it last: the answer to a request, the ACK to a final answer. */
    Optional<WireMessage> answerTo(WireMessage message) {
        return Optional.ofNullable(answers.get(key(message)));
    }

    int count() {
        return count;
    }

    /** A repeated request has the same branch (RFC 3261 §17.2.3); a repeated answer the same bytes. */
    private static String key(WireMessage message) {
        return message.isRequest() ? message.method() + ' ' + message.branch() : message.toString();
    }
}
