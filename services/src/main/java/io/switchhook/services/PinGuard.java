package io.switchhook.services;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges PINs, of mailboxes or of a room. Whoever tries them all finds a mailbox that takes none for a while, however many calls are made for it. On one loop. */
final class PinGuard {
    private static final int MOST_FAILURES = 10;
    private static final long LOCK_NANOS = Duration.ofMinutes(15).toNanos();

    private final Map<String, Optional<String>> pins;
    /** Of mailboxes that there are alone. */
    private final Map<String, Failures> failures = new HashMap<>();

    private record Failures(int count, long lastNanos) {}

    PinGuard(Map<String, Optional<String>> pins) {
        this.pins = pins;
    }

    boolean has(String mailbox) {
        return pins.containsKey(mailbox);
    }

    /** Whether that mailbox has a PIN at all. */
    boolean isSet(String mailbox) {
        return Optional.ofNullable(pins.get(mailbox)).flatMap(pin -> pin).isPresent();
    }

    /** Whether that is the PIN of that mailbox, and the mailbox takes one now. Who has typed nothing has tried nothing. */
    boolean accepts(String mailbox, String typed, long nowNanos) {
        var known = pins.get(mailbox);
        return known != null && accepts(mailbox, known.stream().toList(), typed, nowNanos);
    }

    /** Whether that is one of those PINs, where several open one thing and are locked together. */
    boolean accepts(String mailbox, List<String> known, String typed, long nowNanos) {
        if (typed.isEmpty() || isLocked(mailbox, nowNanos)) {
            return false;
        }
        boolean right = known.stream()
                .anyMatch(pin -> MessageDigest.isEqual(
                        pin.getBytes(StandardCharsets.UTF_8), typed.getBytes(StandardCharsets.UTF_8)));
        if (right) {
            failures.remove(mailbox);
        } else {
            int before = Optional.ofNullable(failures.get(mailbox))
                    .map(Failures::count)
                    .orElse(0);
            failures.put(mailbox, new Failures(before + 1, nowNanos));
        }
        return right;
    }

    /** Whether no PIN is taken; with its end all attempts are there again. */
    boolean isLocked(String mailbox, long nowNanos) {
        var known = failures.get(mailbox);
        if (known == null || known.count() < MOST_FAILURES) {
            return false;
        }
        if (nowNanos - known.lastNanos() < LOCK_NANOS) {
            return true;
        }
        failures.remove(mailbox);
        return false;
    }
}
