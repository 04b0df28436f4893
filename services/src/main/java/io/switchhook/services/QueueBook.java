package io.switchhook.services;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who waits in a queue, what each agent does, and what is to be done about it. Pure: time comes in, and what is to be done goes out to {@link Actions}, which must not call back.
 *
 * <p>What keeps a caller from being lost or had twice: he is in the book until exactly one of his ends is told; an offer is of one caller and one agent; whoever is being
 * connected is touched by nothing but the outcome of that.
 */
final class QueueBook {
    /** An agent's telephone may be away for a moment, as when it registers anew; nobody is sent away for that. */
    static final long NOBODY_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long NEVER = Long.MAX_VALUE;

    private final QueueSettings settings;
    private final Actions actions;
    private final Map<Long, Entry> waiting = new LinkedHashMap<>();
    private final Map<String, QueueAgent> agents = new LinkedHashMap<>();
    private final Map<Long, Offer> offers = new LinkedHashMap<>();
    private long lastOffer;
    private String lastAgent = "";
    private long settledNanos = Long.MIN_VALUE;
    private long nobodySinceNanos = NEVER;
    private QueueState.Counts counts = new QueueState.Counts(0, 0, 0, 0, 0, Duration.ZERO);

    /** What the book wants done. */
    interface Actions {
        void answer(QueueCaller caller);

        /** Not answered yet, and not let in. */
        void refuse(QueueCaller caller, QueueExit why);

        /** Call this agent. */
        void ring(long offer, QueueCaller caller, String agent);

        /** Hang up on the agent of this offer. */
        void end(long offer);

        /** Connect the two, both answered. */
        void join(QueueCaller caller, long offer);

        /** Send him elsewhere. */
        void goOn(QueueCaller caller, QueueExit why);

        void announce(QueueCaller caller);

        void tell(QueueEvent event);
    }

    private enum Step {
        ANSWERING,
        WAITING,
        JOINING
    }

    private static final class Entry {
        private final QueueCaller caller;
        private Step step = Step.ANSWERING;
        private long enteredNanos;
        private long offeredFromNanos;
        private long announcedNanos = NEVER;
        private boolean gone;

        Entry(QueueCaller caller) {
            this.caller = caller;
        }

        Duration waited(long nowNanos) {
            return Duration.ofNanos(nowNanos - enteredNanos);
        }
    }

    private record Offer(long id, Entry entry, QueueAgent agent) {}

    QueueBook(QueueSettings settings, Actions actions, long nowNanos) {
        this.settings = settings;
        this.actions = actions;
        settings.agents()
                .forEach(number ->
                        agents.put(number, new QueueAgent(number, settings, !settings.agentsLogIn(), nowNanos)));
    }

    // --- callers --------------------------------------------------------------------------------------------------

    void enter(QueueCaller caller, long nowNanos) {
        if (waiting.size() >= settings.mostWaiting()) {
            refuse(caller, QueueExit.FULL);
        } else if (agents.values().stream().noneMatch(QueueAgent::isThere)) {
            refuse(caller, QueueExit.NOBODY_THERE);
        } else {
            waiting.put(caller.id(), new Entry(caller));
            actions.answer(caller);
        }
        settle(nowNanos);
    }

    private void refuse(QueueCaller caller, QueueExit why) {
        count(0, 0, 0, 0, 1, Duration.ZERO);
        actions.tell(new QueueEvent.WentOn(caller, why, Duration.ZERO));
        actions.refuse(caller, why);
    }

    void onAnswered(long caller, long nowNanos) {
        var entry = waiting.get(caller);
        if (entry == null || entry.step != Step.ANSWERING) {
            return;
        }
        entry.step = Step.WAITING;
        entry.enteredNanos = nowNanos;
        entry.offeredFromNanos = nowNanos
                + settings.greeting().map(words -> words.duration().toNanos()).orElse(0L);
        if (settings.announcement().isPresent()) {
            entry.announcedNanos =
                    entry.offeredFromNanos + settings.announceEvery().toNanos();
        }
        count(1, 0, 0, 0, 0, Duration.ZERO);
        actions.tell(new QueueEvent.Entered(entry.caller, position(entry)));
        settle(nowNanos);
    }

    private int position(Entry wanted) {
        return List.copyOf(waiting.values()).indexOf(wanted) + 1;
    }

    /** He has hung up, or was lost. While he is being connected that may be how it went well. */
    void onGone(long caller, long nowNanos) {
        var entry = waiting.get(caller);
        if (entry == null) {
            return;
        }
        if (entry.step == Step.JOINING) {
            entry.gone = true;
            return;
        }
        leave(entry, nowNanos);
        if (entry.step == Step.WAITING) {
            gaveUp(entry, nowNanos);
        }
        settle(nowNanos);
    }

    private void gaveUp(Entry entry, long nowNanos) {
        count(0, 0, 1, 0, 0, Duration.ZERO);
        actions.tell(new QueueEvent.GaveUp(entry.caller, entry.waited(nowNanos)));
    }

