package io.switchhook.sip.core.route;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.dns.SrvOrder;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.random.Randomness;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the servers of a next hop, RFC 3263 §4, without asking DNS itself: it says what to ask, takes the answers in any order, and says what to ask next, until the
 * targets stand.
 *
 * <pre>{@code
 * while (!plan.questions().isEmpty()) plan.questions().forEach(question -> plan.onAnswer(question, ask(question)));
 * }</pre>
 *
 * <p>A zone may say what it likes: records, questions and targets are capped.
 */
public final class TargetPlan {
    /** Targets of one plan; with 32 s for a dead one nobody waits for more. */
    public static final int MAX_TARGETS = 32;

    /** Questions of one plan. */
    public static final int MAX_QUESTIONS = 48;

    private static final int MAX_ADDRESSES = 8;
    /** How long an absence is believed; the answers do not say. */
    private static final Duration ABSENCE = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofDays(1);

    /** What to ask DNS. */
    public record Question(String name, DnsType type) {
        public Question {
            name = name.toLowerCase(Locale.ROOT);
        }
    }

    /** Why there is nowhere to send to. */
    public enum Failure {
        /** The URI wants a transport that we do not have, or UDP where sips allows only TLS. */
        NO_TRANSPORT,
        /** DNS says that there is no such name, or no address for it. */
        NOT_FOUND,
        /** DNS says that this domain does not offer SIP: SRV records with the target "." (RFC 2782). */
        NOT_OFFERED,
        /** DNS gave no answer; another try may help. */
        NO_ANSWER
    }

    private final NextHop hop;
    private final String domain;
    private final List<String> transports;
    private final AddressFamilies families;
    private final Function<Question, Randomness> draws;
    private final Optional<String> transport;
    private final Map<Question, DnsAnswer> answers = new HashMap<>();
    private final Map<Question, List<DnsRecord.Srv>> drawn = new HashMap<>();
    private final Set<Question> open = new LinkedHashSet<>();
    private final Set<Target> targets = new LinkedHashSet<>();
    private boolean unanswered;
    private boolean declined;

    private TargetPlan(
            NextHop hop, List<String> transports, AddressFamilies families, Function<Question, Randomness> draws) {
        this.hop = hop;
        this.domain = DomainNames.withoutDot(hop.host());
        this.transports = List.copyOf(transports);
        this.families = families;
        this.draws = draws;
        this.transport = defaultTransport(hop, this.transports);
    }

    /**
     * Begins.
     *
     * @param transports those that can be used now, in upper case, the one for hops that leave the choice to us first
     * @param random draws among SRV records of the same priority
     */
    public static TargetPlan of(NextHop hop, List<String> transports, AddressFamilies families, Randomness random) {
        var plan = new TargetPlan(hop, transports, families, question -> random);
        plan.advance();
        return plan;
    }

    /**
     * Begins, for whoever remembers nothing: the same records give the same targets in the same order, as often as they are asked for with the same key (RFC 3263 §4.4).
     *
     * @param transports as above
     * @param key the same for all messages of a transaction; others share the servers by their weights
     */
    public static TargetPlan keyed(NextHop hop, List<String> transports, AddressFamilies families, String key) {
        var plan = new TargetPlan(
                hop,
                transports,
                families,
                question -> new KeyedDraws(key + ' ' + question.name() + ' ' + question.type()));
        plan.advance();
        return plan;
    }

    /** The one target of a hop that is an address, for which nothing is to be asked; empty for a name, and when we have no transport for it. */
    public static Optional<Target> atAddress(NextHop hop, List<String> transports) {
        var literal = IpLiteral.parse(hop.host());
        return literal.isEmpty()
                ? Optional.empty()
                : defaultTransport(hop, transports).flatMap(used -> target(hop, used, literal.get(), port(hop, used)));
    }

    private static Optional<Target> target(NextHop hop, String used, InetAddress address, int port) {
        return port > 0 && port <= 65535
                ? Optional.of(new Target(used, new InetSocketAddress(address, port), hop.host()))
                : Optional.empty();
    }

    private static int port(NextHop hop, String used) {
        return hop.port().orElse(Ports.defaultFor(used));
    }

