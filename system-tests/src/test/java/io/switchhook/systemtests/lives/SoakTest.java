package io.switchhook.systemtests.lives;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Call after call, of all kinds, on phones and a PBX that are never started anew: nothing may pile up. {@code -Dswitchhook.soak.calls} says how many. */
@Tag("lives")
class SoakTest {
    private static final int CALLS = 2_000;
    /** After so many everything that is made once and kept has been made. */
    private static final int WARM_UP = 1_000;
    /** What the heap may have grown by, however many calls there were: caches of the JDK, and the coarseness of the measure. */
    private static final long SLACK = 3 << 20;

    @Test
    void tablesAndHeapReturnToTheirStart() {
        int calls = Integer.getInteger("switchhook.soak.calls", CALLS);
        try (var soak = new Soak(20_261_129)) {
            soak.make(WARM_UP);
            long before = heap();
            soak.make(calls);
            long after = heap();
            System.out.println("Soaked " + calls + " calls " + soak.made() + "; heap " + before / 1024
                    + " kB before and " + after / 1024 + " kB after");
            assertThat(soak.made()).containsKeys(CallState.COMPLETED, CallState.BUSY, CallState.CANCELLED);
            assertThat(after).as("live heap after %d calls", calls).isLessThan(before + SLACK);
        }
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            var runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
