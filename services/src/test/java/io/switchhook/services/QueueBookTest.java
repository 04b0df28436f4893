package io.switchhook.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.WavPlayer;
import io.switchhook.phone.WavRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a queue decides, by tables: what comes in, second by second, and what it wants done. */
class QueueBookTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Set<String> ALL = Set.of("a", "b", "c");

    private final List<String> done = new ArrayList<>();
    private long now;
    private QueueBook book = bookWith(settings -> settings, "a", "b");

    private final class Diary implements QueueBook.Actions {
        @Override
        public void answer(QueueCaller caller) {
            done.add("answer " + caller.id());
        }

        @Override
        public void refuse(QueueCaller caller, QueueExit why) {
            done.add("refuse " + caller.id() + " " + why);
        }

        @Override
        public void ring(long offer, QueueCaller caller, String agent) {
            done.add("ring " + offer + " " + agent + " for " + caller.id());
        }

        @Override
        public void end(long offer) {
            done.add("end " + offer);
        }

        @Override
        public void join(QueueCaller caller, long offer) {
            done.add("join " + caller.id() + " " + offer);
        }

        @Override
        public void goOn(QueueCaller caller, QueueExit why) {
            done.add("go on " + caller.id() + " " + why);
        }

        @Override
        public void announce(QueueCaller caller) {
            done.add("announce " + caller.id());
        }

        @Override
        public void tell(QueueEvent event) {
            if (event instanceof QueueEvent.GaveUp gone) {
                done.add("gave up " + gone.caller().id());
            } else if (event instanceof QueueEvent.Connected both) {
                done.add("connected " + both.caller().id() + " " + both.agent());
            } else if (event instanceof QueueEvent.Missed missed) {
                done.add("missed " + missed.agent() + " " + missed.why());
            }
        }
    }

    private QueueBook bookWith(UnaryOperator<QueueSettings> more, String... agents) {
        return new QueueBook(
                more.apply(QueueSettings.of(agents).withStrategy(QueueStrategy.IN_ORDER)), new Diary(), now);
    }

    private void comes(long caller) {
        book.enter(new QueueCaller(caller, "8" + caller, Optional.empty()), now);
        book.onAnswered(caller, now);
    }

    /** What was done since this was last asked. */
    private List<String> done() {
        var all = List.copyOf(done);
        done.clear();
        return all;
    }

    /** Time passes as a loop with an alarm lets it pass. */
    private void seconds(long count) {
        long until = now + count * SECOND;
        while (book.deadlineNanos() <= until) {
            assertThat(book.deadlineNanos()).as("an alarm in the past").isGreaterThanOrEqualTo(now);
            long before = now;
            now = book.deadlineNanos();
            book.onTime(now);
            assertThat(book.deadlineNanos()).as("an alarm that rings again").isGreaterThan(before);
        }
        now = until;
    }

    private void inCalls(String... agents) {
        book.onLines(Set.of(agents), ALL, now);
    }

    private AgentState stateOf(int agent) {
        return book.state(now).agents().get(agent).state();
    }

    @Test
    void whoComesFirstGetsTheFirstAgent() {
        comes(1);
        comes(2);
        comes(3);
        assertThat(done()).containsExactly("answer 1", "ring 1 a for 1", "answer 2", "ring 2 b for 2", "answer 3");
        book.onOfferAnswered(2, now);
        inCalls("b");
        book.onJoined(2, now);
        assertThat(done()).containsExactly("join 2 2", "connected 2 b");
        book.onMissed(1, AgentMiss.BUSY, now);
        assertThat(done()).containsExactly("missed a BUSY");
        assertThat(book.state(now).waiting())
                .extracting(waiting -> waiting.caller().id())
                .containsExactly(1L, 3L);
        seconds(10);
        assertThat(done()).as("rested").containsExactly("ring 3 a for 1");
    }

    @Test
    void anAgentIsFreeWhenHisCallIsOverAndHeHasWrappedUp() {
        book = bookWith(settings -> settings.withWrapUp(Duration.ofSeconds(5)), "a");
        comes(1);
        book.onOfferAnswered(1, now);
        inCalls("a");
        book.onJoined(1, now);
        comes(2);
        done();
        seconds(600);
        assertThat(stateOf(0)).isEqualTo(AgentState.TALKING);
        inCalls();
        // Between the queue's call and the caller's he may be in none.
        seconds(0);
        assertThat(stateOf(0)).isEqualTo(AgentState.TALKING);
        seconds(1);
        assertThat(stateOf(0)).isEqualTo(AgentState.WRAP_UP);
        seconds(3);
        assertThat(done()).isEmpty();
        seconds(1);
        assertThat(done()).containsExactly("ring 2 a for 2");
    }

    @Test
    void aCallThatMovesIsNotOver() {
        book = bookWith(settings -> settings, "a");
        comes(1);
        book.onOfferAnswered(1, now);
        inCalls("a");
        inCalls();
        book.onJoined(1, now);
        comes(2);
        done();
        now += SECOND / 2;
        inCalls("a");
        seconds(60);
        assertThat(done()).isEmpty();
        inCalls();
        seconds(1);
        assertThat(done()).containsExactly("ring 2 a for 2");
    }

    @Test
    void allRingForTheFirstAlone() {
        book = bookWith(settings -> settings.withStrategy(QueueStrategy.RING_ALL), "a", "b", "c");
        comes(1);
        comes(2);
        assertThat(done())
                .containsExactly("answer 1", "ring 1 a for 1", "ring 2 b for 1", "ring 3 c for 1", "answer 2");
        book.onOfferAnswered(2, now);
        assertThat(done()).containsExactly("end 1", "end 3", "join 1 2", "ring 4 a for 2", "ring 5 c for 2");
        // The answer of who was just told to stop.
        book.onOfferAnswered(3, now);
        assertThat(done()).containsExactly("end 3");
        book.onJoined(2, now);
        assertThat(done()).containsExactly("connected 1 b");
    }

    @Test
    void eachStrategyHasItsOrder() {
        book = bookWith(settings -> settings.withStrategy(QueueStrategy.ROUND_ROBIN), "a", "b", "c");
        assertThat(served(4)).containsExactly("a", "b", "c", "a");
        book = bookWith(settings -> settings.withStrategy(QueueStrategy.IN_ORDER), "a", "b", "c");
        assertThat(served(3)).containsExactly("a", "a", "a");
        book = bookWith(settings -> settings.withStrategy(QueueStrategy.LONGEST_IDLE), "a", "b", "c");
        assertThat(served(4)).containsExactly("a", "b", "c", "a");
        book.logout("b", now);
        seconds(1);
        book.login("b", now);
        assertThat(served(3)).as("who has just come is the last").containsExactly("c", "a", "b");
    }

    /** One caller after the other, each served and gone. */
    private List<String> served(int callers) {
        var agents = new ArrayList<String>();
        for (int i = 0; i < callers; i++) {
            comes(i);
            var ring = done().stream()
                    .filter(action -> action.startsWith("ring"))
                    .findFirst()
                    .orElseThrow()
                    .split(" ");
            long offer = Long.parseLong(ring[1]);
            agents.add(ring[2]);
            book.onOfferAnswered(offer, now);
            inCalls(ring[2]);
            book.onJoined(offer, now);
            seconds(30);
            inCalls();
            seconds(5);
        }
        return agents;
    }

    @Test
    void whoHangsUpStopsWhatRings() {
        comes(1);
        done();
        book.onGone(1, now);
        assertThat(done()).containsExactly("end 1", "gave up 1");
        book.onMissed(1, AgentMiss.UNREACHABLE, now);
        book.onGone(1, now);
        assertThat(done()).isEmpty();
        assertThat(stateOf(0)).isEqualTo(AgentState.FREE);
    }

    @Test
    void whoHangsUpWhileHeIsConnectedIsCountedOnce() {
        comes(1);
        book.onOfferAnswered(1, now);
        done();
        book.onGone(1, now);
        assertThat(done()).as("that may be how it went well").isEmpty();
        book.onJoined(1, now);
        assertThat(done()).containsExactly("connected 1 a");
        comes(2);
        book.onOfferAnswered(2, now);
        done();
        book.onGone(2, now);
        book.onNotJoined(2, true, now);
        assertThat(done()).containsExactly("end 2", "gave up 2");
        assertThat(book.state(now).waiting()).isEmpty();
        assertThat(book.state(now).counts()).isEqualTo(new QueueState.Counts(2, 1, 1, 0, 0, Duration.ZERO));
    }

    @Test
    void whoCouldNotBeConnectedIsTheFirstStill() {
        comes(1);
        book.onOfferAnswered(1, now);
        book.onMissed(2, AgentMiss.BUSY, now);
        comes(2);
        done();
        book.onNotJoined(1, true, now);
        assertThat(done()).containsExactly("end 1", "missed a NOT_CONNECTED");
        book.onMissed(2, AgentMiss.BUSY, now);
        assertThat(done()).containsExactly("missed b BUSY");
        seconds(10);
        assertThat(done()).containsExactly("ring 3 a for 1", "ring 4 b for 2");
    }

    @Test
    void nobodyIsLetInWhereNoneMayWait() {
        book = bookWith(settings -> settings.withMostWaiting(1), "a");
        comes(1);
        done();
        comes(2);
        assertThat(done()).containsExactly("refuse 2 FULL");
        book.logout("a", now);
        assertThat(done()).containsExactly("end 1");
        book.onGone(1, now);
        done();
        comes(3);
        assertThat(done()).containsExactly("refuse 3 NOBODY_THERE");
    }

    @Test
    void whoseAgentsHaveGoneGoesOnAfterAMoment() {
        book = bookWith(settings -> settings.withRest(Duration.ofMinutes(5)), "a");
        comes(1);
        book.onMissed(1, AgentMiss.REFUSED, now);
        book.onLines(Set.of(), Set.of(), now);
        done();
        seconds(9);
        book.onLines(Set.of(), ALL, now);
        seconds(60);
        assertThat(done()).isEmpty();
        book.pause("a", true, now);
        seconds(10);
        assertThat(done()).containsExactly("go on 1 NOBODY_THERE");
    }

    @Test
    void nobodyWaitsLongerThanHeMay() {
        book = bookWith(settings -> settings.withLongestWait(Duration.ofSeconds(30)), "a");
        comes(1);
        seconds(15);
        comes(2);
        done();
        seconds(15);
        assertThat(done()).containsExactly("end 1", "go on 1 TOO_LONG", "ring 2 a for 2");
        book.onOfferAnswered(2, now);
        done();
        seconds(60);
        book.onTime(now);
        assertThat(done()).as("who is being connected is left alone").isEmpty();
        book.onNotJoined(2, true, now);
        assertThat(done()).containsExactly("end 2", "missed a NOT_CONNECTED", "go on 2 TOO_LONG");
    }

    @Test
    void nothingIsAnnouncedToWhoTalks(@TempDir Path folder) throws IOException {
        var file = folder.resolve("words.wav");
        try (var recorder = WavRecorder.open(file)) {
            recorder.write(new short[4 * 8_000], 0, 4 * 8_000);
        }
        var words = WavPlayer.open(file);
        book = bookWith(settings -> settings.withGreeting(words).withAnnouncement(words, Duration.ofSeconds(20)), "a");
        comes(1);
        assertThat(done()).containsExactly("answer 1");
        seconds(4);
        assertThat(done()).as("behind the greeting").containsExactly("ring 1 a for 1");
        seconds(20);
        assertThat(done()).containsExactly("announce 1");
        seconds(20);
        assertThat(done()).containsExactly("announce 1");
        book.onOfferAnswered(1, now);
        done();
        seconds(100);
        assertThat(done()).isEmpty();
    }
}