    /** The transport of the URI; else what RFC 3263 §4.1 takes where DNS says nothing. */
    private static Optional<String> defaultTransport(NextHop hop, List<String> transports) {
        var wanted = hop.transport();
        if (hop.secure()) {
            var secured = wanted.map(TargetPlan::secured).orElse(Optional.of("TLS"));
            return secured.filter(transports::contains);
        }
        if (wanted.isPresent()) {
            return wanted.filter(transports::contains);
        }
        return transports.isEmpty() ? Optional.empty() : Optional.of(transports.get(0));
    }

    /** RFC 3261 §26.2.2: sips with transport=tcp is TLS over TCP; UDP cannot be secured. */
    private static Optional<String> secured(String transport) {
        return switch (transport) {
            case "TCP", "TLS" -> Optional.of("TLS");
            case "WS", "WSS" -> Optional.of("WSS");
            default -> Optional.empty();
        };
    }

    /** What to ask DNS now; empty when the plan is complete. */
    public List<Question> questions() {
        return List.copyOf(open);
    }

    /** What will be asked if NAPTR, which is asked now, brings nothing: the services of our own transports, and the addresses of the domain. Empty at any other time. */
    public List<Question> likelyNext() {
        boolean first = open.size() == 1 && open.iterator().next().type() == DnsType.NAPTR;
        if (!first) {
            return List.of();
        }
        var next = new ArrayList<Question>();
        ownServices().forEach(service -> next.add(new Question(service.srvName(), DnsType.SRV)));
        families.questions().forEach(type -> next.add(new Question(domain, type)));
        return next;
    }

    /**
     * Takes the answer to one of the {@link #questions()}.
     *
     * @throws IllegalStateException when that was not asked
     */
    public void onAnswer(Question question, DnsAnswer answer) {
        if (!open.contains(question)) {
            throw new IllegalStateException("nobody asked for " + question);
        }
        answers.put(question, answer);
        open.remove(question);
        if (open.isEmpty()) {
            advance();
        }
    }

    /** Where to send to, in the order to be tried (RFC 3263 §4.3). Empty before the plan is complete, and when there is a {@link #failure()}. */
    public List<Target> targets() {
        return open.isEmpty() ? List.copyOf(targets) : List.of();
    }

    /** Why there are no targets; empty before the plan is complete, and when there are targets. */
    public Optional<Failure> failure() {
        if (!open.isEmpty() || !targets.isEmpty()) {
            return Optional.empty();
        }
        if (transport.isEmpty()) {
            return Optional.of(Failure.NO_TRANSPORT);
        }
        if (unanswered) {
            return Optional.of(Failure.NO_ANSWER);
        }
        return Optional.of(declined ? Failure.NOT_OFFERED : Failure.NOT_FOUND);
    }

    /** The questions for services, NAPTR and SRV, that got no answer; the plan went on without. */
    public List<Question> unanswered() {
        return answers.entrySet().stream()
                .filter(known -> known.getValue() instanceof DnsAnswer.Failed)
                .map(Map.Entry::getKey)
                .filter(question -> question.type() == DnsType.NAPTR || question.type() == DnsType.SRV)
                .toList();
    }

