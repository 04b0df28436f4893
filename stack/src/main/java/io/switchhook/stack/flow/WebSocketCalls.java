package io.switchhook.stack.flow;

import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.random.Randomness;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a stack needs to know when it calls a server over WebSocket. Used on the stack's loop. */
final class WebSocketCalls {
    /** Each is a line of some product; who has more takes one path for all. */
    private static final int MAX_PATHS = 10_000;

    private static final int NAME_LENGTH = 12;

    private final StreamSettings settings;
    private final Randomness random;
    private final Map<String, String> paths = new HashMap<>();
    private Optional<OwnPlace> nowhere = Optional.empty();

    WebSocketCalls(StreamSettings settings, Randomness random) {
        this.settings = settings;
        this.random = random;
    }

    /** From now on that server is asked for that path. */
    void useFor(String host, int port, String path) {
        if (paths.size() < MAX_PATHS) {
            paths.put(key(host, port), path);
        }
    }

    private static String key(String host, int port) {
        return host.toLowerCase(Locale.ROOT) + ":" + port;
    }

    /** The settings of a connection to that server. */
    StreamSettings settingsFor(TransportKind kind, String host, int port) {
        var path = kind.webSocket() ? paths.get(key(host, port)) : null;
        return path == null
                ? settings
                : settings.withWebSocket(settings.webSocket().withPath(path));
    }

    /** RFC 7118 §8.1, Appendix B.1: a client that takes no connections has a name that nobody can call (RFC 2606 §2). */
    OwnPlace nowhere() {
        if (nowhere.isEmpty()) {
            var name = random.nextToken(NAME_LENGTH) + ".invalid";
            nowhere = Optional.of(new OwnPlace(name, OptionalInt.empty()));
        }
        return nowhere.get();
    }
}
