package io.switchhook.examples;

import io.switchhook.pbx.Pbx;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A PBX inside a program: telephones register with number and secret, and call each other.
 *
 * <pre>{@code EmbeddedPbx udp:192.168.115.100:5060 858:SECRET 853:OTHER}</pre>
 */
public final class EmbeddedPbx {
    private EmbeddedPbx() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length < 2) {
            System.err.println("Usage: EmbeddedPbx udp:ADDRESS:PORT NUMBER:SECRET...");
            System.exit(2);
        }
        var extensions = List.of(args).subList(1, args.length);
        UntilStopped.run(stop -> {
            run(args[0], extensions, points -> System.out.println("Telephones register at " + points), stop);
            return true;
        });
    }

    /** Runs until {@code stop} is counted down. */
    static void run(String listen, List<String> extensions, Consumer<List<ListenPoint>> ready, CountDownLatch stop)
            throws InterruptedException {
        var builder = Pbx.builder().listen(listen);
        addTo(builder, extensions);
        try (var pbx = builder.start()) {
            ready.accept(pbx.listenPoints());
            stop.await();
        }
    }

    /** @param extensions each {@code NUMBER:SECRET} */
    static void addTo(Pbx.Builder builder, List<String> extensions) {
        for (var extension : extensions) {
            int colon = extension.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("An extension is written NUMBER:SECRET");
            }
            builder.extension(extension.substring(0, colon), extension.substring(colon + 1));
        }
    }
}
