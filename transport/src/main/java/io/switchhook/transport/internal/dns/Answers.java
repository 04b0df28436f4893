package io.switchhook.transport.internal.dns;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletionException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/** What dnsjava answers, in the words of base. */
final class Answers {
    private Answers() {}

    static int typeNumber(DnsType type) {
        return switch (type) {
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case SRV -> Type.SRV;
            case NAPTR -> Type.NAPTR;
        };
    }

    /** @param longest how long it is good at most */
    static DnsAnswer of(LookupResult result, DnsType type, Duration longest) {
        var records = new ArrayList<DnsRecord>();
        long ttl = longest.toSeconds();
        for (var record : result.getRecords()) {
            if (record.getType() == typeNumber(type)) {
                records.add(recordOf(record, type));
                ttl = Math.min(ttl, record.getTTL());
            }
        }
        return records.isEmpty() ? new DnsAnswer.NotFound() : new DnsAnswer.Found(records, Duration.ofSeconds(ttl));
    }

    static DnsAnswer failed(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NoSuchDomainException || cause instanceof NoSuchRRSetException) {
            return new DnsAnswer.NotFound();
        }
        return new DnsAnswer.Failed(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    private static DnsRecord recordOf(Record record, DnsType type) {
        return switch (type) {
            case A -> new DnsRecord.Address(((ARecord) record).getAddress());
            case AAAA -> new DnsRecord.Address(((AAAARecord) record).getAddress());
            case SRV -> {
                var srv = (SRVRecord) record;
                yield new DnsRecord.Srv(srv.getPriority(), srv.getWeight(), srv.getPort(), text(srv.getTarget()));
            }
            case NAPTR -> {
                var naptr = (NAPTRRecord) record;
                yield new DnsRecord.Naptr(
                        naptr.getOrder(),
                        naptr.getPreference(),
                        naptr.getFlags(),
                        naptr.getService(),
                        naptr.getRegexp(),
                        text(naptr.getReplacement()));
            }
        };
    }

    /** A name without its trailing dot; the root is empty. */
    private static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true);
    }
}
