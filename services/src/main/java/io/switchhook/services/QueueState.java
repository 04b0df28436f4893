package io.switchhook.services;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A {@link CallQueue} as it was at one moment; it does not change.
 *
 * @param waiting who waits, who is the next first
 * @param agents in the order of the settings, and then in which they have come
 * @param counts since it was opened
 */
public record QueueState(List<Waiting> waiting, List<Agent> agents, Counts counts) {
    public QueueState {
        waiting = List.copyOf(waiting);
        agents = List.copyOf(agents);
    }

    /**
     * Somebody who waits.
     *
     * @param waited how long so far
     * @param ringing the agents who ring for him, or the one who has just answered
     */
    public record Waiting(QueueCaller caller, Duration waited, List<String> ringing) {
        public Waiting {
            ringing = List.copyOf(ringing);
        }
    }

    /**
     * An agent.
     *
     * @param number his extension
     * @param since how long he has been doing so
     * @param caller whose call rings there or was the last that he had; empty when he has had none
     * @param taken how many callers he has had
     * @param missed how many calls he did not take
     */
    public record Agent(
            String number, AgentState state, Duration since, Optional<QueueCaller> caller, int taken, int missed) {}

    /**
     * How many callers came to what. Each is counted once in the end: {@code entered} is what became of all of them and those that wait.
     *
     * @param entered were let in
     * @param connected have got an agent
     * @param gaveUp have hung up before
     * @param wentOn were sent on after they had been let in
     * @param refused were not let in
     * @param waited how long those who have got an agent have waited, added up
     */
    public record Counts(int entered, int connected, int gaveUp, int wentOn, int refused, Duration waited) {

        /** How long those who have got an agent have waited in the mean; zero when nobody has. */
        public Duration meanWait() {
            return connected == 0 ? Duration.ZERO : waited.dividedBy(connected);
        }
    }
}
