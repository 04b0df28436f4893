package io.switchhook.base.net;

import java.util.List;
import java.util.Locale;

/**
 * Whose proof of a secure stream is believed. A certificate that leads to an anchor has to prove the expected name as well; a pinned one is believed as it is, while it
 * is valid.
 *
 * @param system whether the anchors that Java came with are anchors here
 * @param anchors further anchors, in PEM; each text may hold several
 * @param pinned SHA-256 fingerprints of certificates, 64 hexadecimal digits each, colons allowed
 * @param anybody nothing is asked at all: whoever sits in between reads and changes everything
 */
public record TlsTrust(boolean system, List<String> anchors, List<String> pinned, boolean anybody) {

    /** The anchors that Java came with. */
    public static final TlsTrust SYSTEM = new TlsTrust(true, List.of(), List.of(), false);

    /** Believes everybody. For tests on a table, never for a network that others can reach. */
    public static final TlsTrust ANYBODY = new TlsTrust(false, List.of(), List.of(), true);

    public TlsTrust {
        anchors = List.copyOf(anchors);
        pinned = pinned.stream().map(TlsTrust::fingerprint).toList();
    }

    /** These anchors and no others. */
    public static TlsTrust anchors(String... pem) {
        return new TlsTrust(false, List.of(pem), List.of(), false);
    }

    /** These certificates and no others. */
    public static TlsTrust pinned(String... fingerprints) {
        return new TlsTrust(false, List.of(), List.of(fingerprints), false);
    }

    private static String fingerprint(String text) {
        var digits = text.replace(":", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no SHA-256 fingerprint; it has 64 hexadecimal digits");
        }
        return digits;
    }
}
