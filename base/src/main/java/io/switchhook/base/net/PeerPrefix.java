package io.switchhook.base.net;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Who counts as one peer where something is shared out by address: an IPv4 address, or the /64 of an IPv6 address, since a host may take any address of its own /64.
 *
 * @param v6 whether {@code bits} are the upper half of an IPv6 address
 */
public record PeerPrefix(boolean v6, long bits) {

    public static PeerPrefix of(InetAddress address) {
        long bits = 0;
        var bytes = address.getAddress();
        for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
            bits = bits << Byte.SIZE | Byte.toUnsignedInt(bytes[i]);
        }
        return new PeerPrefix(address instanceof Inet6Address, bits);
    }
}