    private void leave(Entry entry, long nowNanos) {
        waiting.remove(entry.caller.id());
        withdraw(entry, nowNanos);
    }

    /** Nobody rings for him any more. */
    private void withdraw(Entry entry, long nowNanos) {
        for (var offer : List.copyOf(offers.values())) {
            if (offer.entry == entry && offer.agent.isRinging()) {
                withdraw(offer, nowNanos);
            }
        }
    }

    private void withdraw(Offer offer, long nowNanos) {
        offers.remove(offer.id);
        offer.agent.onFreed(nowNanos);
        actions.end(offer.id);
    }

    private void goOn(Entry entry, QueueExit why, long nowNanos) {
        leave(entry, nowNanos);
        count(0, 0, 0, 1, 0, Duration.ZERO);
        actions.tell(new QueueEvent.WentOn(entry.caller, why, entry.waited(nowNanos)));
        actions.goOn(entry.caller, why);
    }

    // --- offers ---------------------------------------------------------------------------------------------------

    /** The agent of an offer has answered. */
    void onOfferAnswered(long id, long nowNanos) {
        var offer = offers.get(id);
        if (offer == null) {
            // Just taken back.
            actions.end(id);
            return;
        }
        offer.agent.onAnswered(nowNanos);
        offer.entry.step = Step.JOINING;
        withdraw(offer.entry, nowNanos);
        actions.join(offer.entry.caller, id);
        settle(nowNanos);
    }

    void onMissed(long id, AgentMiss why, long nowNanos) {
        var offer = offers.remove(id);
        if (offer != null) {
            missed(offer, why, nowNanos);
            settle(nowNanos);
        }
    }

    private void missed(Offer offer, AgentMiss why, long nowNanos) {
        offer.agent.onMissed(nowNanos);
        actions.tell(new QueueEvent.Missed(offer.entry.caller, offer.agent.number(), why));
    }

    void onJoined(long id, long nowNanos) {
        var offer = offers.remove(id);
        if (offer == null) {
            return;
        }
        var entry = offer.entry;
        waiting.remove(entry.caller.id());
        offer.agent.onConnected(nowNanos);
        count(0, 1, 0, 0, 0, entry.waited(nowNanos));
        actions.tell(new QueueEvent.Connected(entry.caller, offer.agent.number(), entry.waited(nowNanos)));
        settle(nowNanos);
    }

    /** @param callerThere whether the caller has not hung up meanwhile */
    void onNotJoined(long id, boolean callerThere, long nowNanos) {
        var offer = offers.remove(id);
        if (offer == null) {
            return;
        }
        actions.end(id);
        var entry = offer.entry;
        if (entry.gone || !callerThere) {
            offer.agent.onFreed(nowNanos);
            waiting.remove(entry.caller.id());
            gaveUp(entry, nowNanos);
        } else {
            entry.step = Step.WAITING;
            missed(offer, AgentMiss.NOT_CONNECTED, nowNanos);
        }
        settle(nowNanos);
    }

    // --- agents ---------------------------------------------------------------------------------------------------

    void login(String number, long nowNanos) {
        agents.computeIfAbsent(number, key -> new QueueAgent(key, settings, false, nowNanos))
                .login(nowNanos);
        settle(nowNanos);
    }

    void logout(String number, long nowNanos) {
        change(number, QueueAgent::logout, nowNanos);
    }

    void pause(String number, boolean wanted, long nowNanos) {
        change(number, agent -> agent.pause(wanted), nowNanos);
    }

    private void change(String number, Consumer<QueueAgent> change, long nowNanos) {
        var agent = agents.get(number);
        if (agent == null) {
            return;
        }
        change.accept(agent);
        if (agent.isRinging() && !agent.isThere()) {
            offers.values().stream()
                    .filter(offer -> offer.agent == agent)
                    .findFirst()
                    .ifPresent(offer -> withdraw(offer, nowNanos));
        }
        settle(nowNanos);
    }

    boolean isAgent(String number) {
        return agents.containsKey(number);
    }

    boolean isLoggedIn(String number) {
        return Optional.ofNullable(agents.get(number))
                .filter(QueueAgent::isLoggedIn)
                .isPresent();
    }

    /**
     * What the PBX says.
     *
     * @param inCalls the extensions that are in calls, or whose telephones ring
     * @param registered those that have a telephone
     */
    void onLines(Set<String> inCalls, Set<String> registered, long nowNanos) {
        agents.values()
                .forEach(agent ->
                        agent.onLines(inCalls.contains(agent.number()), registered.contains(agent.number()), nowNanos));
        settle(nowNanos);
    }

    // --- time -----------------------------------------------------------------------------------------------------

    void onTime(long nowNanos) {
        settle(nowNanos);
    }

