package io.switchhook.benchmarks.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table that comes out, printed line by line as figures come in, and whole at the end. */
final class Report {
    private final List<String> lines = new ArrayList<>();
    private int missed;

    /** A bar that a figure or a ratio has to keep. */
    record Bar(double limit, boolean atMost) {
        static Bar atMost(double limit) {
            return new Bar(limit, true);
        }

        static Bar atLeast(double limit) {
            return new Bar(limit, false);
        }

        private boolean isKept(double value) {
            return atMost ? value <= limit : value >= limit;
        }

        @Override
        public String toString() {
            return (atMost ? "<= " : ">= ") + number(limit);
        }
    }

    /** Both sides, measured in the same rounds; the bar is for the median of the ratios. */
    void compare(String what, String unit, double[] ours, String peer, double[] theirs, Bar bar) {
        addCompared(
                what, spread(ours) + " " + unit, peer + " " + spread(theirs), ratios(ours, theirs), Optional.of(bar));
    }

    private static double[] ratios(double[] ours, double[] theirs) {
        var ratios = new double[ours.length];
        for (int i = 0; i < ours.length; i++) {
            // Two response times below a tick of SIPp's clock are both zero.
            ratios[i] = ours[i] == theirs[i] ? 1 : ours[i] / theirs[i];
        }
        return ratios;
    }

    /** Both sides without a bar: what another figure is to be read with. */
    void compare(String what, String unit, double[] ours, String peer, double[] theirs) {
        addCompared(
                what, spread(ours) + " " + unit, peer + " " + spread(theirs), ratios(ours, theirs), Optional.empty());
    }

    private void addCompared(String what, String ours, String theirs, double[] ratios, Optional<Bar> bar) {
        add(what, ours, theirs, spread(ratios), bar, bar.isEmpty() || bar.get().isKept(median(ratios)));
    }

    void alone(String what, String unit, double value, Bar bar) {
        add(what, number(value) + " " + unit, "", "", Optional.of(bar), bar.isKept(value));
    }

    private void add(String what, String ours, String theirs, String ratio, Optional<Bar> bar, boolean kept) {
        missed += kept ? 0 : 1;
        lines.add(String.format(
                "| %s | %s | %s | %s | %s | %s |",
                what,
                ours,
                theirs,
                ratio,
                bar.map(Bar::toString).orElse(""),
                bar.map(any -> kept ? "kept" : "MISSED").orElse("")));
        System.out.println(lines.get(lines.size() - 1));
    }

    /** Prints the whole table; says how many bars were missed. */
    int print() {
        System.out.printf(
                "%n| what | ours: median (least to most) | beside | ratio | bar | |%n| --- | --- | --- | --- | --- | --- |%n");
        lines.forEach(System.out::println);
        return missed;
    }

    static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String spread(double[] values) {
        double least = Arrays.stream(values).min().orElse(Double.NaN);
        double most = Arrays.stream(values).max().orElse(Double.NaN);
        return values.length == 1
                ? number(values[0])
                : number(median(values)) + " (" + number(least) + " to " + number(most) + ")";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 20 ? "%.0f" : "%.2f", value);
    }
}
