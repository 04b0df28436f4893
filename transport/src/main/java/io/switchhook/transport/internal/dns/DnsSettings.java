package io.switchhook.transport.internal.dns;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whom to ask. Names no class of dnsjava, so that none is loaded before the first question.
 *
 * @param servers the DNS servers in order of preference; empty takes the system's servers and search list
 * @param hostsFile the hosts file, or the system's
 * @param tryTimeout how long one server is waited for
 */
public record DnsSettings(List<InetSocketAddress> servers, Optional<Path> hostsFile, Duration tryTimeout) {
    public DnsSettings {
        servers = List.copyOf(servers);
    }

    /** The system's servers, search list and hosts file. */
    public static DnsSettings ofSystem() {
        return new DnsSettings(List.of(), Optional.empty(), Duration.ofSeconds(2));
    }
}
