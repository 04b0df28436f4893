package io.switchhook.base.dns;

import java.net.InetAddress;

/** One resource record of an answer, in the form its type has. */
public sealed interface DnsRecord {

    /** An A or AAAA record. */
    record Address(InetAddress address) implements DnsRecord {}

    /** RFC 2782. {@code target} has no trailing dot; empty means that the service is not offered. */
    record Srv(int priority, int weight, int port, String target) implements DnsRecord {}

    /** RFC 3403 §4. */
    record Naptr(int order, int preference, String flags, String service, String regexp, String replacement)
            implements DnsRecord {}
}
