package io.switchhook.base.net;

import java.util.Optional;

/**
 * What secure streams and those over WebSocket need; plain TCP ignores it.
 *
 * @param identity what we prove to be: needed to listen, and to connect where the peer asks
 * @param trust whom we believe
 * @param clientMustProve whether a peer that connects to us has to show a certificate that we trust
 * @param webSocket for WS and WSS
 */
public record StreamSettings(
        Optional<TlsIdentity> identity, TlsTrust trust, boolean clientMustProve, WebSocketSettings webSocket) {

    /** No identity, the anchors that Java came with. */
    public static final StreamSettings DEFAULT =
            new StreamSettings(Optional.empty(), TlsTrust.SYSTEM, false, WebSocketSettings.DEFAULT);

    public StreamSettings withIdentity(TlsIdentity ours) {
        return new StreamSettings(Optional.of(ours), trust, clientMustProve, webSocket);
    }

    public StreamSettings withTrust(TlsTrust whom) {
        return new StreamSettings(identity, whom, clientMustProve, webSocket);
    }

    public StreamSettings withClientMustProve(boolean must) {
        return new StreamSettings(identity, trust, must, webSocket);
    }

    public StreamSettings withWebSocket(WebSocketSettings settings) {
        return new StreamSettings(identity, trust, clientMustProve, settings);
    }
}
