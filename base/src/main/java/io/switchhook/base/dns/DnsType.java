package io.switchhook.base.dns;

/** The record types that locating a SIP server needs (RFC 3263). */
public enum DnsType {
    A,
    AAAA,
    SRV,
    NAPTR
}
