package io.switchhook.stack.conference;

import io.switchhook.sip.core.event.EventState;
import java.util.Optional;

/** Makes the documents for one subscriber: whole ones, and what has changed since the one before (RFC 4575 §4.3, §4.4). Used by one thread at a time. */
public final class ConferenceTeller {
    /** The type of the documents. */
    public static final String BODY_TYPE = "application/conference-info+xml";

    /** The name of the event package. */
    public static final String PACKAGE = "conference";

    private Optional<ConferenceInfo> told = Optional.empty();
    private long version;

    /**
     * The next document.
     *
     * @param whole whether it answers a SUBSCRIBE (§3.2); the first is whole in any case
     */
    public EventState tell(ConferenceInfo now, boolean whole) {
        version++;
        var before = told.filter(last -> !whole && last.entity().equals(now.entity()));
        told = Optional.of(now);
        return EventState.of(
                BODY_TYPE,
                before.map(last -> ConferenceWriter.changes(last, now, version))
                        .orElseGet(() -> ConferenceWriter.whole(now, version)));
    }

    /** The last document: the conference has ceased to exist. */
    public EventState tellOver(String entity) {
        version++;
        told = Optional.empty();
        return EventState.of(BODY_TYPE, ConferenceWriter.over(entity, version));
    }
}
