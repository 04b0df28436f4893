package io.switchhook.ice;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sdp.IceCandidate;

/**
 * A path that both sides have settled on.
 *
 * @param local where the other side sees us
 * @param remote where it is
 */
public record IcePair(IceCandidate local, IceCandidate remote) {

    public int component() {
        return local.component();
    }

    private static String words(IceCandidate candidate) {
        return candidate.type().token() + " " + IpLiteral.asHostPort(candidate.address());
    }

    /** Both ends in words. */
    @Override
    public String toString() {
        return words(local) + " to " + words(remote);
    }
}
