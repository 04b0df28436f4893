package io.switchhook.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Parsing by us and by JAIN-SIP in one JVM, a few milliseconds of one and then of the other, both warm: whatever the machine does to one, it does to the other a moment
 * later, so that the ratio holds where two forks of JMH differ by half. Prints the median of the ratios of neighbours with its quartiles.
 *
 * <p>Arguments: {@code every} (every header and the SDP; the default) or {@code named}, then for how many seconds (default 20).
 */
public final class ParsingInTurn {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(8);
    private static final long BATCH = TimeUnit.MILLISECONDS.toNanos(10);

    private final Blackhole hole = new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");

    /** One message. */
    @FunctionalInterface
    interface Work {
        void once(Blackhole hole) throws ParseException;
    }

    private ParsingInTurn() {}

    public static void main(String[] arguments) throws ParseException {
        boolean named = arguments.length > 0 && arguments[0].equals("named");
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        System.out.print(new ParsingInTurn().measure(named, TimeUnit.SECONDS.toNanos(seconds), WARM_UP));
    }

    /** What {@link #main} prints, of one batch of each. */
    static String once(boolean named) throws ParseException {
        return new ParsingInTurn().measure(named, BATCH, BATCH);
    }

    private String measure(boolean named, long nanos, long warmUp) throws ParseException {
        var namedHeaders = new NamedHeadersBenchmark();
        namedHeaders.prepare();
        var everyHeader = new EveryHeaderBenchmark();
        Work ours =
                named ? h -> h.consume(namedHeaders.switchhook(h)) : h -> h.consume(everyHeader.switchhookWithSdp(h));
        Work theirs = named ? h -> h.consume(namedHeaders.jainSip(h)) : h -> h.consume(everyHeader.jainSip(h));
        int ourBatch = warm(ours, warmUp);
        int theirBatch = warm(theirs, warmUp);
        int pairs = (int) Math.max(1, nanos / (2 * BATCH));
        var our = new double[pairs];
        var their = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            our[i] = nanosEach(ours, ourBatch);
            their[i] = nanosEach(theirs, theirBatch);
        }
        var ratios = new double[pairs];
        Arrays.setAll(ratios, i -> our[i] / their[i]);
        return String.format(
                Locale.ROOT,
                "%s, JDK %s: %.0f ns beside %.0f of JAIN-SIP (medians of CPU time), ratio %.3f (quartiles %.3f to %.3f of %d pairs)%n",
                named ? "named headers" : "every header and the SDP",
                Runtime.version(),
                part(our, 0.5),
                part(their, 0.5),
                part(ratios, 0.5),
                part(ratios, 0.25),
                part(ratios, 0.75),
                pairs);
    }

    /** Returns how many of these take as long as a batch is to take. */
    private int warm(Work work, long warmUp) throws ParseException {
        int batch = 1;
        long end = System.nanoTime() + warmUp;
        while (System.nanoTime() - end < 0) {
            batch = (int) Math.max(1, BATCH / nanosEach(work, batch));
        }
        return batch;
    }

    private double nanosEach(Work work, int times) throws ParseException {
        long start = THREAD.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            work.once(hole);
        }
        return (double) (THREAD.getCurrentThreadCpuTime() - start) / times;
    }

    private static double part(double[] values, double part) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (part * (sorted.length - 1))];
    }
}
