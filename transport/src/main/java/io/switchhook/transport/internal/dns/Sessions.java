package io.switchhook.transport.internal.dns;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsType;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.hosts.HostsFileParser;
import org.xbill.DNS.lookup.LookupSession;

/** Makes dnsjava's session of our settings, and asks it. On the lane. */
final class Sessions {
    /** Tries of each server. With 2 s a try, two servers are done after 8 s, well within the 32 s of a SIP transaction. */
    private static final int TRIES = 2;

    private static final int CACHE_ENTRIES = 10_000;

    private Sessions() {}

    static LookupSession of(DnsSettings settings, Executor executor) {
        boolean system = settings.servers().isEmpty();
        var config = ResolverConfig.getCurrentConfig();
        var resolvers = (system ? config.servers() : settings.servers())
                .stream().map(server -> resolver(server, settings.tryTimeout())).toList();
        var resolver = new ExtendedResolver(resolvers);
        resolver.setRetries(TRIES);
        resolver.setTimeout(settings.tryTimeout().multipliedBy(TRIES * Math.max(1L, resolvers.size())));
        var cache = new Cache(DClass.IN);
        cache.setMaxEntries(CACHE_ENTRIES);
        var builder = LookupSession.builder().resolver(resolver).cache(cache).executor(executor);
        if (system) {
            builder.searchPath(config.searchPath()).ndots(config.ndots());
        }
        return builder.hostsFileParser(
                        settings.hostsFile().map(HostsFileParser::new).orElseGet(HostsFileParser::new))
                .build();
    }

    /** Whom the system named when it was looked for last, in this JVM. */
    static List<InetSocketAddress> knownServers() {
        return List.copyOf(ResolverConfig.getCurrentConfig().servers());
    }

    /** Whom the system names now. */
    static List<InetSocketAddress> serversOfSystem() {
        ResolverConfig.refresh();
        return knownServers();
    }

    static void ask(LookupSession asked, String host, DnsType type, Consumer<DnsAnswer> onAnswer) {
        try {
            // A name with a dot is a full name: the search list is for "pbx", not for "_sip._udp.example.com".
            var name = Name.fromString(host.indexOf('.') >= 0 ? host + "." : host);
            asked.lookupAsync(name, Answers.typeNumber(type))
                    .thenApply(result -> Objects.requireNonNull(result, "The answer could not be understood"))
                    .thenCompose(
                            result -> Aliases.life(asked, result).thenApply(life -> Answers.of(result, type, life)))
                    .exceptionally(Answers::failed)
                    .thenAccept(onAnswer);
        } catch (TextParseException e) {
            onAnswer.accept(new DnsAnswer.Failed("\"" + host + "\" is not a domain name: " + e.getMessage()));
        } catch (RuntimeException e) {
            onAnswer.accept(new DnsAnswer.Failed("The question for " + host + " could not be asked: " + e));
        }
    }

    private static Resolver resolver(InetSocketAddress server, Duration timeout) {
        var resolver = new SimpleResolver(server);
        resolver.setTimeout(timeout);
        return resolver;
    }
}
