package io.switchhook.phone.internal.call;

import io.switchhook.stack.conference.ConferenceInfo;

/** What a call has to know of the conference that it is in, where that shows itself. From any thread. */
public interface ConferenceFace {
    /**
     * The conference and who is in it now.
     *
     * @param entity what the other side of the call knows it by
     */
    ConferenceInfo info(String entity);

    /** Whether it is over, and not for this call alone. */
    boolean isClosed();
}
