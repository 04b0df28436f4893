package io.switchhook.sdp;

import io.switchhook.base.net.IpLiteral;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code o=} line: who made the description, and which version of it this is. RFC 8866 §5.2.
 *
 * @param userName {@code -} when there is none; peers also send spaces in it
 * @param sessionId digits as written; peers exceed 64 bits
 * @param version digits as written
 * @param netType {@code IN}
 * @param addressType {@code IP4} or {@code IP6}
 * @param address address or host name of the maker; says nothing about where media goes
 */
public record Origin(
        String userName, String sessionId, String version, String netType, String addressType, String address) {
    private static final int FIELDS_AFTER_NAME = 5;

    public static Origin of(String userName, long sessionId, long version, InetAddress address) {
        if (sessionId < 0 || version < 0) {
            throw new IllegalArgumentException("session id and version must not be negative");
        }
        if (userName.isBlank() || holdsSpace(userName)) {
            throw new IllegalArgumentException("an o= user name holds no spaces and is not empty; write - for none");
        }
        return new Origin(
                userName,
                Long.toString(sessionId),
                Long.toString(version),
                "IN",
                Connection.addressTypeOf(address),
                IpLiteral.asText(address));
    }

    static Optional<Origin> parse(String text) {
        return parse(new SdpText(text), 0, text.length());
    }

    /** Reads what stands between two places of a text. The last five fields are told by position, so that what is left may hold spaces. */
    static Optional<Origin> parse(SdpText text, int start, int stop) {
        var usual = usual(text, start, stop);
        if (usual != null) {
            return Optional.of(usual);
        }
        var fields = Fields.of(text.cut(start, stop).stripTrailing());
        int first = fields.size() - FIELDS_AFTER_NAME;
        if (first < 0) {
            return Optional.empty();
        }
        return Optional.of(new Origin(
                String.join(" ", fields.subList(0, first)),
                fields.get(first),
                fields.get(first + 1),
                fields.get(first + 2),
                fields.get(first + 3),
                fields.get(first + 4)));
    }

    /** The origin between two places when it has six fields with one space between each two; null for any other. */
    private static @Nullable Origin usual(SdpText text, int start, int stop) {
        int nameEnd = text.space(start, stop);
        int idEnd = text.space(nameEnd + 1, stop);
        int versionEnd = text.space(idEnd + 1, stop);
        boolean usual = versionEnd < stop
                && text.isField(start, nameEnd)
                && text.isField(nameEnd + 1, idEnd)
                && text.isField(idEnd + 1, versionEnd);
        var place = usual ? Connection.usual(text, versionEnd + 1, stop) : null;
        return place == null
                ? null
                : new Origin(
                        text.word(start, nameEnd),
                        text.word(nameEnd + 1, idEnd),
                        text.word(idEnd + 1, versionEnd),
                        place.netType(),
                        place.addressType(),
                        place.address());
    }

    private static boolean holdsSpace(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ') {
                return true;
            }
        }
        return false;
    }

    /** Whether both name the same session, whatever the version. */
    public boolean isSameSession(Origin other) {
        return withVersion(other.version).equals(other);
    }

    public Origin withVersion(String newVersion) {
        return new Origin(userName, sessionId, newVersion, netType, addressType, address);
    }

    /** RFC 3264 §8: each changed description has a version one higher than the one before. */
    public Origin withNextVersion() {
        if (version.isEmpty() || version.length() > 40 || version.chars().anyMatch(c -> c < '0' || c > '9')) {
            throw new IllegalStateException("the version of this o= line is not a number: " + version);
        }
        return withVersion(new BigInteger(version).add(BigInteger.ONE).toString());
    }

    /** As written after {@code o=}. */
    @Override
    public String toString() {
        return userName + " " + sessionId + " " + version + " " + netType + " " + addressType + " " + address;
    }
}
