package io.switchhook.transport.internal.dns;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;

/** How long the names stand that led to an answer. */
final class Aliases {
    /** Answers are not believed for longer by anybody. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private Aliases() {}

    /** The time to live of the alias that lives shortest: a service that moves changes its alias. The session knows them from its question, as a rule. */
    static CompletionStage<Duration> life(LookupSession session, LookupResult result) {
        CompletionStage<Duration> shortest = CompletableFuture.completedStage(LONGEST);
        for (var alias : result.getAliases()) {
            shortest =
                    shortest.thenCombine(life(session, alias), (one, other) -> one.compareTo(other) < 0 ? one : other);
        }
        return shortest;
    }

    private static CompletionStage<Duration> life(LookupSession session, Name alias) {
        return session.lookupAsync(alias, Type.CNAME)
                .thenApply(found -> Duration.ofSeconds(found.getRecords().stream()
                        .mapToLong(Record::getTTL)
                        .min()
                        .orElse(LONGEST.toSeconds())))
                .exceptionally(unknown -> LONGEST);
    }
}
