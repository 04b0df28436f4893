package io.switchhook.sip.core.route;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.net.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the addresses of a next hop, RFC 3263 §4, without asking DNS itself: it says what to ask, takes the answer, and says what to ask next, until the targets stand.
 *
 * <pre>{@code
 * while (plan.question().isPresent()) plan.onAnswer(ask(plan.question().get()));
 * }</pre>
 *
 * <p>It covers URIs with an address, or a name with A and AAAA records. A name without a port is taken as one without NAPTR and SRV records (§4.2, last paragraph).
 */
public final class TargetPlan {

    /** What to ask DNS. */
    public record Question(String name, DnsType type) {}

    /** Why there is nowhere to send to. */
    public enum Failure {
        /** The URI wants a transport that we do not have, or UDP where sips allows only TLS. */
        NO_TRANSPORT,
        /** DNS says that there is no such name, or no address for it. */
        NOT_FOUND,
        /** DNS gave no answer; another try may help. */
        NO_ANSWER
    }

    private final NextHop hop;
    private final Optional<String> transport;
    private final int port;
    private final Deque<Question> questions = new ArrayDeque<>();
    private final List<Target> targets = new ArrayList<>();
    private boolean unanswered;

    private TargetPlan(NextHop hop, Set<String> transports) {
        this.hop = hop;
        this.transport = chooseTransport(hop, transports);
        this.port = hop.port().orElse(Ports.defaultFor(transport.orElse("")));
    }

    /**
     * Begins.
     *
     * @param transports those that can be used now, in upper case
     */
    public static TargetPlan of(NextHop hop, Set<String> transports, AddressFamilies families) {
        var plan = new TargetPlan(hop, transports);
        if (plan.transport.isPresent()) {
            var literal = IpLiteral.parse(hop.host());
            if (literal.isPresent()) {
                plan.add(literal.get());
            } else {
                families.questions().forEach(type -> plan.questions.add(new Question(withoutDot(hop.host()), type)));
            }
        }
        return plan;
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** RFC 3263 §4.1: the transport of the URI; else UDP for sip, TLS for sips. Another one we have, when UDP is none of ours. */
    private static Optional<String> chooseTransport(NextHop hop, Set<String> transports) {
        var wanted = hop.transport();
        if (hop.secure()) {
            var secured = wanted.map(TargetPlan::secured).orElse(Optional.of("TLS"));
            return secured.filter(transports::contains);
        }
        if (wanted.isPresent()) {
            return wanted.filter(transports::contains);
        }
        return List.of("UDP", "TCP", "TLS", "WS", "WSS").stream()
                .filter(transports::contains)
                .findFirst();
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
    public Optional<Question> question() {
        return Optional.ofNullable(questions.peek());
    }

    /** Takes the answer to {@link #question()}. */
    public void onAnswer(DnsAnswer answer) {
        if (questions.poll() == null) {
            throw new IllegalStateException("no question is open");
        }
        if (answer instanceof DnsAnswer.Found found) {
            for (var entry : found.records()) {
                if (entry instanceof DnsRecord.Address record) {
                    add(record.address());
                }
            }
        } else if (answer instanceof DnsAnswer.Failed) {
            unanswered = true;
        }
    }

    private void add(InetAddress address) {
        var target = new Target(transport.orElseThrow(), new InetSocketAddress(address, port), hop.host());
        if (!targets.contains(target)) {
            targets.add(target);
        }
    }

    /** Where to send to, in the order to be tried (RFC 3263 §4.3). Empty before the plan is complete, and when there is a {@link #failure()}. */
    public List<Target> targets() {
        return questions.isEmpty() ? List.copyOf(targets) : List.of();
    }

    /** Why there are no targets; empty before the plan is complete, and when there are targets. */
    public Optional<Failure> failure() {
        if (!questions.isEmpty() || !targets.isEmpty()) {
            return Optional.empty();
        }
        if (transport.isEmpty()) {
            return Optional.of(Failure.NO_TRANSPORT);
        }
        return Optional.of(unanswered ? Failure.NO_ANSWER : Failure.NOT_FOUND);
    }
}
