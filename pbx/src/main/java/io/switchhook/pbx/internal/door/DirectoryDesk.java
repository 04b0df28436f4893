package io.switchhook.pbx.internal.door;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import io.switchhook.sip.core.auth.Secret;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;

/** Asks the program's user database off the loop: some look-ups at once, more of them in a line, and none for longer than somebody waits. On the signalling loop. */
public final class DirectoryDesk {
    private static final int AT_ONCE = 16;
    /** Whoever comes then is told to come again. */
    private static final int MOST_WAITING = 1_000;
    /** A telephone repeats its request for 32 s and gives up then (RFC 3261 §17.1.2.2). */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Where the program keeps its users. Asked off the loop; may block. */
    public interface Users {

        /** @return empty when there is no such user */
        Optional<Secret> find(String number, String realm) throws Exception;
    }

    /** What the database has said. */
    public sealed interface Answer {

        record Found(Secret secret) implements Answer {}

        record Nobody() implements Answer {}

        /**
         * Nobody knows.
         *
         * @param status to answer a request with that has to know
         */
        record Failed(int status, String reason) implements Answer {}
    }

    private static final Answer TOO_MANY = new Answer.Failed(503, "Too many look-ups wait for the user database");
    private static final Answer TOO_SLOW = new Answer.Failed(503, "The user database did not answer in time");

    private final World world;
    private final Loop loop;
    private final String realm;
    private final Users users;
    private final BiConsumer<String, String> complaints;
    private final Map<String, LookUp> open = new HashMap<>();
    private final Deque<LookUp> line = new ArrayDeque<>();
    /** Counted down by the look-ups themselves: a loop whose queue is full would not hear of it. */
    private final AtomicInteger running = new AtomicInteger();

    private int waiting;

    /** @param complaints hears of each look-up that fails: whose, and why */
    public DirectoryDesk(World world, Loop loop, String realm, Users users, BiConsumer<String, String> complaints) {
        this.world = world;
        this.loop = loop;
        this.realm = realm;
        this.users = users;
        this.complaints = complaints;
    }

    /** Asks for a user; the answer comes later, or at once when too many wait. */
    void ask(String number, ObjLongConsumer<Answer> then, long nowNanos) {
        if (waiting >= MOST_WAITING) {
            then.accept(TOO_MANY, nowNanos);
            return;
        }
        waiting++;
        var known = open.get(number);
        if (known != null) {
            known.askers.add(then);
            return;
        }
        var begun = new LookUp(number);
        begun.askers.add(then);
        begun.patience.set(nowNanos + PATIENCE.toNanos());
        open.put(number, begun);
        line.add(begun);
        startNext();
    }

    private void startNext() {
        while (running.get() < AT_ONCE && !line.isEmpty()) {
            running.incrementAndGet();
            line.remove().start();
        }
    }

    /** One name that is asked for. */
    private final class LookUp {
        private final String number;
        private final List<ObjLongConsumer<Answer>> askers = new ArrayList<>(1);
        private final Alarm patience = loop.alarm(() -> finish(TOO_SLOW));

        LookUp(String number) {
            this.number = number;
        }

        void start() {
            world.openLane("switchhook-users").submit(() -> {
                var answer = find();
                running.decrementAndGet();
                loop.post(() -> {
                    finish(answer);
                    startNext();
                });
            });
        }

        private Answer find() {
            try {
                return users.find(number, realm).<Answer>map(Answer.Found::new).orElseGet(Answer.Nobody::new);
            } catch (Throwable thrown) {
                return new Answer.Failed(500, "The user database failed: " + thrown);
            }
        }

        private void finish(Answer answer) {
            if (!open.remove(number, this)) {
                return;
            }
            patience.cancel();
            line.remove(this);
            waiting -= askers.size();
            if (answer instanceof Answer.Failed failed) {
                complaints.accept(number, failed.reason());
            }
            long now = loop.nowNanos();
            List.copyOf(askers).forEach(asker -> asker.accept(answer, now));
        }
    }
}
