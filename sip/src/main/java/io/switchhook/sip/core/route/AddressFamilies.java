package io.switchhook.sip.core.route;

import io.switchhook.base.dns.DnsType;
import java.util.List;

/** Which addresses of a name are used, and which are tried first (RFC 6157 §3). */
public enum AddressFamilies {
    IPV4(DnsType.A),
    IPV6(DnsType.AAAA),
    IPV4_FIRST(DnsType.A, DnsType.AAAA),
    IPV6_FIRST(DnsType.AAAA, DnsType.A);

    private final List<DnsType> questions;

    AddressFamilies(DnsType... questions) {
        this.questions = List.of(questions);
    }

    List<DnsType> questions() {
        return questions;
    }
}
