package io.switchhook.base.net;

import java.util.Optional;

/**
 * What secure streams need; plain streams ignore it.
 *
 * @param identity what we prove to be: needed to listen, and to connect where the peer asks
 * @param trust whom we believe
 * @param clientMustProve whether a peer that connects to us has to show a certificate that we trust
 */
public record StreamSettings(Optional<TlsIdentity> identity, TlsTrust trust, boolean clientMustProve) {

    /** No identity, the anchors that Java came with. */
    public static final StreamSettings DEFAULT = new StreamSettings(Optional.empty(), TlsTrust.SYSTEM, false);

    public StreamSettings withIdentity(TlsIdentity ours) {
        return new StreamSettings(Optional.of(ours), trust, clientMustProve);
    }

    public StreamSettings withTrust(TlsTrust whom) {
        return new StreamSettings(identity, whom, clientMustProve);
    }

    public StreamSettings withClientMustProve(boolean must) {
        return new StreamSettings(identity, trust, must);
    }
}
