package io.switchhook.transport.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.transport.RecordedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class LaneTest {

    static List<Lanes> kinds() {
        return List.of(Lanes.ofThisJvm(), Lanes.onPlatformThreads());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void logIsEmpty() {
        RecordedLog.current().drain();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void callbacksRunInOrderAndOneAtATime(Lanes lanes) {
        var lane = lanes.open("a");
        var done = new CountDownLatch(1);
        var seen = new ArrayList<Integer>();
        var inside = new AtomicInteger();
        var overlaps = new AtomicInteger();
        for (int i = 0; i < 2_000; i++) {
            int number = i;
            lane.submit(() -> {
                if (inside.incrementAndGet() != 1) {
                    overlaps.incrementAndGet();
                }
                seen.add(number);
                inside.decrementAndGet();
            });
        }
        lane.submit(done::countDown);
        await(done);
        assertThat(seen).hasSize(2_000).isSorted();
        assertThat(overlaps).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void blockedLanesDoNotHoldUpOthers(Lanes lanes) {
        var go = new CountDownLatch(1);
        var blocked = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            lanes.open("blocked " + i).submit(() -> {
                blocked.countDown();
                await(go);
            });
        }
        await(blocked);
        var done = new CountDownLatch(1);
        lanes.open("free").submit(done::countDown);
        await(done);
        go.countDown();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void callbackMayCallBackIntoItsLane(Lanes lanes) throws Exception {
        var lane = lanes.open("a");
        var order = new ArrayList<String>();
        var done = new CompletableFuture<List<String>>();
        lane.submit(() -> {
            lane.submit(() -> {
                order.add("second");
                done.complete(order);
            });
            order.add("first");
        });
        assertThat(done.get(10, TimeUnit.SECONDS)).containsExactly("first", "second");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void laneOutlivesACallbackThatThrowsAndReportsIt(Lanes lanes) throws Exception {
        var lane = lanes.open("fragile");
        var done = new CountDownLatch(2);
        lane.submit(() -> {
            done.countDown();
            throw new IllegalStateException("planned: callback");
        });
        lane.submit(() -> {
            done.countDown();
            throw new AssertionError("planned: callback");
        });
        await(done);
        var after = new CountDownLatch(1);
        lane.submit(after::countDown);
        await(after);
        for (int i = 0; i < 2; i++) {
            var line = RecordedLog.current().await();
            assertThat(line.text()).contains("Lane fragile");
            assertThat(line.isPlanned()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void laneHoldsNoThreadWhenItHasNothingToRun(Lanes lanes) throws Exception {
        var lane = lanes.open("a");
        for (int i = 0; i < 20; i++) {
            var thread = new CompletableFuture<Thread>();
            lane.submit(() -> thread.complete(Thread.currentThread()));
            var used = thread.get(10, TimeUnit.SECONDS);
            assertThat(used.isDaemon()).isTrue();
            assertThat(used.getName()).isEqualTo("switchhook-lane-a");
            used.join(10_000);
            assertThat(used.isAlive()).isFalse();
        }
    }

    @Test
    void threadsAreVirtualWhereTheJvmHasThem() throws Exception {
        var thread = new CompletableFuture<Thread>();
        Lanes.ofThisJvm().open("a").submit(() -> thread.complete(Thread.currentThread()));
        assertThat(thread.get(10, TimeUnit.SECONDS).getClass().getName().contains("Virtual"))
                .isEqualTo(Runtime.version().feature() >= 21);
    }

    @Test
    void whatWaitsBehindAStuckCallbackIsBounded() {
        var lane = Lanes.onPlatformThreads().open("stuck");
        var started = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var ran = new AtomicInteger();
        lane.submit(() -> {
            started.countDown();
            await(go);
        });
        await(started);
        for (int i = 0; i < ThreadLane.MAX_WAITING + 10; i++) {
            lane.submit(ran::incrementAndGet);
        }
        go.countDown();
        var done = new CountDownLatch(1);
        while (ran.get() < ThreadLane.MAX_WAITING) {
            Thread.onSpinWait();
        }
        lane.submit(done::countDown);
        await(done);
        assertThat(ran).hasValue(ThreadLane.MAX_WAITING);
        assertThat(RecordedLog.current().drain())
                .hasSize(4) // Of ten losses the 1st, 2nd, 4th and 8th: a stuck lane must not flood the log, too.
                .allMatch(line -> line.text().contains("Lane stuck"));
    }
}
