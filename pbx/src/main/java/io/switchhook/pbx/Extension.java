package io.switchhook.pbx;

import io.switchhook.base.text.Printable;

/** One number of the PBX and the secret its telephones log in with. The secret never appears in {@link #toString}. */
record Extension(String number, String secret) {

    Extension {
        if (number.isEmpty()
                || !number.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.+*#".indexOf(c) >= 0)) {
            throw new IllegalArgumentException("\"" + Printable.escape(number)
                    + "\" is not an extension; use letters, digits and - _ . + * #, for example 858");
        }
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("The extension " + number + " needs a secret; there is no default");
        }
    }

    @Override
    public String toString() {
        return "extension " + number;
    }
}
