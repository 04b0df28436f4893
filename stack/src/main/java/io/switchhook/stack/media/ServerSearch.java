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
    /** For each server in the order in which they were named, since the first ones are preferred. */
    private final List<List<ServerAddress>> found = new ArrayList<>();

    private final List<String> troubles = new ArrayList<>();
    private int open;
    private boolean stopped;

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
        for (var server : servers) {
            var places = new ArrayList<ServerAddress>();
            found.add(places);
            server.service()
                    .ifPresentOrElse(
                            service -> findService(server, service, places),
                            () -> findHost(server, server.host(), portOf(server), places));
        }
    }

    private static int portOf(IceServer server) {
        return server.port() == 0 ? server.usualPort() : server.port();
    }

    private void findService(IceServer server, String service, List<ServerAddress> places) {
        lookup(service, DnsType.SRV, answer -> {
            if (!(answer instanceof DnsAnswer.Found records)) {
                findHost(server, server.host(), portOf(server), places);
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
            offered.stream()
                    .limit(MOST_OF_A_SERVICE)
                    .forEach(each -> findHost(server, each.target(), each.port(), places));
        });
    }

    private void findHost(IceServer server, String host, int port, List<ServerAddress> places) {
        var literal = IpLiteral.parse(host);
        if (literal.isPresent()) {
            places.add(new ServerAddress(new InetSocketAddress(literal.get(), port), server));
            return;
        }
        lookup(host, type, answer -> {
            var address = answer instanceof DnsAnswer.Found records
                    ? records.records().stream()
                            .filter(DnsRecord.Address.class::isInstance)
                            .map(each -> ((DnsRecord.Address) each).address())
                            .findFirst()
                    : Optional.<InetAddress>empty();
            address.ifPresentOrElse(
                    ip -> places.add(new ServerAddress(new InetSocketAddress(ip, port), server)),
                    () -> troubles.add("DNS knows no address of the server " + server + "."));
        });
    }

    private void lookup(String name, DnsType wanted, Consumer<DnsAnswer> then) {
        open++;
        engine.world().network().dns().lookup(engine.loop(), name, wanted, answer -> {
            if (!stopped) {
                open--;
                then.accept(answer);
                onAnswer.run();
            }
        });
    }

    boolean isOver() {
        return open == 0;
    }

    /** What comes later does not count. */
    void stop() {
        stopped = true;
    }

    List<ServerAddress> found() {
        return found.stream().flatMap(List::stream).toList();
    }

    List<String> troubles() {
        return troubles;
    }
}
