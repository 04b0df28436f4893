package io.switchhook.sip.core.auth;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A password, or what is kept of it: H(user:realm:password) for one or more algorithms. Never shows itself. */
public final class Secret {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}|[0-9a-f]{64}");

    private final Optional<String> password;
    private final Map<DigestAlgorithm, String> hashes;

    private Secret(Optional<String> password, Map<DigestAlgorithm, String> hashes) {
        this.password = password;
        this.hashes = hashes;
    }

    public static Secret ofPassword(String password) {
        return new Secret(Optional.of(password), Map.of());
    }

    /**
     * A secret of which only a hash is known.
     *
     * @param ha1 H(user:realm:password) in lower-case hexadecimal digits; good for that user and realm alone
     */
    public static Secret ofHash(DigestAlgorithm algorithm, String ha1) {
        return new Secret(Optional.empty(), Map.of()).orHash(algorithm, ha1);
    }

    /** The same secret for one more algorithm. */
    public Secret orHash(DigestAlgorithm algorithm, String ha1) {
        if (!HEX.matcher(ha1).matches()) {
            throw new IllegalArgumentException(
                    "a hash must be 32 or 64 lower-case hexadecimal digits, but has " + ha1.length() + " characters");
        }
        var more = new EnumMap<DigestAlgorithm, String>(DigestAlgorithm.class);
        more.putAll(hashes);
        more.put(algorithm.plain(), ha1);
        return new Secret(password, more);
    }

    /** H(user:realm:password); empty when only the hash of another algorithm is known. A kept hash costs the same time as a password. */
    Optional<String> ha1(DigestAlgorithm algorithm, String user, String realm) {
        var computed = algorithm.hash(user + ':' + realm + ':' + password.orElse(""));
        var kept = hashes.get(algorithm.plain());
        return kept != null ? Optional.of(kept) : password.map(text -> computed);
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
