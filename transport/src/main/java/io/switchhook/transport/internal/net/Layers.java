package io.switchhook.transport.internal.net;

import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.transport.internal.tls.TlsContext;
import java.util.Optional;

/**
 * What lies on TCP.
 *
 * @param tls there when the kind is a secure one
 * @param webSocket there for WS and WSS
 */
public record Layers(StreamKind kind, Optional<TlsContext> tls, Optional<WebSocketSettings> webSocket) {

    public static final Layers TCP = new Layers(StreamKind.TCP, Optional.empty(), Optional.empty());
}
