package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.transport.internal.loop.NioLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A world for each test, and after it the proof that nothing is left: no alarm, no port, no stream, no thread, no error in the log. */
@Timeout(30)
abstract class TransportTest {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final RealWorld world;
    private final List<NioLoop> loops = new ArrayList<>();

    TransportTest() {
        this(RealWorld.open());
    }

    TransportTest(RealWorld world) {
        this.world = world;
    }

    Loop openLoop(String name) {
        var loop = world.openLoop(name);
        loops.add((NioLoop) loop);
        return loop;
    }

    static <T> T on(Loop loop, Callable<T> action) throws IOException {
        return ((NioLoop) loop).call(action);
    }

    static void run(Loop loop, Runnable action) throws IOException {
        on(loop, () -> {
            action.run();
            return true;
        });
    }

    static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(IpLiteral.parse(literal).orElseThrow(), port);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    static List<Thread> threadsNamed(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .toList();
    }

    @BeforeEach
    void logIsEmpty() {
        RecordedLog.current().drain();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        // A test that leaves something must not leave its threads to all that come behind it.
        try (world) {
            assertLoopsAreEmpty();
        }
        for (var thread : threadsNamed("switchhook-")) {
            TimeUnit.NANOSECONDS.timedJoin(thread, PATIENCE.toNanos());
        }
        assertThat(threadsNamed("switchhook-")).isEmpty();
        assertThat(RecordedLog.current().drain())
                .as("unexpected warnings and errors")
                .allMatch(RecordedLog.Line::isPlanned);
    }

    private void assertLoopsAreEmpty() throws IOException {
        for (var loop : loops) {
            var left = new ArrayList<Integer>();
            if (loop.post(() -> left.addAll(List.of(loop.armedAlarms(), loop.openMembers())))) {
                run(loop, () -> {});
                assertThat(left).as("alarms and open ports of %s", loop).containsExactly(0, 0);
            }
        }
    }
}
