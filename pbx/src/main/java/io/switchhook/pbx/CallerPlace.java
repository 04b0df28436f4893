package io.switchhook.pbx;

/** Where a provider looks for the number of who calls over a {@link Trunk}. */
public enum CallerPlace {
    /** In From, as every telephone says it (RFC 3261 §8.1.1.3). */
    FROM,
    /** In P-Asserted-Identity, for a provider that trusts this PBX (RFC 3325 §9.1); the account of the trunk stands in From. */
    P_ASSERTED_IDENTITY,
    /** In P-Preferred-Identity, for a provider that checks it and asserts it itself (RFC 3325 §9.2); the account of the trunk stands in From. */
    P_PREFERRED_IDENTITY
}
