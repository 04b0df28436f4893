package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.loop.Alarm;
import io.switchhook.transport.internal.lane.Lanes;
import io.switchhook.transport.internal.loop.NioLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest extends TransportTest {
    private static final long MILLI = 1_000_000;

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tasksRunInTheOrderPosted() throws Exception {
        var loop = openLoop("a");
        var seen = new ArrayList<Integer>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            assertThat(loop.post(() -> seen.add(number))).isTrue();
        }
        run(loop, () -> assertThat(seen).hasSize(10_000).isSorted());
    }

    @Test
    void taskPostedFromTheLoopRunsAfterTheCurrentOne() throws Exception {
        var loop = openLoop("a");
        var order = new ArrayList<String>();
        run(loop, () -> {
            assertThat(loop.inLoop()).isTrue();
            loop.post(() -> order.add("posted"));
            order.add("current");
        });
        run(loop, () -> assertThat(order).containsExactly("current", "posted"));
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void whatATurnLeavesBehindBeginsWhenItEnds() throws Exception {
        var loop = openLoop("a");
        var order = new ArrayList<String>();
        run(loop, () -> {
            NioLoop.whenTurnEnds(() -> order.add("first behind"));
            NioLoop.whenTurnEnds(() -> order.add("second behind"));
            order.add("turn");
        });
        run(loop, () -> assertThat(order).containsExactly("turn", "first behind", "second behind"));
        NioLoop.whenTurnEnds(() -> order.add("at once"));
        assertThat(order).endsWith("at once");
    }

    @Test
    void callbacksOfTheLastTurnRun() throws Exception {
        var loop = openLoop("a");
        var lane = Lanes.ofThisJvm().open("a");
        var ran = new CountDownLatch(2);
        loop.post(() -> {
            lane.submit(ran::countDown);
            loop.close();
            lane.submit(ran::countDown);
        });
        await(ran);
    }

    @Test
    void fullQueueRefusesTasksAndRunsThoseItTook() throws Exception {
        var loop = openLoop("a");
        var started = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var ran = new AtomicInteger();
        loop.post(() -> {
            started.countDown();
            await(go);
        });
        await(started);
        int taken = 0;
        while (loop.post(ran::incrementAndGet)) {
            taken++;
        }
        assertThat(taken).isEqualTo(65_536);
        go.countDown();
        loop.close();
        assertThat(ran).hasValue(taken);
    }

    @Test
    void closeRunsWhatWasQueuedAndRefusesTheRest() throws Exception {
        var loop = openLoop("a");
        var go = new CountDownLatch(1);
        var ran = new ArrayList<String>();
        loop.post(() -> await(go));
        loop.post(() -> ran.add("queued"));
        loop.post(() -> ran.add(loop.post(() -> ran.add("late")) ? "taken" : "refused"));
        var closer = new Thread(loop::close, "closer");
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) { // It waits for the end of the loop.
            Thread.onSpinWait();
        }
        assertThat(loop.post(() -> ran.add("late"))).isFalse();
        go.countDown();
        closer.join(PATIENCE.toMillis());
        assertThat(ran).containsExactly("queued", "refused");
        assertThat(loop.post(() -> {})).isFalse();
        assertThat(threadsNamed("switchhook-loop-a")).isEmpty();
        loop.close();
    }

    @Test
    void whatPostTookHasRunWhenCloseReturns() throws Exception {
        for (int round = 0; round < 50; round++) {
            var loop = openLoop("race");
            var taken = new AtomicInteger();
            var ran = new AtomicInteger();
            var posters = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < 3; i++) {
                posters.add(CompletableFuture.runAsync(() -> {
                    while (loop.post(ran::incrementAndGet)) {
                        taken.incrementAndGet();
                    }
                }));
            }
            while (ran.get() < 10) {
                Thread.onSpinWait();
            }
            loop.close();
            for (var poster : posters) {
                poster.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            assertThat(ran).hasValue(taken.get());
        }
    }

    @Test
    void closeOnTheLoopItselfReturnsAtOnceAndEndsTheLoop() throws Exception {
        var loop = openLoop("a");
        var thread = on(loop, () -> {
            loop.close();
            return Thread.currentThread();
        });
        thread.join(PATIENCE.toMillis());
        assertThat(thread.isAlive()).isFalse();
        assertThat(loop.post(() -> {})).isFalse();
    }

    @Test
    void closeForgetsAlarms() throws Exception {
        var loop = openLoop("a");
        var rung = new AtomicInteger();
        run(loop, () -> loop.alarm(rung::incrementAndGet).set(loop.nowNanos() + 5 * MILLI));
        loop.close();
        assertThat(rung).hasValue(0);
    }

    @Test
    void alarmsRingInTheOrderOfTheirDeadlinesAndNeverEarly() throws Exception {
        var loop = openLoop("a");
        var done = new CompletableFuture<List<String>>();
        run(loop, () -> {
            var order = new ArrayList<String>();
            long now = loop.nowNanos();
            for (var name : List.of("c30", "a10", "b20", "b20 again")) {
                long deadline = now + Integer.parseInt(name.substring(1, 3)) * MILLI;
                loop.alarm(() -> order.add(loop.nowNanos() >= deadline ? name : name + " early"))
                        .set(deadline);
            }
            loop.alarm(() -> done.complete(order)).set(now + 31 * MILLI);
            assertThat(loop.armedAlarms()).isEqualTo(5);
        });
        assertThat(done.get(10, TimeUnit.SECONDS)).containsExactly("a10", "b20", "b20 again", "c30");
    }

    @Test
    void cancelledAlarmDoesNotRing() throws Exception {
        var loop = openLoop("a");
        var rung = new AtomicInteger();
        var done = new CompletableFuture<Integer>();
        run(loop, () -> {
            var alarm = loop.alarm(rung::incrementAndGet);
            alarm.set(loop.nowNanos() + 5 * MILLI);
            alarm.cancel();
            loop.alarm(() -> done.complete(rung.get())).set(loop.nowNanos() + 10 * MILLI);
        });
        assertThat(done.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void pacingByAbsoluteDeadlinesDoesNotDrift() throws Exception {
        var loop = openLoop("pacer");
        var done = new CompletableFuture<List<Long>>();
        var lateness = Collections.synchronizedList(new ArrayList<Long>());
        run(loop, () -> {
            var alarm = new Alarm[1];
            var next = new long[] {loop.nowNanos() + 20 * MILLI};
            alarm[0] = loop.alarm(() -> {
                lateness.add(loop.nowNanos() - next[0]);
                next[0] += 20 * MILLI;
                if (lateness.size() == 50) {
                    done.complete(lateness);
                } else {
                    alarm[0].set(next[0]);
                }
            });
            alarm[0].set(next[0]);
        });
        var late = done.get(20, TimeUnit.SECONDS);
        assertThat(late).allSatisfy(nanos -> assertThat(nanos).isNotNegative());
        // What drifts is later each time than all the times before, however busy the machine is.
        assertThat(Collections.min(late.subList(25, 50))).isLessThanOrEqualTo(Collections.max(late.subList(0, 25)));
    }

    @Test
    void alarmOffItsLoopIsRefused() {
        var alarm = openLoop("a").alarm(() -> {});
        assertThatThrownBy(() -> alarm.set(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(alarm::cancel).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void loopOutlivesTasksAndAlarmsThatThrow() throws Exception {
        var loop = openLoop("fragile");
        var rung = new CompletableFuture<Boolean>();
        loop.post(() -> {
            throw new IllegalStateException("planned: task");
        });
        loop.post(() -> {
            throw new StackOverflowError("planned: task");
        });
        run(loop, () -> {
            loop.alarm(() -> {
                        throw new IllegalStateException("planned: alarm");
                    })
                    .set(loop.nowNanos());
            loop.alarm(() -> rung.complete(true)).set(loop.nowNanos());
        });
        assertThat(rung.get(10, TimeUnit.SECONDS)).isTrue();
        for (var what : List.of("a task", "a task", "an alarm")) {
            var line = RecordedLog.current().await();
            assertThat(line.isPlanned()).isTrue();
            assertThat(line.text()).contains("Loop fragile", what);
        }
    }

    @Test
    void strayInterruptIsIgnored() throws Exception {
        var loop = openLoop("a");
        run(loop, () -> Thread.currentThread().interrupt());
        run(loop, () -> {});
        assertThat(on(loop, () -> Thread.currentThread().isInterrupted())).isFalse();
        assertThat(RecordedLog.current().await().text()).contains("interrupted");
    }

    @Test
    void closedWorldHasNoLoopsAndOpensNone() {
        var loop = openLoop("a");
        openLoop("b");
        world.close();
        assertThat(loop.post(() -> {})).isFalse();
        assertThat(threadsNamed("switchhook-loop-")).isEmpty();
        assertThatThrownBy(() -> world.openLoop("c")).isInstanceOf(IllegalStateException.class);
        world.close();
    }

    @Test
    void loopThreadsDoNotKeepTheJvmAlive() throws Exception {
        assertThat(on(openLoop("a"), () -> Thread.currentThread().isDaemon())).isTrue();
    }

    @Test
    void loopsOfOneWorldShareOneTimeScale() throws Exception {
        var first = openLoop("a");
        var second = openLoop("b");
        long before = first.nowNanos();
        long between = second.nowNanos();
        long after = first.nowNanos();
        assertThat(before).isNotNegative();
        assertThat(between).isBetween(before, after);
    }
}
