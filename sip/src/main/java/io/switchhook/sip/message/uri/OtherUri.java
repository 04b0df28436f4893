package io.switchhook.sip.message.uri;

import io.switchhook.base.text.Printable;

/**
 * A URI of a scheme that SIP itself does not interpret: {@code mailto}, {@code urn}, {@code https} and any unknown one.
 *
 * @param scheme a letter, then letters, digits, {@code +}, {@code -} and {@code .}
 * @param rest everything behind the colon: printable ASCII without space, {@code <}, {@code >} and quotes
 */
public record OtherUri(String scheme, String rest) implements Uri {
    /** What a {@code Contact: *} holds in the place of a URI. Written without scheme and colon. */
    public static final OtherUri STAR = new OtherUri("", "*");

    /** @throws MalformedException when the scheme or a character is not allowed */
    public OtherUri {
        boolean star = scheme.isEmpty() && rest.equals("*");
        if (!star && !isScheme(scheme)) {
            throw new MalformedException("expected a URI scheme but found \"" + Printable.escape(scheme) + "\"");
        }
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c <= ' ' || c == '<' || c == '>' || c == '"' || c >= 0x7f && c < 0xa0) {
                throw new MalformedException("expected a URI without the character \""
                        + Printable.escape(String.valueOf(c)) + "\" at offset " + (scheme.length() + 1 + i));
            }
        }
    }

    @Override
    public String toString() {
        return scheme.isEmpty() ? rest : scheme + ":" + rest;
    }

    private static boolean isScheme(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
