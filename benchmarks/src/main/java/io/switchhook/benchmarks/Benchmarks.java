package io.switchhook.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures in rounds: each round runs every benchmark in a fresh JVM, one after the other, so that what is compared was measured side by side and a
 * busy minute of the machine hits all alike. Prints median, best and worst CPU time of all iterations of all rounds, and bytes allocated.
 *
 * <p>Arguments: rounds (default 5), then a regular expression of benchmark names (default all).
 */
public final class Benchmarks {
    private static final int ITERATIONS = 10;

    private Benchmarks() {}

    public static void main(String[] arguments) throws RunnerException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        var pattern = arguments.length > 1 ? arguments[1] : "";
        var found = new LinkedHashMap<String, Figures>();
        print("JDK %s, %d processors, load before %s%n", Runtime.version(), processors(), load());
        for (int round = 1; round <= rounds; round++) {
            for (var result : round(pattern)) {
                found.computeIfAbsent(name(result), key -> new Figures()).add(result);
            }
            print("round %d of %d done, load %s%n", round, rounds, load());
        }
        report(found);
    }

    private static Collection<RunResult> round(String pattern) throws RunnerException {
        var options = new OptionsBuilder()
                .include("io\\.switchhook\\.benchmarks\\..*" + pattern)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(6)
                .warmupTime(TimeValue.milliseconds(1500))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.milliseconds(300))
                .jvmArgsAppend("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC")
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .build();
        return new Runner(options).run();
    }

    /** What was measured of one benchmark. */
    private static final class Figures {
        private final List<Double> nanos = new ArrayList<>();
        private final List<Double> bytes = new ArrayList<>();

        void add(RunResult result) {
            for (var fork : result.getBenchmarkResults()) {
                for (var iteration : fork.getIterationResults()) {
                    var cpu = iteration.getSecondaryResults().get(CpuProfiler.LABEL);
                    nanos.add(Objects.requireNonNull(cpu, "the profiler of CPU time is on")
                            .getScore());
                }
            }
            var allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            bytes.add(Objects.requireNonNull(allocated, "the profiler of allocations is on")
                    .getScore());
        }

        double median() {
            return middle(nanos);
        }

        double bytes() {
            return middle(bytes);
        }

        private static double middle(List<Double> values) {
            return values.stream().sorted().toList().get(values.size() / 2);
        }

        double best() {
            return nanos.stream().min(Comparator.naturalOrder()).orElseThrow();
        }

        double worst() {
            return nanos.stream().max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static void report(Map<String, Figures> found) {
        print("%n| benchmark | CPU ns, median | best | worst | bytes |%n| --- | --- | --- | --- | --- |%n");
        found.forEach((name, figures) -> print(
                "| %s | %.0f | %.0f | %.0f | %.0f |%n",
                name, figures.median(), figures.best(), figures.worst(), figures.bytes()));
    }

    private static String name(RunResult result) {
        var parameters = result.getParams();
        var name = new StringBuilder(parameters.getBenchmark().replaceFirst("^.*\\.([^.]+)Benchmark\\.", "$1."));
        parameters.getParamsKeys().forEach(key -> name.append(' ').append(parameters.getParam(key)));
        return name.toString();
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String load() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
