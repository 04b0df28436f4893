package io.switchhook.sip.core.proxy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.ProxyAuthorizationHeader;
import io.switchhook.sip.message.header.ProxyRequireHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.ViaHeader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The branch values of a proxy: a part that tells transactions apart, a dot, and a part that is the same when a request comes back unchanged (RFC 5393 §4.2.1).
 */
final class ProxyBranch {
    private static final String MAGIC_COOKIE = "z9hG4bK";
    private static final char SEPARATOR = '.';
    private static final int HASH_BYTES = 8;
    private static final long FNV_BASIS = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01b3L;
    /** What may change the decision of the next visit, RFC 3261 §16.6 item 8. */
    private static final List<HeaderType<?>> DECIDING =
            List.of(RouteHeader.TYPE, ProxyRequireHeader.TYPE, ProxyAuthorizationHeader.TYPE);

    private static final HexFormat HEX = HexFormat.of();
    /** Never fed itself: a copy of it is had for less than a look at the security providers. */
    private static final MessageDigest SHA_256 = sha256();

    private ProxyBranch() {}

    /** @param unique differs from transaction to transaction, RFC 3261 §8.1.1.7 */
    static String of(String unique, String loopHash) {
        return (unique.startsWith(MAGIC_COOKIE) ? unique : MAGIC_COOKIE + unique) + SEPARATOR + loopHash;
    }

    /**
     * The second part: everything that decides where a request goes (RFC 5393 §4.2.1), and what tells it from other requests to the same place. Not the method, so that CANCEL
     * and ACK get the branch of their INVITE. Whoever makes up a request with the hash of another one is refused as a loop, and nobody else.
     */
    static String loopHash(SipRequest request) {
        long hash = added(FNV_BASIS, request.uri().toString());
        hash = added(hash, request.callId());
        hash = added(
                hash * FNV_PRIME + request.cseq().number(), request.from().tag().orElse(""));
        // A policy may ask who sends it: what comes back from an application server is no loop, what comes from there
        // once more is.
        var sender = request.topVia();
        hash = added(hash, sender.host().toLowerCase(Locale.ROOT));
        hash = added(
                hash * FNV_PRIME + sender.port().orElse(0), sender.received().orElse(""));
        for (var type : DECIDING) {
            if (request.has(type)) {
                for (var value : request.values(type.name())) {
                    hash = added(hash, value);
                }
            }
        }
        return HEX.toHexDigits(hash);
    }

    /** FNV-1a, with an end behind each text. */
    private static long added(long before, String text) {
        long hash = before;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return (hash ^ '\n') * FNV_PRIME;
    }

    /** RFC 5393 §4.2.2. A Via of someone else, or without a second part, tells nothing. */
    static boolean isLoop(ViaHeader via, String loopHash) {
        var branch = via.branch().orElse("");
        int dot = branch.lastIndexOf(SEPARATOR);
        return dot >= 0 && branch.substring(dot + 1).equalsIgnoreCase(loopHash);
    }

    /**
     * The first part for a proxy without memory (RFC 3261 §16.11): the same for a repeated request, its CANCEL and its ACK, and different for each target.
     */
    static String stateless(SipRequest request, ProxyTarget target) {
        var via = request.topVia();
        var branch = via.branch().orElse("");
        var text = new StringBuilder()
                .append(via.host().toLowerCase(Locale.ROOT))
                .append(':')
                .append(via.port().orElse(-1))
                .append('\n')
                .append(target.uri());
        if (branch.regionMatches(true, 0, MAGIC_COOKIE, 0, MAGIC_COOKIE.length())) {
            text.append('\n').append(branch.toLowerCase(Locale.ROOT));
        } else {
            // A client of RFC 2543 makes no unique branch.
            text.append('\n')
                    .append(request.from().tag().orElse(""))
                    .append('\n')
                    .append(request.callId())
                    .append('\n')
                    .append(request.cseq().number())
                    .append('\n')
                    .append(request.uri());
        }
        request.first(RouteHeader.TYPE).ifPresent(route -> text.append('\n').append(route));
        return hash(text.toString());
    }

    private static String hash(String text) {
        try {
            var digest = ((MessageDigest) SHA_256.clone()).digest(text.getBytes(StandardCharsets.UTF_8));
            return HEX.formatHex(digest, 0, HASH_BYTES);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of every Java platform can be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
