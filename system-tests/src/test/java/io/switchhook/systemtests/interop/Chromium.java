package io.switchhook.systemtests.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * Chromium without a window, with one page of ours in it: the page tells what happens by POST to {@code /event}, and fetches what it is to do from {@code /order}. Whatever else it
 * wants stands below {@code /page/}, the resources of this test suite, and {@code /libraries/}, the libraries of others.
 */
final class Chromium implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Optional<Path> libraries;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    private final PeerProcess process;

    /**
     * @param page the name of a resource, with a query
     * @param libraries the folder of {@code /libraries/}
     * @param more arguments of Chromium's
     */
    Chromium(Path folder, String page, Optional<Path> libraries, List<String> more) throws IOException {
        this.libraries = libraries;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
        var arguments = new ArrayList<String>();
        // Root has no sandbox of Chromium's; a page may use the microphone, and play, without anybody's click.
        arguments.addAll(List.of(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                // Nobody looks at the page, which would else have its timers once a second.
                "--disable-background-timer-throttling",
                "--disable-renderer-backgrounding",
                "--disable-backgrounding-occluded-windows",
                "--user-data-dir=" + folder.resolve("profile"),
                "--autoplay-policy=no-user-gesture-required"));
        arguments.addAll(more);
        arguments.add("http://127.0.0.1:" + server.getAddress().getPort() + "/page/" + page);
        process = PeerProcess.start("chromium", folder, Map.of("HOME", folder.toString()), arguments);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (path.equals("/event")) {
                events.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
            } else if (path.equals("/order")) {
                send(exchange, "text/plain", nextOrder().getBytes(StandardCharsets.UTF_8));
            } else {
                var text = path.startsWith("/page/") ? page(path.substring(6)) : library(path);
                if (text.isPresent()) {
                    send(exchange, typeOf(path), text.get());
                } else {
                    exchange.sendResponseHeaders(404, -1);
                }
            }
        }
    }

    private static Optional<byte[]> page(String name) {
        return Optional.of(Template.fill("chromium/" + name, Map.of()).getBytes(StandardCharsets.UTF_8));
    }

    private Optional<byte[]> library(String path) throws IOException {
        if (libraries.isEmpty() || !path.startsWith("/libraries/")) {
            return Optional.empty();
        }
        var file =
                libraries.get().resolve(path.substring("/libraries/".length())).normalize();
        return file.startsWith(libraries.get()) && Files.isRegularFile(file)
                ? Optional.of(Files.readAllBytes(file))
                : Optional.empty();
    }

    private static String typeOf(String path) {
        return path.endsWith(".js") ? "text/javascript" : path.endsWith(".json") ? "application/json" : "text/html";
    }

    private String nextOrder() {
        try {
            return Optional.ofNullable(orders.poll(20, TimeUnit.SECONDS)).orElse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] text) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type + ";charset=utf-8");
        exchange.sendResponseHeaders(200, text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
    }

    void order(String words) {
        orders.add(words);
    }

    /** What the page has told so far, oldest first. */
    List<String> events() {
        return events;
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
