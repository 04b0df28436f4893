package io.switchhook.transport.internal.tls;

import io.switchhook.base.net.IpLiteral;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Which servers of the web a certificate is for: its DNS names, of which one may begin with the label {@code *} in place of any one label, and its addresses (RFC
 * 2818). The common name says nothing, as in today's browsers.
 */
final class WebIdentities {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final List<String> names;
    private final List<InetAddress> addresses;

    private WebIdentities(List<String> names, List<InetAddress> addresses) {
        this.names = names;
        this.addresses = addresses;
    }

    /** Reads them; none from a certificate whose names cannot be read. */
    static WebIdentities of(X509Certificate certificate) {
        var names = new ArrayList<String>();
        var addresses = new ArrayList<InetAddress>();
        for (var name : alternativeNames(certificate)) {
            if (name.get(0) instanceof Integer type && name.get(1) instanceof String value) {
                if (type == DNS) {
                    names.add(plain(value));
                } else if (type == ADDRESS) {
                    IpLiteral.parse(value).ifPresent(addresses::add);
                }
            }
        }
        return new WebIdentities(names, addresses);
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static String plain(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** Whether this name, or this address as text, is one of them. */
    boolean prove(String name) {
        var address = IpLiteral.parse(name);
        if (address.isPresent()) {
            return addresses.contains(address.get());
        }
        var wanted = plain(name);
        return names.stream().anyMatch(pattern -> matches(pattern, wanted));
    }

    /** A star stands for the first label alone, as a whole, and never for all of a top-level domain. */
    private static boolean matches(String pattern, String wanted) {
        if (!pattern.startsWith("*.")) {
            return pattern.indexOf('*') < 0 && pattern.equals(wanted);
        }
        var rest = pattern.substring(1);
        int dot = wanted.indexOf('.');
        return dot > 0
                && rest.indexOf('.', 1) > 0
                && rest.indexOf('*') < 0
                && wanted.substring(dot).equals(rest);
    }

    /** For people. */
    @Override
    public String toString() {
        var all = new TreeSet<>(names);
        addresses.forEach(address -> all.add(IpLiteral.asText(address)));
        return all.isEmpty() ? "no server of the web" : String.join(", ", all);
    }
}
