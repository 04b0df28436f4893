package io.switchhook.ice;

/** Who we are for a TURN server (RFC 8489 §9.2). Its text does not tell the password. */
public record TurnAccount(String username, String password) {
    /** RFC 8489 §14.3: fewer octets than that. */
    private static final int MAX_TEXT = 500;

    public TurnAccount {
        if (username.isEmpty() || username.length() > MAX_TEXT || password.isEmpty()) {
            throw new IllegalArgumentException(
                    "An account of a TURN server has a name of up to 500 characters and a password");
        }
    }

    @Override
    public String toString() {
        return "TurnAccount[username=" + username + "]";
    }
}
