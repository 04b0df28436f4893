package io.switchhook.media;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** What is allocated for a frame. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int RUNS = 9;

    private Allocation() {}

    /** Bytes for so many frames: the median of nine runs, the first of which only warm up, is free of what class loading allocates. */
    public static long median(int frames, Runnable frame) {
        long[] runs = new long[RUNS];
        for (int run = 0; run < runs.length; run++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < frames; i++) {
                frame.run();
            }
            runs[run] = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        Arrays.sort(runs);
        return runs[runs.length / 2];
    }
}