    /** How long one answer may be used again, zero for a failure. */
    public static Duration timeToLive(DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Found found) {
            return found.timeToLive().compareTo(LONGEST) > 0 ? LONGEST : found.timeToLive();
        }
        return answer instanceof DnsAnswer.NotFound ? ABSENCE : Duration.ZERO;
    }

    /** How long the targets stand: the shortest life of the answers they were made from, at most a day; zero when DNS failed. A plan without DNS stands a day. */
    public Duration timeToLive() {
        return answers.values().stream()
                .map(TargetPlan::timeToLive)
                .min(Duration::compareTo)
                .orElse(LONGEST);
    }

    // --- the walk -------------------------------------------------------------------------------------------------

    /** Walks from the URI as far as the answers reach. What is missing becomes a question, and the walk begins again when all are answered. */
    private void advance() {
        targets.clear();
        unanswered = false;
        declined = false;
        if (transport.isEmpty()) {
            return;
        }
        var literal = IpLiteral.parse(hop.host());
        if (literal.isPresent()) {
            add(transport.get(), literal.get(), port(hop, transport.get()));
        } else if (hop.port().isPresent()) {
            // RFC 3263 §4.2: a port leaves nothing to be found but the addresses.
            addAddresses(transport.get(), domain, port(hop, transport.get()));
        } else {
            addServices();
        }
    }

    private void addServices() {
        boolean offered = false;
        boolean secureOnly = hop.secure();
        for (var service : services()) {
            var records = ask(service.srvName(), DnsType.SRV);
            offered |= !records.isEmpty();
            // RFC 3263 §7: a server that can be had with TLS is not called in the clear because TLS fails.
            if (service.secure() || !secureOnly) {
                addServers(service, records);
                secureOnly |= service.secure() && !targets.isEmpty();
            }
        }
        if (!open.isEmpty()) {
            return;
        }
        if (!offered) {
            // RFC 3263 §4.2: no SRV records, so the name itself at the default port.
            addAddresses(transport.orElseThrow(), domain, port(hop, transport.orElseThrow()));
        } else if (targets.isEmpty()) {
            declined = drawn.values().stream().allMatch(List::isEmpty);
        }
    }

    /** RFC 3263 §4.1: what NAPTR offers, else every transport of ours by SRV. */
    private List<SipServices.Service> services() {
        if (hop.transport().isPresent()) {
            return List.of(SipServices.of(transport.orElseThrow(), domain));
        }
        var pointers = ask(domain, DnsType.NAPTR).stream()
                .map(DnsRecord.Naptr.class::cast)
                .toList();
        if (!open.isEmpty()) {
            return List.of();
        }
        var chosen = SipServices.choose(pointers, transports, hop.secure());
        return chosen.isEmpty() ? ownServices() : chosen;
    }

    private List<SipServices.Service> ownServices() {
        // "_sips" is for sips URIs only here, and nobody is called by WebSocket unless he asks for it.
        var own = hop.secure() ? List.of("TLS") : List.of("UDP", "TCP");
        var usable = transports.stream().filter(own::contains).toList();
        return (usable.isEmpty() ? List.of(transport.orElseThrow()) : usable)
                .stream().map(name -> SipServices.of(name, domain)).toList();
    }

    private void addServers(SipServices.Service service, List<DnsRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        var servers = drawn.computeIfAbsent(
                new Question(service.srvName(), DnsType.SRV),
                question -> SrvOrder.of(
                        records.stream().map(DnsRecord.Srv.class::cast).toList(), draws.apply(question)));
        for (var server : servers) {
            addAddresses(service.transport(), DomainNames.withoutDot(server.target()), server.port());
        }
    }

    private void addAddresses(String used, String name, int port) {
        var literal = IpLiteral.parse(name);
        if (literal.isPresent()) {
            // Against RFC 2782, but some zones have it, and it can mean nothing else.
            add(used, literal.get(), port);
            return;
        }
        for (var type : families.questions()) {
            ask(name, type).stream()
                    .limit(MAX_ADDRESSES)
                    .forEach(record -> add(used, ((DnsRecord.Address) record).address(), port));
        }
    }

    private void add(String used, InetAddress address, int port) {
        if (targets.size() < MAX_TARGETS) {
            target(hop, used, address, port).ifPresent(targets::add);
        }
    }

    /** The records of an answer that is there; none while it is not, and then it is asked for. */
    private List<DnsRecord> ask(String name, DnsType type) {
        var question = new Question(name, type);
        var answer = answers.get(question);
        if (answer == null) {
            if (answers.size() + open.size() < MAX_QUESTIONS) {
                open.add(question);
            }
            return List.of();
        }
        unanswered |= answer instanceof DnsAnswer.Failed;
        if (!(answer instanceof DnsAnswer.Found found)) {
            return List.of();
        }
        var records = ofType(found.records(), type);
        return draws.apply(question) instanceof KeyedDraws keyed ? keyed.order(records) : records;
    }

    private static List<DnsRecord> ofType(List<DnsRecord> records, DnsType type) {
        var wanted = switch (type) {
            case A, AAAA -> DnsRecord.Address.class;
            case SRV -> DnsRecord.Srv.class;
            case NAPTR -> DnsRecord.Naptr.class;
        };
        var usable = new ArrayList<DnsRecord>();
        records.stream().filter(wanted::isInstance).forEach(usable::add);
        return usable;
    }
}
