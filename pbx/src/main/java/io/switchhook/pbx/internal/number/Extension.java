package io.switchhook.pbx.internal.number;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.core.auth.Secret;

/** One number of the PBX and the secret its telephones log in with. The secret never appears in {@link #toString}. */
public record Extension(String number, Secret secret) {

    public Extension {
        if (!isNumber(number)) {
            throw new IllegalArgumentException("\"" + Printable.escape(number)
                    + "\" is not an extension; use letters, digits and - _ . + * #, for example 858");
        }
    }

    public Extension(String number, String secret) {
        this(number, Secret.ofPassword(secret));
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("The extension " + number + " needs a secret; there is no default");
        }
    }

    /** Whether an extension may have that name. */
    public static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.+*#".indexOf(c) >= 0);
    }

    @Override
    public String toString() {
        return "extension " + number;
    }
}
