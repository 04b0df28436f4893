package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An {@code a=crypto} line: keys of SRTP in a description (RFC 4568). Immutable. What its texts tell is no secret but for {@link #attribute()}, which is what goes over the wire,
 * as do the texts of the descriptions that it stands in.
 */
public final class CryptoAttribute {
    /** Its name in a description. */
    public static final String NAME = "crypto";

    private static final long MAX_TAG = 999_999_999;
    /** Keys, and parameters, of one line. */
    private static final int MOST = 16;

    private final int tag;
    private final String suiteName;
    private final Optional<CryptoSuite> suite;
    private final List<CryptoKey> keys;
    private final List<CryptoParameter> parameters;
    private final String wire;
    private final boolean usable;

    private CryptoAttribute(
            int tag,
            String suiteName,
            List<CryptoKey> keys,
            List<CryptoParameter> parameters,
            String wire,
            boolean readable) {
        this.tag = tag;
        this.suiteName = suiteName;
        this.suite = CryptoSuite.find(suiteName);
        this.keys = List.copyOf(keys);
        this.parameters = List.copyOf(parameters);
        this.wire = wire;
        this.usable = readable && isValid();
    }

    /**
     * A line with one key, for as many packets as the suite allows.
     *
     * @param tag 1 to 999999999, another one for each line of a media section
     * @param keyAndSalt as long as the suite demands, random, and used nowhere else
     * @throws IllegalArgumentException when it is anything else
     */
    public static CryptoAttribute of(int tag, CryptoSuite suite, byte[] keyAndSalt) {
        if (tag < 1 || tag > MAX_TAG) {
            throw new IllegalArgumentException("A tag of a crypto line is 1 to " + MAX_TAG + ", not " + tag);
        }
        if (keyAndSalt.length != suite.keyAndSaltBytes()) {
            throw new IllegalArgumentException(
                    suite + " takes " + suite.keyAndSaltBytes() + " bytes of key and salt, not " + keyAndSalt.length);
        }
        return line(tag, suite.name(), CryptoKey.of(keyAndSalt));
    }

    private static CryptoAttribute line(int tag, String suiteName, CryptoKey key) {
        var wire = tag + " " + suiteName + " " + key.wire();
        return new CryptoAttribute(tag, suiteName, List.of(key), List.of(), wire, true);
    }

    /** Empty when it is not of the form of RFC 4568 §9.1. What is of that form, and of no use, is not {@linkplain #isUsable usable}. */
    public static Optional<CryptoAttribute> parse(String value) {
        var words = value.strip().split("[ \t]+");
        if (words.length < 3 || words[0].length() > 9 || !isSuiteName(words[1])) {
            return Optional.empty();
        }
        long tag = Numbers.parse(words[0], MAX_TAG);
        if (tag < 0) {
            return Optional.empty();
        }
        // The example of RFC 4568 §7.1.5 has a blank behind the semicolon, where it is folded; so do some who copied
        // it.
        int next = 3;
        var keyText = new StringBuilder(words[2]);
        while (next < words.length && keyText.charAt(keyText.length() - 1) == ';') {
            keyText.append(words[next++]);
        }
        var keys = new ArrayList<CryptoKey>();
        var keyTexts = keyText.toString().split(";");
        boolean readable = keyTexts.length <= MOST && words.length - next <= MOST;
        for (int i = 0; readable && i < keyTexts.length; i++) {
            var key = CryptoKey.parse(keyTexts[i]);
            readable = key.isPresent();
            key.ifPresent(keys::add);
        }
        var parameters = new ArrayList<CryptoParameter>();
        for (int i = next; i < Math.min(words.length, next + MOST); i++) {
            parameters.add(CryptoParameter.parse(words[i]));
        }
        return Optional.of(new CryptoAttribute((int) tag, words[1], keys, parameters, value, readable));
    }

    private static boolean isSuiteName(String text) {
        return text.chars()
                .allMatch(c -> c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z');
    }

    /** RFC 4568 §6.1: keys as long as the suite demands; several need MKIs of one length; and §6.3. */
    private boolean isValid() {
        if (suite.isEmpty() || keys.isEmpty() || !parameters.stream().allMatch(CryptoParameter::isAcceptable)) {
            return false;
        }
        var first = keys.get(0);
        for (var key : keys) {
            boolean told = keys.size() == 1 || key.hasIdentifierAs(first);
            if (!told || !key.fits(suite.get())) {
                return false;
            }
        }
        return true;
    }

    /** What an answer names it by. */
    public int tag() {
        return tag;
    }

    /** As written. */
    public String suiteName() {
        return suiteName;
    }

    /** Empty for one that we do not know. */
    public Optional<CryptoSuite> suite() {
        return suite;
    }

    /** In the order they came; those only that could be read. */
    public List<CryptoKey> keys() {
        return keys;
    }

    public List<CryptoParameter> parameters() {
        return parameters;
    }

    /** Whether it is valid, of a suite that we know, and asks for nothing that we do not do. */
    public boolean isUsable() {
        return usable;
    }

    /** The line that accepts an offered one, with our key: its tag and its suite (RFC 4568 §5.1.2). This one is our line of that suite. */
    public CryptoAttribute answering(CryptoAttribute offered) {
        return line(offered.tag, offered.suiteName, keys.get(0));
    }

    /** Whether one of the keys is also one of the other's: RFC 4568 §7.1.2 forbids it, since two would use one key stream. */
    public boolean sharesKeyWith(CryptoAttribute other) {
        return keys.stream().anyMatch(key -> other.keys.stream().anyMatch(key::isKeyOf));
    }

    /** As it goes over the wire, with its keys. */
    public Attribute attribute() {
        return Attribute.of(NAME, wire);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CryptoAttribute that && wire.equals(that.wire);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tag, suiteName);
    }

    /** Without its keys. */
    @Override
    public String toString() {
        var text = new StringBuilder(NAME).append(':').append(tag).append(' ').append(suiteName);
        keys.forEach(key -> text.append(' ').append(key));
        parameters.forEach(parameter -> text.append(' ').append(parameter));
        return text.toString();
    }
}
