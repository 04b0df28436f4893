package io.switchhook.examples;

import io.switchhook.pbx.Pbx;
import io.switchhook.stack.flow.ListenPoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A back-to-back user agent: two calls of its own for each call, with the audio in between. Registrar and transfers are part of it.
 *
 * <pre>{@code BackToBack udp:192.168.115.100:5060 858=SECRET 853=SECRET}</pre>
 */
public final class BackToBack {
    private BackToBack() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 2 || !args[1].contains("=")) {
            System.err.println("Usage: BackToBack udp:ADDRESS:PORT NUMBER=SECRET...");
            System.exit(2);
        }
        var extensions = new LinkedHashMap<String, String>();
        for (int i = 1; i < args.length; i++) {
            var parts = args[i].split("=", 2);
            extensions.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        run(args[0], extensions, point -> System.out.println("Listening on " + point), new CountDownLatch(1));
    }

    /** Runs until {@code stop} is counted down. */
    static void run(String listen, Map<String, String> extensions, Consumer<ListenPoint> started, CountDownLatch stop)
            throws InterruptedException {
        var builder = Pbx.builder().listen(listen);
        extensions.forEach(builder::extension);
        try (var pbx = builder.start()) {
            started.accept(pbx.listenPoints().get(0));
            stop.await();
        }
    }
}
