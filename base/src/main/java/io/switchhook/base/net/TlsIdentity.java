package io.switchhook.base.net;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What one side of a secure stream proves to be. The private key never appears in {@link Object#toString}. */
public sealed interface TlsIdentity {

    /**
     * A certificate and its key, as text. Whether they are usable is found out where they are first used, and said in words there.
     *
     * @param certificates in PEM, our own first, then those that lead to an anchor of the peer
     * @param privateKey in PEM, PKCS #8 without a password: {@code BEGIN PRIVATE KEY}
     */
    record Pem(String certificates, String privateKey) implements TlsIdentity {

        @Override
        public String toString() {
            return "Pem[certificates of " + certificates.length() + " characters, private key not shown]";
        }
    }

    /**
     * A certificate and its key in files that may be renewed while the program runs, as by an ACME client every two months. They are looked at with each new connection, which then
     * shows what is in them; connections that stand are left alone. A renewed pair that cannot be used is told in the log, and the one before stays.
     *
     * @param certificates the name of a PEM file with our own certificate first, then those that lead to an anchor of the peer
     * @param privateKey the name of a PEM file with the key, PKCS #8 without a password
     */
    record PemFiles(String certificates, String privateKey) implements TlsIdentity {}

    /**
     * Names alone, for simulated networks, where nobody lies; a real network refuses it.
     *
     * @param names domains, or addresses as text
     */
    record Named(Set<String> names) implements TlsIdentity {
        public Named {
            names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        }

        /** Whether it is this name; no wildcards (RFC 5922 §7.2). */
        public boolean proves(String name) {
            return names.contains(name.toLowerCase(Locale.ROOT));
        }
    }

    static TlsIdentity pem(String certificates, String privateKey) {
        return new Pem(certificates, privateKey);
    }

    /**
     * As {@link PemFiles}.
     *
     * @param certificates the name of a file
     * @param privateKey the name of a file, which may be the same one
     */
    static TlsIdentity files(String certificates, String privateKey) {
        return new PemFiles(certificates, privateKey);
    }

    static TlsIdentity named(String... names) {
        return new Named(Set.of(names));
    }
}
