package io.switchhook.services;

import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.pbx.CallTarget;
import io.switchhook.phone.WavPlayer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How a {@link CallQueue} works; {@link #of} begins, and the {@code with} methods change one thing each.
 *
 * @param name what agents see before who calls, as in {@code Sales: 858}; empty for the number of the queue
 * @param agents the extensions of those who take the calls; more may log in
 * @param strategy who of those who are free is called
 * @param ring how long an agent's telephone rings, 1 s to 10 min
 * @param rest how long an agent is left alone who did not take a call, 1 s to a day
 * @param wrapUp how long an agent is left alone after a call, 0 s to a day
 * @param music what who waits hears, a fresh one for each; asked on the loop of the services. Empty for a ringing tone
 * @param greeting what everybody hears first, and whole: until its end the caller waits without being offered to an agent
 * @param announcement what who waits hears in between; empty for nothing
 * @param announceEvery how long after the greeting and after one another announcements begin, 1 s to a day
 * @param longestWait how long anybody waits, 1 s to a day
 * @param mostWaiting how many may wait at once, 1 to 1000
 * @param otherwise the extension for whom the queue cannot take or keep any longer; who goes nowhere is refused or hung up on
 * @param unregisteredCount whether agents are called, and count as there, that have no telephone registered, as when the dial plan sends their number elsewhere. Where another
 *     number than theirs takes the call the queue does not see how long it lasts, and they are free again at once
 * @param agentsLogIn whether agents begin logged out, and log in and out by calling the queue's number too
 */
public record QueueSettings(
        Optional<String> name,
        List<String> agents,
        QueueStrategy strategy,
        Duration ring,
        Duration rest,
        Duration wrapUp,
        Optional<Supplier<PcmSource>> music,
        Optional<WavPlayer> greeting,
        Optional<WavPlayer> announcement,
        Duration announceEvery,
        Duration longestWait,
        int mostWaiting,
        Optional<String> otherwise,
        boolean unregisteredCount,
        boolean agentsLogIn) {

    private static final int GREATEST_LENGTH = 1_000;
    private static final int LONGEST_NAME = 64;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    public QueueSettings {
        name.filter(text -> text.isBlank() || text.length() > LONGEST_NAME || !Printable.isClean(text))
                .ifPresent(text -> {
                    throw new IllegalArgumentException("A queue has a name of 1 to " + LONGEST_NAME
                            + " characters, none of them a control character");
                });
        agents = List.copyOf(agents);
        agents.forEach(CallTarget::extension);
        if (agents.stream().distinct().count() < agents.size()) {
            throw new IllegalArgumentException("An agent stands in the list once, but " + agents + " has one twice");
        }
        Objects.requireNonNull(strategy, "strategy");
        Objects.requireNonNull(music, "music");
        Objects.requireNonNull(greeting, "greeting");
        Objects.requireNonNull(announcement, "announcement");
        otherwise.ifPresent(CallTarget::extension);
        require("An agent's telephone rings", ring, SECOND, Duration.ofMinutes(10));
        require("An agent rests", rest, SECOND, DAY);
        require("An agent has for wrapping up", wrapUp, Duration.ZERO, DAY);
        require("Announcements come every", announceEvery, SECOND, DAY);
        require("A caller waits at most", longestWait, SECOND, DAY);
        if (mostWaiting < 1 || mostWaiting > GREATEST_LENGTH) {
            throw new IllegalArgumentException(
                    "1 to " + GREATEST_LENGTH + " callers may wait in a queue, but not " + mostWaiting);
        }
    }

    private static void require(String what, Duration time, Duration least, Duration most) {
        if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + " " + least.toSeconds() + " to " + most.toSeconds()
                    + " seconds, but not " + Sentences.time(time));
        }
    }

    /**
     * A queue with these agents: who is idle longest is called, for 20 s; rests for 10 s when he does not answer; 100 may wait, for half an hour; ringing tones are heard.
     *
     * @throws IllegalArgumentException when one cannot be an extension or is there twice
     */
    public static QueueSettings of(String... agents) {
        return new QueueSettings(
                Optional.empty(),
                List.of(agents),
                QueueStrategy.LONGEST_IDLE,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(1),
                Duration.ofMinutes(30),
                100,
                Optional.empty(),
                false,
                false);
    }

    /** @param label what agents see before who calls, 1 to 64 characters */
    public QueueSettings withName(String label) {
        return with(changed -> changed.name = Optional.of(label));
    }

    public QueueSettings withStrategy(QueueStrategy order) {
        return with(changed -> changed.strategy = Objects.requireNonNull(order, "order"));
    }

    public QueueSettings withRing(Duration time) {
        return with(changed -> changed.ring = time);
    }

    public QueueSettings withRest(Duration time) {
        return with(changed -> changed.rest = time);
    }

    public QueueSettings withWrapUp(Duration time) {
        return with(changed -> changed.wrapUp = time);
    }

    /** @param source gives a fresh one for each caller: {@code WavPlayer.open(file).repeating()::again} */
    public QueueSettings withMusic(Supplier<PcmSource> source) {
        return with(changed -> changed.music = Optional.of(source));
    }

    /** @param words each caller hears {@link WavPlayer#again} of it */
    public QueueSettings withGreeting(WavPlayer words) {
        return with(changed -> changed.greeting = Optional.of(words));
    }

    /** @param words each caller hears {@link WavPlayer#again} of it */
    public QueueSettings withAnnouncement(WavPlayer words, Duration every) {
        return with(changed -> {
            changed.announcement = Optional.of(words);
            changed.announceEvery = every;
        });
    }

    public QueueSettings withLongestWait(Duration time) {
        return with(changed -> changed.longestWait = time);
    }

    public QueueSettings withMostWaiting(int callers) {
        return with(changed -> changed.mostWaiting = callers);
    }

    /** @param extension where go those whom the queue cannot take, or keep any longer */
    public QueueSettings withOtherwise(String extension) {
        return with(changed -> changed.otherwise = Optional.of(extension));
    }

    /** Agents without a registered telephone are called too. */
    public QueueSettings withUnregisteredAgents() {
        return with(changed -> changed.unregisteredCount = true);
    }

    /** Agents begin logged out; one who calls the queue's number logs in, and the next time out: he hears two tones that rise, or fall, and is hung up on. */
    public QueueSettings withAgentsLoggingIn() {
        return with(changed -> changed.agentsLogIn = true);
    }

    private QueueSettings with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return new QueueSettings(
                draft.name,
                agents,
                draft.strategy,
                draft.ring,
                draft.rest,
                draft.wrapUp,
                draft.music,
                draft.greeting,
                draft.announcement,
                draft.announceEvery,
                draft.longestWait,
                draft.mostWaiting,
                draft.otherwise,
                draft.unregisteredCount,
                draft.agentsLogIn);
    }

    private static final class Draft {
        private Optional<String> name;
        private QueueStrategy strategy;
        private Duration ring;
        private Duration rest;
        private Duration wrapUp;
        private Optional<Supplier<PcmSource>> music;
        private Optional<WavPlayer> greeting;
        private Optional<WavPlayer> announcement;
        private Duration announceEvery;
        private Duration longestWait;
        private int mostWaiting;
        private Optional<String> otherwise;
        private boolean unregisteredCount;
        private boolean agentsLogIn;

        Draft(QueueSettings from) {
            name = from.name;
            strategy = from.strategy;
            ring = from.ring;
            rest = from.rest;
            wrapUp = from.wrapUp;
            music = from.music;
            greeting = from.greeting;
            announcement = from.announcement;
            announceEvery = from.announceEvery;
            longestWait = from.longestWait;
            mostWaiting = from.mostWaiting;
            otherwise = from.otherwise;
            unregisteredCount = from.unregisteredCount;
            agentsLogIn = from.agentsLogIn;
        }
    }
}
