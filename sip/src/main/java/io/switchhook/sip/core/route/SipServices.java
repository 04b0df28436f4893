package io.switchhook.sip.core.route;

import io.switchhook.base.dns.DnsRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names under which DNS offers SIP over a transport: NAPTR services (RFC 3263 §4.1, RFC 7118 §10.2) and SRV owners (RFC 3263 §4.2). */
final class SipServices {
    /** A zone with more is hostile or broken. */
    static final int MAX_RECORDS = 16;

    /** @param srvName whom to ask for SRV records */
    record Service(String transport, String srvName) {
        boolean secure() {
            return isSecure(transport);
        }
    }

    private SipServices() {}

    static boolean isSecure(String transport) {
        return transport.equals("TLS") || transport.equals("WSS");
    }

    /** The SRV owner that a client asks on its own account, without NAPTR. */
    static Service of(String transport, String domain) {
        var label = switch (transport) {
            case "TLS" -> "_sips._tcp.";
            case "WSS" -> "_sips._ws.";
            default -> "_sip._" + transport.toLowerCase(Locale.ROOT) + ".";
        };
        return new Service(transport, label + domain);
    }

    /** The services of an answer that can be used, in the order that its owner wishes (RFC 3403 §4.1). */
    static List<Service> choose(List<DnsRecord.Naptr> records, List<String> transports, boolean secureOnly) {
        return records.stream()
                .sorted(Comparator.comparingInt(DnsRecord.Naptr::order).thenComparingInt(DnsRecord.Naptr::preference))
                .flatMap(record -> service(record).stream())
                .filter(service -> transports.contains(service.transport()))
                .filter(service -> service.secure() || !secureOnly)
                .distinct()
                .limit(MAX_RECORDS)
                .toList();
    }

    /** RFC 3263 §4.1: flag "s", no regular expression, the replacement is the SRV owner. What rewrites names or says anything else is not for us. */
    private static Optional<Service> service(DnsRecord.Naptr record) {
        if (!record.flags().equalsIgnoreCase("s")
                || !record.regexp().isEmpty()
                || record.replacement().isEmpty()) {
            return Optional.empty();
        }
        var transport = switch (record.service().toUpperCase(Locale.ROOT)) {
            case "SIP+D2U" -> "UDP";
            case "SIP+D2T" -> "TCP";
            case "SIPS+D2T" -> "TLS";
            case "SIP+D2W" -> "WS";
            case "SIPS+D2W" -> "WSS";
            default -> "";
        };
        return transport.isEmpty()
                ? Optional.empty()
                : Optional.of(new Service(transport, DomainNames.withoutDot(record.replacement())));
    }
}
