package io.switchhook.sip.core.auth;

import io.switchhook.base.random.Randomness;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes nonces that carry their own time and proof, so that a challenge costs no memory, and remembers the counts of those used with the right password. The table is
 * bounded: when it is full the oldest is dropped, and every nonce of its age or older that is not in the table counts as stale from then on.
 */
final class Nonces {
    private static final String MAC = "HmacSHA256";
    private static final int TIME_AND_SALT = 16;
    private static final int PROOF = 16;
    private static final int KEY = 32;

    private final long lifetimeNanos;
    private final int maxInUse;
    private final Randomness random;
    private Mac mac;
    private Mac previousMac;
    private long keyedNanos;
    private final Map<String, Use> inUse = new LinkedHashMap<>();
    private long droppedNanos = Long.MIN_VALUE;

    Nonces(long lifetimeNanos, int maxInUse, Randomness random) {
        this.lifetimeNanos = lifetimeNanos;
        this.maxInUse = maxInUse;
        this.random = random;
        this.mac = newMac(random);
        this.previousMac = mac;
        this.keyedNanos = Long.MIN_VALUE;
    }

    private static Mac newMac(Randomness random) {
        var bytes = new byte[KEY];
        random.nextBytes(bytes);
        return macWith(bytes);
    }

    private static Mac macWith(byte[] key) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + MAC, e);
        }
    }

    /** No key signs for longer than a nonce lives, so that the last but one has nothing left to vouch for. */
    private void renewKey(long nowNanos) {
        if (keyedNanos == Long.MIN_VALUE) {
            keyedNanos = nowNanos;
        } else if (nowNanos - keyedNanos > lifetimeNanos) {
            previousMac = mac;
            mac = newMac(random);
            keyedNanos = nowNanos;
        }
    }

    String issue(String realm, long nowNanos) {
        renewKey(nowNanos);
        var head = ByteBuffer.allocate(TIME_AND_SALT)
                .putLong(nowNanos)
                .putLong(random.nextLong())
                .array();
        var nonce = Arrays.copyOf(head, TIME_AND_SALT + PROOF);
        System.arraycopy(proof(mac, head, realm), 0, nonce, TIME_AND_SALT, PROOF);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    }

    /**
     * What a request would like to use a nonce for.
     *
     * @param count empty for credentials in the form of RFC 2069
     * @param request tells it from other requests
     * @param returned whether it may have used that count before, itself
     */
    record Claim(OptionalLong count, long request, boolean returned) {}

    /** Uses the nonce with a count that was not used before; false when it is foreign, expired, dropped, or was used with that count. */
    boolean use(String nonce, String realm, Claim claim, long nowNanos) {
        var issued = issuedNanos(nonce, realm);
        if (issued.isEmpty() || issued.getAsLong() > nowNanos || nowNanos - issued.getAsLong() > lifetimeNanos) {
            return false;
        }
        var use = inUse.get(nonce);
        if (use == null) {
            if (issued.getAsLong() <= droppedNanos) {
                return false;
            }
            use = new Use(issued.getAsLong());
            inUse.put(nonce, use);
            trim(nowNanos);
        }
        return use.take(claim);
    }

    /** Whether more than half of its life is over, so that the next request may come too late for it; of one that is ours. */
    boolean isGettingOld(String nonce, long nowNanos) {
        return nowNanos - ByteBuffer.wrap(read(nonce)).getLong() > lifetimeNanos / 2;
    }

    int inUse() {
        return inUse.size();
    }

    private void trim(long nowNanos) {
        for (var oldest = inUse.values().iterator(); oldest.hasNext(); ) {
            var use = oldest.next();
            if (nowNanos - use.issuedNanos > lifetimeNanos) {
                oldest.remove();
            } else if (inUse.size() > maxInUse) {
                droppedNanos = Math.max(droppedNanos, use.issuedNanos);
                oldest.remove();
            } else {
                return;
            }
        }
    }

    private OptionalLong issuedNanos(String nonce, String realm) {
        var bytes = read(nonce);
        if (bytes.length != TIME_AND_SALT + PROOF) {
            return OptionalLong.empty();
        }
        var head = Arrays.copyOf(bytes, TIME_AND_SALT);
        var proof = Arrays.copyOfRange(bytes, TIME_AND_SALT, bytes.length);
        boolean ours = MessageDigest.isEqual(proof, proof(mac, head, realm))
                || MessageDigest.isEqual(proof, proof(previousMac, head, realm));
        return ours ? OptionalLong.of(ByteBuffer.wrap(head).getLong()) : OptionalLong.empty();
    }

    /** Empty when it is no nonce at all. */
    private static byte[] read(String nonce) {
        try {
            return Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] proof(Mac with, byte[] head, String realm) {
        // It begins anew after each doFinal.
        with.update(head);
        return Arrays.copyOf(with.doFinal(realm.getBytes(StandardCharsets.UTF_8)), PROOF);
    }

    /** The counts that a nonce was used with: the highest, and which of the 64 up to it. Requests over UDP may overtake each other. */
    private static final class Use {
        private final long issuedNanos;
        private long highest = -1;
        private long window;
        /** Who has used the highest. */
        private long latest;

        Use(long issuedNanos) {
            this.issuedNanos = issuedNanos;
        }

        /** Credentials in the form of RFC 2069 have no count: they are good for one request. */
        boolean take(Claim claim) {
            long count = claim.count().orElse(Integer.MAX_VALUE * 4L);
            if (count > highest) {
                long step = highest < 0 ? Long.SIZE : count - highest;
                window = step >= Long.SIZE ? 1 : window << step | 1;
                highest = count;
                latest = claim.request();
                return true;
            }
            if (claim.returned() && count == highest && claim.request() == latest) {
                return true;
            }
            long back = highest - count;
            if (back >= Long.SIZE || (window & 1L << back) != 0) {
                return false;
            }
            window |= 1L << back;
            return true;
        }
    }
}
