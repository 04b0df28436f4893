package io.switchhook.transport.internal.dns;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.hosts.HostsFileParser;
import org.xbill.DNS.lookup.LookupSession;

/**
 * Whom to ask.
 *
 * @param servers the DNS servers in order of preference; empty takes the system's servers and search list
 * @param hostsFile the hosts file, or the system's
 * @param tryTimeout how long one server is waited for
 */
public record DnsSettings(List<InetSocketAddress> servers, Optional<Path> hostsFile, Duration tryTimeout) {
    /** Tries of each server. With 2 s a try, two servers are done after 8 s, well within the 32 s of a SIP transaction. */
    private static final int TRIES = 2;

    private static final int CACHE_ENTRIES = 10_000;

    public DnsSettings {
        servers = List.copyOf(servers);
    }

    /** The system's servers, search list and hosts file. */
    public static DnsSettings ofSystem() {
        return new DnsSettings(List.of(), Optional.empty(), Duration.ofSeconds(2));
    }

    LookupSession newSession(Executor executor) {
        boolean system = servers.isEmpty();
        var config = ResolverConfig.getCurrentConfig();
        var resolvers = (system ? config.servers() : servers)
                .stream().map(this::resolver).toList();
        var resolver = new ExtendedResolver(resolvers);
        resolver.setRetries(TRIES);
        resolver.setTimeout(tryTimeout.multipliedBy(TRIES * Math.max(1, resolvers.size())));
        var cache = new Cache(DClass.IN);
        cache.setMaxEntries(CACHE_ENTRIES);
        var builder = LookupSession.builder().resolver(resolver).cache(cache).executor(executor);
        if (system) {
            builder.searchPath(config.searchPath()).ndots(config.ndots());
        }
        return builder.hostsFileParser(hostsFile.map(HostsFileParser::new).orElseGet(HostsFileParser::new))
                .build();
    }

    private Resolver resolver(InetSocketAddress server) {
        var resolver = new SimpleResolver(server);
        resolver.setTimeout(tryTimeout);
        return resolver;
    }
}
