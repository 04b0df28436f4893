package io.switchhook.systemtests.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** baresip's control port: JSON objects in netstrings, commands one way, answers and events the other. */
final class BaresipControl implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final Socket socket;
    private final Supplier<String> report;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<Map<String, Object>> events = new ArrayList<>();
    private final List<Map<String, Object>> answers = new ArrayList<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private int token;

    private BaresipControl(Socket socket, Supplier<String> report) {
        this.socket = socket;
        this.report = report;
    }

    static BaresipControl connect(int port, Supplier<String> report) {
        try {
            return new BaresipControl(new Socket(InetAddress.getLoopbackAddress(), port), report);
        } catch (IOException e) {
            throw new AssertionError("no control connection to baresip\n" + report.get(), e);
        }
    }

    /** @throws AssertionError if baresip does not answer that it did so */
    void command(String command, String parameters) {
        token++;
        String own = "t" + token;
        String json = "{\"command\":\"" + command + "\",\"params\":\"" + parameters + "\",\"token\":\"" + own + "\"}";
        try {
            socket.getOutputStream().write((json.length() + ":" + json + ",").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError("baresip's control connection broke\n" + report.get(), e);
        }
        Map<String, Object> answer = Deadline.in(ANSWER_WITHIN)
                .awaitValue("answer to " + command, () -> answerTo(own), () -> log() + report.get());
        if (!Boolean.TRUE.equals(answer.get("ok"))) {
            throw new AssertionError("baresip refused " + json + ": " + answer + "\n" + log() + report.get());
        }
    }

    private Optional<Map<String, Object>> answerTo(String own) {
        receive();
        return answers.stream()
                .filter(answer -> own.equals(answer.get("token")))
                .findFirst();
    }

    Map<String, Object> awaitEvent(String type, Duration within) {
        return Deadline.in(within).awaitValue("baresip's event " + type, () -> next(type), () -> log() + report.get());
    }

    private Optional<Map<String, Object>> next(String type) {
        receive();
        for (int i = seen.getOrDefault(type, 0); i < events.size(); i++) {
            if (type.equals(events.get(i).get("type"))) {
                seen.put(type, i + 1);
                return Optional.of(events.get(i));
            }
        }
        return Optional.empty();
    }

    long count(String type) {
        receive();
        return events.stream().filter(event -> type.equals(event.get("type"))).count();
    }

    /** Takes what has come, without waiting. */
    private void receive() {
        try {
            InputStream in = socket.getInputStream();
            while (in.available() > 0) {
                received.write(in.readNBytes(in.available()));
            }
        } catch (IOException e) {
            throw new AssertionError("baresip's control connection broke\n" + report.get(), e);
        }
        String text = received.toString(StandardCharsets.ISO_8859_1);
        int at = 0;
        for (int colon = text.indexOf(':', at); colon > 0; colon = text.indexOf(':', at)) {
            int end = colon + 1 + Integer.parseInt(text.substring(at, colon));
            if (end + 1 > text.length()) {
                break;
            }
            sort(Json.object(text.substring(colon + 1, end)));
            at = end + 1;
        }
        received.reset();
        received.writeBytes(text.substring(at).getBytes(StandardCharsets.ISO_8859_1));
    }

    private void sort(Map<String, Object> message) {
        (message.containsKey("event") ? events : answers).add(message);
    }

    String log() {
        StringBuilder log = new StringBuilder("--- baresip's events\n");
        events.forEach(event -> log.append(event).append('\n'));
        return log.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError("cannot close the control connection", e);
        }
    }
}
