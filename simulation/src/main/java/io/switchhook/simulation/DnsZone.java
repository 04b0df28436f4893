package io.switchhook.simulation;

import io.switchhook.base.dns.Dns;
import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.loop.Loop;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The DNS of a simulation: all hosts see the same records. Names are compared without regard to case. Records are
 * answered in the order they were added.
 */
public final class DnsZone implements Dns {
    /** A resolver's usual patience. */
    private static final Duration TIME_OUT = Duration.ofSeconds(5);

    private record Question(String name, DnsType type) {}

    /** One question that was asked. */
    public record Query(String name, DnsType type) {}

    private final Scheduler scheduler;
    private final Map<Question, List<DnsRecord>> records = new LinkedHashMap<>();
    private final Map<Question, String> failures = new LinkedHashMap<>();
    private final Set<Question> silent = new LinkedHashSet<>();
    private final List<Query> queries = new ArrayList<>();
    private Duration delay = Duration.ofMillis(20);
    private Duration timeToLive = Duration.ofHours(1);

    DnsZone(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Adds address records: A for IPv4 literals, AAAA for IPv6 ones. */
    public DnsZone a(String name, String... addresses) {
        for (var text : addresses) {
            var address = Simulation.parse(text);
            var type = address instanceof Inet4Address ? DnsType.A : DnsType.AAAA;
            add(name, type, new DnsRecord.Address(address));
        }
        return this;
    }

    /**
     * Adds an SRV record.
     *
     * @param name the full name, such as {@code _sip._udp.example.com}
     */
    public DnsZone srv(String name, int priority, int weight, int port, String target) {
        return add(name, DnsType.SRV, new DnsRecord.Srv(priority, weight, port, target));
    }

    /** Adds a NAPTR record as RFC 3263 §4.1 uses it: flag "s", no regular expression. */
    public DnsZone naptr(String name, int order, int preference, String service, String replacement) {
        return add(name, DnsType.NAPTR, new DnsRecord.Naptr(order, preference, "s", service, "", replacement));
    }

    public DnsZone naptr(String name, DnsRecord.Naptr naptr) {
        return add(name, DnsType.NAPTR, naptr);
    }

    private DnsZone add(String name, DnsType type, DnsRecord added) {
        records.computeIfAbsent(question(name, type), key -> new ArrayList<>()).add(added);
        return this;
    }

    /** Removes what was said of this name: records, failures, silence. */
    public DnsZone remove(String name) {
        for (var type : EnumSet.allOf(DnsType.class)) {
            var question = question(name, type);
            records.remove(question);
            failures.remove(question);
            silent.remove(question);
        }
        return this;
    }

    /** Lets questions for this name fail at once, as by SERVFAIL, with {@link DnsAnswer.Failed}. */
    public DnsZone fail(String name, DnsType type, String reason) {
        failures.put(question(name, type), reason);
        return this;
    }

    /** Lets questions for this name go unanswered; the asker hears {@link DnsAnswer.Failed} after 5 s. */
    public DnsZone silence(String name, DnsType type) {
        silent.add(question(name, type));
        return this;
    }

    /** How long every answer takes; 20 ms if not set. */
    public DnsZone delay(Duration newDelay) {
        delay = newDelay;
        return this;
    }

    /** The time to live that found records carry; one hour if not set. */
    public DnsZone timeToLive(Duration newTimeToLive) {
        timeToLive = newTimeToLive;
        return this;
    }

    /** Every question so far, in order. */
    public List<Query> queries() {
        synchronized (queries) {
            return List.copyOf(queries);
        }
    }

    @Override
    public void lookup(Loop loop, String name, DnsType type, Consumer<DnsAnswer> onAnswer) {
        synchronized (queries) {
            queries.add(new Query(name, type));
        }
        var question = question(name, type);
        var wait = silent.contains(question) ? TIME_OUT : delay;
        scheduler.workAt(scheduler.nowNanos() + wait.toNanos(), this, () -> {
            var answer = answer(question);
            loop.post(() -> onAnswer.accept(answer));
        });
    }

    private DnsAnswer answer(Question question) {
        if (silent.contains(question)) {
            return new DnsAnswer.Failed("no answer within " + TIME_OUT.toSeconds() + " s");
        }
        if (failures.containsKey(question)) {
            return new DnsAnswer.Failed(failures.get(question));
        }
        var found = records.getOrDefault(question, List.of());
        return found.isEmpty() ? new DnsAnswer.NotFound() : new DnsAnswer.Found(found, timeToLive);
    }

    private static Question question(String name, DnsType type) {
        return new Question(name.toLowerCase(Locale.ROOT), type);
    }

    @Override
    public String toString() {
        return "dns";
    }
}
