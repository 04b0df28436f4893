package io.switchhook.transport.internal.tls;

import io.switchhook.base.net.IpLiteral;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;

/**
 * Whom a certificate is for, RFC 5922 §7: the hosts of its sip URIs, else its DNS names, else, when it has no subjectAltName, its common name. No wildcards, no suffixes.
 *
 * <p>An extension of ours: a peer that is called by address may prove that address with an iPAddress in its subjectAltName. RFC 5922 knows domains alone, and a PBX on a
 * private network has none.
 */
public final class SipIdentities {
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    private final List<String> domains;
    private final List<InetAddress> addresses;

    private SipIdentities(List<String> domains, List<InetAddress> addresses) {
        this.domains = domains;
        this.addresses = addresses;
    }

    /** Reads them; none from a certificate whose names cannot be read. */
    public static SipIdentities of(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return new SipIdentities(List.of(), List.of());
        }
        if (names == null) {
            return new SipIdentities(
                    commonName(certificate.getSubjectX500Principal()).stream().toList(), List.of());
        }
        var uris = new ArrayList<String>();
        var dns = new ArrayList<String>();
        var addresses = new ArrayList<InetAddress>();
        for (var name : names) {
            if (name.get(0) instanceof Integer type && name.get(1) instanceof String value) {
                // RFC 5922 §7.1: no other type names a SIP domain.
                if (type == URI) {
                    sipHost(value).ifPresent(uris::add);
                } else if (type == DNS) {
                    dns.add(value);
                } else if (type == ADDRESS) {
                    IpLiteral.parse(value).ifPresent(addresses::add);
                }
            }
        }
        return new SipIdentities(uris.isEmpty() ? dns : uris, addresses);
    }

    /** RFC 5922 §7.1: sip URIs alone, and without a user part, which would be a person. */
    private static Optional<String> sipHost(String uri) {
        if (!uri.regionMatches(true, 0, "sip:", 0, 4) || uri.indexOf('@') >= 0) {
            return Optional.empty();
        }
        var host = uri.substring(4);
        int end = 0;
        while (end < host.length() && ":;?/".indexOf(host.charAt(end)) < 0) {
            end++;
        }
        return Optional.of(host.substring(0, end)).filter(SipIdentities::isDomain);
    }

    /** The most specific common name, when it is plainly a domain: whatever needs an escape is none. */
    private static Optional<String> commonName(X500Principal subject) {
        var text = subject.getName(X500Principal.RFC2253);
        if (text.indexOf('\\') >= 0 || text.indexOf('"') >= 0 || text.indexOf('#') >= 0) {
            return Optional.empty();
        }
        for (var part : text.split("[,+]")) {
            if (part.startsWith("CN=")) {
                return Optional.of(part.substring(3)).filter(SipIdentities::isDomain);
            }
        }
        return Optional.empty();
    }

    private static boolean isDomain(String text) {
        return text.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?");
    }

    /** Whether this domain, or this address as text, is one of them (RFC 5922 §7.2). */
    public boolean prove(String name) {
        var address = IpLiteral.parse(name);
        if (address.isPresent()) {
            return addresses.contains(address.get());
        }
        var wanted = plain(name);
        return isDomain(wanted)
                && domains.stream().anyMatch(domain -> plain(domain).equals(wanted));
    }

    private static String plain(String domain) {
        var lower = domain.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** For people. */
    @Override
    public String toString() {
        var all = new TreeSet<>(domains);
        addresses.forEach(address -> all.add(IpLiteral.asText(address)));
        return all.isEmpty() ? "no SIP domain" : String.join(", ", all);
    }
}
