package io.switchhook.services;

import java.time.Duration;

/** What happens in a {@link CallQueue}, in the order it happens. */
public sealed interface QueueEvent {

    /** For switching. */
    enum Kind {
        ENTERED,
        OFFERED,
        MISSED,
        CONNECTED,
        GAVE_UP,
        WENT_ON,
        AGENT_CHANGED
    }

    Kind kind();

    /**
     * Somebody waits.
     *
     * @param position 1 for who is the next
     */
    record Entered(QueueCaller caller, int position) implements QueueEvent {
        @Override
        public Kind kind() {
            return Kind.ENTERED;
        }
    }

    /** An agent's telephone is called for somebody who waits. */
    record Offered(QueueCaller caller, String agent) implements QueueEvent {
        @Override
        public Kind kind() {
            return Kind.OFFERED;
        }
    }

    /** An agent did not get the call; the caller waits on at his place. Not told of those who ring no longer since another has answered. */
    record Missed(QueueCaller caller, String agent, AgentMiss why) implements QueueEvent {
        @Override
        public Kind kind() {
            return Kind.MISSED;
        }
    }

    /** The two talk; the queue has left the call. */
    record Connected(QueueCaller caller, String agent, Duration waited) implements QueueEvent {
        @Override
        public Kind kind() {
            return Kind.CONNECTED;
        }
    }

    /** The caller has hung up before an agent had him. */
    record GaveUp(QueueCaller caller, Duration waited) implements QueueEvent {
        @Override
        public Kind kind() {
            return Kind.GAVE_UP;
        }
    }

    /** The caller was sent on to {@link QueueSettings#otherwise}, or away where there is none; zero is waited by who was not let in. */
    record WentOn(QueueCaller caller, QueueExit why, Duration waited) implements QueueEvent {
        @Override
        public Kind kind() {
            return Kind.WENT_ON;
        }
    }

    /** An agent does something else now. */
    record AgentChanged(String agent, AgentState state) implements QueueEvent {
        @Override
        public Kind kind() {
            return Kind.AGENT_CHANGED;
        }
    }
}
