package io.switchhook.transport.internal.net;

import io.switchhook.base.net.StreamKind;
import io.switchhook.transport.internal.tls.TlsContext;
import java.util.Optional;

/**
 * What lies on TCP.
 *
 * @param tls there when the kind is a secure one
 */
public record Layers(StreamKind kind, Optional<TlsContext> tls) {

    public static final Layers TCP = new Layers(StreamKind.TCP, Optional.empty());
}
