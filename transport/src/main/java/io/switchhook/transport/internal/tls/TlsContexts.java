package io.switchhook.transport.internal.tls;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.net.StreamSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The contexts of a world, one for equal settings, so that certificates are read once and sessions are resumed. From any thread. */
public final class TlsContexts {
    /** Products have one or two settings each; whoever has more pays with reading again. */
    private static final int MAX_CONTEXTS = 32;

    private record Wanted(StreamSettings settings, NameRule rule) {}

    private final CallbackLane lane;

    private final Map<Wanted, TlsContext> contexts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, TlsContext> eldest) {
            return size() > MAX_CONTEXTS;
        }
    };

    /** @param lane where files of certificates are looked at */
    public TlsContexts(CallbackLane lane) {
        this.lane = lane;
    }

    /** @throws IOException when the settings cannot be used; the message says why */
    public synchronized TlsContext of(StreamSettings settings, NameRule rule) throws IOException {
        var wanted = new Wanted(settings, rule);
        var known = contexts.get(wanted);
        if (known != null) {
            return known;
        }
        var made = TlsContext.of(settings, rule, lane);
        contexts.put(wanted, made);
        return made;
    }
}
