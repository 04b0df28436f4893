package io.switchhook.base.net;

import java.util.Optional;

/**
 * What secure streams and those over WebSocket need; plain TCP ignores it.
 *
 * @param identity what we prove to be: needed to listen, and to connect where the peer asks
 * @param trust whom we believe
 * @param clientProof whether a peer that connects to us has to show a certificate
 * @param webSocket for WS and WSS
 */
public record StreamSettings(
        Optional<TlsIdentity> identity, TlsTrust trust, ClientProof clientProof, WebSocketSettings webSocket) {

    /** No identity, the anchors that Java came with, and peers that connect to us are not asked. */
    public static final StreamSettings DEFAULT =
            new StreamSettings(Optional.empty(), TlsTrust.SYSTEM, ClientProof.OFF, WebSocketSettings.DEFAULT);

    public StreamSettings withIdentity(TlsIdentity ours) {
        return new StreamSettings(Optional.of(ours), trust, clientProof, webSocket);
    }

    public StreamSettings withTrust(TlsTrust whom) {
        return new StreamSettings(identity, whom, clientProof, webSocket);
    }

    public StreamSettings withClientProof(ClientProof proof) {
        return new StreamSettings(identity, trust, proof, webSocket);
    }

    public StreamSettings withWebSocket(WebSocketSettings settings) {
        return new StreamSettings(identity, trust, clientProof, settings);
    }
}
