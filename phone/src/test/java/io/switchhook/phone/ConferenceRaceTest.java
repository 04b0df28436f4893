package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneSource;
import io.switchhook.stack.flow.ListenPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Threads that come and go while a room is mixed in real time. */
class ConferenceRaceTest {
    private static final int THREADS = 4;
    private static final int TURNS = 300;

    private static SoftPhone phone() {
        return SoftPhone.create(PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0)));
    }

    @Test
    void threadsJoinAndLeaveAsTheyLike() throws Exception {
        var joined = new AtomicInteger();
        var full = new AtomicInteger();
        var events = new AtomicInteger();
        var heard = new CompletableFuture<Void>();
        var over = new CompletableFuture<Void>();
        var pool = Executors.newFixedThreadPool(THREADS);
        try (var phone = phone()) {
            // One stays, so that the room is mixed all the time.
            var room = phone.openConference(THREADS).onEvent(event -> {
                switch (event.kind()) {
                    case JOINED -> events.incrementAndGet();
                    case LEFT -> events.decrementAndGet();
                    case SPEAKING -> {}
                    case CLOSED -> over.complete(null);
                }
            });
            room.join("stays", (target, offset, length) -> 0, (samples, offset, length) -> heard.complete(null));
            var workers = new ArrayList<Future<?>>();
            for (int worker = 0; worker < THREADS; worker++) {
                workers.add(pool.submit(() -> {
                    for (int turn = 0; turn < TURNS; turn++) {
                        var outcome = room.join("x", new ToneSource(8_000, 440), (samples, offset, length) -> {});
                        if (outcome instanceof JoinOutcome.Joined in) {
                            joined.incrementAndGet();
                            in.joined().mute().unmute();
                            assertThat(in.joined().leave()).isTrue();
                        } else {
                            assertThat(outcome).isEqualTo(new JoinOutcome.Full(THREADS));
                            full.incrementAndGet();
                        }
                    }
                }));
            }
            for (var worker : workers) {
                worker.get(60, TimeUnit.SECONDS);
            }
            heard.get(10, TimeUnit.SECONDS);
            assertThat(joined.get() + full.get()).isEqualTo(THREADS * TURNS);
            assertThat(joined).hasPositiveValue();
            assertThat(room.participants()).hasSize(1);
            room.close();
            over.get(10, TimeUnit.SECONDS);
            assertThat(events).as("each who came has gone, in that order").hasValue(0);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void phoneThatClosesEndsItsConferences() {
        var kinds = new ArrayList<ConferenceEvent.Kind>();
        var over = new CompletableFuture<Void>();
        var phone = phone();
        var room = phone.openConference(3).onEvent(event -> {
            kinds.add(event.kind());
            if (event.kind() == ConferenceEvent.Kind.CLOSED) {
                over.complete(null);
            }
        });
        room.join("me", (target, offset, length) -> 0, (samples, offset, length) -> {});
        phone.close();
        over.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(room.isClosed()).isTrue();
        assertThat(kinds)
                .isEqualTo(
                        List.of(ConferenceEvent.Kind.JOINED, ConferenceEvent.Kind.LEFT, ConferenceEvent.Kind.CLOSED));
        assertThat(room.join("late", (target, offset, length) -> 0, (samples, offset, length) -> {}))
                .isEqualTo(new JoinOutcome.Closed());
    }
}
