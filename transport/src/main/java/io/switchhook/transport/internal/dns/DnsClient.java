package io.switchhook.transport.internal.dns;

import io.switchhook.base.dns.Dns;
import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.transport.internal.loop.NioLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.lookup.LookupSession;

/**
 * DNS by dnsjava: cached by TTL, hosts file first. What may block (loading dnsjava, reading the system's settings and that file) runs on a lane, the answers on the asker's
 * loop. The system's servers are looked for again when those known do not answer: a program may have started before the network, or have moved to another one.
 */
public final class DnsClient implements Dns {
    /** Questions under way at once; a caller that has more has lost count. */
    static final int MAX_QUESTIONS = 4096;

    private final DnsSettings settings;
    private final CallbackLane lane;
    private final AtomicInteger questions = new AtomicInteger();
    /** From here on all on the lane; made for the first question. */
    private @Nullable LookupSession session;

    private List<InetSocketAddress> servers = List.of();
    /** How often it was looked whom the system names. */
    private long looks;

    private DnsClient(DnsSettings settings, CallbackLane lane) {
        this.settings = settings;
        this.lane = lane;
    }

    /** Asks the servers of {@code settings}; questions are sent from {@code lane}. */
    public static DnsClient open(DnsSettings settings, CallbackLane lane) {
        return new DnsClient(settings, lane);
    }

    @Override
    public void lookup(Loop loop, String name, DnsType type, Consumer<DnsAnswer> onAnswer) {
        var nioLoop = NioLoop.of(loop);
        var host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (questions.incrementAndGet() > MAX_QUESTIONS) {
            tell(nioLoop, onAnswer, new DnsAnswer.Failed("More than " + MAX_QUESTIONS + " questions are under way"));
        } else if (isLocalhost(host)) {
            tell(nioLoop, onAnswer, localhost(type));
        } else {
            lane.submit(() -> ask(host, type, answer -> tell(nioLoop, onAnswer, answer)));
        }
    }

    private void tell(NioLoop loop, Consumer<DnsAnswer> onAnswer, DnsAnswer answer) {
        questions.decrementAndGet();
        loop.postReserved(() -> onAnswer.accept(answer));
    }

    private void ask(String host, DnsType type, Consumer<DnsAnswer> onAnswer) {
        var asked = session();
        long then = looks;
        Sessions.ask(asked, host, type, answer -> {
            if (answer instanceof DnsAnswer.Failed && settings.servers().isEmpty()) {
                lane.submit(() -> {
                    lookForServers(then);
                    if (session() == asked) {
                        onAnswer.accept(answer);
                    } else {
                        Sessions.ask(session(), host, type, onAnswer);
                    }
                });
            } else {
                onAnswer.accept(answer);
            }
        });
    }

    private LookupSession session() {
        var made = session;
        if (made == null) {
            servers = Sessions.knownServers();
            made = Sessions.of(settings, lane::submit);
            session = made;
        }
        return made;
    }

    /** @param then how often it had been looked when the question was asked; of many that fail together one looks */
    private void lookForServers(long then) {
        if (then == looks) {
            looks++;
            try {
                var named = Sessions.serversOfSystem();
                if (!named.equals(servers)) {
                    session = Sessions.of(settings, lane::submit);
                    servers = named;
                }
            } catch (RuntimeException e) {
                log().warn("The DNS servers of the system could not be looked for; those known are asked on", e);
            }
        }
    }

    /** RFC 6761 §6.3: these names are always the loopback address and never asked for. */
    private static boolean isLocalhost(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.equals("localhost") || lower.endsWith(".localhost");
    }

    private static DnsAnswer localhost(DnsType type) {
        return switch (type) {
            case A -> loopback("127.0.0.1");
            case AAAA -> loopback("::1");
            case SRV, NAPTR -> new DnsAnswer.NotFound();
        };
    }

    private static DnsAnswer loopback(String literal) {
        var address = new DnsRecord.Address(IpLiteral.parse(literal).orElseThrow());
        return new DnsAnswer.Found(List.of(address), Duration.ofDays(1));
    }

    /** Asked for only when there is something to say: the first logger takes longer to get than a registration. */
    private static Logger log() {
        return LoggerFactory.getLogger(DnsClient.class);
    }
}
