package io.switchhook.cli.demo;

import io.switchhook.cli.report.SpokenReports;
import io.switchhook.phone.CallStateChange;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The demonstration for people. */
final class DemoSentences implements DemoScreen {
    private static final int WIDTH = 100;

    private final PrintStream out;
    private long scenarioBegan = System.nanoTime();

    DemoSentences(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void opening(List<String> sentences) {
        out.println();
        sentences.forEach(out::println);
        out.flush();
    }

    @Override
    public synchronized void scenario(int number, String title, String sentence) {
        scenarioBegan = System.nanoTime();
        var head = "=== " + number + ". " + title + " ";
        out.println();
        out.println(head + "=".repeat(Math.max(3, WIDTH - head.length())));
        out.println(sentence);
        out.println();
        out.flush();
    }

    @Override
    public synchronized void step(String sentence) {
        line("", sentence);
    }

    @Override
    public synchronized void state(String phone, CallStateChange change) {
        var what = change.state() + SpokenReports.cause(change.status(), change.reason());
        line("", "    " + phone + "'s call with " + change.call().remoteNumber() + ": " + what);
    }

    @Override
    public synchronized void check(String sentence, boolean held) {
        line(held ? "ok" : "FAILED", sentence);
    }

    private void line(String mark, String text) {
        double seconds = (System.nanoTime() - scenarioBegan) / 1e9;
        out.printf(Locale.ROOT, "%7.3f  %-6s  %s%n", seconds, mark, text);
        out.flush();
    }

    @Override
    public synchronized void ladder(String drawing) {
        out.println();
        out.println(drawing.stripTrailing());
        out.flush();
    }

    @Override
    public synchronized void result(List<Score> scores, double seconds) {
        out.println();
        out.println("=".repeat(WIDTH));
        scores.forEach(score -> out.printf(
                Locale.ROOT,
                " %d. %-66s %3d of %2d checks   %s%n",
                score.number(),
                score.title(),
                score.held(),
                score.checks(),
                score.allHeld() ? "ok" : "FAILED"));
        out.println("=".repeat(WIDTH));
        boolean all = scores.stream().allMatch(Score::allHeld);
        int checks = scores.stream().mapToInt(Score::checks).sum();
        int held = scores.stream().mapToInt(Score::held).sum();
        out.printf(
                Locale.ROOT,
                all
                        ? "All %d checks held, in %.1f s.%n"
                        : "%2$d of %1$d checks held, in %3$.1f s: something is broken.%n",
                all ? new Object[] {checks, seconds} : new Object[] {checks, held, seconds});
        out.flush();
    }
}
