package io.switchhook.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Addresses in attributes (RFC 8489 §14.1, §14.2). */
final class StunAddress {
    static final int COOKIE = 0x2112A442;

    private StunAddress() {}

    /** Empty when it is not of one of the two families, or not as long as its family says. */
    static Optional<InetSocketAddress> read(ByteBuffer value, TransactionId id, boolean masked) {
        int length = value.remaining() - 4;
        int family = length == 4 ? 1 : 2;
        int start = value.position();
        if ((length != 4 && length != 16) || value.get(start + 1) != family) {
            return Optional.empty();
        }
        var address = new byte[length];
        value.get(start + 4, address);
        int port = value.getShort(start + 2) & 0xffff;
        if (masked) {
            mask(address, id);
            port ^= COOKIE >>> 16;
        }
        return Optional.of(new InetSocketAddress(inet(address), port));
    }

    /** The value of an attribute whose name begins with XOR. */
    static byte[] masked(InetSocketAddress address, TransactionId id) {
        var bytes = address.getAddress().getAddress();
        mask(bytes, id);
        return ByteBuffer.allocate(4 + bytes.length)
                .putShort((short) (bytes.length == 4 ? 1 : 2))
                .putShort((short) (address.getPort() ^ (COOKIE >>> 16)))
                .put(bytes)
                .array();
    }

    private static void mask(byte[] address, TransactionId id) {
        var mask = ByteBuffer.allocate(16).putInt(COOKIE).putInt(id.high()).putLong(id.low());
        for (int i = 0; i < address.length; i++) {
            address[i] ^= mask.get(i);
        }
    }

    private static InetAddress inet(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are always an address", e);
        }
    }
}
