package io.switchhook.cli.demo;

import io.switchhook.cli.report.JsonReports;
import io.switchhook.phone.CallStateChange;
import java.util.List;

/** The demonstration for programs. */
final class DemoEvents implements DemoScreen {
    private final JsonReports json;
    private volatile int scenario;

    DemoEvents(JsonReports json) {
        this.json = json;
    }

    @Override
    public void opening(List<String> sentences) {
        sentences.forEach(this::step);
    }

    @Override
    public void scenario(int number, String title, String sentence) {
        scenario = number;
        step(title + ": " + sentence);
    }

    @Override
    public void step(String sentence) {
        json.write(JsonReports.event("step").put("scenario", scenario).put("text", sentence));
    }

    @Override
    public void state(String phone, CallStateChange change) {
        json.write(JsonReports.event("call")
                .put("scenario", scenario)
                .put("phone", phone)
                .put("callId", change.call().id())
                .put("remote", change.call().remoteNumber())
                .put("state", change.state().name())
                .put("status", change.status())
                .put("reason", change.reason()));
    }

    @Override
    public void check(String sentence, boolean held) {
        json.write(JsonReports.event("check")
                .put("scenario", scenario)
                .put("text", sentence)
                .put("held", held));
    }

    @Override
    public void ladder(String drawing) {
        json.ladder("", drawing);
    }

    @Override
    public void result(List<Score> scores, double seconds) {
        json.write(JsonReports.event("result")
                .put("held", scores.stream().allMatch(Score::allHeld))
                .put("checks", scores.stream().mapToInt(Score::checks).sum())
                .put(
                        "failed",
                        scores.stream().mapToInt(s -> s.checks() - s.held()).sum())
                .put("millis", Math.round(seconds * 1000)));
    }
}