    /** When {@link #onTime} has something to do; {@code Long.MAX_VALUE} for never. */
    long deadlineNanos() {
        long first = NEVER;
        for (var agent : agents.values()) {
            first = Math.min(first, agent.deadlineNanos(isJoining(agent)));
        }
        for (var entry : waiting.values()) {
            if (entry.step == Step.WAITING) {
                first = Math.min(first, timeOut(entry));
                first = Math.min(first, entry.announcedNanos);
                first = Math.min(first, entry.offeredFromNanos > settledNanos ? entry.offeredFromNanos : NEVER);
                first = Math.min(first, nobodySinceNanos == NEVER ? NEVER : nobodySinceNanos + NOBODY_NANOS);
            }
        }
        return first;
    }

    private long timeOut(Entry entry) {
        return entry.enteredNanos + settings.longestWait().toNanos();
    }

    private boolean isJoining(QueueAgent agent) {
        return offers.values().stream().anyMatch(offer -> offer.agent == agent);
    }

    private void settle(long nowNanos) {
        settledNanos = nowNanos;
        agents.values().forEach(agent -> agent.onTime(isJoining(agent), nowNanos));
        lookWhoIsThere(nowNanos);
        for (var entry : List.copyOf(waiting.values())) {
            if (entry.step == Step.WAITING && timeOut(entry) <= nowNanos) {
                goOn(entry, QueueExit.TOO_LONG, nowNanos);
            }
        }
        offer(nowNanos);
        for (var entry : waiting.values()) {
            if (entry.step == Step.WAITING && entry.announcedNanos <= nowNanos) {
                entry.announcedNanos = nowNanos + settings.announceEvery().toNanos();
                actions.announce(entry.caller);
            }
        }
        for (var agent : agents.values()) {
            if (agent.hasChanged(nowNanos)) {
                actions.tell(new QueueEvent.AgentChanged(agent.number(), agent.state()));
            }
        }
    }

    private void lookWhoIsThere(long nowNanos) {
        if (agents.values().stream().anyMatch(QueueAgent::isThere)) {
            nobodySinceNanos = NEVER;
        } else if (nobodySinceNanos == NEVER) {
            nobodySinceNanos = nowNanos;
        } else if (nobodySinceNanos + NOBODY_NANOS <= nowNanos) {
            for (var entry : List.copyOf(waiting.values())) {
                if (entry.step == Step.WAITING) {
                    goOn(entry, QueueExit.NOBODY_THERE, nowNanos);
                }
            }
        }
    }

    /** Who came first gets an agent first. */
    private void offer(long nowNanos) {
        for (var entry : waiting.values()) {
            if (entry.step != Step.WAITING || entry.offeredFromNanos > nowNanos) {
                continue;
            }
            if (settings.strategy() == QueueStrategy.RING_ALL) {
                agents.values().stream().filter(QueueAgent::isFree).forEach(agent -> offer(entry, agent, nowNanos));
                return;
            }
            boolean rings = offers.values().stream().anyMatch(offer -> offer.entry == entry);
            if (!rings) {
                var agent = next();
                if (agent.isEmpty()) {
                    return;
                }
                offer(entry, agent.get(), nowNanos);
            }
        }
    }

    private void offer(Entry entry, QueueAgent agent, long nowNanos) {
        var offer = new Offer(++lastOffer, entry, agent);
        offers.put(offer.id, offer);
        lastAgent = agent.number();
        agent.onRinging(entry.caller, nowNanos);
        actions.tell(new QueueEvent.Offered(entry.caller, agent.number()));
        actions.ring(offer.id, entry.caller, agent.number());
    }

    private Optional<QueueAgent> next() {
        var free = agents.values().stream().filter(QueueAgent::isFree);
        return switch (settings.strategy()) {
            case RING_ALL, IN_ORDER -> free.findFirst();
            case LONGEST_IDLE -> free.min(Comparator.comparingLong(QueueAgent::idleSinceNanos));
            case ROUND_ROBIN -> {
                var numbers = List.copyOf(agents.keySet());
                int last = numbers.indexOf(lastAgent);
                yield free.min(Comparator.comparingInt(
                        agent -> Math.floorMod(numbers.indexOf(agent.number()) - last - 1, numbers.size())));
            }
        };
    }

    // --- what is seen ---------------------------------------------------------------------------------------------

    private void count(int entered, int connected, int gaveUp, int wentOn, int refused, Duration waited) {
        counts = new QueueState.Counts(
                counts.entered() + entered,
                counts.connected() + connected,
                counts.gaveUp() + gaveUp,
                counts.wentOn() + wentOn,
                counts.refused() + refused,
                counts.waited().plus(waited));
    }

    QueueState state(long nowNanos) {
        var callers = waiting.values().stream()
                .filter(entry -> entry.step != Step.ANSWERING)
                .map(entry -> new QueueState.Waiting(
                        entry.caller,
                        entry.waited(nowNanos),
                        offers.values().stream()
                                .filter(offer -> offer.entry == entry)
                                .map(offer -> offer.agent.number())
                                .toList()))
                .toList();
        return new QueueState(
                callers,
                agents.values().stream().map(agent -> agent.view(nowNanos)).toList(),
                counts);
    }
}
