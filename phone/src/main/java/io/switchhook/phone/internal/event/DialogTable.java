package io.switchhook.phone.internal.event;

import io.switchhook.phone.event.WatchedCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls of somebody, put together from the documents of one sender (RFC 4235 §4.3). Not thread-safe. */
public final class DialogTable {
    private static final int MOST_ROWS = 200;

    private final Map<String, WatchedCall> rows = new LinkedHashMap<>();
    private Optional<Long> version = Optional.empty();
    private boolean known;
    private boolean asked;

    /** Takes a document, if it is not older than what is known. */
    public void take(DialogDocument document) {
        var expected = version.map(last -> last + 1);
        boolean old = version.isPresent()
                && document.version()
                        .filter(now -> document.full() ? now < version.get() : now <= version.get())
                        .isPresent();
        if (old) {
            return;
        }
        boolean gap = expected.isPresent()
                && document.version().filter(now -> now > expected.get()).isPresent();
        version = document.version().or(() -> version);
        if (document.full()) {
            rows.clear();
            known = true;
            asked = false;
        } else if (gap) {
            known = false;
        }
        document.rows().forEach(this::take);
    }

    private void take(DialogDocument.Row row) {
        row.call()
                .filter(call -> rows.size() < MOST_ROWS || rows.containsKey(row.id()))
                .ifPresentOrElse(call -> rows.put(row.id(), call), () -> rows.remove(row.id()));
    }

    /** Whether something was missed, so that all has to be told anew; said once until it is. */
    public boolean wantsAll() {
        boolean wanted = !known && !asked;
        asked |= wanted;
        return wanted;
    }

    public List<WatchedCall> calls() {
        return List.copyOf(rows.values());
    }
}
