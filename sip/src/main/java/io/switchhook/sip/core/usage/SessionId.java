package io.switchhook.sip.core.usage;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.message.header.SessionIdHeader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * The session identifier of a call (RFC 7989 §4): a UUID of each end, the same on all legs of the call, whatever stands between. It is for logs and says nothing of who is
 * there: two calls of one telephone have nothing in common. {@code {A,B}} and {@code {B,A}} are the same identifier, seen from either end.
 *
 * @param local of this end, 32 hexadecimal digits in lower case
 * @param remote of the other end; empty while it is not known
 */
public record SessionId(String local, Optional<String> remote) {
    private static final int BYTES = 16;

    /** RFC 7989 §4.1: the name space of identifiers that are made of a dialog. */
    private static final byte[] NAME_SPACE = HexFormat.of().parseHex("a58587dac93d11e2ae90f4ea67801e29");

    public SessionId {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(remote, "remote");
    }

    /** Whether it is the same identifier, from whichever end it is seen. */
    public boolean isSame(SessionId other) {
        return equals(other) || (remote.isPresent() && other.equals(new SessionId(remote.get(), Optional.of(local))));
    }

    /** A new UUID of version 4, RFC 7989 §4.1. */
    public static String draw(Randomness random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return uuid(bytes, 4);
    }

    /**
     * The UUID of version 5 that stands for an end which has none of its own, RFC 7989 §4.1: whoever sees the dialog comes to the same.
     *
     * @param tag that end's own tag
     */
    public static String of(String callId, String tag) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(NAME_SPACE);
            return uuid(sha1.digest((callId + tag).getBytes(StandardCharsets.UTF_8)), 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1", e);
        }
    }

    /** RFC 4122 §4.3, §4.4: 16 bytes with the version and the variant in their places. */
    private static String uuid(byte[] bytes, int version) {
        bytes[6] = (byte) (bytes[6] & 0x0f | version << 4);
        bytes[8] = (byte) (bytes[8] & 0x3f | 0x80);
        return HexFormat.of().formatHex(bytes, 0, BYTES);
    }

    /** As Session-ID has it in a message of this end. */
    @Override
    public String toString() {
        return SessionIdHeader.of(local, remote.orElse(SessionIdHeader.NIL)).toString();
    }
}
