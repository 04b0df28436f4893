package io.switchhook.base.dns;

import java.time.Duration;
import java.util.List;

/** The outcome of one question. */
public sealed interface DnsAnswer {

    /** At least one record of the type asked for; CNAMEs have been followed. */
    record Found(List<DnsRecord> records, Duration timeToLive) implements DnsAnswer {
        public Found {
            records = List.copyOf(records);
        }
    }

    /** The name does not exist, or has no record of this type. */
    record NotFound() implements DnsAnswer {}

    /** No answer could be had: time-out, server failure. The name may exist. */
    record Failed(String reason) implements DnsAnswer {}
}
