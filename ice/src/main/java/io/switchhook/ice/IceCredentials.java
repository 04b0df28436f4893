package io.switchhook.ice;

import io.switchhook.base.random.Randomness;

/** The name and the password of one run of ICE (RFC 8445 §5.3); others begin it anew. Its text does not tell the password. */
public record IceCredentials(String ufrag, String password) {
    /** RFC 8445 §5.3 asks for 24 bits and 128 bits of randomness; a character has five. */
    private static final int UFRAG_LENGTH = 8;

    private static final int PASSWORD_LENGTH = 28;

    /** New ones, of which nobody knows. */
    public static IceCredentials draw(Randomness random) {
        return new IceCredentials(random.nextToken(UFRAG_LENGTH), random.nextToken(PASSWORD_LENGTH));
    }

    @Override
    public String toString() {
        return "IceCredentials[ufrag=" + ufrag + "]";
    }
}
