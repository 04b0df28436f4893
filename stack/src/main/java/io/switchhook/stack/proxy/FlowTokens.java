package io.switchhook.stack.proxy;

import io.switchhook.base.random.Randomness;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names of flows that only who has the key can make: transport and both addresses, and an HMAC over them, so that nothing need be remembered (RFC 5626 §5.2). Used on one loop.
 */
final class FlowTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int DRAWN_KEY = 32;
    private static final int SEAL = 16;
    private static final int MOST = 64;

    private final Mac mac;

    FlowTokens(SecretKey key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + ALGORITHM, e);
        }
    }

    /** @param bytes at least one */
    static SecretKey key(byte[] bytes) {
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    /** A key that nobody has ever had. */
    static SecretKey drawnKey(Randomness random) {
        var key = new byte[DRAWN_KEY];
        random.nextBytes(key);
        return key(key);
    }

    /** Needs no escaping in the user part of a URI. */
    String of(Flow flow) {
        var named = named(flow);
        var whole = ByteBuffer.allocate(SEAL + named.length).put(seal(named)).put(named);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole.array());
    }

    /** The flow that a token of ours names; empty for one that was made without our key. */
    Optional<Flow> read(String token) {
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (whole.length <= SEAL || whole.length > MOST) {
            return Optional.empty();
        }
        var named = Arrays.copyOfRange(whole, SEAL, whole.length);
        boolean ours = MessageDigest.isEqual(seal(named), Arrays.copyOf(whole, SEAL));
        return ours ? Optional.of(flow(ByteBuffer.wrap(named))) : Optional.empty();
    }

    private byte[] seal(byte[] named) {
        return Arrays.copyOf(mac.doFinal(named), SEAL);
    }

    private static byte[] named(Flow flow) {
        var local = flow.local().getAddress().getAddress();
        var remote = flow.remote().getAddress().getAddress();
        return ByteBuffer.allocate(7 + local.length + remote.length)
                .put((byte) flow.kind().ordinal())
                .put((byte) local.length)
                .put(local)
                .putShort((short) flow.local().getPort())
                .put((byte) remote.length)
                .put(remote)
                .putShort((short) flow.remote().getPort())
                .array();
    }

    private static Flow flow(ByteBuffer named) {
        var kind = TransportKind.values()[named.get()];
        return new Flow(kind, address(named), address(named));
    }

    private static InetSocketAddress address(ByteBuffer named) {
        var bytes = new byte[named.get()];
        named.get(bytes);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), Short.toUnsignedInt(named.getShort()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a token of ours holds an address of " + bytes.length + " bytes", e);
        }
    }
}
