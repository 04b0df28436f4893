package io.switchhook.stack.media;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.dns.SrvOrder;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.ice.IceServer;
import io.switchhook.ice.ServerAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks DNS where servers of STUN and TURN are (RFC 8489 §8.1). On the media loop. */
final class ServerSearch {
    /** Of those that one service names, the first ones are asked all together: if one is dead, the other helps. */
    private static final int MOST_OF_A_SERVICE = 2;

    private final MediaEngine engine;
    private final DnsType type;
    private final Runnable onAnswer;
    /** In the order in which they were named, since the first ones are preferred. */
    private final List<Wanted> all;

    private final List<String> troubles = new ArrayList<>();
    private boolean stopped;

    /** What is known of one server. */
    private static final class Wanted {
        private final IceServer server;
        private final List<ServerAddress> places = new ArrayList<>();
        private int open;

        Wanted(IceServer server) {
            this.server = server;
        }

        int port() {
            return server.port() == 0 ? server.usualPort() : server.port();
        }
    }

    /**
     * Begins.
     *
     * @param local of our ports: addresses of its family are looked for
     * @param onAnswer runs after each answer of DNS, later than this call returns
     */
    ServerSearch(MediaEngine engine, InetAddress local, List<IceServer> servers, Runnable onAnswer) {
        this.engine = engine;
        this.type = local instanceof Inet6Address ? DnsType.AAAA : DnsType.A;
        this.onAnswer = onAnswer;
        this.all = servers.stream().map(Wanted::new).toList();
        for (var wanted : all) {
            wanted.server
                    .service()
                    .ifPresentOrElse(
                            service -> findService(wanted, service),
                            () -> findHost(wanted, wanted.server.host(), wanted.port()));
        }
    }

    private void findService(Wanted wanted, String service) {
        lookup(wanted, service, DnsType.SRV, answer -> {
            if (!(answer instanceof DnsAnswer.Found records)) {
                findHost(wanted, wanted.server.host(), wanted.port());
                return;
            }
            var offered = SrvOrder.of(
                    records.records().stream()
                            .filter(DnsRecord.Srv.class::isInstance)
                            .map(DnsRecord.Srv.class::cast)
                            .toList(),
                    engine.world().randomness());
            if (offered.isEmpty()) {
                troubles.add("DNS says that there is no " + service + ".");
            }
            offered.stream().limit(MOST_OF_A_SERVICE).forEach(each -> findHost(wanted, each.target(), each.port()));
        });
    }

    private void findHost(Wanted wanted, String host, int port) {
        var literal = IpLiteral.parse(host);
        if (literal.isPresent()) {
            wanted.places.add(new ServerAddress(new InetSocketAddress(literal.get(), port), wanted.server));
            return;
        }
        lookup(wanted, host, type, answer -> {
            var address = answer instanceof DnsAnswer.Found records
                    ? records.records().stream()
                            .filter(DnsRecord.Address.class::isInstance)
                            .map(each -> ((DnsRecord.Address) each).address())
                            .findFirst()
                    : Optional.<InetAddress>empty();
            address.ifPresentOrElse(
                    ip -> wanted.places.add(new ServerAddress(new InetSocketAddress(ip, port), wanted.server)),
                    () -> troubles.add("DNS knows no address of the server " + wanted.server + "."));
        });
    }

    private void lookup(Wanted wanted, String name, DnsType what, Consumer<DnsAnswer> then) {
        wanted.open++;
        engine.world().network().dns().lookup(engine.loop(), name, what, answer -> {
            if (!stopped) {
                wanted.open--;
                then.accept(answer);
                onAnswer.run();
            }
        });
    }

    boolean isOver() {
        return all.stream().allMatch(wanted -> wanted.open == 0);
    }

    /** What comes later does not count. */
    void stop() {
        if (!stopped) {
            stopped = true;
            all.stream()
                    .filter(wanted -> wanted.open > 0 && wanted.places.isEmpty())
                    .forEach(wanted ->
                            troubles.add("DNS did not tell in time where the server " + wanted.server + " is."));
        }
    }

    List<ServerAddress> found() {
        return all.stream().flatMap(wanted -> wanted.places.stream()).toList();
    }

    List<String> troubles() {
        return troubles;
    }
}
