package io.switchhook.systemtests.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.WavRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Chromium without a window, in which a page of ours is a telephone: SIP over WebSocket by hand, media by the browser (ICE, DTLS-SRTP, RTCP on the port of RTP). It registers
 * by itself and answers each call; its microphone is a tone.
 */
final class ChromiumPeer implements AutoCloseable {
    private static final int RATE = 48_000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    private final PeerProcess process;

    private ChromiumPeer(Path folder, String query, int toneHz) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
        var microphone = folder.resolve("microphone.wav");
        writeTone(microphone, toneHz);
        // Root has no sandbox of Chromium's; a page may use the microphone, and play, without anybody's click.
        process = PeerProcess.start(
                "chromium",
                folder,
                Map.of("HOME", folder.toString()),
                List.of(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--use-fake-ui-for-media-stream",
                        "--use-fake-device-for-media-stream",
                        "--use-file-for-fake-audio-capture=" + microphone,
                        "--autoplay-policy=no-user-gesture-required",
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/?" + query));
    }

    /**
     * @param socket where SIP is taken, {@code ws://127.0.0.1:8080}
     * @param domain host and port of the server, as its telephones write it
     * @param toneHz what it says
     */
    static ChromiumPeer start(Path folder, String socket, String domain, String user, String secret, int toneHz) {
        try {
            return new ChromiumPeer(
                    folder, "socket=" + socket + "&domain=" + domain + "&user=" + user + "&secret=" + secret, toneHz);
        } catch (IOException e) {
            throw new AssertionError("the page of the browser cannot be served", e);
        }
    }

    private static void writeTone(Path file, int hertz) throws IOException {
        var samples = new short[RATE];
        new ToneSource(RATE, hertz).read(samples, 0, samples.length);
        try (var microphone = WavRecorder.open(file, RATE)) {
            microphone.write(samples, 0, samples.length);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (path.equals("/event")) {
                events.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
            } else if (path.equals("/order")) {
                send(exchange, "text/plain", nextOrder());
            } else {
                send(exchange, "text/html", Template.fill("chromium/telephone.html", Map.of()));
            }
        }
    }

    private String nextOrder() {
        try {
            return Optional.ofNullable(orders.poll(20, TimeUnit.SECONDS)).orElse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static void send(HttpExchange exchange, String type, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type + ";charset=utf-8");
        try {
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void call(String number) {
        orders.add("call " + number);
    }

    void hangUp() {
        orders.add("hangup");
    }

    /** Waits until the page has told this, from its first event on. */
    void await(String event, Duration within) {
        Deadline.in(within).await("the browser tells \"" + event + "\"", () -> events.contains(event), this::report);
    }

    /** Waits until a tone is the loudest that the browser hears, as exactly as its 6 Hz wide bands tell. */
    void awaitHearing(int hertz, Duration within) {
        Deadline.in(within)
                .await(
                        "the browser hears " + hertz + " Hz",
                        () -> events.stream().anyMatch(e -> tells(e, hertz)),
                        this::report);
    }

    private static boolean tells(String event, int hertz) {
        return event.startsWith("hears ") && Math.abs(Integer.parseInt(event.substring(6)) - hertz) <= 6;
    }

    String report() {
        return "the browser told: " + events + "\n" + process.report();
    }

    @Override
    public void close() {
        process.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
